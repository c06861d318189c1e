## every workbook

workbooks-page = Page &P of &N
workbooks-unit-of = unit: { SAID($unit) }
workbooks-nothing = nothing
workbooks-all-rows = all rows

## of a dataset

workbooks-about = about
workbooks-about-fill = A dataset of trainopt: fill one sheet after the other, from nations to demand.
workbooks-about-plan = Sheet plan: the horizon and how to plan in it; its last column says what must be filled.
workbooks-about-table = Each other sheet is a table, one row a line.
workbooks-about-head = Columns with a dark head must be filled; under a light head a cell may be blank.
workbooks-about-note = Point at a head to read what its column means, in which unit, and what a blank cell means.
workbooks-about-ids = Ids are letters, digits, _ - and . without spaces. They are told apart by upper and lower case.
workbooks-about-scenarios = Sheet scenarios: changes to try out, a row each; trainopt whatif FILE.xlsx plans them.
workbooks-about-days = Days stand for the week, Monday to Sunday, that they fall in.
workbooks-about-notes = Sheets whose names begin with about or notes are not read: write there what you like.
workbooks-about-check = When it is filled: trainopt check FILE.xlsx says what is wrong, sheet and cell, all at once.
workbooks-written-as = written as: { SAID($kind) }
workbooks-written-as-it-is = written as: { $kind }
workbooks-must-be-filled = must be filled
workbooks-blank-means = blank: { SAID($what) }
workbooks-blank-is = blank: { $what }
workbooks-in = in { ID($table) }
workbooks-in-or = in { ID($table) } or { ID($other) }
workbooks-in-or-or = in { ID($table) } or { ID($other) } or { ID($third) }
workbooks-one-of = One of: { $words }
workbooks-not-in-yet = Not in the sheet { ID($sheet) }, yet
workbooks-not-in-any-yet = Not in the sheets { ID($sheet) } or { ID($other) }, yet
workbooks-not-in-any-of-three-yet = Not in the sheets { ID($sheet) } or { ID($other) } or { ID($third) }, yet
workbooks-a-whole-number = A whole number from { NUMBER($least) } to { NUMBER($most) }
workbooks-a-day = A day, as { DAY($day) }
workbooks-scenario = the scenario that the change is one of
workbooks-scenario-table = the table whose rows it changes
workbooks-scenario-where = which rows: those that have all these values
workbooks-scenario-set = the values that they get
workbooks-scenario-add = what is added to their values
workbooks-scenario-scale = by what their values are multiplied, rounded down
workbooks-scenario-insert = a row that is put in
workbooks-scenario-delete = `yes`: the rows are taken out

## of a plan

workbooks-summary = summary
workbooks-weeks = weeks
workbooks-trainees-by-site = Trainees in classes, by site and week
workbooks-nation = nation
workbooks-site = site
workbooks-name = name
workbooks-first-rows = the first { NUMBER($printed) } of { NUMBER($rows) } rows; for others print a selection
workbooks-tiers = Tiers, most important first; the bound is proven
workbooks-key-figures = Key figures
workbooks-as-of = data as of { DAY($day) }
workbooks-stopped-finished = finished
workbooks-stopped-time = time limit
workbooks-stopped-interrupted = interrupted
workbooks-stopped-crashed = the solver process died
workbooks-stopped-memory = memory limit
workbooks-stopped-gap = the gap asked for
workbooks-placed = Placed: { NUMBER($placed) } of { NUMBER($whole) } trainees
workbooks-placed-most = Placed: { NUMBER($placed) } of { NUMBER($whole) } trainees, { PERCENT($share) } of what can be placed at most
workbooks-unmet-both = unmet { NUMBER($weighted) } ({ $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  })
workbooks-term = term
workbooks-value = value
workbooks-bound = bound
workbooks-gap = gap
workbooks-status = status
workbooks-kpi = kpi
workbooks-optimal = optimal
workbooks-feasible = feasible
workbooks-kpi-unmet = unmet
workbooks-kpi-lateness = lateness
workbooks-kpi-changes = changes
workbooks-kpi-transfers = transfers
workbooks-kpi-waiting = waiting
workbooks-kpi-cost = cost
workbooks-kpi-trainees-weighted = trainees_weighted
workbooks-kpi-placed = placed
workbooks-kpi-on-time = on_time
workbooks-kpi-late = late
workbooks-kpi-not-placed = not_placed
workbooks-kpi-cohorts-placed = cohorts_placed
workbooks-kpi-fill = fill
workbooks-euro = EUR
