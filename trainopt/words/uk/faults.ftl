## what is added to others

faults-got = { $what } (стоїть { $got })
faults-did-you-mean = { $what }; чи не { $name } малося на увазі?

## cells

faults-must-be-filled = має бути заповнено
faults-must-be-set = має бути задано
faults-must-be-given = має бути вказано
faults-must-be-a-whole-number-of = має бути цілим числом, щонайменше { $least }
faults-must-be-at-most = має бути щонайбільше { $most }
faults-must-be-degrees-from-to-with = має бути в градусах від { $least } до { $most } з десятковою крапкою
faults-must-be-a-number = має бути числом
faults-must-be-yes-or-no = має бути yes або no
faults-must-be-one-of = має бути одним із: { $words }
faults-must-be-an-id-1-to = має бути ідентифікатором: від 1 до 64 знаків A-Z a-z 0-9 _ - . і починатися з літери або цифри
faults-letter-is-cyrillic-and-only-looks = { $what }; знак { $place } кириличний і лише схожий на { $letter }
faults-letter-is-greek-and-only-looks = { $what }; знак { $place } грецький і лише схожий на { $letter }
faults-several-ids-are-separated-by-a = { $what }; кілька ідентифікаторів розділяють пробілом
faults-must-be-a-cohort-s-id = має бути ідентифікатором команди: ідентифікатор потреби, «-» і номер, як-от D1-01
faults-must-be-a-date-that-exists = має бути наявною датою у вигляді РРРР-ММ-ДД або ДД.ММ.РРРР
faults-it-could-be = { $what }; це може бути { $day }
faults-differs-in-case-alone = відрізняється від { $other } лише великими й малими літерами: чи так задумано?
faults-in-digits-alone = { $what }; самими цифрами це може бути { $number }
faults-it-could-be-or = { $what }; це може бути { $one } або { $other }
faults-holds-the-control-character-u-which = містить керувальний знак U+{ $character }, якого в тексті не може бути
faults-has-characters-at-most-can-be = має { $length ->
    [one] { $length } знак
    [few] { $length } знаки
   *[other] { $length } знаків
  }, а може бути щонайбільше { $most }
faults-lies-before-valid-from = лежить до valid_from { $day }
faults-lies-before-first-day = лежить до first_day { $day }
faults-is-over-class-max = більше за class_max { $most }
faults-class-min-is-over-class-max = class_min { $least } більше за class_max { $most }
faults-one-of-nation-id-site-id = має бути заповнено nation_id, site_id або course_id
faults-must-be-blank-on-step-1 = на етапі 1 має бути порожньо, бо перед ним етапу немає

## rows and what they refer to

faults-has-the-same-key-as-line = має такий самий ключ, як рядок { $line }
faults-has-the-same-key-as-row = має такий самий ключ, як рядок { $line }
faults-has-the-same-key-as-a = має такий самий ключ, як інший рядок
faults-is-not-in = немає в { $file }
faults-is-not-in-or = немає ні в { $one }, ні в { $other }
faults-is-not-in-or-or = немає ні в { $one }, ні в { $other }, ні в { $third }
faults-is-a-nation-s-id-too = є також ідентифікатором країни
faults-is-valid-in-a-week-in = діє в тиждень, у який діє й { $row }
faults-line = рядок { $line }
faults-row = рядок { $line }
faults-a-row = інший рядок
faults-classes-of-and-would-be-named = навчальні групи { $site } і { $course } звалися б так само, як навчальні групи { $other } і { $another } ({ $row })
faults-has-no-step = програма підготовки { $pipeline } не має етапу { $step }
faults-is-a-cycle = { $units } — це цикл
faults-needs-of-which-neither-nor-has = потребує { $resource }, а ні { $site }, ні { $nation } не має його рядка в { $file }
faults-is-no-owner-of-which-is = не може мати { $limit }: це обмеження рядків { $file }
faults-makes-cohorts-at-most-can-be = утворює { $cohorts ->
    [one] { $cohorts } команду
    [few] { $cohorts } команди
   *[other] { $cohorts } команд
  }, а може бути щонайбільше { $most }
faults-makes-cohorts-in-all-at-most = разом утворює { $cohorts ->
    [one] { $cohorts } команду
    [few] { $cohorts } команди
   *[other] { $cohorts } команд
  }, а може бути щонайбільше { $most }
faults-no-such-cohort = такої команди немає: { $which }
faults-has-only = потреба { $demand } має лише { $cohort }
faults-has-to = потреба { $demand } має команди від { $first } до { $last }
faults-has-two = потреба { $demand } має команди { $first } і { $second }
faults-has-three = потреба { $demand } має команди { $first }, { $second }, { $third }
faults-is-not-in-demand-file = потреби { $demand } немає в { $file }
faults-no-such-cohort-is-not-in = такої команди немає: потреби { $demand } немає в { $file }; чи не { $near }, яка має лише { $cohort }?
faults-no-such-cohort-is-not-in-did-you-mean = такої команди немає: потреби { $demand } немає в { $file }; чи не { $near }, яка має команди від { $first } до { $last }?

## what really was

faults-has-no-number-as-d1-01 = не має номера, як-от D1-01
faults-is-no-cohorts-name = не є назвою команди
faults-lies-after-the-week-of-as = лежить після тижня as_of, { $monday }: це не могло розпочатися
faults-is-not-after-step-in = не пізніше за етап { $step } ({ $row })
faults-is-more-than-the-of-step = більше за { $trainees } на етапі { $step } ({ $row })

## pins

faults-has-step = у програмі підготовки { $pipeline } { $steps ->
    [one] { $steps } етап
    [few] { $steps } етапи
   *[other] { $steps } етапів
  }
faults-joined = { $place }: { $what }
faults-does-not-offer-the-course-of = об’єкт { $site } не пропонує { $course }, курс етапу { $step }
faults-its-trainees-are-over-class-max = у ній { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }, більше за class_max { $most } на об’єкті { $site }
faults-its-trainees-are-over-class-max-and-more-at = у ній { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }, більше за class_max { $most } і ще { $percent } на об’єкті { $site }
faults-its-expected-trainees-are-over-class = очікуваних осіб у ній { $expected }, більше за class_max { $most } на об’єкті { $site }
faults-lies-outside-the-horizon = лежить поза горизонтом планування
faults-no-class-of-can-start-at = у цей тиждень на об’єкті { $site } не може початися жодна навчальна група курсу { $course }
faults-no-class-of-can-start-at-in-this-week = у цей тиждень на об’єкті { $site } не може початися жодна навчальна група курсу { $course } (закрито { $weeks })
faults-the-nearest-starts-are = { $what }; найближчий початок { $one }
faults-the-nearest-starts-are-one-other = { $what }; найближчі початки { $one } і { $other }
faults-is-too-early-leaves-as-the = зарано: { $after }, тож перший можливий тиждень { $monday }
faults-ready-from = ready_from { $monday }
faults-step-before-it = етап { $step } перед ним
faults-step-in = етап { $step } ({ $row })
faults-before-it-which-has-begun = { $course } перед ним уже розпочато
faults-is-too-late-the-last-step = запізно: останній етап завершився б після latest, { $sunday }
faults-is-week-after-max-wait-weeks = через { $wait ->
    [one] { $wait } тиждень
    [few] { $wait } тижні
   *[other] { $wait } тижнів
  } після { $row }; max_wait_weeks дорівнює { $most }
faults-leaves-week-to-come-from-transfer = лишає { $wait ->
    [one] { $wait } тиждень
    [few] { $wait } тижні
   *[other] { $wait } тижнів
  }, щоб прибути з { $nation }; transfer_weeks дорівнює { $weeks }
faults-must-be-as-at = має бути { $location }, як { $before } на об’єкті { $site }
faults-with-the-steps-held-before-it = разом з етапами перед ним потрібно було б { $needed } ({ $limit }) у тиждень { $monday }, а може бути { $most }
faults-the-pins-need-of-in-the = закріплення потребують { $needed } ({ $limit }) у тиждень { $monday }, а може бути { $most }
faults-the-pins-with-need-of-in = закріплення разом з іншими ({ $lines }) потребують { $needed } ({ $limit }) у тиждень { $monday }, а може бути { $most }
faults-cannot-be-held-beside = не можна втримати поруч із { $rows }
faults-no-way-was-found-to-hold = не знайдено способу втримати його поруч з іншими
faults-no-way-was-found-to-hold-it = не знайдено способу втримати його: { $why }

## warnings

faults-lies-before-ready-from-it-can = лежить до ready_from { $day }: може бути лише із запізненням
faults-lies-before-the-horizon-it-can = лежить до горизонту планування: може бути лише із запізненням
faults-lies-after-the-horizon-by-whose = лежить після горизонту планування, до кінця якого навчання має завершитися
faults-lies-before-due = лежить до due { $day }
faults-lies-after-the-horizon-it-cannot = лежить після горизонту планування: задовольнити не можна
faults-is-over-every-class-max-of = більше за кожне class_max курсу { $course }, щонайбільше { $seats }
faults-makes-cohorts-of-which-is-over = утворює команди по { $size ->
    [one] { $size } особі
    [few] { $size } особи
   *[other] { $size } осіб
  }, що більше за кожне class_max курсу { $course }, щонайбільше { $seats }
faults-makes-cohorts-is-it-meant = утворює { $cohorts ->
    [one] { $cohorts } команду
    [few] { $cohorts } команди
   *[other] { $cohorts } команд
  }: чи так задумано?
faults-no-site-offers-it-cannot-be = жоден об’єкт не пропонує { $course }: задовольнити не можна
faults-no-site-in-offers-it-cannot = жоден об’єкт у { $nations } не пропонує { $course }: задовольнити не можна
faults-leaves-week-for-which-takes-at = лишає { $room ->
    [one] { $room } тиждень
    [few] { $room } тижні
   *[other] { $room } тижнів
  } на { $pipeline }, а потрібно щонайменше { $needed }
faults-load-csv-counts-something-else-under = load.csv рахує під цією назвою ще й інше; дайте ресурсу іншу
faults-is-blank-so-starts-count-from = порожньо, тож початки відлічуються від { $monday }; заповніть, перш ніж start пересунеться
faults-is-blank-so-starts-count-from-as-the-plan = порожньо, тож початки відлічуються від { $monday }, як у чинному плані; заповніть, перш ніж start пересунеться
faults-is-over-for-who-should-have = минуло для { $cohorts }, які мали продовжити до as_of: підійде будь-який тиждень
faults-those-who-have-begun-take-of = ті, хто вже розпочав, займають { $taken } ({ $limit }) у тиждень { $monday }, а може бути { $most }: туди нікого не додається
faults-is-fewer-than-the-who-have = менше, ніж { $began ->
    [one] { $began } особа, що розпочала
    [few] { $began } особи, що розпочали
   *[other] { $began } осіб, що розпочали
  }
faults-is-not-what-really-was-as = це не те, що було насправді, див. { $row }: враховується воно
faults-is-not-there-of-which-began = потреби { $demand } немає, а з неї вже розпочали { $who }: далі для них нічого не планується
faults-is-blank-in-the-published-plan = у чинному плані для розпочатих етапів порожньо: взято за теперішнім поділом потреби
faults-is-blank-in-the-published-plan-for-steps-that = у чинному плані для розпочатих етапів порожньо: взято за теперішніми рядками спроможності

## settings

faults-no-such-key-in = у { $file } немає такого ключа
faults-must-be-a-text-of-1 = має бути текстом від 1 до 1 000 знаків, не з самих пробілів і без керувальних знаків
faults-must-be-a-date-as-2026 = має бути датою, як-от 2026-03-02, без лапок
faults-must-be-a-whole-number-from = має бути цілим числом від { $least } до { $most }
faults-must-be-a-number-from-to = має бути числом від { $least } до { $most }
faults-must-be-true-or-false = має бути true або false
faults-must-be-planned-or-expected = має бути planned або expected
faults-must-be-a-text-of-at = має бути текстом щонайбільше з { $most ->
    [one] { $most } знака
   *[other] { $most } знаків
  }, без керувальних знаків
faults-must-be-a-list-of-terms = має бути списком показників
faults-must-be-a-monday = має бути понеділком
faults-the-horizon-must-end-before-the = горизонт планування має закінчитися до 10000 року
faults-must-lie-within-the-horizon-to = має лежати в межах горизонту планування, { $from } – { $to }
faults-no-such-term = такого показника немає
faults-the-term-stands-there-twice = показник стоїть там двічі
faults-unmet-must-be-among-the-terms = серед показників має бути unmet
faults-the-settings-can-be-set-and = налаштування можна задавати, і більше нічого з ними не можна робити

## changes

faults-no-such-key-in-a-scenario = у варіанті немає такого ключа
faults-must-be-set-to-a-text = має бути текстом від 1 до 1 000 знаків
faults-must-be-a-text = має бути текстом
faults-must-be-a-list-of-tables = має бути списком таблиць: [[change]]
faults-names-no-table = не називає таблиці
faults-no-such-table = такої таблиці немає
faults-no-such-key-in-a-change = у зміні немає такого ключа { $key }
faults-must-have-one-of = має містити одне з: { $actions }
faults-must-be-a-table-column-value = { $key } має бути таблицею: {"{"} column = value {"}"}
faults-delete-can-only-be-true = delete може бути лише true
faults-a-row-that-is-inserted-is = рядок, що додається, ніде не шукають: приберіть where
faults-changes-nothing = { $action } нічого не змінює
faults-no-such-column-in = у { $table } немає такого стовпця { $column }
faults-must-be-a-text-a-number = { $key }: { $column } має бути текстом, числом, датою або списком ідентифікаторів
faults-must-be-given-a-number = { $key }: { $column } потребує числа
faults-must-be-given-a-whole-number = { $key }: { $column } потребує цілого числа
faults-where = { $column }: { $what }
faults-is-blank-in-cannot = { $column } порожній у { $place }: { $action } неможливо
faults-is-no-whole-number-got-in = { $column } не є цілим числом (стоїть { $got }) у { $place }: { $action } неможливо
faults-is-named-twice = { $key }: { $column } названо двічі
faults-has-no-rows = у { $table } немає рядків
faults-no-row-matches = жоден рядок не відповідає { $wanted }
faults-no-row-matches-did-you-mean = жоден рядок не відповідає { $wanted }; чи не { $name } малося на увазі?
faults-contradicts-rows-that-you-do-not = суперечить рядкам, яких ви не бачите: зверніться до координатора
faults-change = зміна { $number } ({ $table })
faults-change-number = зміна { $number }

## files

faults-column-has-no-name = стовпець { $column } не має назви
faults-the-column-stands-there-twice = стовпець стоїть там двічі
faults-no-such-column-in-file = у { $file } немає такого стовпця
faults-the-required-column-is-missing = немає обов’язкового стовпця
faults-the-column-is-missing = немає стовпця
faults-the-file-is-missing = файлу немає
faults-the-sheet-is-missing = аркуша немає
faults-the-is-missing = немає: { $what }
faults-is-missing = немає
faults-is-empty-line = порожньо; перший рядок має називати стовпці
faults-is-empty-row = порожньо; перший рядок має називати стовпці
faults-has-a-header-alone = має лише рядок заголовків; якщо далі мають бути рядки, файл обірвано: збережіть його ще раз
faults-repeats-the-header = повторює заголовок; вилучіть цей рядок
faults-has-no-header-line-this-one = немає рядка заголовка: цей не називає жодного стовпця { $file }
faults-has-no-header-row-this-one = немає рядка заголовка: цей не називає жодного стовпця { $file }
faults-has-more-than-lines = має понад { $most ->
    [one] { $most } рядок
    [few] { $most } рядки
   *[other] { $most } рядків
  }
faults-has-more-than-rows = має понад { $most ->
    [one] { $most } рядок
    [few] { $most } рядки
   *[other] { $most } рядків
  }
faults-has-more-than-cells = має понад { $most ->
    [one] { $most } клітинку
    [few] { $most } клітинки
   *[other] { $most } клітинок
  }
faults-has-more-than-tables = має понад { $most ->
    [one] { $most } таблицю
    [few] { $most } таблиці
   *[other] { $most } таблиць
  }
faults-merges-too-many-cells = об’єднує забагато клітинок; роз’єднайте ті, яким не треба бути однією
faults-has-cells-at-most-can-be = має { $cells ->
    [one] { $cells } клітинку
    [few] { $cells } клітинки
   *[other] { $cells } клітинок
  }, а може бути щонайбільше { $most }
faults-names-as-its-separator-which = називає роздільником { $got }, а це має бути кома, крапка з комою або табуляція
faults-a-quote-is-opened-and-never = лапки відкрито й не закрито
faults-has-text-after-a-closing-quote = після закривних лапок стоїть текст
faults-the-row-has-cell-the-header = у рядку { $cells ->
    [one] { $cells } клітинка
    [few] { $cells } клітинки
   *[other] { $cells } клітинок
  }, у заголовку { $header }
faults-the-row-has-cell-the-header-a-text-with = у рядку { $cells ->
    [one] { $cells } клітинка
    [few] { $cells } клітинки
   *[other] { $cells } клітинок
  }, у заголовку { $header }; текст із комою пишуть у лапках
faults-is-save-it-as-csv-utf = має кодування { $encoding }; збережіть як CSV UTF-8
faults-is-save-it-as-utf-8 = має кодування { $encoding }; збережіть як UTF-8
faults-is-a-workbook-or-an-archive = є книгою або архівом під іншою назвою; збережіть як CSV UTF-8
faults-is-a-workbook-or-an-archive-as-utf-8 = є книгою або архівом під іншою назвою; збережіть як UTF-8
faults-is-an-old-workbook = є старою книгою (.xls) під іншою назвою; збережіть як CSV UTF-8
faults-is-an-old-workbook-as-utf-8 = є старою книгою (.xls) під іншою назвою; збережіть як UTF-8
faults-holds-a-nul-byte-save-it = містить нульовий байт; збережіть як CSV UTF-8
faults-holds-a-nul-byte-save-it-as-utf-8 = містить нульовий байт; збережіть як UTF-8
faults-is-not-utf-8-save-it = має кодування, відмінне від UTF-8; збережіть як CSV UTF-8
faults-is-not-utf-8-save-it-as-utf-8 = має кодування, відмінне від UTF-8; збережіть як UTF-8
faults-has-more-than-dots-in-a = має понад { $most ->
    [one] { $most } крапку
    [few] { $most } крапки
   *[other] { $most } крапок
  } у рядку
faults-has-more-than-dots = має понад { $most ->
    [one] { $most } крапку
    [few] { $most } крапки
   *[other] { $most } крапок
  }
faults-is-not-toml = не є TOML: { $why }
faults-in-toml-that-day-is = { $what }; у TOML цей день пишуть { $day }
faults-is-not-json = не є JSON: { $why }
faults-is-nested-more-than-deep = вкладено глибше ніж { $most }
faults-holds-more-than-values = містить понад { $most ->
    [one] { $most } значення
    [few] { $most } значення
   *[other] { $most } значень
  }
faults-holds-a-number-of-more-than = містить число, у якому понад { $most ->
    [one] { $most } цифра
    [few] { $most } цифри
   *[other] { $most } цифр
  }
faults-is-not-read-save-the-sheet = не читається: збережіть аркуш як CSV UTF-8 під назвою { $file }
faults-is-not-read-but-is = не читається, а читається { $file }: збережіть аркуш як CSV UTF-8 під цією назвою
faults-is-no-table-of-a-dataset = не є таблицею набору даних і не читається
faults-is-neither-a-folder-nor-a = не є ні текою, ні книгою (.xlsx, .ods), ні архівом (.zip)
faults-is-one-file-of-a-dataset = є одним файлом набору даних: вкажіть теку, у якій він лежить
faults-is-an-old-workbook-save-it = є старою книгою: збережіть як .xlsx
faults-no-such-folder = такої теки немає
faults-no-such-file = такого файлу немає
faults-unpack-what-is-in-it-first = спершу розпакуйте { $file }, що лежить у ньому
faults-stands-in-the-archive-several-times = стоїть в архіві кілька разів: запакуйте один раз
faults-is-no-dataset-neither-nor-any = не є набором даних: у ньому немає ні { $file }, ні жодної таблиці
faults-is-no-dataset-neither-the-sheet = не є набором даних: у ній немає ні аркуша { $sheet }, ні аркуша жодної таблиці
faults-is-not-read-the-folder-holds = не читається: тека містить понад { $most } МіБ
faults-holds-csv-files-at-most-can = містить файлів CSV: { $count }, а може бути щонайбільше { $most }
faults-is-no-archive-that-can-be = не є архівом, який можна прочитати, або обірвано: скопіюйте сюди ще раз ({ $why })
faults-is-damaged-in-the-archive = пошкоджено в архіві: скопіюйте сюди ще раз
faults-holds-files-at-most-can-be = містить { $count ->
    [one] { $count } файл
    [few] { $count } файли
   *[other] { $count } файлів
  }, а може бути щонайбільше { $most }
faults-holds-several-datasets = містить кілька наборів даних: { $names }
faults-is-locked-by-a-password-pack = захищено паролем: запакуйте без нього
faults-is-larger-than-mib = більше ніж { $most } МіБ
faults-is-no-plain-file = не є звичайним файлом; покладіть туди сам файл
faults-is-a-folder-give-a-file = є текою; вкажіть файл у ній
faults-is-a-folder = є текою; покладіть на її місце файл із цією назвою
faults-is-a-link-that-leads-out = є посиланням за межі теки; покладіть туди сам файл
faults-cannot-be-read = не вдалося прочитати: { $why }
faults-cannot-be-read-ask-for-the-right = не вдалося прочитати: { $why }; попросіть у власника право на читання
faults-uses-cells-as-far-as-at = використовує клітинки аж до { $where }; може бути щонайбільше { $rows ->
    [one] { $rows } рядок
    [few] { $rows } рядки
   *[other] { $rows } рядків
  }, { $columns ->
    [one] { $columns } стовпець
    [few] { $columns } стовпці
   *[other] { $columns } стовпців
  } і { $cells ->
    [one] { $cells } клітинка
    [few] { $cells } клітинки
   *[other] { $cells } клітинок
  }; вилучіть непотрібні рядки й стовпці
faults-holds-more-than-mib-of-text = містить понад { $most } МіБ тексту
faults-holds-a-text-of-more-than = містить текст, у якому понад { $most ->
    [one] { $most } знак
    [few] { $most } знаки
   *[other] { $most } знаків
  }
faults-has-more-than-columns-delete-those = має понад { $most ->
    [one] { $most } стовпець
    [few] { $most } стовпці
   *[other] { $most } стовпців
  }; вилучіть непотрібні
faults-repeats-something-times = повторює щось стільки разів: { $times }
faults-has-a-row-which-no-sheet = має рядок { $row }, якого немає в жодному аркуші
faults-has-a-cell-which-no-sheet = має клітинку { $cell }, якої немає в жодному аркуші
faults-is-no-workbook-that-can-be = не є книгою, яку можна прочитати, або обірвано: скопіюйте сюди ще раз або збережіть як .xlsx (книга Excel)
faults-is-no-workbook-that-can-be-read-save-it = не є книгою, яку можна прочитати, або обірвано: скопіюйте сюди ще раз або збережіть як .xlsx (книга Excel) ({ $why })
faults-is-locked-by-a-password-or = захищено паролем або це старий .xls: збережіть як .xlsx без пароля
faults-has-parts-at-most-can-be = має { $parts ->
    [one] { $parts } частину
    [few] { $parts } частини
   *[other] { $parts } частин
  }, а може бути щонайбільше { $most }
faults-has-sheets-at-most-can-be = має { $sheets ->
    [one] { $sheets } аркуш
    [few] { $sheets } аркуші
   *[other] { $sheets } аркушів
  }, а може бути щонайбільше { $most }
faults-has-more-than-cells-in-all = має понад { $most ->
    [one] { $most } клітинку
    [few] { $most } клітинки
   *[other] { $most } клітинок
  } в усіх аркушах разом
faults-unpacks-to-mib-at-most-mib = у розпакованому вигляді має { $size } МіБ, а може бути щонайбільше { $most } МіБ
faults-is-packed-more-than-times-it = стиснуто понад { $most ->
    [one] { $most } раз
    [few] { $most } рази
   *[other] { $most } разів
  }: схоже на ZIP-бомбу
faults-is-no-sheet-of-cells-that = не є аркушем клітинок, який можна прочитати
faults-has-no-sheet = немає жодного аркуша
faults-stands-in-too = стоїть також тут: { $row }
faults-stands-there-twice-under-names-that = стоїть там двічі, під назвами, що відрізняються лише регістром
faults-row-hidden-by-a-filter-perhaps = приховано { $rows ->
    [one] { $rows } рядок
    [few] { $rows } рядки
   *[other] { $rows } рядків
  }, можливо фільтром, але їх прочитано
faults-the-sheet-is-hidden-and-is = аркуш приховано, але його прочитано
faults-shows-the-error-mend-its-formula = показує помилку { $error }; виправте формулу або введіть значення
faults-holds-a-formula-that-was-never = містить формулу, яку ще не обчислювали; відкрийте й збережіть книгу в електронній таблиці
faults-the-cells-are-merged-split-them = клітинки { $cells } об’єднано; роз’єднайте їх і заповніть кожну
faults-change-table-what = зміна { $number } ({ $table }): { $what }
faults-is-no-workbook-that-can-be-read-save-it-as-xlsx-excel = не є книгою, яку можна прочитати, або обірвано: скопіюйте сюди ще раз або збережіть як .xlsx (книга Excel) (оголошує тип документа)
faults-a-text-holds-the-character-u = { $place }: текст містить знак U+{ $character }, якого у книзі не може бути
faults-no-such-rule = такого правила немає
faults-cannot-be-read-no-such-file = { $file } не вдалося прочитати: такого файлу немає
