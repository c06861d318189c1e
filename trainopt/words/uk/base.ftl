base-skip = Перейти до змісту
base-pages = Сторінки
base-scope = { $kind ->
    [nation] країна { $name }
    [unit] підрозділ { $name } і підпорядковані йому
   *[all] усе
}
base-absent = Серед ваших повноважень є сфера «{ $of }», якої немає в жодному рядку найновіших даних, тож показати про неї нічого. Якщо так не має бути, запитайте адміністратора цієї служби, чи її записано в повноваженні так, як у таблицях.
base-language = Мова
base-sign-out = Вийти
base-today = Сьогодні
base-plan = План
base-tables = Таблиці
base-what-ifs = Варіанти
base-proposals = Пропозиції
base-happened = Що відбулося
base-runs = Розрахунки
base-people = Люди
base-not-possible = Неможливо
base-not-possible-here = Цього зробити не можна
base-first-faults = Перші { $shown } з { $all ->
    [one] { $all } помилки.
   *[other] { $all } помилок.
  }
base-not-there = Такого немає, або ваші повноваження цього не показують: запитайте того, хто надіслав це посилання.
base-go-back = Назад, звідки це надіслано: набране залишилося там
base-go-today = До сторінки «Сьогодні»
