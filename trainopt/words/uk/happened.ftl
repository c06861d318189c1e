happened-title = Що відбулося
happened-hint = Навчальні групи, що почалися або мали початися до { $day }, кінця тижня, станом на який складено дані. Внесіть, скільки осіб прибуло, а згодом — скільки залишилося. Кожен запис потрапляє до вашої чернетки; подайте її, коли закінчите.
happened-site = Об’єкт
happened-all-sites = усі об’єкти
happened-show = Показати
happened-show-open = невнесені або поточні
happened-show-all = усі
happened-filter = Показати
happened-older = Раніші навчальні групи
happened-newest = Найновіші навчальні групи
happened-none = Тут немає навчальних груп, про які треба щось внести.
happened-no-classes = За чинним планом жодна ваша навчальна група ще не почалася.
happened-class-by = { $course }, { $site }
happened-class-days = { $start } – { $end }
happened-state-open = не внесено
happened-state-draft = у вашій чернетці
happened-state-said = внесено
happened-start = Почалося
happened-not-held = Не проводилося
happened-cohorts = Команди навчальної групи { $name }
happened-cohort = Команда
happened-unit = Підрозділ
happened-planned = За планом
happened-left = Прибуло або залишилося
happened-left-of = Прибуло або залишилося з { $cohort }
happened-became = Чим закінчилося
happened-became-of = Чим закінчилося для { $cohort }
happened-as-planned = за планом
happened-running = триває
happened-done = завершено
happened-failed = не складено: буде сплановано знову
happened-stopped = припинено: далі не планується
happened-not_held = не проводилося: буде сплановано знову
happened-not-ready = Спочатку вноситься попередній етап на іншому об’єкті: це робить приймальна сторона або підрозділ.
happened-enter = Внести цю навчальну групу
happened-enter-again = Внести ще раз
happened-draft = Ваша чернетка
happened-draft-holds = { $count ->
    [one] У чернетці { $number } — дані про { $count } команду.
    [few] У чернетці { $number } — дані про { $count } команди.
   *[other] У чернетці { $number } — дані про { $count } команд.
  }
happened-draft-faults = Спочатку треба виправити:
happened-draft-none = Немає внесеного, що ще не подано.
happened-reason = Примітка для того, хто ухвалює рішення
happened-submit = Подати внесене
happened-look = Переглянути чернетку
happened-shares = Хто прибув і хто завершив дотепер
happened-shares-hint = Підраховано з внесеного та прийнятого, за командами, які вам видно повністю. Пропонується те, що підраховано щонайменше за 30 особами.
happened-shares-none = Ще нічого не підраховано.
happened-shares-caption = Частки дотепер
happened-rate = Частка
happened-came = прибули
happened-passed = завершили
happened-of = Щодо
happened-by-all = усіх
happened-counted = Підраховано
happened-number = Кількість
happened-percent = Відсоток
happened-interval = Імовірно між
happened-offered = Пропонується
happened-shares-offer = { $count ->
    [one] Чернетка з { $count } зміною show_percent і pass_percent
   *[other] Чернетка з { $count } змінами show_percent і pass_percent
  }
happened-shares-draft = Частки тих, хто прибув і завершив, за підрахунком
happened-draft-title = Що відбулося, { $day }
happened-island-typed = Ще не внесено: тут знову те, що ви набрали раніше.
happened-island-saving = Надсилається …
happened-island-saved = Внесено, у чернетці { $draft }.
happened-island-to-draft = Переглянути чернетку або подати її
happened-island-kept = Немає зв’язку. Запис збережено на цьому пристрої; його буде надіслано, щойно з’явиться зв’язок.
happened-island-offline = Немає зв’язку. Сторінка така, якою була { $at }; внесене зберігається на цьому пристрої, і його буде надіслано, щойно з’явиться зв’язок.
happened-island-other-view = Показано збережений вигляд, а не той, який запитано.
happened-island-waiting = { $count ->
    [0] Усі записи надіслано.
    [one] { $count } запис на цьому пристрої очікує на зв’язок.
    [few] { $count } записи на цьому пристрої очікують на зв’язок.
   *[other] { $count } записів на цьому пристрої очікують на зв’язок.
  }
happened-island-refused = Не внесено: { $why }
happened-island-signed-out = Ви вийшли із системи або увійшли знову. Записи збережено на цьому пристрої: увійдіть і оновіть сторінку, і їх буде надіслано.
happened-island-faults = Внесено, але треба виправити: { $faults }
