notices-title = Сповіщення
notices-views = Які сповіщення
notices-new = Непрочитані
notices-all = Усі
notices-none-new = Нових сповіщень немає.
notices-none = Сповіщень ще не було.
notices-mark-all = Позначити всі прочитаними
notices-mark-one = Прочитано
notices-bell = { $count ->
    [0] Сповіщення
    [one] Сповіщення: { $count } нове
    [few] Сповіщення: { $count } нові
   *[other] Сповіщення: { $count } нових
  }
notices-bell-more = Сповіщення: понад { $count } нових
notices-comment = { $who } залишає коментар: { $what }
notices-accepted = Пропозицію { $number } «{ $title }» прийнято
notices-rejected = Пропозицію { $number } «{ $title }» відхилено
notices-sent-back = Пропозицію { $number } «{ $title }» повернуто на доопрацювання
notices-withdrawn = Пропозицію { $number } «{ $title }» відкликано
notices-row = Рядок, за яким ви стежите, змінено у версії { $version }: { $what }
notices-moved = Чинний тепер план розрахунку { $run } переміщує { $cohorts } з ваших команд
notices-held-back = План нічного розрахунку { $run } затримано правилами оприлюднення
notices-draft = чернетка { $name }
notices-proposal = пропозиція { $name }
notices-run = розрахунок { $name }
notices-class = навчальна група { $name }
notices-cohort = команда { $name }
notices-mail = Щоденний лист
notices-mail-hint = Раз на день: нове й непрочитане, звичайним текстом, мовою цієї сторінки. Щоб не отримувати, залиште адресу порожньою.
notices-mail-none = Зараз листи вам не надсилаються.
notices-mail-goes = Лист надходить на { $address } у дні, коли є щось нове.
notices-mail-address = Адреса
notices-mail-kinds = Про що повідомляти
notices-kind-comment = мене згадали в коментарі або написали там, де я стежу
notices-kind-decided = ухвалено рішення щодо моєї пропозиції або тієї, за якою я стежу
notices-kind-row = змінено рядок, за яким я стежу
notices-kind-moved = переміщено мої команди
notices-kind-held-back = план нічного розрахунку затримано
notices-mail-save = Зберегти
notices-mail-subject = trainopt: { $count ->
    [one] { $count } сповіщення
    [few] { $count } сповіщення
   *[other] { $count } сповіщень
  }
notices-mail-greeting = { $name }, нове від часу попереднього листа:
notices-mail-end = Ви отримуєте цей лист на власне прохання. Змінити: { $address }
notices-mail-end-nowhere = Ви отримуєте цей лист на власне прохання, зі сторінки «Сповіщення».
