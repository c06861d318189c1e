plan-title = План
plan-title-run = План за розрахунком { $run }
plan-title-site = План об’єкта { $site }
plan-title-unit = План підрозділу { $unit }
plan-title-class = Навчальна група { $class }
plan-title-cohort = Команда { $cohort }
plan-none = Чинного плану ще немає: його оприлюднюють за результатом розрахунку.
plan-to-runs = До розрахунків
plan-in-force = Чинний план: розрахунок { $run }, оприлюднено { $at }
plan-of-run = План за розрахунком { $run }
plan-not-in-force = нечинний
plan-downloads = Звіт, книга, календарі
plan-as-of = Дані станом на { $day }
plan-scope = Показано: { $scope }, і нічого іншого
plan-views = Подання плану
plan-timeline = Графік
plan-load = Завантаження за тижнями
plan-map = Карта
plan-lists = Переліки
plan-by = Рядки
plan-by-site = за об’єктами
plan-by-unit = за підрозділами
plan-way = Увесь шлях
plan-way-unknown = Нікого з позначенням { $way } тут не показано.
plan-go-to-page = Перейти на сторінку
plan-way-like = Схожі:
plan-way-shown = Увесь шлях позначено, а все, що про нього відомо, — на окремій сторінці:
plan-scope-shown = Показати
plan-late-only = Лише із запізненням і без місця
plan-beside = Поруч із чинним планом
plan-beside-before = Поруч із попереднім планом
plan-show = Показати
plan-loading = Графік завантажується. Таблиця нижче містить те саме.
plan-not-loaded = Не вдалося завантажити графік. Таблиця нижче містить те саме.
plan-on-paper = На папері — та частина графіка, яку було видно на екрані.
plan-panel = Вибране
plan-close = Закрити
plan-shades = Заповнено місць
plan-shades-load = Використано
plan-key-wait = очікування
plan-key-due = строк: мало завершитися
plan-key-pinned = закріплено або розпочато
plan-key-gone = лише в плані, що поруч
plan-key-untold = наповнення не вказано: у групі є й інші
plan-keys = Клавіші графіка
plan-keys-words = Стрілки вибирають смугу, Enter відкриває її, Escape закриває. Shift зі стрілкою ліворуч або праворуч пересуває в часі, плюс і мінус змінюють масштаб, 0 показує всі тижні, Page Up і Page Down гортають екранами, Home і End ведуть до першого й останнього рядка, d показує всі рядки разом. Мишею: тягніть, щоб пересунути; Ctrl і коліщатко змінюють масштаб.
plan-timeline-label = Графік плану
plan-tools = Видимі тижні
plan-closer = Ближче
plan-further = Далі
plan-weeks-8 = 8 тижнів
plan-weeks-26 = 26 тижнів
plan-whole = Усі тижні
plan-density = Усі рядки
plan-table = Те саме таблицею
plan-skip = Перейти до таблиці
plan-nothing = Тут немає що показати.
plan-classes = Навчальні групи
plan-classes-count = { $count ->
    [one] { $count } навчальна група
    [few] { $count } навчальні групи
   *[other] { $count } навчальних груп
}
plan-cohorts-count = { $count ->
    [one] { $count } команда
    [few] { $count } команди
   *[other] { $count } команд
}
plan-all-of-them = Усі { $count }
plan-class = Навчальна група
plan-site = Об’єкт
plan-sites = Об’єкти
plan-nation = Країна
plan-course = Курс
plan-when = Коли
plan-seats-filled = Заповнено місць
plan-filled = { $trainees } з { $seats } ({ $share })
plan-expected = Очікується
plan-expected-count = очікується { $expected }
plan-cohort = Команда
plan-unit = Підрозділ
plan-units = Підрозділи
plan-demand = Потреба
plan-priority = Пріоритет
plan-trainees = Особи
plan-due = Строк
plan-state = Стан
plan-steps = Етапи
plan-step = Етап
plan-why = Чому
plan-waits = Очікування перед
plan-weeks = { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
}
plan-waited = після { $weeks ->
    [one] { $weeks } тижня
   *[other] { $weeks } тижнів
} очікування
plan-held = Закріплено
plan-pinned = закріплено або розпочато
plan-on-time = вчасно
plan-late = із запізненням
plan-unmet = без місця
plan-weeks-late = запізнення { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
}
plan-pages = Сторінки таблиці
plan-previous = Попередня
plan-next = Наступна
plan-page-of = Сторінка { $page } з { $pages }
plan-owner = Де
plan-used = { $used } з { $whole }
plan-load-seats = Особи в групах кожного об’єкта за тижнями
plan-load-pool = Використано за тижнями: { $pool }
plan-pool = Показати
plan-pool-seats = місця в групах
plan-pool-beds = ліжка на об’єктах
plan-pool-trainees = особи в країнах
plan-pool-arrivals = прибуття до країн
plan-pool-away = відсутні в підрозділах
plan-map-label = { $count ->
    [one] Карта: { $count } об’єкт
    [few] Карта: { $count } об’єкти
   *[other] Карта: { $count } об’єктів
}
plan-map-words = Площа кола відповідає кількості осіб у групах, відтінок — частці заповнених місць. Перелік нижче містить те саме.
plan-map-left = { $count ->
    [one] { $count } об’єкт не має координат і є лише в переліку.
    [few] { $count } об’єкти не мають координат і є лише в переліку.
   *[other] { $count } об’єктів не мають координат і є лише в переліку.
  }
plan-map-unnamed = { $count ->
    [one] { $count } коло не має місця для підпису: наведіть на нього, щоб прочитати.
    [few] { $count } кола не мають місця для підписів: наведіть на коло, щоб прочитати.
   *[other] { $count } кіл не мають місця для підписів: наведіть на коло, щоб прочитати.
  }
plan-no-coordinates = Жоден об’єкт цього плану не має координат, тому карти немає. Об’єкти наведено нижче за країнами.
plan-site-words = { $classes ->
    [one] { $classes } навчальна група
    [few] { $classes } навчальні групи
   *[other] { $classes } навчальних груп
}, у них { $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
}.
plan-unit-words = Потреба: { $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[other] { $trainees } осіб
}. Вчасно: { $on_time }. Із запізненням: { $late }.
plan-unit-hosted = Приймаємо: { $trainees ->
    [one] { $trainees } особа
    [few] { $trainees } особи
   *[many] { $trainees } осіб
}. Вчасно: { $on_time }. Із запізненням: { $late }.
plan-unit-unmet = Без місця: { $unmet }.
plan-share-nation = Що з плану бачить { $nation }
plan-share-unit = Разом із підпорядкованими підрозділами
plan-explaining = Пошук триває; це займе близько хвилини.
plan-load-anew = Завантажити сторінку знову
plan-late-unmet = Із запізненням і без місця
plan-nobody-late = Немає ні запізнень, ні осіб без місця.
plan-changes = Зміни проти попереднього плану
plan-notice = За скільки часу приймальні країни дізнаються про нове
plan-changes-none = Порівняно з попереднім планом нічого не змінено.
plan-notice-none = Від приймальних сторін нічого нового не потрібно.
plan-heading-cohort = Команда
plan-heading-step = Етап
plan-heading-course = Курс
plan-heading-change = Зміна
plan-heading-site-before = Об’єкт раніше
plan-heading-start-before = Початок раніше
plan-heading-site-now = Об’єкт тепер
plan-heading-start-now = Початок тепер
plan-heading-trainees = Особи
plan-heading-nation = Країна
plan-heading-steps = Етапи
plan-heading-weeks-to-the-first = Тижнів до першого
plan-heading-in-less-than-30-days = Менш ніж за 30 днів
plan-heading-in-less-than-60-days = Менш ніж за 60 днів
plan-change-added = додано
plan-change-moved = переміщено
plan-change-removed = вилучено
plan-least = Найменше для проведення
plan-who = Хто
plan-why-here = Чому тут
plan-what-changes = Що це змінить
plan-class-pinned = Закріплено тут або вже розпочали: { $pinned } з { $cohorts ->
    [one] { $cohorts } команди.
   *[other] { $cohorts } команд.
}
plan-class-full = Усі місця зайняті: ніхто не може приєднатися.
plan-class-free = { $free ->
    [one] Вільне { $free } місце.
    [few] Вільні { $free } місця.
   *[other] Вільних місць: { $free }.
}
plan-class-spare = { $spare ->
    [0] Людей рівно стільки, скільки треба: якщо вибуде хоч один, група не відбудеться.
   *[other] Група відбудеться, якщо вибуде не більше ніж { $spare ->
        [one] { $spare } особа
        [few] { $spare } особи
       *[other] { $spare } осіб
    }.
}
plan-class-below = Група розпочалася, хоча в ній на { $lacking ->
    [one] { $lacking } особу
    [few] { $lacking } особи
   *[other] { $lacking } осіб
} менше, ніж потрібно, і триває.
plan-class-others = У ній є й інші, яких вам не показано.
plan-class-change = Закріплення тримає команду в групі; більше місць, ще одна група чи інше вікно впустять інших. Відкрийте команду, щоб побачити, чому вона тут, і отримати пояснення.
plan-values = Чого варта більша спроможність тут
plan-value-unmet = без місця менше на { $unmet ->
    [one] { $unmet } зважену особу
    [few] { $unmet } зважені особи
   *[other] { $unmet } зважених осіб
}
plan-value-guess = за оцінкою чинного плану
plan-try = Спробувати, що буде
plan-one-more = Ще одна навчальна група в ці тижні
plan-way-sites = Її шлях об’єктами
plan-way-unit = Увесь шлях { $unit }
plan-no-steps = Ніде не проводиться.
plan-on-time-words = Завершує вчасно.
plan-elsewhere = Останній етап вам не показано.
plan-late-waits = Чекає { $waited ->
    [one] { $waited } тиждень
    [few] { $waited } тижні
   *[other] { $waited } тижнів
} між етапами; якби на { $late } менше, було б вчасно.
plan-late-both = Починає { $start } і чекає { $waited ->
    [one] { $waited } тиждень
    [few] { $waited } тижні
   *[other] { $waited } тижнів
} між етапами; навіть без очікування запізнення було б { $left ->
    [one] { $left } тиждень
    [few] { $left } тижні
   *[other] { $left } тижнів
}.
plan-late-starts = Починає { $start }; щоб завершити вчасно, курси ({ $courses ->
    [one] { $courses } тиждень
    [few] { $courses } тижні
   *[other] { $courses } тижнів
}) мали початися не пізніше ніж { $latest }
plan-explained = Пояснено розрахунком { $run }
plan-relief-helps = допоможе { $helps ->
    [one] { $helps } особі, { $verified }
   *[other] { $helps } особам, { $verified }
}
plan-relief-yes = перевірено новим плануванням
plan-relief-no = поліпшення не показано
plan-no-relief = Не знайдено зміни, що допомогла б.
plan-blocks = Що заважає
plan-not-explained = Пояснення ще ніхто не запитував.
plan-others-explain = Пояснень ще ніхто не просив. Попросити може той, хто планує для підрозділу або для всіх.
plan-ask-why = Знайти, що допоможе
plan-reason-no-capacity = Жоден доступний рядок спроможності не вкладається в її вікно.
plan-reason-below-class-min = У групі, до якої вона могла б приєднатися, було б замало людей.
plan-reason-pool = Групи могли б відбутися, але ресурс { $resource } вичерпано.
plan-reason-beds = На доступних об’єктах не лишилося ліжок.
plan-reason-nation-ceiling = У доступних країнах уже найбільша дозволена кількість осіб.
plan-reason-arrivals = У доступних країнах уже найбільша дозволена кількість прибуттів.
plan-reason-max-away = З підрозділу вже відряджено найбільшу дозволену кількість.
plan-reason-outranked = Місця є, але їх займають ті, чий пріоритет не нижчий.
plan-reason-seats-taken = Місця є, але їх займають інші, зокрема з нижчим пріоритетом.
plan-reason-several-limits = Жодне обмеження окремо не заважає: заважають кілька разом.
plan-reason-search-incomplete = Місце в плані знайшлося б; пошук завершився раніше.
plan-reason-unsought = Причину не шукали: розрахунок завершився раніше.
plan-ask-reason = Її ще можна знайти: запитайте пояснення.
plan-reasons-unsought = Для деяких розрахунок завершився до пошуку причини; її можна дізнатися на сторінці команди, запитавши пояснення.
plan-tip-class = { $course }, { $site }
plan-tip-days = { $start } – { $end }
plan-tip-seats = { $trainees } з { $seats ->
    [one] { $seats } місця
   *[other] { $seats } місць
} ({ $share }){ $beside }
plan-tip-members = { $members ->
    [one] { $members } особа
    [few] { $members } особи
   *[other] { $members } осіб
}{ $beside }
plan-tip-beside = , очікується { $expected }
plan-tip-class-id = { $class_id }
plan-tip-step = { $cohort }, етап { $step }: { $course }
plan-tip-site-days = { $site }, { $start } – { $end }
plan-tip-late = запізнення { $late ->
    [one] { $late } тиждень
    [few] { $late } тижні
   *[other] { $late } тижнів
}
plan-tip-pinned = { $pinned }
plan-tip-wait = { $cohort } чекає
plan-tip-wait-weeks = { $weeks ->
    [one] { $weeks } тиждень
    [few] { $weeks } тижні
   *[other] { $weeks } тижнів
} до { $course }
plan-tip-cohort = { $cohort }
plan-tip-due = строк { $due }
plan-tip-unmet = { $cohort }: без місця
plan-tip-reason = { $reason }
plan-tip-gone = лише в плані, що поруч
