today-title = Сьогодні
today-no-grants = Ви ще не маєте повноважень: зверніться до адміністратора цієї служби.
today-grants = Ваші повноваження
today-grant-reader = Бачити: { $of }
today-grant-planner = Бачити, готувати чернетки й подавати пропозиції: { $of }
today-grant-coordinator = Бачити й змінювати все; ухвалювати рішення щодо пропозицій, планувати, оприлюднювати
today-grant-admin = Облікові записи, повноваження й токени: самих даних не видно
today-go-people = Надати доступ або змінити повноваження
today-told = { $count ->
    [one] { $count } сповіщення для вас
    [few] { $count } сповіщення для вас
   *[many] { $count } сповіщень для вас
}
today-all-told = Усі сповіщення
today-scopes = Сфери доступу

today-plan = Чинний план
today-in-force = Чинним є план розрахунку { $run }. Оприлюднено: { $by }, { $at }.
today-as-of = Дані станом на { $day }
today-newer = Відтоді дані змінено: версії { $version } у цьому плані ще немає.
today-go-runs = Спланувати
today-places = Із { $trainees ->
    [one] { $trainees } особи
   *[other] { $trainees } осіб
} місце { $placed ->
    [one] має { $placed }.
   *[other] мають { $placed }.
}
today-hosts = { $trainees ->
    [one] Прибуває { $trainees } особа
    [few] Прибувають { $trainees } особи
   *[many] Прибувають { $trainees } осіб
}: { $cohorts ->
    [one] { $cohorts } команда
    [few] { $cohorts } команди
   *[many] { $cohorts } команд
}, { $classes ->
    [one] { $classes } навчальна група.
    [few] { $classes } навчальні групи.
   *[many] { $classes } навчальних груп.
}
today-of-most = Це { $share } від найбільшої можливої кількості з урахуванням пріоритетів.
today-on-time = { $count ->
    [one] особа вчасно
    [few] особи вчасно
   *[many] осіб вчасно
}
today-late = { $count ->
    [one] особа завершує із запізненням
    [few] особи завершують із запізненням
   *[many] осіб завершують із запізненням
}
today-unmet = { $count ->
    [one] особа без місця
    [few] особи без місця
   *[many] осіб без місця
}
today-go-plan = Переглянути план
today-no-plan = Чинного плану для вашої сфери немає. Щойно план буде оприлюднено, він з’явиться тут.

today-unmet-title = Без місця
today-late-title = Із запізненням
today-cohort = Команда
today-demand = Потреба
today-unit = Підрозділ
today-trainees = Осіб
today-late-trainees = Осіб із запізненням
today-weeks = Запізнення, щонайбільше тижнів
today-due = Строк
today-why = Чому
today-more = { $count ->
    [one] і ще { $count }
    [few] і ще { $count }
   *[many] і ще { $count }
}
today-none-unmet = Місце мають усі.
today-none-late = Запізнень немає.

today-changed = Що змінилося
today-moved = { $count ->
    [one] { $count } етап проводиться інакше, ніж у попередньому плані:
    [few] { $count } етапи проводяться інакше, ніж у попередньому плані:
   *[many] { $count } етапів проводяться інакше, ніж у попередньому плані:
}
today-added = { $cohort }, етап { $step }: новий, { $site }, з { $start }
today-removed = { $cohort }, етап { $step }: скасовано, було { $site }, з { $start }
today-shifted = { $cohort }, етап { $step }: було { $before }, { $from }; тепер { $site }, { $start }
today-show-moved = На часовій шкалі, поруч із попереднім планом
today-before-not-kept = Попередній чинний план уже не зберігається, тож не можна сказати, що змінилося.
today-nothing-moved = Жоден етап не змінено порівняно з попереднім планом.
today-why-changed = Чому: останні версії даних
today-version = Версія { $number }: { $cause ->
    [accepted] прийнято пропозиції
    [folder] дані оновлено з теки
    [set] повернено давнішу версію
   *[other] дані внесено
}
today-rows = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}
today-row-added = додано
today-row-deleted = вилучено
today-no-data = Даних ще не внесено.

today-waiting = Пропозиції, що чекають на ваше рішення
today-own-proposals = Ваші пропозиції, що чекають на рішення
today-proposal = Пропозиція { $number }
today-proposed = { $by }, { $at }, { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}
today-none-waiting = Таких немає.
today-drafts = Ваші відкриті чернетки
today-draft = Чернетка { $number }

today-runs = Розрахунки
today-all-runs = Усі розрахунки
today-no-runs = Ще нічого не розраховано.
