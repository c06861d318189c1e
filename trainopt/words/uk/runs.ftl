runs-title = Розрахунки
runs-in-force = Чинним є план розрахунку { $run }. Оприлюднено: { $who }, { $when }.
runs-open = Показати
runs-none-in-force = Чинного плану ще немає.
runs-begin-title = Спланувати
runs-begin-hint = Нічний розрахунок сам оприлюднює знайдений план, якщо той відповідає правилам оприлюднення. План чекає, доки його оприлюдните ви.
runs-begin-plan = Спланувати зараз
runs-begin-night = Запустити нічний розрахунок
runs-limit = Обмеження часу
runs-limit-of = { $kind ->
    [night] Обмеження часу нічного розрахунку
   *[plan] Обмеження часу плану
  }
runs-limit-hint = Наприклад: 90s, 10m або 1h30m.
runs-under-way = Зараз виконується:
runs-name-of-kind = розрахунок { $number } ({ $kind })
runs-under-way-since = , з { $at }
runs-under-way-wait =
    { $count ->
        [one] ще { $count } чекає
        [few] ще { $count } чекають
       *[many] ще { $count } чекають
    }
runs-wait-alone =
    { $count ->
        [one] { $count } розрахунок чекає, і жоден не виконується.
        [few] { $count } розрахунки чекають, і жоден не виконується.
       *[many] { $count } розрахунків чекають, і жоден не виконується.
    }
runs-wait-alone-hint = Якщо так триває кілька хвилин, повідомте операторів цієї служби: ніхто не бере розрахунків до виконання.
runs-history = Історія
runs-any = будь-який
runs-filter = Показати
runs-kind = Вид
runs-kind-night = нічний
runs-kind-plan = план
runs-kind-whatif = варіант
runs-kind-explain = що допоможе
runs-kind-value = наступний внесок
runs-kind-replay = повторення
runs-state = Стан
runs-state-queued = у черзі
runs-state-running = виконується
runs-state-done = завершено
runs-state-failed = збій
runs-state-cancelled = скасовано
runs-number = №
runs-who = Хто
runs-asked = Замовлено
runs-began = Почато
runs-place = У черзі
runs-place-before =
    { $count ->
        [0] Він наступний.
        [one] Перед ним { $count } розрахунок.
        [few] Перед ним { $count } розрахунки.
       *[many] Перед ним { $count } розрахунків.
    }
runs-place-seen =
    { $count ->
        [0] З видимих вам розрахунків перед ним немає жодного; перед ним можуть бути чужі.
        [one] Перед ним { $count } видимий вам розрахунок; можуть бути й чужі.
        [few] Перед ним { $count } видимі вам розрахунки; можуть бути й чужі.
       *[many] Перед ним { $count } видимих вам розрахунків; можуть бути й чужі.
    }
runs-place-begins = Якщо всі використають увесь свій час, він почнеться близько { $at }, інакше — раніше.
runs-place-short =
    { $count ->
        [0] наступний
        [one] перед ним { $count }
        [few] перед ним { $count }
       *[many] перед ним { $count }
    }
runs-place-short-seen = перед ним щонайменше { $count }
runs-to-draft = До чернетки { $number }: змінити або подати її
runs-ended = Закінчено
runs-came = Результат
runs-draft = чернетка { $number }
runs-drafts = Чернетки
runs-is-in-force = чинний
runs-was-in-force = був чинним
runs-by-command = командний рядок
runs-first-tier = { $term }: { $value } (щонайменше { $bound })
runs-has-plan = є план
runs-none = Розрахунків ще не було.
runs-none-found = Немає розрахунків такого виду в такому стані.
runs-newest = Найновіші
runs-older = Давніші
runs-all = Усі розрахунки
runs-audit = Журнал дій
runs-audit-of = Журнал дій цього розрахунку
runs-audit-title = Журнал дій
runs-audit-hint = Хто, що, коли (UTC) і з якої адреси зробив; як було і як стало. З журналу нічого не вилучають.
runs-audit-run = Розрахунок
runs-audit-all = Усі записи
runs-audit-none = Таких записів немає.
runs-when = Коли
runs-address = Адреса
runs-action = Дія
runs-object = Щодо чого
runs-detail = Докладніше
runs-before = Було
runs-after = Стало
runs-name = розрахунок { $number }
runs-told = Розрахунок { $number }: { $state }.
runs-has-ended = Розрахунок завершено.
runs-show-came = Показати результат
runs-name-kind = Розрахунок { $number }: { $kind }
runs-being-cancelled = скасовується
runs-version = Версія даних
runs-subject = Про кого
runs-tries = Спроби
runs-seconds = { $seconds } с
runs-progress = Перебіг
runs-now = Через { $seconds } с: розміщено { $placed ->
    [one] { $placed } особу.
    [few] { $placed } особи.
   *[many] { $placed } осіб.
  }
runs-now-seconds = Виконується { $seconds } с.
runs-no-connection = Немає зв’язку. Сторінка оновлюватиметься далі, щойно зв’язок відновиться.
runs-waits-queued = Чекає на виконавця. Спершу йдуть нічні розрахунки, далі плани.
runs-waits-running = Розпочато, плану ще немає.
runs-waits-done = Закінчено; результат завантажується.
runs-waits-failed = Стався збій; причина завантажується.
runs-waits-cancelled = Скасовано; знайдене завантажується.
runs-time-used = Використаний час
runs-tiers = Цілі, від найважливішої
runs-tiers-hint = Пізніша ціль ніколи не погіршує попередню. Менше — краще. Жоден план не може мати менше за доведене.
runs-tiers-beside-hint = Пізніша ціль ніколи не погіршує попередню. Менше — краще.
runs-tier = Ціль
runs-value = Значення
runs-bound = Доведено щонайменше
runs-gap = Розрив
runs-known = Що відомо
runs-known-best = Доведено, що краще неможливо
runs-known-at-least = Жоден план не може мати менше ніж { $bound }
runs-known-nothing = Понад 0 нічого не доведено
runs-term-unmet = особи без місця, зважено
runs-term-lateness = тижні запізнення, зважено
runs-term-changes = зміни чинного плану
runs-term-transfers = переїзди до іншої країни
runs-term-waiting = тижні очікування
runs-term-cost = вартість, EUR
runs-state-alone = За вашими повноваженнями видно стан і час; у результаті буде ваша частка.
runs-refresh = Оновити
runs-cancel = Скасувати
runs-cancel-hint = Не розпочатий розрахунок буде вилучено з черги. Розпочатий закінчиться за дві секунди й збереже найкращий знайдений план.
runs-scope = Сфера
runs-show-plan = Показати план
runs-show = Показати
runs-possible = Досягнуто { $share } від найбільшого, що можливе; цю межу доведено.
runs-asked-for = { $count ->
    [one] особа потребує навчання
    [few] особи потребують навчання
   *[many] осіб потребують навчання
  }
runs-placed = розміщено
runs-on-time = вчасно
runs-late = із запізненням
runs-unmet = без місця
runs-hosted-alone = Це особи, яких приймає ваша країна.
runs-plan-gone = Цей план вилучено зі сховища, або в ньому немає нічого з вашої сфери.
runs-no-plan = Плану немає.
runs-no-plan-failed = Стався збій. Причину знає координатор.
runs-no-plan-cancelled = Скасовано, перш ніж з’явився план.
runs-plan-again = Спланувати знову, з більшим обмеженням часу
runs-kept = Як прийнято тим часом, а не як у завантаженій теці:
runs-kept-best = Розрахунок закінчено достроково: це найкращий план, знайдений на той час.
runs-against = Порівняно з чинним планом
runs-moved =
    { $cohorts ->
        [one] { $cohorts } команда навчається
        [few] { $cohorts } команди навчаються
       *[other] { $cohorts } команд навчається
    } інакше, ніж було оприлюднено, з них { $near } у найближчі тижні.
runs-difference-open = Що змінюється і для кого
runs-downloads = Завантажити
runs-report = Звіт (один файл HTML)
runs-workbook = Книга (XLSX)
runs-calendars-site = Календарі об’єктів
runs-calendars-unit = Календарі підрозділів
runs-rules = Правила оприлюднення
runs-rule = Правило
runs-holds = Виконано
runs-holds-yes = так
runs-holds-no = ні
runs-held-back = Правила оприлюднення стримують цей план. Якщо ви впевнені, оприлюдніть його попри це й назвіть підставу.
runs-rule-no-rule-broken = Не порушує жодного правила
runs-rule-never-worse = Не гірший за чинний план
runs-rule-near-moved = Без потреби переміщено небагато команд найближчих тижнів
runs-rule-near-forced = Вимушено переміщено небагато команд найближчих тижнів
runs-rule-gap-known = Про першу ціль щось доведено
runs-publish-title = Оприлюднити
runs-publish-whatif = Цей план складено за чернетками, яких не прийнято: він може не відповідати даним.
runs-publish-reason = Підстава
runs-anyway = Оприлюднити попри правила
runs-publish = Оприлюднити
runs-withdraw-title = Відкликати
runs-withdraw-reason = Підстава
runs-withdraw = Відкликати; чинним знову стане попередній план
runs-replay-title = Повторити
runs-replay-hint = Складає план ще раз із того, що є у сховищі, і каже, що вийшло інакше.
runs-replay = Повторити
runs-replay-hindrances = Чому пошук не можна повторити
runs-replay-differing = Файли, що вийшли іншими
runs-replay-broken = Порушені правила
runs-replay-versions = Що відтоді має іншу версію
runs-sure-same = Усі цілі однакові, і це доведено.
runs-sure-proven-better = Доведено, що краще ({ $term }: { $before } → { $after }): за інших даних жоден план цього не досягне.
runs-sure-proven-worse = Доведено, що гірше ({ $term }: { $before } → { $after }): за цих даних жоден план не буде таким добрим, як інший.
runs-sure-found = Знайдено краще, не доведено ({ $term }: { $before } → { $after }). Без цих змін той самий план після виправлення має { $without }.
runs-sure-needed = Знайдено краще, не доведено ({ $term }: { $before } → { $after }). Без цих змін такий план неможливий.
runs-sure-noise = Випадковість пошуку ({ $term }: { $before } → { $after }): такий самий добрий план можливий без цих змін.
runs-sure-equal = Різниці не знайдено ({ $term }: { $after }). Плани аж до { $least } не виключено.
runs-sure-open-better = За знайденим краще, не доведено ({ $term }: { $before } → { $after }). Якщо обом дати більше часу, це може змінитися.
runs-sure-open-worse = За знайденим гірше, не доведено ({ $term }: { $before } → { $after }). Плани аж до { $least } не виключено.
runs-sure-above = Вже відрізняється важливіша ціль: ця не каже, що краще.
runs-certainty-same = однаково, доведено
runs-certainty-equal = однаково, за знайденим
runs-certainty-proven = доведено
runs-certainty-found = знайдено
runs-certainty-noise = випадковість
runs-certainty-open = невідомо
runs-certainty-above = відрізняється важливіша ціль
runs-difference-title = Розрахунок { $run } поряд із розрахунком { $other }
runs-compared-with = для порівняння —
runs-other-run = Порівняти з розрахунком
runs-compare = Порівняти
runs-in-short = Коротко
runs-short-people =
    { $demands ->
        [one] { $demands } потреба задовольняється
        [few] { $demands } потреби задовольняються
       *[other] { $demands } потреб задовольняється
    } інакше; { $cohorts ->
        [one] { $cohorts } команда навчається
        [few] { $cohorts } команди навчаються
       *[other] { $cohorts } команд навчається
    } деінде або в інший час; { $classes ->
        [one] відрізняється { $classes } початок навчальних груп
        [few] відрізняються { $classes } початки навчальних груп
       *[other] відрізняється { $classes } початків навчальних груп
    }.
runs-own-alone = Ви бачите свою частку обох планів. Чи різницю доведено, знайдено чи вона випадкова, видно тому, хто бачить усе: зверніться до координатора.
runs-value-before = Було
runs-value-after = Стало
runs-bound-before = Доведено щонайменше, було
runs-bound-after = Доведено щонайменше, стало
runs-for-whom = Для кого
runs-for-whom-hint = Потреби, що задовольняються інакше, спершу ті, де різниця найбільша. Було → стало.
runs-demand = Потреба
runs-unit = Підрозділ
runs-priority = Пріоритет
runs-weeks-late = Тижні запізнення
runs-gained = Виграш
runs-nobody-differs = Ні для кого нічого не змінюється.
runs-more-rows = Перші { $shown } з { $all ->
    [one] { $all } рядка.
   *[other] { $all } рядків.
  }
runs-classes = Навчальні групи
runs-classes-hint = Коли й де починається інша кількість навчальних груп. Було → стало.
runs-site = Об’єкт
runs-course = Курс
runs-start = Початок
runs-classes-count = Навчальних груп
runs-trainees = Осіб
runs-no-classes-differ = Ті самі навчальні групи починаються в той самий час.
runs-moved-title = Команди, що навчаються інакше
runs-moved-hint = Етапи, що проводяться деінде чи з іншого тижня або є лише в одному з планів.
runs-cohort = Команда
runs-step = Етап
runs-what = Що
runs-change-moved = переміщено
runs-change-added = додано
runs-change-removed = вилучено
runs-nobody-moved = Ніхто не навчається деінде чи в інший час.
runs-load = Завантаження
runs-load-hint = Ресурси, які за всі тижні використано по-різному. Було → стало.
runs-owner = Чий
runs-resource = Ресурс
runs-used = Використано
runs-weeks-full = Повних тижнів
runs-picture = { $term } через { $seconds } с: найкращий план має { $value }, жоден план не може мати менше ніж { $bound }
runs-picture-value = найкращий план: { $value }
runs-picture-bound = доведено щонайменше: { $bound }
runs-offers-explain = Що допоможе
runs-offers-value = Де наступний внесок дасть найбільше
runs-offers-hint-value = Перші зміни перевірено повторним плануванням, наскільки вистачило часу; для решти обчислено за планом, що отримала б одна команда. З кожної зміни, що має кнопку, одним натисканням виходить чернетка.
runs-offers-hint = Кожну зміну перевірено повторним плануванням, наскільки вистачило часу. З неї одним натисканням виходить чернетка.
runs-explained = { $demand } підрозділу { $unit }: { $unmet } без місця, { $late } із запізненням.
runs-short-of = { $unit ->
    [classes] { $count ->
        [one] { $count } навчальна група
        [few] { $count } навчальні групи
       *[other] { $count } навчальних груп
    }
    [units] { $count ->
        [one] { $count } одиниця
        [few] { $count } одиниці
       *[other] { $count } одиниць
    }
   *[trainees] { $count ->
        [one] { $count } особа
        [few] { $count } особи
       *[other] { $count } осіб
    }
  }
runs-explained-none = Зміни, що допомогла б, не знайдено.
runs-explained-no-time = Не вистачило часу на пошук: дайте більше.
runs-explained-planning-on = Усім допоможе подальше планування без жодних змін.
runs-change = Зміна
runs-month = Місяць
runs-worth-plan = Одна команда виграла б
runs-worth-verified = Перевірений виграш
runs-helps = Допомагає
runs-others-gain = Інші виграють
runs-others-lose = Інші втрачають
runs-not-tried = не перевірено
runs-evidence = Певність
runs-evidence-proven = доведено
runs-evidence-found = знайдено
runs-evidence-repeated = знайдено неодноразово
runs-evidence-noise = може бути випадковістю
runs-make-draft = Створити чернетку
runs-nobody-to-help = У чинному на той час плані ніхто з них не лишився без місця й не запізнювався: допомагати не було в чому.
runs-no-offers = Нічого, що допомогло б, не знайдено.
runs-blocks = Що стоїть на заваді
runs-blocks-hint = Обмеження, через які бракує місця наступній команді; спершу об’єкти, де їх найменше. Окремий тиждень названо за його понеділком.
runs-limit-name = Обмеження
runs-short = Бракує
runs-weeks = Тижні
runs-used-by = Хто використовує
