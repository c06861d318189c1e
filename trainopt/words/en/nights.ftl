## the bottom line

nights-title = as of { DAY($day) }: run { ID($run) } { SAID($status) }
nights-title-failed = Run { ID($run) }: { SAID($status) }
nights-held-back = held back
nights-faulty = faulty input
nights-failed = failed
nights-interrupted = interrupted
nights-in-force = The plan of this run is in force.
nights-not-published-stays = Not published: the plan of run { ID($run) } stays in force.
nights-not-published-none = Not published: no plan is in force.
nights-placed = { NUMBER($placed) } of { NUMBER($whole) } trainees are placed, { PERCENT($share) } of what can be placed at most.
nights-placed-before = { NUMBER($placed) } of { NUMBER($whole) } trainees are placed (before: { NUMBER($before) }), { PERCENT($share) } of what can be placed at most.
nights-placed-only = { NUMBER($placed) } of { NUMBER($whole) } trainees are placed.
nights-placed-only-before = { NUMBER($placed) } of { NUMBER($whole) } trainees are placed (before: { NUMBER($before) }).
nights-late = { NUMBER($n) } of them are late.
nights-late-before = { NUMBER($n) } of them are late (before: { NUMBER($before) }).
nights-nobody-unmet = Nobody is unmet.
nights-nobody-unmet-before = Nobody is unmet (before: { NUMBER($before) }).
nights-unmet = Unmet, weighted by priority: { NUMBER($weighted) } ({ $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  }).
nights-unmet-before = Unmet, weighted by priority: { NUMBER($weighted) } ({ $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  }), before: { NUMBER($before) } trainees.
nights-by-priority = Trainees by priority: { SAID($priorities) }.
nights-priority = priority { NUMBER($priority) }: { NUMBER($n) }
nights-priority-and = priority { NUMBER($priority) }: { NUMBER($n) }, { SAID($others) }
nights-nobody-lost = Nobody who had a place has lost it.
nights-lost = { NUMBER($n) } trainees lost the place they had
nights-more-units = and { NUMBER($n) } more units
nights-and-more = and { NUMBER($n) } more

## why it is not in force

nights-why-not = Why it was not published
nights-ended-early = The run was ended before its time
nights-breaks = Under tonight's data the plan in force breaks rules { $n ->
    [one] { NUMBER($n) } time
   *[other] { NUMBER($n) } times
  } and cannot be carried out as it stands.
nights-the-first = The first:
nights-publish = To put this run's plan in force all the same:
nights-mend = Mend these where they stand, and run again:

## tables

nights-goals = Goals, most important first
nights-goal = goal
nights-repaired = published plan, repaired
nights-this-run = this run
nights-proven-bound = proven bound
nights-gap = gap
nights-percent = { PERCENT($share) }
nights-term-unmet = unmet
nights-term-lateness = lateness
nights-term-changes = changes
nights-term-transfers = transfers
nights-term-waiting = waiting
nights-term-cost = cost
nights-moved = { NUMBER($n) } cohorts are held otherwise than published, { NUMBER($trainees) } trainees by step.
nights-nobody-near = No published step is near.
nights-near = Of { NUMBER($n) } cohorts with steps soon, { NUMBER($moved) } move, { NUMBER($forced) } of them because they cannot stay.
nights-notice = Notice to hosts of what is new or moved
nights-nation = nation
nights-trainees = trainees
nights-weeks-to-the-first = weeks to the first
nights-less-than-30 = in less than 30 days
nights-less-than-60 = in less than 60
nights-really-was = What really was, and not as published
nights-not-held = Steps of the plan in force that are not held
nights-step-at = { ID($cohort) } step { NUMBER($step) } at { ID($site) } from { DAY($day) }
nights-data-changed = What changed in the data
nights-cannot-be-told = It cannot be told: the data of run { ID($run) } was pruned, or cannot be read any more.
nights-differences = { $n ->
    [one] { NUMBER($n) } difference
   *[other] { NUMBER($n) } differences
  } since run { ID($run) }, whose plan was in force
nights-since-last = { NUMBER($n) } since the last run
nights-table = table
nights-row = row
nights-change = change
nights-plan-changes = What changes in the plan, and why
nights-cohort = cohort
nights-soon = soon
nights-what = what
nights-why = why
nights-no = no
nights-a-likely-cause = A changed row of the data is named where it is about the cohort, or about a place and weeks where the cohort was or now is, or where it brought others who use up a limit there. That is a likely cause, not a proven one.
nights-rest = … and { NUMBER($n) } more
nights-rest-in = … and { NUMBER($n) } more, all in { ID($file) }
nights-rules = Publication rules
nights-rule = rule
nights-holds = holds
nights-found = found
nights-rule-no-rule-broken = no_rule_broken
nights-rule-never-worse = never_worse
nights-rule-near-moved = near_moved
nights-rule-near-forced = near_forced
nights-rule-gap-known = gap_known
nights-warnings = Warnings about the data

## changes

nights-moved-step = step { NUMBER($step) }: { ID($before) } { DAY($was) } → { ID($site) } { DAY($start) }
nights-new-step = step { NUMBER($step) }: – → { ID($site) } { DAY($start) }
nights-gone-step = step { NUMBER($step) }: { ID($before) } { DAY($was) } → –
nights-cannot-stay = cannot stay: { SAID($cause) }
nights-newly-placed = newly placed: { SAID($cause) }
nights-by-choice = by choice, for a better goal
nights-by-choice-touched = by choice, for a better goal: { SAID($cause) }
nights-room-became-free = room became free
nights-no-row-touches = no changed row touches it
nights-no-row-touches-follows = no changed row touches it; it follows from other moves
nights-cannot-stay-follows = cannot stay: no changed row touches it; it follows from other moves
nights-data-change = { ID($table) }: { $key }: { SAID($what) }
nights-cell-changed = { ID($column) } { $before } → { $after }
nights-cell-filled = { ID($column) } blank → { $after }
nights-cell-emptied = { ID($column) } { $before } → blank
nights-setting-changed = { $before } → { $after }
nights-row-added = row added
nights-row-added-with = row added, { $cells }
nights-row-removed = row removed
nights-row-removed-with = row removed, { $cells }
nights-others-use-up = others use up { SAID($limit) }: { SAID($rows) }
nights-too-few-left = too few are left for { SAID($class) }: { SAID($rows) }
nights-class-with-too-few = { ID($course) } at { ID($site) } ({ NUMBER($least) } at least, { NUMBER($left) } are left)

## what really was

nights-did-not-begin = { ID($cohort) } did not begin { ID($course) } at { ID($site) } on { DAY($day) }: it was not held
nights-not-said = { ID($cohort) } is not said to have begun { ID($course) } at { ID($site) } on { DAY($day) }, as published
nights-began-unpublished = { ID($cohort) } began { ID($course) } at { ID($site) } on { DAY($day) }, which was not published
nights-of-cohort = { ID($cohort) } { SAID($what) }
nights-failed-course = failed { ID($course) }, which is planned again
nights-stopped = stopped in { ID($course) }: nothing more is planned
nights-began-a-week-late = began a week late at { ID($site) }
nights-began-a-week-late-not = began a week late at { ID($site) }, not { ID($other) }
nights-began-a-week-early = began a week early at { ID($site) }
nights-began-a-week-early-not = began a week early at { ID($site) }, not { ID($other) }
nights-began-late = began { NUMBER($weeks) } weeks late at { ID($site) }
nights-began-late-not = began { NUMBER($weeks) } weeks late at { ID($site) }, not { ID($other) }
nights-began-early = began { NUMBER($weeks) } weeks early at { ID($site) }
nights-began-early-not = began { NUMBER($weeks) } weeks early at { ID($site) }, not { ID($other) }
nights-began-course-a-week-late = began { ID($course) } a week late at { ID($site) }
nights-began-course-a-week-late-not = began { ID($course) } a week late at { ID($site) }, not { ID($other) }
nights-began-course-a-week-early = began { ID($course) } a week early at { ID($site) }
nights-began-course-a-week-early-not = began { ID($course) } a week early at { ID($site) }, not { ID($other) }
nights-began-course-late = began { ID($course) } { NUMBER($weeks) } weeks late at { ID($site) }
nights-began-course-late-not = began { ID($course) } { NUMBER($weeks) } weeks late at { ID($site) }, not { ID($other) }
nights-began-course-early = began { ID($course) } { NUMBER($weeks) } weeks early at { ID($site) }
nights-began-course-early-not = began { ID($course) } { NUMBER($weeks) } weeks early at { ID($site) }, not { ID($other) }
nights-began-elsewhere = began at { ID($site) }, not { ID($other) }
nights-began-course-elsewhere = began { ID($course) } at { ID($site) }, not { ID($other) }
nights-are-there = { NUMBER($n) } are there, { NUMBER($planned) } were planned
nights-nobody-left = nobody of { NUMBER($planned) } is left
nights-are-left = { NUMBER($n) } of { NUMBER($planned) } { $n ->
    [one] is
   *[other] are
  } left
nights-is-done = is done with { ID($course) }, published to end on { DAY($day) }
nights-is-still-in = is still in { ID($course) }, published to end on { DAY($day) }
