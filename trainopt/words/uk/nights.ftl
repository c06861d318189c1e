## the bottom line

nights-title = станом на { $day }: розрахунок { $run }, { $status }
nights-title-failed = Розрахунок { $run }: { $status }
nights-held-back = не оприлюднено
nights-faulty = помилкові дані
nights-failed = не вдався
nights-interrupted = перервано
nights-in-force = План цього розрахунку чинний.
nights-not-published-stays = Не оприлюднено: чинним лишається план розрахунку { $run }.
nights-not-published-none = Не оприлюднено: чинного плану немає.
nights-placed = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }, це { $share } від найбільшої можливої кількості.
nights-placed-before = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  } (раніше { $before }), це { $share } від найбільшої можливої кількості.
nights-placed-only = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }.
nights-placed-only-before = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  } (раніше { $before }).
nights-late = Із запізненням із них { $n }.
nights-late-before = Із запізненням із них { $n } (раніше { $before }).
nights-nobody-unmet = Місце мають усі.
nights-nobody-unmet-before = Місце мають усі (раніше без місця { $before }).
nights-unmet = Без місця, з урахуванням пріоритетів: { $weighted } ({ $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }).
nights-unmet-before = Без місця, з урахуванням пріоритетів: { $weighted } ({ $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  }), раніше { $before ->
    [one] { $before } особа
    [few] { $before } особи
   *[other] { $before } осіб
  }.
nights-by-priority = Осіб за пріоритетами: { $priorities }.
nights-priority = пріоритет { $priority }: { $n }
nights-priority-and = пріоритет { $priority }: { $n }, { $others }
nights-nobody-lost = Ніхто не втратив місця, яке мав.
nights-lost = { $n ->
    [one] { $n } особа втратила місце, яке мала
    [few] { $n } особи втратили місце, яке мали
   *[other] { $n } осіб втратили місце, яке мали
  }
nights-more-units = і ще { $n ->
    [one] { $n } підрозділ
    [few] { $n } підрозділи
   *[other] { $n } підрозділів
  }
nights-and-more = і ще { $n }

## why it is not in force

nights-why-not = Чому його не оприлюднено
nights-ended-early = Розрахунок перервано завчасно
nights-breaks = За даними цієї ночі чинний план порушує правила { $n ->
    [one] { $n } раз
    [few] { $n } рази
   *[other] { $n } разів
  }, і виконати його таким, яким він є, не можна.
nights-the-first = Перше:
nights-publish = Щоб усе ж увести план цього розрахунку в дію:
nights-mend = Виправте це там, де воно стоїть, і запустіть знову:

## tables

nights-goals = Цілі, найважливіша перша
nights-goal = ціль
nights-repaired = чинний план, виправлений
nights-this-run = цей розрахунок
nights-proven-bound = доведена межа
nights-gap = розрив
nights-percent = { $share }
nights-term-unmet = без місця
nights-term-lateness = запізнення
nights-term-changes = зміни
nights-term-transfers = переїзди
nights-term-waiting = очікування
nights-term-cost = вартість
nights-moved = { $n ->
    [one] { $n } команда навчається інакше, ніж оприлюднено
    [few] { $n } команди навчаються інакше, ніж оприлюднено
   *[other] { $n } команд навчаються інакше, ніж оприлюднено
  }; за етапами це { $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
  }.
nights-nobody-near = Жоден оприлюднений етап не починається невдовзі.
nights-near = Із { $n ->
    [one] { $n } команди
   *[other] { $n } команд
  }, чиї етапи невдовзі, переміщено { $moved }, з них { $forced } тому, що лишитися не можуть.
nights-notice = За скільки часу приймальні сторони дізнаються про нове чи переміщене
nights-nation = країна
nights-trainees = особи
nights-weeks-to-the-first = тижнів до першого
nights-less-than-30 = менш ніж за 30 днів
nights-less-than-60 = менш ніж за 60
nights-really-was = Що було насправді, а не як оприлюднено
nights-not-held = Етапи чинного плану, які не проводяться
nights-step-at = { $cohort }, етап { $step }, { $site }, з { $day }
nights-data-changed = Що змінилося в даних
nights-cannot-be-told = Сказати не можна: дані розрахунку { $run } вилучено, або їх більше не прочитати.
nights-differences = { $n ->
    [one] { $n } відмінність
    [few] { $n } відмінності
   *[other] { $n } відмінностей
  } від розрахунку { $run }, план якого був чинний
nights-since-last = { $n } від останнього розрахунку
nights-table = таблиця
nights-row = рядок
nights-change = зміна
nights-plan-changes = Що змінюється в плані й чому
nights-cohort = команда
nights-soon = невдовзі
nights-what = що
nights-why = чому
nights-no = ні
nights-a-likely-cause = Змінений рядок даних названо, якщо він стосується команди, або об’єкта й тижнів, де вона була чи тепер є, або якщо через нього прийшли інші, що вичерпали там обмеження. Це ймовірна причина, а не доведена.
nights-rest = … і ще { $n }
nights-rest-in = … і ще { $n }, усі в { $file }
nights-rules = Правила оприлюднення
nights-rule = правило
nights-holds = виконано
nights-found = що виявлено
nights-rule-no-rule-broken = жодного правила не порушено
nights-rule-never-worse = не гірше, ніж було
nights-rule-near-moved = переміщено невдовзі
nights-rule-near-forced = не можуть лишитися
nights-rule-gap-known = розрив відомий
nights-warnings = Попередження про дані

## changes

nights-moved-step = етап { $step }: { $before } { $was } → { $site } { $start }
nights-new-step = етап { $step }: – → { $site } { $start }
nights-gone-step = етап { $step }: { $before } { $was } → –
nights-cannot-stay = не може лишитися: { $cause }
nights-newly-placed = дістала місце: { $cause }
nights-by-choice = за вибором, заради кращої цілі
nights-by-choice-touched = за вибором, заради кращої цілі: { $cause }
nights-room-became-free = звільнилося місце
nights-no-row-touches = жоден змінений рядок її не стосується
nights-no-row-touches-follows = жоден змінений рядок її не стосується; це наслідок інших переміщень
nights-cannot-stay-follows = не може лишитися: жоден змінений рядок її не стосується; це наслідок інших переміщень
nights-data-change = { $table }: { $key }: { $what }
nights-cell-changed = { $column } { $before } → { $after }
nights-cell-filled = { $column } порожньо → { $after }
nights-cell-emptied = { $column } { $before } → порожньо
nights-setting-changed = { $before } → { $after }
nights-row-added = рядок додано
nights-row-added-with = рядок додано, { $cells }
nights-row-removed = рядок вилучено
nights-row-removed-with = рядок вилучено, { $cells }
nights-others-use-up = інші вичерпують { $limit }: { $rows }
nights-too-few-left = лишилося замало для { $class }: { $rows }
nights-class-with-too-few = { $course } на об’єкті { $site } (треба щонайменше { $least }, лишилося { $left })

## what really was

nights-did-not-begin = { $cohort } не розпочала { $course } на об’єкті { $site } { $day }: його не проводили
nights-not-said = { $cohort }: не сказано, що розпочала { $course } на об’єкті { $site } { $day }, як оприлюднено
nights-began-unpublished = { $cohort } розпочала { $course } на об’єкті { $site } { $day }, чого не було оприлюднено
nights-of-cohort = { $cohort } { $what }
nights-failed-course = не склала { $course }, його сплановано знову
nights-stopped = припинила на { $course }: більше нічого не сплановано
nights-began-a-week-late = розпочала на тиждень пізніше: { $site }
nights-began-a-week-late-not = розпочала на тиждень пізніше: { $site }, а не { $other }
nights-began-a-week-early = розпочала на тиждень раніше: { $site }
nights-began-a-week-early-not = розпочала на тиждень раніше: { $site }, а не { $other }
nights-began-late = розпочала на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } пізніше: { $site }
nights-began-late-not = розпочала на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } пізніше: { $site }, а не { $other }
nights-began-early = розпочала на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } раніше: { $site }
nights-began-early-not = розпочала на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } раніше: { $site }, а не { $other }
nights-began-course-a-week-late = розпочала { $course } на тиждень пізніше: { $site }
nights-began-course-a-week-late-not = розпочала { $course } на тиждень пізніше: { $site }, а не { $other }
nights-began-course-a-week-early = розпочала { $course } на тиждень раніше: { $site }
nights-began-course-a-week-early-not = розпочала { $course } на тиждень раніше: { $site }, а не { $other }
nights-began-course-late = розпочала { $course } на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } пізніше: { $site }
nights-began-course-late-not = розпочала { $course } на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } пізніше: { $site }, а не { $other }
nights-began-course-early = розпочала { $course } на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } раніше: { $site }
nights-began-course-early-not = розпочала { $course } на { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
  } раніше: { $site }, а не { $other }
nights-began-elsewhere = розпочала деінде: { $site }, а не { $other }
nights-began-course-elsewhere = розпочала { $course } деінде: { $site }, а не { $other }
nights-are-there = присутніх { $n }, сплановано { $planned }
nights-nobody-left = з { $planned } не лишилося нікого
nights-are-left = лишилося { $n } з { $planned }
nights-is-done = завершила { $course }, а за оприлюдненим кінець { $day }
nights-is-still-in = ще на { $course }, а за оприлюдненим кінець { $day }
