proposals-title = Пропозиції
proposals-hint = Подана чернетка стає пропозицією. Прийнята окремо чи разом з іншими, вона утворює наступну версію набору даних.
proposals-waiting = Очікують
proposals-decided = Розглянуті
proposals-views = Які пропозиції
proposals-versions = Версії набору даних
proposals-none-waiting = Жодна пропозиція не очікує рішення.
proposals-none-decided = Ще жодної не розглянуто.
proposals-caption-waiting = Пропозиції, що очікують рішення, спочатку найновіші
proposals-caption-decided = Розглянуті пропозиції, спочатку найновіші
proposals-choose = Вибір
proposals-choose-one = Вибрати пропозицію { $number }
proposals-number = №
proposals-what = Зміст
proposals-author = Автор
proposals-changes = Зміни
proposals-clashes-with = розбіжність із { $number }
proposals-submitted = Подано
proposals-status = Стан
proposals-accept-chosen = Прийняти вибрані одним рішенням
proposals-older = Давніші
proposals-newest = Найновіші
proposals-sent-back-title = Очікує на вас: повернуто на доопрацювання
proposals-sent-back-by = { $title }: «{ $word }»
proposals-status-waiting = очікує
proposals-status-accepted = прийнято
proposals-status-rejected = відхилено
proposals-status-sent-back = повернуто
proposals-status-withdrawn = відкликано
proposals-one-title = Пропозиція { $number }: { $title }
proposals-by = Автор: { $author }, подано { $when }, на основі версії { $base }.
proposals-reason = Підстава
proposals-decided-by = Рішення: { $who }, { $when }.
proposals-word = Коментар до рішення
proposals-made-version = Увійшла до версії { $version }.
proposals-difference = Що змінюється
proposals-difference-none = Нічого з того, що вам видно.
proposals-left-out = { $count ->
    [one] Ще { $count } рядок не показано.
    [few] Ще { $count } рядки не показано.
   *[other] Ще { $count } рядків не показано.
  }
proposals-show-all = Показати всі рядки
proposals-row = Рядок
proposals-column = Стовпець
proposals-before = Було
proposals-after = Стане
proposals-blank = порожньо
proposals-added = новий рядок
proposals-removed = рядок вилучено
proposals-count-rows = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[other] { $count } рядків
  }
proposals-effect = Що це дасть
proposals-not-planned = Ще не сплановано.
proposals-never-planned = Як варіант не планувалася.
proposals-plan = Спланувати як варіант
proposals-plan-again = Спланувати ще раз
proposals-planning-waits = Розрахунок { $run } у черзі.
proposals-planning = Розрахунок { $run } триває.
proposals-planning-failed = Розрахунок { $run } не вдався. { $message }
proposals-planning-cancelled = Розрахунок { $run } скасовано.
proposals-look-again = Оновити
proposals-planned-on = Розрахунок { $run } виконано на версії { $version }; порівняно з чинним планом.
proposals-no-comparison = Немає чинного плану, з яким можна порівняти.
proposals-now = Зараз
proposals-then = З пропозицією
proposals-change = Різниця
proposals-proven = Різницю доведено
proposals-yes = так
proposals-no = ні
proposals-unknown = невідомо
proposals-for-whom = Для кого
proposals-for-nobody = Для жодної видимої вам потреби нічого не змінюється.
proposals-moved-cohorts = { $count ->
    [0] Жодну команду не переміщено.
    [one] Переміщено { $count } команду.
    [few] Переміщено { $count } команди.
   *[other] Переміщено { $count } команд.
  }
proposals-decide = Рішення
proposals-clashes = Розбіжності
proposals-clashes-hint = Ці клітинки тим часом змінили інші. Для кожної виберіть, що має залишитися.
proposals-rivals = Інші пропозиції, що чекають, дають тим самим клітинкам інші значення. Прийміть одну з них або прийміть їх разом: тоді виберете для кожної клітинки.
proposals-clashes-several = Ці клітинки тим часом змінили інші, або їх змінюють кілька з цих пропозицій. Для кожної виберіть, що має залишитися.
proposals-clashes-title = Розбіжності: виберіть для кожної
proposals-you-accept = Ви приймаєте:
proposals-clashes-left = Для деяких ще не зроблено вибору, або їх знову змінили.
proposals-clash-of = { $table } { $row } · { $column }
proposals-clash-whole-row = увесь рядок
proposals-clash-base = Було
proposals-clash-theirs = Стоїть зараз
proposals-clash-theirs-or-other = Стоїть зараз або за іншою з тих, що приймаються разом
proposals-clash-mine = Запропоновано
proposals-clash-value = Інше значення
proposals-clash-value-for = Інше значення для { $what }
proposals-clash-proposal = Пропозиція { $number }
proposals-accept = Прийняти
proposals-accept-with = Прийняти з цим вибором
proposals-accept-reason = Підстава (залишиться в історії кожного рядка)
proposals-settle = Подати знову з цим вибором
proposals-reject = Відхилити
proposals-reject-reason = Чому відхилено
proposals-send-back = Повернути на доопрацювання
proposals-send-back-word = Що треба змінити
proposals-withdraw = Відкликати
proposals-withdraw-hint = Її чернетка знову буде відкрита.
proposals-draft = Її чернетка
