## weeks, lists

reasons-to = { $from } – { $to }
reasons-to-to-others = { $from } – { $to }, { $others }
reasons-and-more = { $what } і ще { $n }

## limits, as they are called

reasons-parallel-classes-of-at = parallel_classes курсу { $course } на об’єкті { $site } ({ $most })
reasons-seats-in-the-classes-of-at = місця в навчальних групах курсу { $course } на об’єкті { $site } (по { $most })
reasons-class-min-of-at = class_min курсу { $course } на об’єкті { $site } ({ $least })
reasons-beds-of = ліжка об’єкта { $site }
reasons-max-trainees-of = max_trainees країни { $nation }
reasons-max-weekly-arrivals-of = max_weekly_arrivals країни { $nation }
reasons-max-away-of = max_away підрозділу { $unit }
reasons-of = { $resource } у { $owner }
reasons-at-is-closed = { $course } на об’єкті { $site } закрито
reasons-at-is-not-valid = рядок спроможності { $course } на об’єкті { $site } не діє
reasons-is-no-allowed-nation = { $nation } не є дозволеною країною
reasons-ready-from = ready_from
reasons-latest = latest
reasons-free = вільно

## why somebody is unmet

reasons-a-way-through-its-steps-is = у плані, яким він є, шлях через її етапи вільний
reasons-at-from = { $course } на об’єкті { $site } з { $start }: { $what }
reasons-seats-used-by-others = місця зайняті іншими
reasons-seats-used-by-and-more = місця зайняті потребами { $demands } і ще { $more ->
    [one] { $more } потребою
    [few] { $more } потребами
   *[other] { $more } потребами
  }
reasons-seats-used-by = місця зайняті: { $demands }
reasons-used-up-in = { $limit }: вичерпано, { $weeks }
reasons-a-class-of-would-be-below = у навчальній групі було б { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }, менше за class_min { $least }
reasons-a-class-of-expected-trainees-would = у навчальній групі очікувалося б { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }, менше за class_min { $least }
reasons-a-class-has-seats-the-cohort = у навчальній групі { $seats ->
    [one] { $seats } місце
    [few] { $seats } місця
   *[other] { $seats } місць
  }, а в команді { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }
reasons-a-class-has-seats-and-may = у навчальній групі { $seats ->
    [one] { $seats } місце
    [few] { $seats } місця
   *[other] { $seats } місць
  }, запланувати в неї можна { $most ->
    [one] { $most } особу
    [few] { $most } особи
   *[other] { $most } осіб
  }; у команді { $size ->
    [one] { $size } особа
    [few] { $size } особи
   *[other] { $size } осіб
  }, з них очікується { $expected }
reasons-parallel-classes-is-0 = parallel_classes дорівнює 0
reasons-too-few-in-even-with-nobody = { $limit }: бракує { $short }, { $weeks }, навіть якби нікого іншого не було
reasons-its-window-has-no-week-within = у її вікні немає жодного тижня в межах горизонту планування
reasons-step-no-class-of-it-may = етап { $step }: жодна навчальна група курсу { $course }, до якої вона може приєднатися, не вкладається в проміжок { $weeks }
reasons-do-not-fit-one-after-the = { $courses } не вкладаються один за одним у проміжок { $weeks }
reasons-all-who-could-come-together-are = усіх, хто міг би зібратися разом, замало: { $needs }
reasons-needs = для { $course } потрібно { $least }
reasons-needs-least-others = для { $course } потрібно { $least }, { $others }

## what a code means

reasons-code-no-capacity = жоден доступний рядок спроможності не вкладається в її вікно
reasons-code-below-class-min = у навчальній групі, до якої вона могла б приєднатися, було б менше осіб, ніж class_min
reasons-code-pool = навчальні групи могли б відбутися, але обсяг { $resource } вичерпано
reasons-code-beds = на доступних об’єктах не лишилося ліжок
reasons-code-nation-ceiling = доступні країни вже мають max_trainees
reasons-code-arrivals = доступні країни вже мають max_weekly_arrivals
reasons-code-max-away = її підрозділ уже має max_away осіб у навчальних групах
reasons-code-outranked = місця є, але їх займають ті, чий пріоритет не нижчий
reasons-code-seats-taken = місця є, але їх займають інші, зокрема з нижчим пріоритетом
reasons-code-several-limits = жодне обмеження окремо не заважає: заважають кілька разом
reasons-code-search-incomplete = місце в плані знайшлося б; пошук завершився раніше

## why a cohort has no business anywhere

reasons-no-site-offers-the-course-in = жоден об’єкт не пропонує цього курсу в можливий тиждень
reasons-no-class-in-a-nation-that = у країнах, які можуть прийняти підрозділ, немає жодної навчальної групи
reasons-no-class-within-the-window = у межах вікна немає жодної навчальної групи

## what would help

reasons-more-class-of-at-at-a = ще { $n ->
    [one] { $n } навчальна група
    [few] { $n } навчальні групи
   *[other] { $n } навчальних груп
  } курсу { $course } на об’єкті { $site } одночасно, { $weeks }
reasons-more-seat-in-a-class-of = ще { $n ->
    [one] { $n } місце
    [few] { $n } місця
   *[other] { $n } місць
  } у навчальній групі курсу { $course } на об’єкті { $site } ({ $seats } замість { $most }), { $weeks }
reasons-classes-of-at-with-trainees-or = навчальні групи курсу { $course } на об’єкті { $site } вже з { $fewer ->
    [one] { $fewer } особою
    [few] { $fewer } особами
   *[other] { $fewer } особами
  } (замість { $least }), { $weeks }
reasons-classes-of-at-with-expected-trainees = навчальні групи курсу { $course } на об’єкті { $site } вже з { $fewer ->
    [one] { $fewer } очікуваною особою
    [few] { $fewer } очікуваними особами
   *[other] { $fewer } очікуваними особами
  } (замість { $least }), { $weeks }
reasons-needed = { $weeks } (потрібно { $needed })
reasons-more = { $limit }: на { $n } більше, { $weeks }
reasons-at-open = { $course } на об’єкті { $site } відкрито, { $weeks }
reasons-at-offered-for-longer = { $course } на об’єкті { $site } пропонується довше ({ $days })
reasons-may-also-be-hosted-by = { $nation } може приймати також підрозділ { $unit }
reasons-of-week-earlier = { $column } потреби { $demand } раніше на { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  } ({ $day })
reasons-of-week-later = { $column } потреби { $demand } пізніше на { $n ->
    [one] { $n } тиждень
    [few] { $n } тижні
   *[other] { $n } тижнів
  } ({ $day })

## rules that a plan breaks

reasons-rule = правило { $rule }: { $what }
reasons-at-row = { $file }:{ $row }: { $what }
reasons-joined = { $what } ({ $steps })
reasons-rule-rule-what = { $file }:{ $line }: правило { $rule }: { $what }
reasons-there-is-no-cohort-with-step = немає команди { $cohort } з етапом { $step }
reasons-is-placed-on-step-more-than = { $cohort } розміщено на етапі { $step } більше ніж раз
reasons-is-not-placed-on-step = { $cohort } не розміщено на етапі { $steps }
reasons-starts-before-ready-from-s-week = починається до тижня ready_from { $day }
reasons-starts-before-as-of-s-week = починається до тижня as_of { $day }, де його нічим не закріплено; що розпочалося, каже --published
reasons-ends-after-latest = завершується після latest, { $day }
reasons-the-step-must-be-in-the = етап має бути в тій самій країні, що й попередній
reasons-the-step-must-be-at-the = етап має бути на тому самому об’єкті, що й попередній
reasons-the-steps-are-not-in-order = етапи стоять не по порядку: один починається, перш ніж завершився попередній
reasons-empty-weeks-between-nations-transfer-weeks = між країнами { $wait ->
    [one] { $wait } порожній тиждень
    [few] { $wait } порожні тижні
   *[other] { $wait } порожніх тижнів
  }, а transfer_weeks дорівнює { $most }
reasons-empty-weeks-between-steps-max-wait = між етапами { $wait ->
    [one] { $wait } порожній тиждень
    [few] { $wait } порожні тижні
   *[other] { $wait } порожніх тижнів
  }, а max_wait_weeks дорівнює { $most }
reasons-there-is-no-site = немає об’єкта { $site }
reasons-may-not-be-hosted-by = { $nation } не може приймати підрозділ { $unit }
reasons-does-not-offer = об’єкт { $site } не пропонує { $course }
reasons-is-at-more-than-one-site = навчальна група { $class } має більше ніж один об’єкт, курс чи початок
reasons-no-class-of-can-start-at = жодна навчальна група курсу { $course } не може початися на об’єкті { $site } { $day }
reasons-mixes-the-units = навчальна група { $class } змішує підрозділи { $units }
reasons-has = навчальна група { $class }: { $what }
reasons-expected-trainees-class-min-is = очікуваних осіб { $expected }, а class_min дорівнює { $least }
reasons-trainees-class-min-is = { $planned ->
    [one] { $planned } особа
    [few] { $planned } особи
   *[other] { $planned } осіб
  }, а class_min дорівнює { $least }
reasons-trainees-class-max-is = { $planned ->
    [one] { $planned } особа
    [few] { $planned } особи
   *[other] { $planned } осіб
  }, а class_max дорівнює { $most }
reasons-expected-trainees-class-max-is = очікуваних осіб { $expected }, а class_max дорівнює { $most }
reasons-trainees-with-overbooking-a-class-max = { $planned ->
    [one] { $planned } особа
    [few] { $planned } особи
   *[other] { $planned } осіб
  }, а class_max { $most } з перевищенням допускає { $seats }
reasons-classes-of-run-at-in-the = навчальних груп курсу { $course } на об’єкті { $site } у тиждень { $monday }: { $classes }, а parallel_classes дорівнює { $most }
reasons-used-in-the-week-of-available = { $limit }: у тиждень { $monday } використано { $used }, доступно { $available }
reasons-holds-which-has-begun = { $file } тримає { $step }, що вже розпочато
reasons-nobody-joins-which-has-begun = до навчальної групи { $class }, що вже розпочалася, ніхто не приєднується

## publication rules

reasons-the-plan-breaks-no-rule = план не порушує жодного правила
reasons-the-plan-breaks-rules = план порушує правила: { $what }
reasons-the-first-plan-none-was-in = перший план: раніше чинного не було
reasons-all-publication-rules-hold = усі правила оприлюднення виконано
reasons-the-published-plan-could-not-be = чинний план не вдалося виправити: порівнювати нема з чим
reasons-where-the-repaired-published-plan-has = { $term } { $value }, а у виправленому чинному плані { $repaired }
reasons-as-good-as-the-repaired-published = за кожною ціллю такий самий добрий, як виправлений чинний план
reasons-as-good-as-the-repaired-published-in-every-tier = за кожною ціллю такий самий добрий, як виправлений чинний план
reasons-nothing-was-published-before = раніше нічого не було оприлюднено: переміщувати нема кого
reasons-no-published-step-is-near = жоден оприлюднений етап не починається невдовзі: переміщувати нема кого
reasons-of-of-the-near-cohorts-moved = { $part } з { $whole ->
    [one] { $whole } ({ $share }) найближчої команди
   *[other] { $whole } ({ $share }) найближчих команд
  } переміщено без потреби
reasons-of-of-the-near-cohorts-moved-without-need = { $part } з { $whole ->
    [one] { $whole } найближчої команди
   *[other] { $whole } найближчих команд
  } переміщено без потреби
reasons-of-of-the-near-cohorts-can = { $part } з { $whole ->
    [one] { $whole } ({ $share }) найближчої команди
   *[other] { $whole } ({ $share }) найближчих команд
  } { $part ->
    [one] більше не може лишитися, де була
   *[other] більше не можуть лишитися, де були
  }
reasons-of-of-the-near-cohorts-can-no-longer-stay = { $part } з { $whole ->
    [one] { $whole } найближчої команди
   *[other] { $whole } найближчих команд
  } { $part ->
    [one] більше не може лишитися, де була
   *[other] більше не можуть лишитися, де були
  }
reasons-at-most = { $what } (щонайбільше { $percent })
reasons-more-than = { $what }: понад { $percent }
reasons-bound-gap = { $term } { $value }, межа { $bound }, розрив { $gap }
reasons-nothing-is-proven-of-it = { $what }: про неї нічого не доведено
reasons-the-publication-rules-hold-it-back = його стримують правила оприлюднення: { $what }

## what a run says

reasons-published = оприлюднено
reasons-the-first-plan = перший план
reasons-cohorts-held-otherwise-than-before = { $n ->
    [one] { $n } команда навчається інакше, ніж раніше
    [few] { $n } команди навчаються інакше, ніж раніше
   *[other] { $n } команд навчаються інакше, ніж раніше
  }
reasons-not-published = не оприлюднено: { $what }
reasons-no-plan-is-in-force = чинного плану немає
reasons-the-plan-of-run-stays-in = чинним лишається план розрахунку { $run }
reasons-held-back-not-published = затримано, не оприлюднено
reasons-planned-not-published = сплановано, не оприлюднено
reasons-failed-not-published = збій, не оприлюднено
reasons-interrupted-not-published = перервано, не оприлюднено
reasons-bound = { $term } { $value } (межа { $bound })
reasons-fault-in-the-data-nothing-was = у даних { $faults ->
    [one] { $faults } помилка
    [few] { $faults } помилки
   *[other] { $faults } помилок
  }; нічого не сплановано
reasons-as-accepted-not-as-in-the = { $what }; як прийнято, а не як у теці: { $cells }
reasons-the-plan-that-it-found-lies = знайдений план лежить у { $folder }, його не збережено й не введено в дію
reasons-the-plan-that-it-found-could = знайдений план не вдалося зберегти: { $why }
reasons-but = { $what }; але { $unwritten }
reasons-cancelled-before-there-was-any-plan = скасовано, перш ніж з’явився план
reasons-cancelled-before-it-began = скасовано до початку
reasons-cancelled = скасовано
reasons-cancelled-its-worker-had-died = скасовано; його виконавець уже не працював
reasons-its-worker-died-times = його виконавець припиняв роботу { $times ->
    [one] { $times } раз
    [few] { $times } рази
   *[other] { $times } разів
  }
reasons-killed-its-process-ended = перервано: його процес зник без повідомлення або машина зупинилася
reasons-a-bug-in-trainopt-ended-it = його перервала помилка в trainopt
reasons-brought-in-with-the-first-version = внесено разом із першою версією
reasons-demands-reliefs = { $demands ->
    [one] { $demands } потреба
    [few] { $demands } потреби
   *[other] { $demands } потреб
  }, { $reliefs ->
    [one] { $reliefs } зміна, що може допомогти
    [few] { $reliefs } зміни, що можуть допомогти
   *[other] { $reliefs } змін, що можуть допомогти
  }
reasons-none-of-them-is-unmet-or = ніхто з них не лишився без місця й не запізнюється
reasons-capacities-ranked = упорядковано { $capacities ->
    [one] { $capacities } спроможність
    [few] { $capacities } спроможності
   *[other] { $capacities } спроможностей
  }
reasons-the-plan-of-run-came-out = план розрахунку { $run } вийшов таким самим до байта
reasons-the-plan-of-run-stands-its = план розрахунку { $run } справний: його таблиці такі, як випливає з розміщень
reasons-the-plan-of-run-did-not = план розрахунку { $run } вийшов іншим
reasons-the-plan-of-run-cannot-be = план розрахунку { $run } не можна скласти знову: { $why }
reasons-run-has-no-plan-yet = розрахунок { $run } ще не має плану: він не закінчився
reasons-run-has-no-plan-it-ended = розрахунок { $run } не має плану: він закінчився зі станом { $state }
reasons-parameter-repeatable-the-run-was-not = параметр repeatable: розрахунок не був повторюваним (--repeatable)
reasons-parameter-time-limit-s-were-up = параметр time-limit: { $seconds } с минуло раніше, ніж закінчився підрахунок; дайте більше
reasons-then-now = { $name }: тоді { $then }, тепер { $now }
reasons-lost-on-the-cluster = утрачено на кластері: його виконавці перестали працювати або немає його планувальника
reasons-interrupted-before-there-was-any-plan = перервано, перш ніж з’явився план
reasons-interrupted-before-there-was-any-plan-while = перервано, перш ніж з’явився план ({ $what })
reasons-the-time-was-up-while = час вийшов ({ $what })
reasons-so-far = { $what }, зроблено { NUMBER($done) } з { NUMBER($all) }
reasons-the-dataset-was-read = зчитування набору даних
reasons-cohorts-were-cut = поділ потреб на команди
reasons-the-weeks-were-gone-through = перегляд тижнів, у які можуть починатися навчальні групи
reasons-openings-were-found = пошук можливих початків для команд
reasons-classes-were-left-out = вилучення навчальних груп, яких ніхто не наповнить
reasons-the-last-that-was-done-with = { $after }; останнє, що зроблено ({ $cohorts }): { $what }
reasons-the-replay-of-run-was-ended = повторення розрахунку { $run } закінчено раніше за його пошук
reasons-no-plan-is-in-force-that = немає чинного плану, який можна було б пояснити чи оцінити: спершу оприлюдніть його
reasons-the-plan-breaks-a-rule = план порушує правило: { $what }
reasons-stopped-nothing-more-is-planned = { $place }: команда { $cohort } припинила навчання: далі нічого не планується
reasons-nobody-is-left-of = { $place }: з команди { $cohort } нікого не лишилося
reasons-does-not-have-any-more = { $file }: програма підготовки { $pipeline } більше не має { $course }
reasons-cannot-be-held-beside-other-published = не можна втримати поруч з іншими оприлюдненими етапами
reasons-the-store-has-no-version-of = у сховищі немає жодної версії набору даних: назвіть один раз теку або книгу
