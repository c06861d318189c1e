## every workbook

workbooks-page = Сторінка &P з &N
workbooks-unit-of = одиниця: { $unit }
workbooks-nothing = нічого
workbooks-all-rows = усі рядки

## of a dataset

workbooks-about = про книгу
workbooks-about-fill = Набір даних trainopt: заповнюйте аркуш за аркушем, від nations до demand.
workbooks-about-plan = Аркуш plan: горизонт планування і те, як у ньому планувати; останній стовпець показує, що має бути заповнено.
workbooks-about-table = Кожен інший аркуш — таблиця, один запис на рядок.
workbooks-about-head = Стовпці з темним заголовком мають бути заповнені; під світлим клітинка може бути порожня.
workbooks-about-note = Наведіть на заголовок, щоб прочитати, що означає стовпець, у яких він одиницях і що означає порожня клітинка.
workbooks-about-ids = Позначення складаються з латинських літер, цифр, _ - і . без пробілів. Великі й малі літери розрізняються.
workbooks-about-scenarios = Аркуш scenarios: зміни на пробу, по одній у рядку; їх планує trainopt whatif FILE.xlsx.
workbooks-about-days = День означає тиждень, від понеділка до неділі, на який він припадає.
workbooks-about-notes = Аркуші, назви яких починаються з «про», «нотатки», about чи notes, не читаються: пишіть там що завгодно.
workbooks-about-check = Коли все заповнено: trainopt check FILE.xlsx каже, що не так, з аркушем і клітинкою, усе одразу.
workbooks-written-as = записується як: { $kind }
workbooks-written-as-it-is = записується як: { $kind }
workbooks-must-be-filled = має бути заповнено
workbooks-blank-means = порожньо: { $what }
workbooks-blank-is = порожньо: { $what }
workbooks-in = є в { $table }
workbooks-in-or = є в { $table } або { $other }
workbooks-in-or-or = є в { $table }, { $other } або { $third }
workbooks-one-of = Одне з: { $words }
workbooks-not-in-yet = Ще немає на аркуші { $sheet }
workbooks-not-in-any-yet = Ще немає ні на аркуші { $sheet }, ні на { $other }
workbooks-not-in-any-of-three-yet = Ще немає ні на аркуші { $sheet }, ні на { $other }, ні на { $third }
workbooks-a-whole-number = Ціле число від { $least } до { $most }
workbooks-a-day = День, наприклад { $day }
workbooks-scenario = варіант, до якого належить зміна
workbooks-scenario-table = таблиця, рядки якої вона змінює
workbooks-scenario-where = які рядки: ті, що мають усі ці значення
workbooks-scenario-set = значення, які вони дістають
workbooks-scenario-add = що додається до їхніх значень
workbooks-scenario-scale = на що множаться їхні значення, з округленням униз
workbooks-scenario-insert = рядок, який додається
workbooks-scenario-delete = `yes`: рядки вилучаються

## of a plan

workbooks-summary = підсумок
workbooks-weeks = тижні
workbooks-trainees-by-site = Особи в навчальних групах за об’єктами й тижнями
workbooks-nation = країна
workbooks-site = об’єкт
workbooks-name = назва
workbooks-first-rows = перші { $printed } з { $rows ->
    [one] { $rows } рядка
   *[other] { $rows } рядків
  }; інші друкуйте виділеною частиною
workbooks-tiers = Цілі, найважливіша перша; межу доведено
workbooks-key-figures = Головні показники
workbooks-as-of = дані станом на { $day }
workbooks-stopped-finished = завершено
workbooks-stopped-time = вийшов час
workbooks-stopped-interrupted = перервано
workbooks-stopped-crashed = розв’язувач зупинився через збій
workbooks-stopped-memory = вичерпано пам’ять
workbooks-stopped-gap = досягнуто бажаного розриву
workbooks-placed = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }
workbooks-placed-most = Розміщено { $placed } з { $whole ->
    [one] { $whole } особи
   *[other] { $whole } осіб
  }, це { $share } від найбільшої можливої кількості
workbooks-unmet-both = без місця { $weighted } ({ $n ->
    [one] { $n } особа
    [few] { $n } особи
   *[other] { $n } осіб
  })
workbooks-term = ціль
workbooks-value = значення
workbooks-bound = межа
workbooks-gap = розрив
workbooks-status = стан
workbooks-kpi = показник
workbooks-optimal = доведено найкраще
workbooks-feasible = знайдено
workbooks-kpi-unmet = без місця
workbooks-kpi-lateness = запізнення
workbooks-kpi-changes = зміни
workbooks-kpi-transfers = переїзди
workbooks-kpi-waiting = очікування
workbooks-kpi-cost = вартість
workbooks-kpi-trainees-weighted = особи з урахуванням пріоритетів
workbooks-kpi-placed = розміщено
workbooks-kpi-on-time = вчасно
workbooks-kpi-late = із запізненням
workbooks-kpi-not-placed = не розміщено
workbooks-kpi-cohorts-placed = розміщені команди
workbooks-kpi-fill = заповненість
workbooks-euro = євро
