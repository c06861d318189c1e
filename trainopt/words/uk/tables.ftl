tables-title = Таблиці
tables-version = Версія { $number } від { $at }
tables-of-version = Версія { $number }.
tables-in-draft = Чернетка «{ $title }»: зміни, помилки, подання
tables-to-draft = До чернетки: зміни, помилки, подання
tables-skip = Перейти до таблиці
tables-open-drafts = Відкриті чернетки
tables-all-open-drafts = Усі відкриті чернетки
tables-all-drafts = Усі чернетки
tables-draft-by = автор { $author }, на версії { $base }, змінено { $at }
tables-all = Усі таблиці
tables-how = Відкрийте таблицю й вводьте дані або вставте їх з електронної таблиці: перша правка створює чернетку, і нічий план не зміниться, доки її не приймуть.
tables-table = Таблиця
tables-what = Кожен рядок — це
tables-rows = Рядки
tables-file = Файл
tables-workbook = Усі таблиці книгою
tables-workbook-hint = Завантажена знову, вона стане чернеткою того, що ви в ній змінили. Налаштування — лише в таблиці plan.
tables-csv-of = { $table } у форматі CSV
tables-none = Даних ще немає, а все інше починається з них.
tables-first = Завантажити перші дані
tables-first-how = Книга (.xlsx, .ods) або тека файлів CSV в архіві .zip, у якій є plan.toml чи аркуш «plan». Вони стають першою версією; усе, що змінюють згодом, є чернеткою.
tables-first-guide = Що в ній має бути
tables-first-go = Завантажити як першу версію
tables-first-ask = Перші дані завантажує координатор. Тоді тут з’явиться те, що показує ваша сфера.
tables-upload = Завантажити файл
tables-upload-how = Книга (.xlsx, .ods), таблиця CSV або тека файлів CSV в архіві .zip. Те, що він змінює, стає чернеткою. Електронна таблиця власного вигляду теж підходить: ви один раз кажете, що означають її стовпці. Таблиці потрібні стовпці ключа й ті, що змінюються. Рядки, яких у файлі немає, залишаються, доки ви не накажете їх вилучити.
tables-upload-own = Це електронна таблиця власного вигляду, хоча її аркуші названо як таблиці
tables-upload-maps = Мої схеми стовпців
tables-upload-file = Файл
tables-draft-title = Назва чернетки, якщо не за назвою файлу
tables-upload-go = Завантажити як чернетку
tables-lacking-title = { $count ->
    [one] У файлі бракує { $count } рядка
    [few] У файлі бракує { $count } рядків
   *[many] У файлі бракує { $count } рядків
  }
tables-lacking-said = { $rows ->
    [0] Файл не змінює жодного рядка. Чернетка поки порожня:
    [one] Те, що змінює файл, стало чернеткою, { $rows } рядок:
    [few] Те, що змінює файл, стало чернеткою, { $rows } рядки:
   *[many] Те, що змінює файл, стало чернеткою, { $rows } рядків:
  }
tables-lacking-choice = Цих рядків версії у файлі немає. Вони залишаються, якщо ви не хочете, щоб чернетка їх також вилучила.
tables-lacking-rows = Рядки, яких немає у файлі
tables-lacking-delete = { $count ->
    [one] Вилучити також { $count } рядок
    [few] Вилучити також { $count } рядки
   *[many] Вилучити також { $count } рядків
  }
tables-lacking-keep = Залишити їх
tables-filters = Фільтри
tables-filters-how = Частина тексту; =точно; !без; <менше, >=щонайменше; = порожньо; ! не порожньо; одне|інше. Адреса зберігає те, що ви бачите: надішліть її колезі.
tables-filter-go = Показати
tables-view-name = Назва цього подання
tables-view-keep = Зберегти подання
tables-view-forget = Забути подання { $name }
tables-find = Знайти
tables-not-found = В інших клітинках цього немає.
tables-count = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
  }
tables-pages = Сторінки
tables-before = Назад
tables-next = Далі
tables-page-of = Сторінка { $page } з { $pages }
tables-state-set = змінено
tables-state-new = новий
tables-state-gone = вилучено
tables-row = Рядок
tables-history = Історія
tables-history-of = Історія { $row }
tables-no-history = Відколи внесено набір даних, нічого не змінювалося.
tables-comments = Коментарі
tables-no-comments = Коментарів ще немає.
tables-comment = Коментар
tables-say = Залишити
tables-not-said = Залишити коментар не вдалося: спробуйте ще раз.
tables-row-new = Цей рядок у чернетці новий.
tables-row-added = рядок додано
tables-row-deleted = рядок вилучено
tables-row-failed = Історію рядка не вдалося завантажити.
tables-blank = порожньо
tables-loading = Завантаження…
tables-not-loaded = Таблицю не вдалося завантажити. Оновіть сторінку.
tables-reads-sort = Enter сортує
tables-reads-choose-rows = Вибір рядків
tables-reads-choose-all = Пробіл позначає всі рядки або знімає позначки
tables-reads-choose-row = Пробіл позначає рядок або знімає позначку
tables-reads-row-chosen = Рядок позначено
tables-reads-row-chosen-not = Позначку з рядка знято
tables-reads-chosen = позначено
tables-reads-chosen-not = не позначено
tables-reads-chosen-some = позначено частину
tables-no-rows = Жодного рядка не показано.
tables-help = Клавіші та стовпці
tables-help-keys = Стрілки пересувають, Shift зі стрілками позначає блок. Enter або F2 — редагувати, Escape — відмовитися; коли нічого не редагується, Escape виводить із таблиці, а ще раз — на початок сторінки. Ctrl+C копіює, Ctrl+V вставляє блок з електронної таблиці; блок із заголовком лягає за назвами стовпців і за ключем. Ctrl+D заповнює вниз, Delete очищує, Ctrl+Enter змінює багато рядків одразу, пробіл позначає рядок, Ctrl+Insert додає рядок, Ctrl+Delete вилучає. Ctrl+Z скасовує, Ctrl+Y повторює. Ctrl+F шукає, Escape потім повертає до клітинки; Ctrl+I показує історію та коментарі рядка.
tables-help-columns = Що означають стовпці
tables-column = Стовпець
tables-meaning = Значення
tables-unit = Одиниця
tables-if-blank = Якщо порожньо
tables-required = Обов’язково заповнити
tables-blank-means = Порожньо: { $what }.
tables-tools = Дії
tables-do-undo = Скасувати
tables-do-redo = Повторити
tables-do-fill = Заповнити вниз
tables-do-set = Змінити багато
tables-do-add = Додати рядок
tables-do-delete = Вилучити рядки
tables-do-copy = Копіювати
tables-do-about = Історія та коментарі
tables-did-type = введено { $column }
tables-did-paste = { $count ->
    [one] вставлено { $count } рядок
    [few] вставлено { $count } рядки
   *[many] вставлено { $count } рядків
  }
tables-did-add = додано рядок
tables-did-delete = { $count ->
    [one] вилучено { $count } рядок
    [few] вилучено { $count } рядки
   *[many] вилучено { $count } рядків
  }
tables-did-fill = заповнено вниз
tables-did-set = { $count ->
    [one] змінено { $column } у { $count } рядку
    [few] змінено { $column } у { $count } рядках
   *[many] змінено { $column } у { $count } рядках
  }
tables-did-clear = клітинки очищено
tables-undone = Скасовано: { $what }
tables-done = Зроблено: { $what }
tables-shown = Показано рядків: { $shown } з { $all }.
tables-close = Закрити
tables-redone = Повторено: { $what }
tables-copied = Скопійовано: вставте в електронну таблицю.
tables-left = { $count ->
    [one] { $count } клітинку або рядок вам змінювати не дозволено, її залишено.
    [few] { $count } клітинки або рядки вам змінювати не дозволено, їх залишено.
   *[many] { $count } клітинок або рядків вам змінювати не дозволено, їх залишено.
  }
tables-unsure = «{ $text }» може означати { $days }: уточніть.
tables-set-rows = Рядки
tables-set-ticked = { $count ->
    [1] позначений рядок
   *[other] позначені рядки ({ $count })
  }
tables-set-shown = { $count ->
    [1] показаний рядок
   *[other] усі показані рядки ({ $count })
  }
tables-set-block = { $count ->
    [1] рядок, у якому ви зараз
   *[other] рядки блоку ({ $count })
  }
tables-set-column = Стовпець
tables-set-text = Стає
tables-set-go = Змінити
tables-cancel = Скасувати
tables-settings-keep = Зберегти в чернетці
tables-setting-was = було { $value }
tables-new-title = Зміни в { $table }
tables-found = Введене раніше, яке ще не було надіслано, відновлено й зараз надсилається.
tables-read-only = Ви бачите цю таблицю, але змінювати її тут не можете.
tables-why-row = Цей рядок вам змінювати не дозволено: він поза вашою сферою.
tables-why-column = { $column } вам змінювати не дозволено: це може лише той, хто планує все.
tables-why-deleted = У чернетці цей рядок вилучено. Скасуйте, щоб повернути його.
tables-is-saved = { $count ->
    [0] Збережено в чернетці.
    [one] Збережено в чернетці, { $count } помилка.
    [few] Збережено в чернетці, { $count } помилки.
   *[many] Збережено в чернетці, { $count } помилок.
  }
tables-is-saving = Збереження…
tables-is-waiting = Немає зв’язку. Введене збережено в цьому браузері й буде надіслано, щойно зв’язок відновиться.
tables-row-gone = Рядка, до якого вело посилання, уже немає.
tables-row-hidden = Рядок є, але фільтр його не показує.
tables-is-later = Ще не збережено: { $message }. Введене збережено в цьому браузері й буде автоматично надіслано знову.
tables-is-merged = Хтось інший теж змінив цю чернетку: ваші зміни накладено поверх його змін.
tables-is-signed-out = Не збережено: ваш сеанс завершено. Введене збережено в цьому браузері.
tables-is-refused = Не збережено: { $message }
tables-is-closed = Не збережено: чернетка вже не змінюється ({ $message }). Введене збережено в цьому браузері.
tables-branch = Почати з ним окрему чернетку
tables-faults = { $count ->
    [one] { $count } помилка
    [few] { $count } помилки
   *[many] { $count } помилок
  }
