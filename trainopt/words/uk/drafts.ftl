drafts-title = Чернетки
drafts-open = Відкриті
drafts-every = Усі
drafts-draft = Назва
drafts-author = Автор
drafts-status = Стан
drafts-base = На версії
drafts-changed = Змінено
drafts-none = Чернеток ще немає.
drafts-new = Нова чернетка
drafts-begin = Почати
drafts-is-open = відкрита
drafts-is-submitted = подана
drafts-is-accepted = прийнята
drafts-is-rejected = відхилена
drafts-is-withdrawn = відкликана
drafts-by = Чернетка { $number }, автор { $author }, на версії { $base }
drafts-last = востаннє змінено: { $by }, { $at }
drafts-with = разом із { $names }
drafts-sent-back = Повернуто на доопрацювання:
drafts-clashes = { $count ->
    [1] Інші тим часом змінили одну з цих клітинок: оберіть
   *[other] Інші тим часом змінили { $count } з цих клітинок: оберіть для кожної
  }
drafts-move = Перенести на версію { $newest }
drafts-move-chosen = Перенести з цим вибором
drafts-faults = { $count ->
    [one] { $count } помилка: виправте перед поданням
    [few] { $count } помилки: виправте перед поданням
   *[many] { $count } помилок: виправте перед поданням
  }
drafts-edit = Редагувати в таблицях
drafts-what-if = Спланувати як варіант
drafts-changes = { $count ->
    [0] Жодного рядка не змінено
    [one] Змінено { $count } рядок
    [few] Змінено { $count } рядки
   *[many] Змінено { $count } рядків
  }
drafts-empty = Чернетка ще нічого не змінює.
drafts-submitted = Поки вона чекає
drafts-waits = Її подано, вона чекає на рішення.
drafts-proposal = Пропозиція { $number }: наслідки та розбіжності
drafts-decided = Пропозиція { $number }
drafts-take-back = Забрати назад для змін
drafts-word = Що потрібно змінити
drafts-send-back = Повернути автору на доопрацювання
drafts-submit = Подання
drafts-reason = Підстава
drafts-submit-go = Подати як пропозицію
drafts-not-with-faults = З помилкою чернетку можна зберегти, але не подати.
drafts-share = Поділитися, перейменувати, відкликати
drafts-guest = Ім’я того, хто також працюватиме над нею
drafts-invite = Запросити
drafts-uninvite = більше ні
drafts-rename = Назва
drafts-rename-go = Перейменувати
drafts-withdraw = Відкликати чернетку
drafts-withdraw-said = Після цього її не можна змінити чи подати. Історія залишається.
drafts-withdraw-go = Відкликати
