talking-title = Коментарі
talking-none = Коментарів ще немає.
talking-said = Коментар
talking-hint = Кого згадаєте через @, той отримає сповіщення, якщо має доступ.
talking-say = Надіслати коментар
talking-follow = Стежити
talking-following = Ви отримуєте сповіщення про зміни тут.
talking-unfollow = Більше не стежити
