## weeks, lists

reasons-to = { DAY($from) } to { DAY($to) }
reasons-to-to-others = { DAY($from) } to { DAY($to) }, { SAID($others) }
reasons-and-more = { SAID($what) } and { NUMBER($n) } more

## limits, as they are called

reasons-parallel-classes-of-at = parallel_classes of { ID($course) } at { ID($site) } ({ NUMBER($most) })
reasons-seats-in-the-classes-of-at = seats in the classes of { ID($course) } at { ID($site) } ({ NUMBER($most) } each)
reasons-class-min-of-at = class_min of { ID($course) } at { ID($site) } ({ NUMBER($least) })
reasons-beds-of = beds of { ID($site) }
reasons-max-trainees-of = max_trainees of { ID($nation) }
reasons-max-weekly-arrivals-of = max_weekly_arrivals of { ID($nation) }
reasons-max-away-of = max_away of { ID($unit) }
reasons-of = { ID($resource) } of { ID($owner) }
reasons-at-is-closed = { ID($course) } at { ID($site) } is closed
reasons-at-is-not-valid = { ID($course) } at { ID($site) } is not valid
reasons-is-no-allowed-nation = { ID($nation) } is no allowed nation
reasons-ready-from = ready_from
reasons-latest = latest
reasons-free = free

## why somebody is unmet

reasons-a-way-through-its-steps-is = a way through its steps is free in the plan as it stands
reasons-at-from = { ID($course) } at { ID($site) } from { DAY($start) }: { SAID($what) }
reasons-seats-used-by-others = seats used by others
reasons-seats-used-by-and-more = seats used by { $demands } and { NUMBER($more) } more
reasons-seats-used-by = seats used by { $demands }
reasons-used-up-in = { SAID($limit) } used up in { SAID($weeks) }
reasons-a-class-of-would-be-below = a class of { NUMBER($size) } would be below class_min { NUMBER($least) }
reasons-a-class-of-expected-trainees-would = a class of { NUMBER($size) } expected trainees would be below class_min { NUMBER($least) }
reasons-a-class-has-seats-the-cohort = a class has { NUMBER($seats) } seats, the cohort is of { NUMBER($size) }
reasons-a-class-has-seats-and-may = a class has { NUMBER($seats) } seats and may be planned with { NUMBER($most) }, the cohort is of { NUMBER($size) }, { NUMBER($expected) } of them expected
reasons-parallel-classes-is-0 = parallel_classes is 0
reasons-too-few-in-even-with-nobody = { SAID($limit) } { NUMBER($short) } too few in { SAID($weeks) }, even with nobody else there
reasons-its-window-has-no-week-within = its window has no week within the horizon
reasons-step-no-class-of-it-may = step { ID($step) }: no class of { ID($course) } it may join runs within { SAID($weeks) }
reasons-do-not-fit-one-after-the = { $courses } do not fit one after the other within { SAID($weeks) }
reasons-all-who-could-come-together-are = all who could come together are too few: { SAID($needs) }
reasons-needs = { ID($course) } needs { NUMBER($least) }
reasons-needs-least-others = { ID($course) } needs { NUMBER($least) }, { SAID($others) }

## what a code means

reasons-code-no-capacity = no capacity row the cohort may use fits its window
reasons-code-below-class-min = a class it could join would have fewer than class_min trainees
reasons-code-pool = classes could run, but the pool of { $resource } is used up
reasons-code-beds = no beds are left at the sites it could go to
reasons-code-nation-ceiling = the nations it could go to are at max_trainees
reasons-code-arrivals = the nations it could go to are at max_weekly_arrivals
reasons-code-max-away = its unit already has max_away trainees in classes
reasons-code-outranked = seats exist, used by what ranks as high or higher
reasons-code-seats-taken = seats exist, used by others of which some rank lower
reasons-code-several-limits = no limit alone keeps it out: several do together
reasons-code-search-incomplete = it would fit as the plan stands; the search ended before it was placed

## why a cohort has no business anywhere

reasons-no-site-offers-the-course-in = no site offers the course in any week that can be
reasons-no-class-in-a-nation-that = no class in a nation that may host the unit
reasons-no-class-within-the-window = no class within the window

## what would help

reasons-more-class-of-at-at-a = { $n ->
    [one] { NUMBER($n) } more class
   *[other] { NUMBER($n) } more classes
  } of { ID($course) } at { ID($site) } at a time, { SAID($weeks) }
reasons-more-seat-in-a-class-of = { $n ->
    [one] { NUMBER($n) } more seat
   *[other] { NUMBER($n) } more seats
  } in a class of { ID($course) } at { ID($site) } ({ NUMBER($seats) } instead of { NUMBER($most) }), { SAID($weeks) }
reasons-classes-of-at-with-trainees-or = classes of { ID($course) } at { ID($site) } with { NUMBER($fewer) } trainees or more (instead of { NUMBER($least) }), { SAID($weeks) }
reasons-classes-of-at-with-expected-trainees = classes of { ID($course) } at { ID($site) } with { NUMBER($fewer) } expected trainees or more (instead of { NUMBER($least) }), { SAID($weeks) }
reasons-needed = { SAID($weeks) } (needed { SAID($needed) })
reasons-more = { NUMBER($n) } more { SAID($limit) }, { SAID($weeks) }
reasons-at-open = { ID($course) } at { ID($site) } open, { SAID($weeks) }
reasons-at-offered-for-longer = { ID($course) } at { ID($site) } offered for longer ({ $days })
reasons-may-also-be-hosted-by = { ID($unit) } may also be hosted by { ID($nation) }
reasons-of-week-earlier = { ID($column) } of { ID($demand) } { $n ->
    [one] { NUMBER($n) } week earlier
   *[other] { NUMBER($n) } weeks earlier
  } ({ DAY($day) })
reasons-of-week-later = { ID($column) } of { ID($demand) } { $n ->
    [one] { NUMBER($n) } week later
   *[other] { NUMBER($n) } weeks later
  } ({ DAY($day) })

## rules that a plan breaks

reasons-rule = rule { ID($rule) }: { SAID($what) }
reasons-at-row = { ID($file) }:{ ID($row) }: { SAID($what) }
reasons-joined = { SAID($what) } ({ $steps })
reasons-rule-rule-what = { ID($file) }:{ ID($line) }: rule { ID($rule) }: { SAID($what) }
reasons-there-is-no-cohort-with-step = there is no cohort { ID($cohort) } with step { ID($step) }
reasons-is-placed-on-step-more-than = { ID($cohort) } is placed on step { ID($step) } more than once
reasons-is-not-placed-on-step = { ID($cohort) } is not placed on step { $steps }
reasons-starts-before-ready-from-s-week = starts before ready_from's week { DAY($day) }
reasons-starts-before-as-of-s-week = starts before as_of's week { DAY($day) }, where no pin has it; --published says what has begun
reasons-ends-after-latest = ends after latest, { DAY($day) }
reasons-the-step-must-be-in-the = the step must be in the same nation as the one before
reasons-the-step-must-be-at-the = the step must be at the same site as the one before
reasons-the-steps-are-not-in-order = the steps are not in order: one starts before the one before it has ended
reasons-empty-weeks-between-nations-transfer-weeks = { NUMBER($wait) } empty weeks between nations, transfer_weeks is { NUMBER($most) }
reasons-empty-weeks-between-steps-max-wait = { NUMBER($wait) } empty weeks between steps, max_wait_weeks is { NUMBER($most) }
reasons-there-is-no-site = there is no site { ID($site) }
reasons-may-not-be-hosted-by = { ID($unit) } may not be hosted by { ID($nation) }
reasons-does-not-offer = { ID($site) } does not offer { ID($course) }
reasons-is-at-more-than-one-site = { ID($class) } is at more than one site, course or start
reasons-no-class-of-can-start-at = no class of { ID($course) } can start at { ID($site) } on { DAY($day) }
reasons-mixes-the-units = { ID($class) } mixes the units { $units }
reasons-has = { ID($class) } has { SAID($what) }
reasons-expected-trainees-class-min-is = { NUMBER($expected) } expected trainees, class_min is { NUMBER($least) }
reasons-trainees-class-min-is = { NUMBER($planned) } trainees, class_min is { NUMBER($least) }
reasons-trainees-class-max-is = { NUMBER($planned) } trainees, class_max is { NUMBER($most) }
reasons-expected-trainees-class-max-is = { NUMBER($expected) } expected trainees, class_max is { NUMBER($most) }
reasons-trainees-with-overbooking-a-class-max = { NUMBER($planned) } trainees, with overbooking a class_max of { NUMBER($most) } allows { NUMBER($seats) }
reasons-classes-of-run-at-in-the = { NUMBER($classes) } classes of { ID($course) } run at { ID($site) } in the week of { DAY($monday) }, parallel_classes is { NUMBER($most) }
reasons-used-in-the-week-of-available = { NUMBER($used) } { SAID($limit) } used in the week of { DAY($monday) }, { NUMBER($available) } available
reasons-holds-which-has-begun = { $file } holds { $step }, which has begun
reasons-nobody-joins-which-has-begun = nobody joins { ID($class) }, which has begun

## publication rules

reasons-the-plan-breaks-no-rule = the plan breaks no rule
reasons-the-plan-breaks-rules = the plan breaks rules: { SAID($what) }
reasons-the-first-plan-none-was-in = the first plan: none was in force before
reasons-the-published-plan-could-not-be = the published plan could not be repaired: nothing to compare with
reasons-where-the-repaired-published-plan-has = { ID($term) } { NUMBER($value) }, where the repaired published plan has { NUMBER($repaired) }
reasons-as-good-as-the-repaired-published = as good as the repaired published plan in every goal
# runs of earlier versions have it so
reasons-as-good-as-the-repaired-published-in-every-tier = as good as the repaired published plan in every tier
reasons-nothing-was-published-before = nothing was published before: there is nobody to move
reasons-no-published-step-is-near = no published step is near: there is nobody to move
reasons-of-of-the-near-cohorts-moved = { NUMBER($part) } of { NUMBER($whole) } ({ PERCENT($share) }) of the near cohorts moved without need
reasons-of-of-the-near-cohorts-moved-without-need = { NUMBER($part) } of { NUMBER($whole) } of the near cohorts moved without need
reasons-of-of-the-near-cohorts-can = { NUMBER($part) } of { NUMBER($whole) } ({ PERCENT($share) }) of the near cohorts can no longer stay where they are
reasons-of-of-the-near-cohorts-can-no-longer-stay = { NUMBER($part) } of { NUMBER($whole) } of the near cohorts can no longer stay where they are
reasons-at-most = { SAID($what) } (at most { PERCENT($percent) })
reasons-more-than = { SAID($what) }: more than { PERCENT($percent) }
reasons-bound-gap = { ID($term) } { NUMBER($value) }, bound { NUMBER($bound) }, gap { PERCENT($gap) }
reasons-nothing-is-proven-of-it = { SAID($what) }: nothing is proven of it
reasons-the-publication-rules-hold-it-back = the publication rules hold it back: { SAID($what) }

## what a run says

reasons-published = published
reasons-the-first-plan = the first plan
reasons-all-publication-rules-hold = all publication rules hold
reasons-cohorts-held-otherwise-than-before = { NUMBER($n) } cohorts held otherwise than before
reasons-not-published = not published: { SAID($what) }
reasons-no-plan-is-in-force = no plan is in force
reasons-the-plan-of-run-stays-in = the plan of run { ID($run) } stays in force
reasons-held-back-not-published = held back, not published
reasons-planned-not-published = planned, not published
reasons-failed-not-published = failed, not published
reasons-interrupted-not-published = interrupted, not published
reasons-bound = { ID($term) } { NUMBER($value) } (bound { NUMBER($bound) })
reasons-fault-in-the-data-nothing-was = { $faults ->
    [one] { NUMBER($faults) } fault
   *[other] { NUMBER($faults) } faults
  } in the data; nothing was planned
reasons-as-accepted-not-as-in-the = { SAID($what) }; as accepted, not as in the folder: { $cells }
reasons-the-plan-that-it-found-lies = the plan that it found lies in { $folder }, neither stored nor in force
reasons-the-plan-that-it-found-could = the plan that it found could not be kept: { $why }
reasons-but = { SAID($what) }; but { $unwritten }
reasons-cancelled-before-there-was-any-plan = cancelled before there was any plan
reasons-cancelled-before-it-began = cancelled before it began
reasons-cancelled = cancelled
reasons-cancelled-its-worker-had-died = cancelled; its worker had died
reasons-its-worker-died-times = its worker died { NUMBER($times) } times
reasons-killed-its-process-ended = killed: its process ended without a word, or the machine stopped
reasons-a-bug-in-trainopt-ended-it = a bug in trainopt ended it
reasons-brought-in-with-the-first-version = brought in with the first version
reasons-demands-reliefs = { $demands ->
    [one] { NUMBER($demands) } demand
   *[other] { NUMBER($demands) } demands
  }, { $reliefs ->
    [one] { NUMBER($reliefs) } relief
   *[other] { NUMBER($reliefs) } reliefs
  }
reasons-none-of-them-is-unmet-or = none of them is unmet or late
reasons-capacities-ranked = { NUMBER($capacities) } capacities ranked
reasons-the-plan-of-run-came-out = the plan of run { ID($run) } came out the same, to the byte
reasons-the-plan-of-run-stands-its = the plan of run { ID($run) } stands: its tables are as its placements make them
reasons-the-plan-of-run-did-not = the plan of run { ID($run) } did not come out the same
reasons-the-plan-of-run-cannot-be = the plan of run { ID($run) } cannot be made again: { SAID($why) }
reasons-run-has-no-plan-yet = run { ID($run) } has no plan yet: it has not ended
reasons-run-has-no-plan-it-ended = run { ID($run) } has no plan: it ended as { ID($state) }
reasons-parameter-repeatable-the-run-was-not = parameter repeatable: the run was not --repeatable
reasons-parameter-time-limit-s-were-up = parameter time-limit: { NUMBER($seconds) } s were up before the count was; give more
reasons-then-now = { ID($name) }: then { $then }, now { $now }
reasons-lost-on-the-cluster = lost on the cluster: its workers died, or its scheduler is gone
reasons-interrupted-before-there-was-any-plan = interrupted before there was any plan
reasons-interrupted-before-there-was-any-plan-while = interrupted before there was any plan, while { SAID($what) }
reasons-the-time-was-up-while = the time was up while { SAID($what) }
reasons-so-far = { SAID($what) }: { NUMBER($done) } of { NUMBER($all) } done
reasons-the-dataset-was-read = the dataset was read
reasons-cohorts-were-cut = cohorts were cut from the demands
reasons-the-weeks-were-gone-through = the weeks in which classes can start were gone through
reasons-openings-were-found = openings were found for groups of cohorts
reasons-classes-were-left-out = classes that nobody fills were left out
reasons-the-last-that-was-done-with = { SAID($after) }; the last that was done with { $cohorts }: { $what }
reasons-the-replay-of-run-was-ended = the replay of run { ID($run) } was ended before its search was
reasons-no-plan-is-in-force-that = no plan is in force that could be explained or valued: publish one first
reasons-the-plan-breaks-a-rule = the plan breaks a rule: { SAID($what) }
reasons-stopped-nothing-more-is-planned = { $place }: { ID($cohort) } stopped: nothing more is planned
reasons-nobody-is-left-of = { $place }: nobody is left of { ID($cohort) }
reasons-does-not-have-any-more = { $file }: { ID($pipeline) } does not have { ID($course) } any more
reasons-cannot-be-held-beside-other-published = cannot be held beside other published steps
reasons-the-store-has-no-version-of = the store has no version of a dataset: name a folder or workbook once
