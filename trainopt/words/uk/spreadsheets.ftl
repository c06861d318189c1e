spreadsheets-title = Що означають стовпці { $name }
spreadsheets-hint = Це пропозиція: перегляньте кожен стовпець. Пропущене не читається. Усе зберігається як схема стовпців, тож наступний файл із такими заголовками одразу покаже свої рядки.
spreadsheets-by-kept = Прочитано за вашою схемою стовпців: { $name }.
spreadsheets-lacks = Цього ще бракує або це неможливо:
spreadsheets-sheet = Аркуш { $name }
spreadsheets-table = До якої таблиці належать рядки
spreadsheets-leave-out = пропустити
spreadsheets-heading-rows = Рядки заголовків; порожньо: немає
spreadsheets-show-columns = Показати стовпці для цього
spreadsheets-columns = Стовпці аркуша
spreadsheets-no-heading = (без заголовка)
spreadsheets-nothing-below = (нижче нічого немає)
spreadsheets-is = Це
spreadsheets-reading = { $count ->
    [0] Як читати клітинки
    [one] Як читати клітинки: { $count } текст
    [few] Як читати клітинки: { $count } тексти
   *[many] Як читати клітинки: { $count } текстів
  }
spreadsheets-dates = 3/1/2027 — це
spreadsheets-dates-clear = такого немає
spreadsheets-dates-day = 3 січня
spreadsheets-dates-month = 1 березня
spreadsheets-year = Рік тижнів, де його не вказано
spreadsheets-fill-down = порожня клітинка повторює ту, що над нею
spreadsheets-meanings = Що має бути в таблиці замість написаного
spreadsheets-meaning-of = Ще один текст із клітинок
spreadsheets-meaning-is = Що має бути в таблиці замість нього
spreadsheets-weeks = Тижні як стовпці
spreadsheets-weeks-how = кожна заповнена клітинка під тижнем чи місяцем стає рядком
spreadsheets-weeks-found = { $count ->
    [one] { $count } стовпець: від { $first } до { $last }
    [few] { $count } стовпці: від { $first } до { $last }
   *[many] { $count } стовпців: від { $first } до { $last }
  }
spreadsheets-weeks-fill = Що заповнюють тижні
spreadsheets-weeks-value = Написане в клітинці — це
spreadsheets-weeks-first = Понеділок тижня — це
spreadsheets-weeks-last = Останній день — це
spreadsheets-none = нічого
spreadsheets-others = Чого немає серед стовпців аркуша, таблиця { $table }
spreadsheets-comes-from = Це
spreadsheets-blank = залишити порожнім
spreadsheets-same-value = однакове в кожному рядку
spreadsheets-numbered = текст із 1, 2, 3 …
spreadsheets-text = Текст
spreadsheets-rows-read = Які рядки читати й що вони заміняють
spreadsheets-area = Стовпці з таблицею, як-от E:H
spreadsheets-first-row = Перший рядок даних
spreadsheets-last-row = Останній рядок даних
spreadsheets-replaces = Новий рядок заміняє
spreadsheets-replaces-key = рядки з тим самим ключем, з якого б дня вони не були
spreadsheets-replaces-all = усі рядки таблиці
spreadsheets-until-blank = перший порожній рядок — це кінець
spreadsheets-skip = Рядки, що так починаються, не читати; по слову в рядку
spreadsheets-add = Ще одна таблиця на аркуші { $name }
spreadsheets-go = Переглянути рядки, що вийшли
spreadsheets-as-text = Схема стовпців як текст
spreadsheets-text-how = TOML, як для командного рядка: у ньому можна сказати все, що в цій формі, і більше.
spreadsheets-guide = Що в ній можна сказати
spreadsheets-held = Файл чекає тут лише на вас, одну добу.
spreadsheets-drop = Прибрати зараз
spreadsheets-rows-title = Рядки з { $name }
spreadsheets-change-columns = Змінити значення стовпців
spreadsheets-faults = { $count ->
    [one] { $count } помилка
    [few] { $count } помилки
   *[many] { $count } помилок
  }
spreadsheets-blocked = З такими помилками чернетки не буде. Змініть значення стовпців або виправте електронну таблицю й завантажте її знову.
spreadsheets-may-have = Чернетка може їх мати: виправте їх у ній або виправте електронну таблицю й завантажте знову.
spreadsheets-count = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
  }
spreadsheets-place = Місце
spreadsheets-row = Рядок
spreadsheets-row-new = новий
spreadsheets-row-set = змінений
spreadsheets-taken-short = перейнято
spreadsheets-taken = електронна таблиця про це не каже, тож новий рядок має це від того, що звільняє йому місце.
spreadsheets-shown = { $count ->
    [one] Показано { $count } рядок: перші та ті, що мають помилки.
    [few] Показано { $count } рядки: перші та ті, що мають помилки.
   *[many] Показано { $count } рядків: перші та ті, що мають помилки.
  }
spreadsheets-gone = { $count ->
    [one] Їм звільняє місце { $count } рядок
    [few] Їм звільняють місце { $count } рядки
   *[many] Їм звільняють місце { $count } рядків
  }
spreadsheets-draft = { $count ->
    [0] Поки нічого не змінено
    [one] Змінено { $count } рядок
    [few] Змінено { $count } рядки
   *[many] Змінено { $count } рядків
  }
spreadsheets-map-name = Назва схеми стовпців
spreadsheets-map-kept = Вона зберігається для наступного файлу з такими заголовками.
spreadsheets-lacking = { $count ->
    [one] { $count } рядка цих таблиць немає в електронній таблиці, він залишається
    [few] { $count } рядків цих таблиць немає в електронній таблиці, вони залишаються
   *[many] { $count } рядків цих таблиць немає в електронній таблиці, вони залишаються
  }
spreadsheets-lacking-delete = { $count ->
    [one] вилучити також { $count } рядок
    [few] вилучити також { $count } рядки
   *[many] вилучити також { $count } рядків
  }
spreadsheets-make-draft = Створити чернетку
spreadsheets-changes-nothing = Це нічого не змінює у версії { $version }.
spreadsheets-maps-title = Схеми стовпців
spreadsheets-maps-hint = Що означають стовпці ваших електронних таблиць. Вони лише ваші, їх впізнають за заголовками.
spreadsheets-in-work = Файли, що чекають на вас
spreadsheets-map-outdated = більше не відповідає таблицям
spreadsheets-download = Завантажити як TOML
spreadsheets-rename = Перейменувати
spreadsheets-delete = Вилучити
spreadsheets-no-maps = Ви ще не зберігаєте жодної. Першу буде збережено, коли ви створите чернетку з електронної таблиці власного вигляду.
spreadsheets-give = Передати схему стовпців
spreadsheets-toml = Файл (.toml), як для командного рядка
spreadsheets-give-name = Назва, якщо не за назвою файлу
spreadsheets-keep = Зберегти
