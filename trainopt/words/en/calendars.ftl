calendars-seats = { NUMBER($taken) } of { NUMBER($seats) } seats
calendars-trainees = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  }
calendars-class = Class { ID($class) }
calendars-planned = { NUMBER($planned) } planned, { NUMBER($expected) } expected
calendars-members = Cohort (unit): trainees
calendars-member-expected = { NUMBER($planned) }, { NUMBER($expected) } expected
calendars-expected = { NUMBER($expected) } expected
calendars-at = { $course } at { $site }
calendars-trainees-of = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  } of { $unit }
calendars-demand = demand { ID($demand) }
calendars-step = Step { NUMBER($step) } of { ID($pipeline) }, class { ID($class) }
calendars-late = Ends { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } late
calendars-cancelled = Cancelled
