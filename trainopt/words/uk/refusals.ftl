## who may do what

refusals-may-not = { $name } не має права: { $action }
refusals-see-data = бачити дані
refusals-see-a-scope = бачити сферу
refusals-see-a-row = бачити рядок
refusals-change-a-row = змінювати рядок
refusals-begin-a-draft = починати чернетку
refusals-see-a-draft = бачити чернетку
refusals-change-a-draft = змінювати чернетку
refusals-submit-share-or-withdraw-a-draft = подавати чернетку, ділитися нею чи відкликати її
refusals-see-a-proposal = бачити пропозицію
refusals-send-a-draft-back = повертати чернетку
refusals-accept-and-reject-proposals = приймати й відхиляти пропозиції
refusals-bring-in-or-set-back-a = вносити версію чи повертати давнішу
refusals-see-a-run = бачити розрахунок
refusals-plan-what-ifs = планувати варіанти
refusals-plan = планувати
refusals-cancel-a-run = скасовувати розрахунок
refusals-publish-and-withdraw-a-plan = оприлюднювати й відкликати план
refusals-take-queued-runs = брати розрахунки з черги
refusals-read-the-audit-of-data-runs = читати журнал дій щодо даних, розрахунків і оприлюднень
refusals-read-the-audit-of-people-and = читати журнал дій щодо людей і налаштувань
refusals-administer-people-grants-tokens-and-settings = керувати людьми, повноваженнями, токенами й налаштуваннями
refusals-have-sessions-tokens-feeds-and-notices = мати власні сеанси, токени, календарі за адресою і сповіщення
refusals-change-one-s-own-password = змінювати власний пароль
refusals-may-not-withdraw-a-proposal-of = { $name } не може відкликати пропозицію, яку подає { $author }
refusals-is-not-yours-to-change-your = змінювати це ви не можете: воно поза вашою сферою
refusals-is-not-yours-to-change-your-scope-does-not = { $row }: змінювати це ви не можете, воно поза вашою сферою
refusals-is-not-yours-to-change = { $row }: змінювати це ви не можете
refusals-is-no-row-of-your-scope = { $row }: це рядок не вашої сфери

## what is not there

refusals-there-is-no-such-thing = такого немає
refusals-there-is-no-such-page-of = такої сторінки довідки немає
refusals-there-is-no-such-thing-name = такого немає: назвіть клітинку, навчальну групу, команду, потребу, підрозділ або об’єкт
refusals-there-is-no-draft = чернетки { $number } немає
refusals-there-is-no-proposal = пропозиції { $number } немає
refusals-there-is-no-proposal-of-draft = жодна пропозиція за чернеткою { $number } не очікує рішення
refusals-there-is-no-run = розрахунку { $number } немає
refusals-there-is-no-progress = ходу розрахунку { $number } немає
refusals-there-is-no-run-in-the = розрахунку { $number } у сховищі немає
refusals-there-is-no-version = версії { $number } немає
refusals-there-is-no-version-yet-a = версій ще немає: спершу вносять набір даних
refusals-there-is-no-plan-in-force = чинного плану ще немає
refusals-there-is-no-plan-before-it = плану перед ним немає
refusals-there-is-no-plan-of-run = плану розрахунку { $number } немає
refusals-there-is-no-answer-of-run = відповіді розрахунку { $number } немає
refusals-there-is-no-table = таблиці { $table } немає
refusals-there-is-no-column-of = стовпця { $column } таблиці { $table } немає
refusals-there-is-no-row-in = рядка { $row } у таблиці { $table } немає
refusals-there-is-no-row-of = рядка { $row } у таблиці { $table } немає
refusals-there-is-no-file = файлу { $file } немає
refusals-there-is-no-person = особи { $name } немає
refusals-there-is-no-session = сеансу { $number } немає
refusals-there-is-no-token = токена { $number } немає
refusals-there-is-no-feed = календаря за адресою { $number } немає
refusals-there-is-no-calendar-of-site = календаря об’єкта { $name } немає
refusals-there-is-no-calendar-of-unit = календаря підрозділу { $name } немає
refusals-there-is-no-calendar-of = такого календаря немає: { $kind } { $name }
refusals-there-is-no-demand-or-unit = потреби чи підрозділу { $name } немає
refusals-there-is-no-site = об’єкта { $name } немає
refusals-there-is-no-unit = підрозділу { $name } немає
refusals-there-is-no-nation = країни { $name } немає
refusals-there-is-no-class-with-these = немає навчальної групи { $name } з цими командами, яка вже розпочалася
refusals-there-is-no-class = навчальної групи { $name } немає
refusals-there-is-no-cohort = команди { $name } немає
refusals-there-is-no-demand = потреби { $name } немає
refusals-there-is-no-pool-of = обсягу { $name } немає
refusals-there-is-no-place-in-the = у плані немає місця { $name }
refusals-there-is-nothing-called = нічого з назвою { $name } немає
refusals-there-is-no-identity-provider = постачальника посвідчень немає
refusals-run-offers-no-change = розрахунок { $number } не пропонує зміни { $name }
refusals-this-cannot-be-done-with-it = цього з ним зробити не можна
refusals-what-was-sent-cannot-be-read = надіслане не вдається прочитати
refusals-there-is-no-demand-in-the = потреби { $name } у наборі даних немає
refusals-there-is-no-cohort-in-the = команди { $name } у наборі даних немає
refusals-there-is-no-unit-in-the = підрозділу { $name } у наборі даних немає
refusals-this-service-is-not-reached-by = за цією адресою служба недоступна

## signing in

refusals-sign-in-first = спершу увійдіть
refusals-sign-in-by-a-token-authorization = увійдіть за токеном: Authorization: Bearer …
refusals-the-name-or-the-password-is = ім’я або пароль хибні
refusals-too-many-attempts-failed-wait-a = забагато невдалих спроб: зачекайте чверть години
refusals-there-is-no-account-for-this = для цього посвідчення немає облікового запису: його додає адміністратор
refusals-the-session-has-ended-sign-in = сеанс завершено: увійдіть знову
refusals-there-is-no-such-token-or = такого токена немає, або його строк минув
refusals-the-identity-provider-did-not-sign = постачальник посвідчень не підтвердив вхід: спробуйте ще раз або повідомте операторів служби
refusals-the-identity-provider-does-not-answer = постачальник посвідчень не відповідає: спробуйте ще раз
refusals-the-identity-provider-calls-itself-by = постачальник посвідчень зветься не так, як налаштовано
refusals-the-old-password-is-wrong = попередній пароль хибний
refusals-the-new-password-is-the-old = новий пароль такий самий, як попередній; оберіть інший
refusals-the-new-password-was-typed-in = новий пароль введено по-різному
refusals-a-password-has-at-least-characters = у паролі щонайменше { $least ->
    [one] { $least } знак
    [few] { $least } знаки
   *[other] { $least } знаків
  }
refusals-a-password-has-at-most-characters = у паролі щонайбільше { $most ->
    [one] { $most } знак
    [few] { $most } знаки
   *[other] { $most } знаків
  }
refusals-a-password-does-not-consist-of = пароль не може складатися з імені власника; оберіть інший
refusals-this-password-is-on-lists-of = цей пароль є в переліках поширених або схожий на них; оберіть інший, наприклад чотири слова, які ніхто не очікує побачити разом
refusals-there-is-no-catalogue-of-that = для цієї мови немає каталогу

## people

refusals-there-is-a-person-already = особа { $name } вже є
refusals-has-no-grant = { $name } не має повноваження { $grant }
refusals-has-no-grant-that-covers = { $name } не має повноваження, яке охоплює { $grant }
refusals-a-person-s-name-is-1 = ім’я особи — від 1 до 64 літер, цифр, _ - . і починається з літери або цифри
refusals-a-grant-is-role-scope-as = повноваження — це РОЛЬ:СФЕРА, як-от reader:all, planner:nation:PL, reader:unit:BDE-1, coordinator:all, або admin
refusals-a-scope-is-all-nation-id = сфера — це all, nation:ID або unit:ID
refusals-a-token-is-made-by-a = токен створює особа, яка увійшла, а не інший токен
refusals-a-token-has-a-name-of = токен має назву від 1 до { $most ->
    [one] { $most } знака
   *[other] { $most } знаків
  } і діє від 1 до { $days ->
    [one] { $days } дня
   *[other] { $days } днів
  }
refusals-this-is-no-address-of-a = це не адреса поштової скриньки: { $address }
refusals-choose-at-least-one-kind-of = оберіть хоча б один вид сповіщень або залиште адресу порожньою
refusals-the-settings-are = є такі налаштування: { $known }
refusals-a-comment-has-1-to-characters = коментар має від 1 до { $most ->
    [one] { $most } знака
   *[other] { $most } знаків
  }
refusals-your-comment-stands-there-but-cannot = коментар залишено; але { $names } не бачить того, про що він, або такої особи немає

## drafts and proposals

refusals-a-draft-has-a-title-of = чернетка має назву від 1 до { $most ->
    [one] { $most } знака
   *[other] { $most } знаків
  }
refusals-a-draft-has-at-most-changes = у чернетці щонайбільше { $most ->
    [one] { $most } зміна
    [few] { $most } зміни
   *[other] { $most } змін
  }; зробіть із неї дві
refusals-draft-is-and-no-longer-changed = чернетка { $number } { $status }, її вже не змінюють
refusals-draft-is-no-longer-open = чернетка { $number } вже не відкрита
refusals-draft-is-no-longer-submitted = чернетка { $number } вже не подана
refusals-submitted = подана
refusals-accepted = прийнята
refusals-rejected = відхилена
refusals-withdrawn = відкликана
refusals-draft-was-changed-meanwhile-it-is = чернетку { $number } тим часом змінено: тепер це редакція { $revision }
refusals-draft-was-changed-meanwhile-look-at = чернетку { $number } тим часом змінено: перегляньте її ще раз, тоді подайте
refusals-draft-has-faults-mend-them-before = у чернетці { $number } є помилки: виправте їх перед перенесенням
refusals-draft-has-faults-mend-them-before-it-is-submitted = у чернетці { $number } є помилки: виправте їх перед поданням
refusals-draft-changes-nothing = чернетка { $number } нічого не змінює
refusals-the-scopes-of-do-not-cover = сфери особи { $name } не охоплюють усього, що змінює чернетка
refusals-say-which-revision-you-saw-load = вкажіть, яку редакцію ви бачили: оновіть сторінку
refusals-say-which-revision-you-saw-if = вкажіть, яку редакцію ви бачили: If-Match з ETag чернетки
refusals-is-no-revision-of-this-draft = { $given } не є редакцією цієї чернетки
refusals-name-the-proposals-that-are-accepted = назвіть пропозиції, які приймаються, кожну один раз
refusals-say-why-it-is-rejected-its = вкажіть, чому її відхилено: автор прочитає підставу
refusals-say-what-is-to-be-changed = вкажіть, що треба змінити: автор прочитає це в чернетці
refusals-proposal = пропозиція { $number }: { $what }
refusals-others-changed-these-cells-meanwhile-choose = інші тим часом змінили ці клітинки: виберіть для кожної
refusals-the-row-was-is-now-here = { $table }: { $row }: рядок: було { $base }, тепер { $theirs }, тут { $mine }
refusals-was-is-now-here = { $table }: { $row }: { $column }: було { $base }, тепер { $theirs }, тут { $mine }
refusals-say-why-the-history-of-every = вкажіть, чому: історія кожного рядка, що повертається, зберігає підставу
refusals-this-form-is-out-of-date = ця форма застаріла: оновіть сторінку
refusals-this-page-is-out-of-date = ця сторінка застаріла: оновіть її й спробуйте ще раз
refusals-this-was-sent-by-a-page = це надіслала стороння сторінка
refusals-this-idempotency-key-came-with-another = цей ключ ідемпотентності вже прийшов з іншим запитом: візьміть новий
refusals-an-idempotency-key-has-1-to = ключ ідемпотентності має від 1 до 255 знаків
refusals-a-form-is-not-sent-with = форму не надсилають з Idempotency-Key: надішліть на /api/v1

## uploads

refusals-changes-nothing-of-version = { $name } нічого не змінює у версії { $version }
refusals-the-file-holds-no-table-of = файл не містить таблиці набору даних
refusals-the-file-needs-a-name-of = назва файлу має складатися лише з літер, цифр, пробілів і . _ -
refusals-the-first-data-are-a-workbook = перші дані – це книга або тека файлів CSV в архіві .zip
refusals-there-are-data-already-upload = дані вже є: завантажте файл як чернетку
refusals-these-are-no-rows-upload-the = це не рядки: завантажте файл ще раз

## what happened

refusals-what-was-before-it-at-another = спершу вносять те, що було перед цим на іншому об’єкті: це робить приймальна сторона або підрозділ
refusals-others-are-entering-the-same-try = інші вносять те саме: спробуйте ще раз за мить
refusals-say-on-which-day-it-began = вкажіть, якого дня почалося, як-от 2027-01-18
refusals-too-few-were-counted-yet-or = пораховано ще замало, або таблиці вже кажуть те саме

## runs and publications

refusals-this-changes-nothing = це нічого не змінює
refusals-choose-a-plan-or-a-night = оберіть план або нічний розрахунок
refusals-choose-the-drafts-that-are-to = оберіть чернетки, які треба спланувати
refusals-choose-what-is-to-be-asked = оберіть, про що запитати
refusals-a-run-of-this-kind-may = розрахунок цього виду може тривати щонайбільше { $most } с
refusals-no-such-choice = такого вибору немає: { $choices }
refusals-a-what-if-is-of-drafts = варіант розраховують за чернетками, а інші розрахунки — ні
refusals-together-these-drafts-have-faults-plan = разом ці чернетки мають помилки: сплануйте кожну окремо або зверніться до координатора
refusals-runs-of-yours-wait-already-cancel = вже очікує { $count ->
    [one] { $count } ваш розрахунок
    [few] { $count } ваші розрахунки
   *[other] { $count } ваших розрахунків
  }: скасуйте один або зачекайте, доки якийсь закінчиться
refusals-is-no-duration-such-as-90s = { $text } не є тривалістю, як-от 90s, 10m або 1h30m, щонайбільше тиждень
refusals-say-why-it-is-published-the = вкажіть, чому його оприлюднено: журнал дій зберігає підставу
refusals-say-why-it-is-withdrawn-the = вкажіть, чому його відкликано: журнал дій зберігає підставу
refusals-the-store-no-longer-holds-it = сховище вже не містить { $folder }: його вилучено
refusals-run-read-nothing-there-is-nothing = розрахунок { $number } нічого не прочитав: брати нема чого
refusals-is-already-give-another-value = { $column } вже має значення { $now }: дайте інше
refusals-is-blank-already-give-another-value = { $column } вже порожній: дайте інше значення
refusals-row-has-the-weeks = { $site } { $course }: тут тижні від { $first } до { $last }, оберіть серед них
refusals-row-has-no-weeks = { $site } { $course }: у горизонті планування тижнів тут немає, оберіть інший рядок
refusals-no-class-in-these-weeks = жодна навчальна група курсу { $course } не може в ці тижні початися й закінчитися на об’єкті { $site }: оберіть інші
refusals-classes-lie-across = навчальні групи переходять через межу цих тижнів, і провести їх було б не можна: оберіть від { $first } до { $last }
refusals-say-from-which-day = скажіть, від якого дня до якого, як-от 2027-01-18
refusals-a-sweep-makes-1-to-drafts = за раз можна створити від 1 до { $most ->
    [one] { $most } чернетки
   *[other] { $most } чернеток
  }
refusals-the-axes-of-a-sweep-are = поєднують значення різних клітинок
refusals-a-sweep-is-of-one-or = поєднують значення однієї або двох клітинок

## the service

refusals-what-was-sent-has-faults = у надісланому є помилки
refusals-the-store-does-not-answer-just = сховище зараз не відповідає: спробуйте ще раз за мить
refusals-nothing-can-be-written-into-the = зараз до сховища нічого не можна записати, бо воно заповнене або доступне лише для читання: повідомте операторів цієї служби; усе, що в ньому є, можна переглядати
refusals-a-bug-in-trainopt-tell-its = помилка в trainopt: повідомте операторам номер запиту { $number }
refusals-this-comes-too-fast-wait-a = запити надходять надто швидко: зачекайте секунду й продовжуйте
refusals-a-request-has-at-most-mb = запит має щонайбільше { NUMBER($most) } МБ
refusals-nothing-more-came-of-the-request = упродовж { NUMBER($seconds) } с від запиту більше нічого не надійшло
refusals-the-body-is-nested-too-deeply = тіло запиту вкладено надто глибоко
refusals-method-not-allowed = цього тут робити не можна
refusals-field-required = поле обов’язкове

## the audit

refusals-add-person = додано особу
refusals-grant = надано повноваження
refusals-revoke = відкликано повноваження
refusals-disable = закрито обліковий запис
refusals-enable = відкрито обліковий запис
refusals-reset-password = створено одноразовий пароль
refusals-change-password = змінено пароль
refusals-change-password-failed = змінити пароль не вдалося
refusals-sign-in = вхід
refusals-sign-out = вихід
refusals-sign-in-failed = вхід не вдався
refusals-end-session = завершено сеанс
refusals-make-token = створено токен
refusals-revoke-token = відкликано токен
refusals-make-feed = створено календар за адресою
refusals-revoke-feed = відкликано календар за адресою
refusals-change-setting = змінено налаштування
refusals-begin-draft = розпочато чернетку
refusals-change-draft = змінено чернетку
refusals-cancel-run = скасовано розрахунок
refusals-move-draft = перенесено чернетку
refusals-withdraw-draft = відкликано чернетку
refusals-invite = запрошено
refusals-uninvite = запрошення скасовано
refusals-submit = подано
refusals-accept = прийнято
refusals-reject = відхилено
refusals-withdraw = відкликано
refusals-publish = оприлюднено
refusals-queue-run = поставлено розрахунок у чергу
refusals-proposal-accepted = пропозицію прийнято
refusals-proposal-rejected = пропозицію відхилено
refusals-proposal-sent-back = пропозицію повернуто
refusals-proposal-withdrawn = пропозицію відкликано
refusals-seen = прочитано
refusals-prune = розрахунки прибрано
refusals-prune-drafts = чернетки прибрано
refusals-prune-audit = записи журналу дій прибрано
refusals-follow = стежить
refusals-unfollow = більше не стежить
refusals-comment = коментар
refusals-notices = сповіщення
refusals-mail = пошта
refusals-version-brought-in = версію внесено
refusals-version-folder = версію внесено з теки
refusals-version-accepted = версію прийнято
refusals-version-set-back = версію повернуто
refusals-keep-mapping = схему стовпців збережено
refusals-rename-mapping = схему стовпців перейменовано
refusals-delete-mapping = схему стовпців вилучено
refusals-hold-spreadsheet = електронну таблицю прийнято
refusals-map-spreadsheet = стовпці електронної таблиці визначено
refusals-drop-spreadsheet = електронну таблицю прибрано
refusals-a-map-is-longer-than = { $file } довший за { $most ->
    [one] { $most } знак
   *[other] { $most } знаків
  }
refusals-a-map-has-a-name-of = назва схеми стовпців має від 1 до { $most ->
    [one] { $most } знака
   *[other] { $most } знаків
  }
refusals-you-keep-maps-already = ви вже зберігаєте стільки схем стовпців: { NUMBER($most) }; вилучіть непотрібну
refusals-spreadsheets-wait-for-you = серед ваших схем стовпців уже чекає стільки електронних таблиць: { NUMBER($most) }; спершу зробіть з однієї чернетку або приберіть її
refusals-another-of-your-maps-is = інша ваша схема стовпців уже має назву { $name }
refusals-own-layout-ends-in = назва електронної таблиці власного вигляду закінчується на { $endings }
refusals-it-changes-more-than = вона змінює більше рядків, ніж { NUMBER($most) }; зробіть із неї дві електронні таблиці
refusals-heading-rows-must-be = рядки заголовків: має бути не більше трьох чисел
refusals-area-must-be-letters = стовпці з таблицею: мають бути літери, як-от E:H
refusals-is-said-of-two-columns = { $name }: вказано для двох стовпців, { $places }; виберіть один
