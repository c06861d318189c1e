## the page

report-title = План підготовки { $name }
report-titles = Плани підготовки { $one } і { $other }
report-as-of = Дані станом на { $day }
report-as-of-both = Дані станом на { $day } і на { $other }
report-print = Друкувати
report-contents = Зміст
report-hint = Наведіть на частину малюнка, щоб прочитати, що це; тягніть, щоб наблизити; двічі клацніть, щоб повернутися.
report-no-script = Для малюнків і довгих таблиць потрібен JavaScript, а тут його вимкнено. Файли CSV у теці плану містять те саме.
report-made = { $name }: складено trainopt { $version } за { $seconds } с, зерно { $seed }.
report-made-some-time = { $name }: складено trainopt { $version }, зерно { $seed }.
report-made-share = { $name }: частка плану, складеного trainopt { $version }.
report-show = Показати
report-previous = Попереднє
report-next = Наступне
report-percent = { $share }
report-part = { $name } (від { $from } до { $to } з { $all })
report-part-of = { $name } (від { $from } до { $to } з { $all })
report-part-from-to = { $name }: від { $from } до { $to }

## tables, by their scripts

report-filter = Фільтр
report-filter-of = Фільтр: %table
report-rows-of = %table: рядки
report-previous-rows = Попередні рядки
report-next-rows = Наступні рядки
report-all-rows = Усі рядки
report-rows-shown = Рядки від %from до %to з %of
report-found = %found (знайдено, усього %all)
report-none-found = Жоден рядок (усього %all) не містить цих слів

## at a glance

report-glance = Коротко
report-placed = Розміщено { $share } від найбільшої можливої кількості, з урахуванням пріоритетів
report-asked-for = { $n ->
    [one] { $n } особа потребує підготовки
    [few] { $n } особи потребують підготовки
   *[other] { $n } осіб потребують підготовки
  }
report-placed-here = { $n ->
    [one] { $n } особа навчається тут
    [few] { $n } особи навчаються тут
   *[other] { $n } осіб навчаються тут
  }
report-on-time-of = { $n ->
    [one] { $n } особа вчасно
    [few] { $n } особи вчасно
   *[other] { $n } осіб вчасно
  } ({ $share })
report-of-these-on-time = { $n } з них вчасно ({ $share })
report-late-of = { $n } із запізненням ({ $share })
report-unmet-of = { $n } без місця ({ $share })
report-expected-last = { $n } з розміщених очікується на останньому курсі
report-classes-count = { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  }
report-classes-filled = { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  }, заповнено { $share } місць

## goals

report-goals = Цілі
report-goals-title = Цілі: наскільки близько до найкращого
report-goals-lead = Найважливіша перша; наступна ціль ніколи не погіршує попередньої. Межу доведено: вона стосується кожного плану, навіть такого, якого ніхто не розглядав.
report-goals-none = Частка плану не має цілей: вони належать усьому плану.
report-goal = Ціль
report-in-words = Словами
report-this-plan = Цей план
report-proven-limit = Доведена межа
report-gap = Розрив
report-lower-value = значення
report-lower-proven-limit = доведена межа
report-lower-gap = розрив
report-of-plan = { $plan }: { $what }
report-both-ways = { $weighted } ({ $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  })
report-term-unmet = Особи без місця
report-term-unmet-unit = осіб; особа з пріоритетом 3 рахується тричі
report-term-lateness = Запізнення
report-term-lateness-unit = тижнів запізнення кожної особи; особа з пріоритетом 3 рахується тричі
report-term-changes = Зміни в оприлюдненому плані
report-term-changes-unit = осіб за кожний етап, що проводиться деінде або в інший час
report-term-transfers = Переїзди до іншої країни
report-term-transfers-unit = осіб за кожний переїзд між двома етапами
report-term-waiting = Очікування між етапами
report-term-waiting-unit = тижнів кожної особи
report-term-cost = Вартість
report-term-cost-unit = євро за навчальні групи та за осіб у них
report-best = Доведено, що це найкраще: жоден план не може бути кращим.
report-best-below = Доведено, що це найкраще: жоден план, який не погіршує попередніх цілей, не може бути кращим.
report-nothing-proven = Наскільки краще могло б бути, невідомо: нічого понад 0 не доведено.
report-could-be = Доведено: жоден план не може мати менше ніж { $bound }. Зменшити можна ще щонайбільше на { $left }.
report-could-be-below = Доведено: жоден план, який не погіршує попередніх цілей, не може мати менше ніж { $bound }. Зменшити можна ще щонайбільше на { $left }.
report-not-pursued = Один із планів не має цієї цілі.
report-the-same = Однаково.
report-lower-proven = У { $better } менше на { $by }, і це доведено: жоден план за даними { $other } цього не досягне.
report-lower-perhaps = У { $better } менше на { $by }; можливо, план за даними { $other } теж може цього досягти: протилежного не доведено.
report-lower-moot = У { $better } менше на { $by }; важливіша ціль уже відрізняється, тому це не свідчить, який план кращий.

## sections

report-outcome-title = Вчасно, із запізненням, без місця
report-outcome-lead = Особи за тим, як завершується їхня підготовка.
report-by-priority = за пріоритетом
report-by-unit = за підрозділом, найгірші перші
report-likely-title = Чого очікувати насправді
report-likely-lead = Неприбуття й вибуття багато разів розіграно на цьому плані: скільки осіб буде підготовлено.
report-units-by-loss = усі підрозділи, найбільші втрати перші
report-likely-figures-title = Як сплановано і як виходить
report-people = Люди
report-classes = Навчальні групи
report-differences-title = Чим відрізняються A і B
report-differing-demands = Потреби, що виграють або втрачають
report-differing-classes = Навчальні групи лише одного з планів
report-moved-steps = Етапи, що проводяться деінде або в інший час
report-classes-title = Навчальні групи за країнами й об’єктами
report-classes-lead = Усі об’єкти за тижнями або кожна навчальна група однієї країни смугою від першого до останнього дня, з кількістю осіб і місць. Що темніше, то повніша.
report-all-nations = усі країни, об’єкт за об’єктом
report-cohorts-title = Підрозділи та їхні команди
report-cohorts-lead = Усі підрозділи за тижнями або кожна команда одного підрозділу на її шляху: смуга для кожного етапу, що темніша, то повніша навчальна група (дуже світле сіре — не вказано); сіре — очікування.
report-all-units = усі підрозділи
report-load-title = Завантаження за об’єктами й тижнями
report-load-lead = Скільки з наявного використано щотижня; що темніше, то ближче до обмеження.
report-pool-beds = ліжка на об’єктах
report-pool-trainees = особи в країнах
report-pool-arrivals = прибуття до країн
report-pool-away = відсутні в підрозділах
report-map-title = Де лежать об’єкти
report-map-lead = Що більше коло, то більше осіб; що темніше, то повніші їхні навчальні групи.
report-all-sites = усі об’єкти
report-unmet-title = Хто без місця і чому
report-unmet-lead = Що стало на заваді, коли кожну команду пробували додати до готового плану.
report-late-title = Хто із запізненням і чому
report-late-lead = Куди йдуть тижні: надто пізній початок або очікування між етапами.
report-changes-title = Зміни проти оприлюдненого плану
report-notice-title = За скільки часу дізнаються приймальні сторони
report-notice-lead = Від тижня даних до початку того, що в країні нове або переміщене. Приймальні сторони просять 30–60 днів.

## pictures

report-trainees = особи
report-on-time = вчасно
report-late = із запізненням
report-unmet = без місця
report-priority-of = пріоритет { $priority }
report-of-on-time = { $part } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  } вчасно ({ $share })
report-of-late = { $part } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  } із запізненням ({ $share })
report-of-unmet = { $part } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  } без місця ({ $share })
report-nobody-asked = Тут нікому не потрібна підготовка.
report-all-on-time = Усі завершують вчасно.
report-furthest-behind = Найгірше:
report-shares = { $punctual } вчасно, { $late } із запізненням, { $unmet } без місця
report-seats-filled = заповнено місць
report-no-classes-in = У цьому плані немає навчальних груп: { $nation }.
report-no-classes = У цьому плані немає навчальних груп.
report-classes-at = { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  } на { $sites ->
    [one] { $sites } об’єкті
   *[other] { $sites } об’єктах
  }
report-classes-at-in = { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  } на { $sites ->
    [one] { $sites } об’єкті
   *[other] { $sites } об’єктах
  } у { $nations ->
    [one] { $nations } країні
   *[other] { $nations } країнах
  }
report-classes-at-in-all = { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  } на { $sites ->
    [one] { $sites } об’єкті
   *[other] { $sites } об’єктах
  } у { $nations ->
    [one] { $nations } країні
   *[other] { $nations } країнах
  }.
report-sentence = { $what }.
report-their-seats = заповнено { $share } їхніх місць
report-seats-of = заповнено { $taken } з { $seats ->
    [one] { $seats } місця
   *[other] { $seats } місць
  } ({ $share })
report-of-share-in-them = у них { $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  } цієї частки
report-half-full = { $n ->
    [one] { $n } навчальна група заповнена
    [few] { $n } навчальні групи заповнені
   *[other] { $n } навчальних груп заповнені
  } менш ніж наполовину
report-cohorts-placed = { $n ->
    [one] { $n } команда має місце
    [few] { $n } команди мають місце
   *[other] { $n } команд мають місце
  } ({ $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
  })
report-how-they-end = { $punctual } вчасно, { $late } із запізненням
report-cohorts-unmet-short = { $n ->
    [one] { $n } команда без місця
    [few] { $n } команди без місця
   *[other] { $n } команд без місця
  } ({ $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
  })
report-nobody-unmet = місце мають усі
report-waited = { $n ->
    [one] { $n } людино-тиждень
    [few] { $n } людино-тижні
   *[other] { $n } людино-тижнів
  } очікування між етапами
report-waiting = очікування
report-due = строк: мало завершитися
report-unmet-because = без місця: { $reason }
report-used-of = використано { $part } з { $whole }
report-expected = очікується { $n }
report-seats-taken = { $part } з { $whole ->
    [one] { $whole } місця
   *[other] { $whole } місць
  }
report-in-classes = у навчальних групах { $part } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }
report-used = використано
report-unit-in-classes = навчається
report-week = тиждень %V, %G
report-nothing-of = У цьому плані такого немає: { $resource }.
report-nothing-of-resource = У цьому плані такого немає: { $resource }.
report-share-used = За весь план використано { $share } ({ $resource }).
report-share-used-resource = За весь план використано { $share } ({ $resource }).
report-beds = ліжка
report-arrivals = прибуття
report-away = відсутні
report-never-used-up = Жодного тижня ні в кого не вичерпано.
report-used-up = Найчастіше вичерпано:
report-weeks-count = { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  }
report-units-placed = { $n ->
    [one] { $n } підрозділ
    [few] { $n } підрозділи
   *[other] { $n } підрозділів
  }: розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }
report-where-unknown = Де лежать об’єкти, невідомо: цю теку плану створено до появи sites.csv.
report-no-coordinates = Жоден об’єкт цього плану не має координат.
report-on-the-map = { $n ->
    [one] { $n } об’єкт на карті
    [few] { $n } об’єкти на карті
   *[other] { $n } об’єктів на карті
  }
report-most-trainees = Найбільше осіб (пораховано в кожній навчальній групі): { $sites }.
report-not-on-the-map = { $n ->
    [one] { $n } об’єкт не має координат, тому його не показано
    [few] { $n } об’єкти не мають координат, тому їх не показано
   *[other] { $n } об’єктів не мають координат, тому їх не показано
  }
report-seats-at = { $taken } з { $seats ->
    [one] { $seats } місця
   *[other] { $seats } місць
  } ({ $share })

## what a bar tells

report-tip-class = { $course }, { $site }
report-tip-seats-expected = { $taken } з { $seats ->
    [one] { $seats } місця
   *[other] { $seats } місць
  } ({ $share }), очікується { $expected }
report-tip-members = { $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }
report-tip-members-expected = { $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }, очікується { $expected }
report-tip-step = { $cohort }, етап { $step }: { $course }
report-tip-days = { $site }, { $start } – { $end }
report-tip-late = запізнення { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  }
report-tip-pinned = закріплено або розпочато
report-tip-waits = { $cohort } чекає
report-tip-wait-weeks = { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  } до { $course }
report-tip-due = строк { $day }
report-tip-unmet = { $cohort }: без місця

## reasons, by their codes and in words

report-code-no-capacity = немає спроможності
report-code-below-class-min = замало людей для навчальної групи
report-code-pool = вичерпано { $resource }
report-code-nation-ceiling = найбільша дозволена кількість у країні
report-code-max-away = найбільша дозволена кількість відряджених
report-code-outranked = місця в тих, чий пріоритет не нижчий
report-code-seats-taken = місця в інших
report-code-several-limits = кілька обмежень разом
report-code-search-incomplete = пошук завершився раніше
report-unsought = причину не шукали: розрахунок завершився раніше

## lists

report-cohorts-unmet = { $n ->
    [one] { $n } команда
    [few] { $n } команди
   *[other] { $n } команд
  } ({ $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
  }) без місця
report-cohorts-late = { $n ->
    [one] { $n } команда
    [few] { $n } команди
   *[other] { $n } команд
  } ({ $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
  }) із запізненням
report-nothing-new = Для жодної приймальної сторони немає нічого нового.
report-new-begins = Нове або переміщене починається { $weeks ->
    [0] вже того самого тижня
    [one] щонайраніше через { $weeks } тиждень
    [few] щонайраніше через { $weeks } тижні
   *[other] щонайраніше через { $weeks } тижнів
  }: { $soon ->
    [one] { $soon } особа
    [few] { $soon } особи
   *[other] { $soon } осіб
  } менш ніж за 30 днів, { $later } менш ніж за 60.
report-steps-changed = { $n ->
    [one] { $n } етап
    [few] { $n } етапи
   *[other] { $n } етапів
  } у { $cohorts ->
    [one] { $cohorts } команди
   *[other] { $cohorts } команд
  }: { $kinds }.
report-added-count = { $n } додано
report-added-and = { $n } додано, { $others }
report-moved-count = { $n } переміщено
report-moved-and = { $n } переміщено, { $others }
report-removed-count = { $n } вилучено
report-nothing-differs = Немає жодної відмінності від оприлюдненого плану.
report-without-published = Цей план складено без оприлюдненого плану.
report-demands-differ = { $n ->
    [one] { $n } потреба має
    [few] { $n } потреби мають
   *[other] { $n } потреб мають
  } інший результат: у B для { $more } з них розміщено більше осіб, для { $fewer } — менше.
report-classes-differ = B має { $more ->
    [one] { $more } навчальну групу
    [few] { $more } навчальні групи
   *[other] { $more } навчальних груп
  }, яких немає в A; в A є { $fewer }, яких немає в B.
report-steps-moved = { $n ->
    [one] { $n } етап
    [few] { $n } етапи
   *[other] { $n } етапів
  } у { $cohorts ->
    [one] { $cohorts } команди
   *[other] { $cohorts } команд
  }: різниця між A і B.
report-why-waits = Чекає { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  } між етапами; якби на { $late } менше, було б вчасно.
report-why-both = Починає { $start } і чекає { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  } між етапами; навіть без очікування запізнення було б { $left ->
    [one] { $left } тиждень
    [few] { $left } тижні
   *[other] { $left } тижнів
  }.
report-why-starts = Починає { $start }; щоб завершити вчасно, курси ({ $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  }) мали початися не пізніше ніж { $latest }
report-heading-cohort = команда
report-heading-unit = підрозділ
report-heading-pipeline = програма підготовки
report-heading-priority = пріоритет
report-heading-why = чому
report-heading-where-and-when = де й коли
report-heading-due = строк
report-heading-ends = завершення
report-heading-weeks-late = тижнів запізнення
report-heading-nation = країна
report-heading-weeks-to-the-first = тижнів до першого
report-heading-less-than-30-days = менш ніж за 30 днів
report-heading-less-than-60-days = менш ніж за 60 днів
report-heading-step = етап
report-heading-course = курс
report-heading-change = зміна
report-heading-site-before = об’єкт раніше
report-heading-start-before = початок раніше
report-heading-site-now = об’єкт тепер
report-heading-start-now = початок тепер
report-heading-demand = потреба
report-heading-on-time-in = вчасно в { $plan }
report-heading-more-placed = у B розміщено більше на
report-heading-site = об’єкт
report-heading-start = початок
report-heading-classes-in = навчальних груп у { $plan }
report-heading-trainees-in = осіб у { $plan }
report-heading-site-in = об’єкт у { $plan }
report-heading-start-in = початок у { $plan }
report-change-moved = переміщено

## what is likely

report-planned-mean = сплановано { $planned }, у середньому { $mean }
report-eight-of-ten = у восьми розіграшах із десяти
report-eight-of-ten-from-to = у восьми розіграшах із десяти від { $from } до { $to }
report-on-average = у середньому
report-heading-planned = сплановано
report-trained = підготовлені особи
report-nobody-has-a-place = Ніхто не має місця.
report-trained-on-average = Підготовлено в середньому, найбільші втрати перші:
report-of-planned = { $mean } з { $planned } ({ $share })
report-runs-seed = { $runs ->
    [one] { $runs } розіграш
    [few] { $runs } розіграші
   *[other] { $runs } розіграшів
  }, зерно { $seed }.
report-heading-goal = ціль
report-heading-what = що
report-heading-mean = середнє
report-heading-tenth = у десятій частині розіграшів щонайбільше
report-heading-nine-tenths = у дев’яти десятих щонайбільше
report-heading-class = навчальна група
report-heading-name = назва
report-heading-runs-below = розіграші, де людей замало
report-happens = Що стається з людьми (в особах) і з навчальними групами.
report-fall-below = Навчальні групи, де в якомусь розіграші людей замало.
report-none-below = У жодній навчальній групі людей не замало.
report-came = прибули: з тих, чия підготовка починається, ті, хто на неї прибув
report-not-shown = не прибули: ті, хто не прибув
report-turned-away = без місця: не вистачило місця в навчальній групі, куди сплановано більше осіб, ніж місць
report-too-late = спізнилися: не потрапили до навчальної групи, бо попередня завершилася пізніше, ніж сплановано
report-cancelled = скасовано: були в навчальній групі, яку скасовано
report-not-passed = не склали: не склали курсу
report-joined-later = приєдналися пізніше: зайняли вільне місце в пізнішій навчальній групі, пораховано на кожному курсі
report-people-trained = підготовлені: ті, хто склав останній курс
report-trained-on-time = підготовлені вчасно: з них ті, хто встиг до строку
report-below-min = людей замало: менше осіб, ніж class_min
