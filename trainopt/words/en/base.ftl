base-skip = Skip to the content
base-pages = Pages
base-scope = { $kind ->
    [nation] nation { $name }
    [unit] unit { $name } and those below it
   *[all] everything
}
base-absent = You have a grant for { $of }, which no row of the newest data names: so nothing of it is shown. If that should not be, ask an admin of this service whether the grant is written as the tables write it.
base-language = Language
base-sign-out = Sign out
base-today = Today
base-plan = Plan
base-tables = Tables
base-what-ifs = What-ifs
base-proposals = Proposals
base-happened = What happened
base-runs = Runs
base-people = People
base-not-possible = Not possible
base-not-possible-here = This is not possible
base-first-faults = The first { $shown } of { $all } faults.
base-not-there = There is none, or your grants do not show it: ask whoever sent you here.
base-go-back = Back to where it was sent from: what was typed stands there
base-go-today = Go to today’s page
