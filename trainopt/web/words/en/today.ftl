today-title = Today
today-grants = You may work here as:
today-no-grants = You have no grants yet: ask an admin of this service for one.
