people-title = Люди
people-find = Ім’я або повноваження
people-search = Знайти
people-count = { $shown ->
    [one] { $shown } обліковий запис
    [few] { $shown } облікові записи
   *[many] { $shown } облікових записів
} із { $every }
people-name = Ім’я
people-grants = Повноваження
people-grants-hint = По одному в рядку: роль у межах сфери. Можна надати:
people-all-grants = усі повноваження особи
people-state = Стан
people-since = З якого часу
people-open = відкритий
people-closed = закритий
people-new-password-due = має обрати пароль
people-add = Додати особу
people-added = { $name }: додано.
people-password-once = Одноразовий пароль, показується лише тепер:
people-subject = Ім’я в постачальника посвідчень
people-subject-hint = Порожньо, якщо особа входить за паролем: пароль для першого входу буде створено й показано один раз.
people-save = Зберегти повноваження
people-way-in = Вхід
people-reset = Створити одноразовий пароль
people-reset-hint = Теперішній пароль і всі сеанси припиняться.
people-close = Закрити обліковий запис
people-close-go = Закрити обліковий запис { $name }
people-close-hint = До закритого запису ніхто не ввійде; написане особою залишиться.
people-reopen = Відкрити обліковий запис знову
people-tokens = Токени
people-no-tokens = Немає.
people-token-name = Назва
people-token-days = Діє стільки днів
people-token-hint = Без переліку токен має всі повноваження особи.
people-make-token = Створити токен
people-token-once = Токен, показується лише тепер:
people-ends = Діє до
people-revoke = Відкликати
people-revoke-token = Відкликати { $name }
people-revoked = відкликано
people-audit = Дії з обліковим записом
people-no-audit = Ще нічого.
people-when = Коли
people-who = Хто
people-what = Що
people-before = До
people-after = Після
