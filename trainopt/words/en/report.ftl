## the page

report-title = Training plan { $name }
report-titles = Training plans { $one } and { $other }
report-as-of = Data as of { DAY($day) }
report-as-of-both = Data as of { DAY($day) } and { DAY($other) }
report-print = Print
report-contents = Contents
report-hint = In a picture, point at something to read what it is, drag to look closer, double-click to go back.
report-no-script = Pictures and long tables need JavaScript, which is switched off here. The CSV files of the plan folder hold the same.
report-made = { $name }: made by trainopt { $version } in { NUMBER($seconds) } s, seed { ID($seed) }.
report-made-some-time = { $name }: made by trainopt { $version }, seed { ID($seed) }.
report-made-share = { $name }: a share of a plan made by trainopt { $version }.
report-show = Show
report-previous = Previous
report-next = Next
report-percent = { PERCENT($share) }
report-part = { SAID($name) } ({ NUMBER($from) } to { NUMBER($to) } of { NUMBER($all) })
report-part-of = { $name } ({ NUMBER($from) } to { NUMBER($to) } of { NUMBER($all) })
report-part-from-to = { ID($name) }: { ID($from) } to { ID($to) }

## tables, by their scripts

report-filter = Filter
report-filter-of = Filter %table
report-rows-of = %table: rows
report-previous-rows = Previous rows
report-next-rows = Next rows
report-all-rows = All rows
report-rows-shown = Rows %from to %to of %of
report-found = %found found of %all
report-none-found = No row of %all has these words

## at a glance

report-glance = At a glance
report-placed = Placed: { PERCENT($share) } of what can be placed at most, weighted by priority
report-asked-for = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  } asked for
report-placed-here = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  } placed here
report-on-time-of = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  } on time ({ PERCENT($share) })
report-of-these-on-time = { NUMBER($n) } of these on time ({ PERCENT($share) })
report-late-of = { NUMBER($n) } late ({ PERCENT($share) })
report-unmet-of = { NUMBER($n) } unmet ({ PERCENT($share) })
report-expected-last = { NUMBER($n) } of those placed expected at their last course
report-classes-count = { $n ->
    [one] { NUMBER($n) } class
   *[other] { NUMBER($n) } classes
  }
report-classes-filled = { $n ->
    [one] { NUMBER($n) } class
   *[other] { NUMBER($n) } classes
  }, { PERCENT($share) } of seats filled

## goals

report-goals = Goals
report-goals-title = Goals, and how near to the best
report-goals-lead = Most important first; a later goal never worsens an earlier one. The limit is proven: it holds for every plan, also for those nobody has looked at.
report-goals-none = A share of a plan has no goals: they are the whole plan's.
report-goal = Goal
report-in-words = In words
report-this-plan = This plan
report-proven-limit = Proven limit
report-gap = Gap
report-lower-value = value
report-lower-proven-limit = proven limit
report-lower-gap = gap
report-of-plan = { ID($plan) }: { SAID($what) }
report-both-ways = { NUMBER($weighted) } ({ $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  })
report-term-unmet = Trainees left without a place
report-term-unmet-unit = trainees; one of priority 3 counts three times
report-term-lateness = Lateness
report-term-lateness-unit = weeks late of every trainee; one of priority 3 counts three times
report-term-changes = Changes to the published plan
report-term-changes-unit = trainees, for each step held elsewhere or at another time
report-term-transfers = Moves to another nation
report-term-transfers-unit = trainees, for each move between two steps
report-term-waiting = Waiting between steps
report-term-waiting-unit = weeks of every trainee
report-term-cost = Cost
report-term-cost-unit = EUR, for classes and for trainees in them
report-best = Proven best: no plan can do better.
report-best-below = Proven best: no plan that keeps the goals above as they are can do better.
report-nothing-proven = How much better it could be is not known: nothing above 0 is proven.
report-could-be = Proven: no plan can be below { NUMBER($bound) }. At most { NUMBER($left) } of it could still be saved.
report-could-be-below = Proven: no plan that keeps the goals above as they are can be below { NUMBER($bound) }. At most { NUMBER($left) } of it could still be saved.
report-not-pursued = One of the plans does not pursue this goal.
report-the-same = The same.
report-lower-proven = { ID($better) } is lower by { NUMBER($by) }, and proven so: no plan for the data of { ID($other) } can reach it.
report-lower-perhaps = { ID($better) } is lower by { NUMBER($by) }; the data of { ID($other) } may allow as much, for all that is proven.
report-lower-moot = { ID($better) } is lower by { NUMBER($by) }; a goal above differs already, so this says nothing of which is better.

## sections

report-outcome-title = On time, late, unmet
report-outcome-lead = Trainees by how their training ends.
report-by-priority = by priority
report-by-unit = by unit, furthest behind first
report-likely-title = What is likely to come of it
report-likely-lead = No-shows and drop-outs played through the plan many times: how many are trained.
report-units-by-loss = all units, the largest loss first
report-likely-figures-title = As planned, and as it comes out
report-people = People
report-classes = Classes
report-differences-title = What differs between A and B
report-differing-demands = Demands that gain or lose
report-differing-classes = Classes that one plan alone holds
report-moved-steps = Steps held elsewhere or at another time
report-classes-title = Classes by nation and site
report-classes-lead = All sites week by week, or every class of one nation as a bar from its first to its last day, with its trainees and seats. The darker, the fuller.
report-all-nations = all nations, site by site
report-cohorts-title = Units and their cohorts
report-cohorts-lead = All units week by week, or every cohort of one unit on its way: a bar for each step, the darker the fuller its class, very light grey where that is not told, with grey for waiting.
report-all-units = all units
report-load-title = Load by site and week
report-load-lead = How much of what there is in each week is used; the darker, the nearer to its limit.
report-pool-beds = beds of sites
report-pool-trainees = trainees in nations
report-pool-arrivals = arrivals in nations
report-pool-away = trainees away from units
report-map-title = Where the sites lie
report-map-lead = The larger the circle, the more trainees; the darker, the fuller their classes.
report-all-sites = all sites
report-unmet-title = Who is unmet, and why
report-unmet-lead = What stood in the way when each was tried in the finished plan.
report-late-title = Who is late, and why
report-late-lead = Where the weeks go: a start that came too late, or waiting between steps.
report-changes-title = Changes against the published plan
report-notice-title = Notice to hosts
report-notice-lead = From the week of the data to the start of what is new in a nation or moved. Hosts ask for 30 to 60 days.

## pictures

report-trainees = trainees
report-on-time = on time
report-late = late
report-unmet = unmet
report-priority-of = priority { NUMBER($priority) }
report-of-on-time = { NUMBER($part) } of { NUMBER($whole) } trainees on time ({ PERCENT($share) })
report-of-late = { NUMBER($part) } of { NUMBER($whole) } trainees late ({ PERCENT($share) })
report-of-unmet = { NUMBER($part) } of { NUMBER($whole) } trainees unmet ({ PERCENT($share) })
report-nobody-asked = Nobody is asked for here.
report-all-on-time = All of them are on time.
report-furthest-behind = Furthest behind:
report-shares = { PERCENT($punctual) } on time, { PERCENT($late) } late, { PERCENT($unmet) } unmet
report-seats-filled = seats filled
report-no-classes-in = No classes in { $nation } in this plan.
report-no-classes = No classes in this plan.
report-classes-at = { $n ->
    [one] { NUMBER($n) } class
   *[other] { NUMBER($n) } classes
  } at { $sites ->
    [one] { NUMBER($sites) } site
   *[other] { NUMBER($sites) } sites
  }
report-classes-at-in = { $n ->
    [one] { NUMBER($n) } class
   *[other] { NUMBER($n) } classes
  } at { $sites ->
    [one] { NUMBER($sites) } site
   *[other] { NUMBER($sites) } sites
  } in { $nations ->
    [one] { NUMBER($nations) } nation
   *[other] { NUMBER($nations) } nations
  }
report-classes-at-in-all = { $n ->
    [one] { NUMBER($n) } class
   *[other] { NUMBER($n) } classes
  } at { $sites ->
    [one] { NUMBER($sites) } site
   *[other] { NUMBER($sites) } sites
  } in { $nations ->
    [one] { NUMBER($nations) } nation
   *[other] { NUMBER($nations) } nations
  }.
report-sentence = { SAID($what) }.
report-their-seats = { PERCENT($share) } of their seats are filled
report-seats-of = { NUMBER($taken) } of { NUMBER($seats) } seats filled ({ PERCENT($share) })
report-of-share-in-them = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  } of this share in them
report-half-full = { $n ->
    [one] { NUMBER($n) } class is
   *[other] { NUMBER($n) } classes are
  } less than half full
report-cohorts-placed = { $n ->
    [one] { NUMBER($n) } cohort
   *[other] { NUMBER($n) } cohorts
  } placed ({ $trainees ->
    [one] { NUMBER($trainees) } trainee
   *[other] { NUMBER($trainees) } trainees
  })
report-how-they-end = { NUMBER($punctual) } on time, { NUMBER($late) } late
report-cohorts-unmet-short = { $n ->
    [one] { NUMBER($n) } cohort
   *[other] { NUMBER($n) } cohorts
  } unmet ({ $trainees ->
    [one] { NUMBER($trainees) } trainee
   *[other] { NUMBER($trainees) } trainees
  })
report-nobody-unmet = nobody unmet
report-waited = { $n ->
    [one] { NUMBER($n) } trainee-week
   *[other] { NUMBER($n) } trainee-weeks
  } of waiting between steps
report-waiting = waiting
report-due = due: should have ended
report-unmet-because = unmet: { SAID($reason) }
report-used-of = { NUMBER($part) } of { NUMBER($whole) } used
report-expected = { NUMBER($n) } expected
report-seats-taken = { NUMBER($part) } of { NUMBER($whole) } seats
report-in-classes = { NUMBER($part) } of { NUMBER($whole) } trainees in classes
report-used = used
report-unit-in-classes = of the unit in classes
report-week = week %V of %G
report-nothing-of = Nothing of { SAID($resource) } is available in this plan.
report-nothing-of-resource = Nothing of { $resource } is available in this plan.
report-share-used = Over the whole plan { PERCENT($share) } of { SAID($resource) } is used.
report-share-used-resource = Over the whole plan { PERCENT($share) } of { $resource } is used.
report-beds = beds
report-arrivals = arrivals
report-away = away
report-never-used-up = Nobody’s is used up in any week.
report-used-up = Used up most often:
report-weeks-count = { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  }
report-units-placed = { $n ->
    [one] { NUMBER($n) } unit
   *[other] { NUMBER($n) } units
  }: { NUMBER($placed) } of { NUMBER($whole) } trainees are placed
report-where-unknown = Where the sites lie is not known: this plan folder is from before there was a sites.csv.
report-no-coordinates = No site of this plan has coordinates.
report-on-the-map = { $n ->
    [one] { NUMBER($n) } site
   *[other] { NUMBER($n) } sites
  } on the map
report-most-trainees = Most trainees, counted in each of their classes: { $sites }.
report-not-on-the-map = { $n ->
    [one] { NUMBER($n) } site has
   *[other] { NUMBER($n) } sites have
  } no coordinates and cannot be shown
report-seats-at = { NUMBER($taken) } of { NUMBER($seats) } seats ({ PERCENT($share) })

## what a bar tells

report-tip-class = { ID($course) } at { ID($site) }
report-tip-seats-expected = { NUMBER($taken) } of { NUMBER($seats) } seats ({ PERCENT($share) }), { NUMBER($expected) } expected
report-tip-members = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  }
report-tip-members-expected = { $n ->
    [one] { NUMBER($n) } trainee
   *[other] { NUMBER($n) } trainees
  }, { NUMBER($expected) } expected
report-tip-step = { ID($cohort) } step { NUMBER($step) }: { $course }
report-tip-days = { ID($site) }, { DAY($start) } to { DAY($end) }
report-tip-late = { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } late
report-tip-pinned = held by a pin, or begun
report-tip-waits = { ID($cohort) } waits
report-tip-wait-weeks = { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } before { ID($course) }
report-tip-due = due { DAY($day) }
report-tip-unmet = { ID($cohort) } is unmet

## reasons, by their codes and in words

report-code-no-capacity = no_capacity
report-code-below-class-min = below_class_min
report-code-pool = pool:{ ID($resource) }
report-code-nation-ceiling = nation_ceiling
report-code-max-away = max_away
report-code-outranked = outranked
report-code-seats-taken = seats_taken
report-code-several-limits = several_limits
report-code-search-incomplete = search_incomplete
report-unsought = not looked for: the run ended first

## lists

report-cohorts-unmet = { $n ->
    [one] { NUMBER($n) } cohort
   *[other] { NUMBER($n) } cohorts
  } ({ $trainees ->
    [one] { NUMBER($trainees) } trainee
   *[other] { NUMBER($trainees) } trainees
  }) { $n ->
    [one] is
   *[other] are
  } unmet
report-cohorts-late = { $n ->
    [one] { NUMBER($n) } cohort
   *[other] { NUMBER($n) } cohorts
  } ({ $trainees ->
    [one] { NUMBER($trainees) } trainee
   *[other] { NUMBER($trainees) } trainees
  }) { $n ->
    [one] is
   *[other] are
  } late
report-nothing-new = Nothing is new to any host.
report-new-begins = What is new or moved begins in { $weeks ->
    [one] { NUMBER($weeks) } week
   *[other] { NUMBER($weeks) } weeks
  } at the earliest: { $soon ->
    [one] { NUMBER($soon) } trainee
   *[other] { NUMBER($soon) } trainees
  } in less than 30 days, { NUMBER($later) } in less than 60.
report-steps-changed = { $n ->
    [one] { NUMBER($n) } step
   *[other] { NUMBER($n) } steps
  } of { $cohorts ->
    [one] { NUMBER($cohorts) } cohort
   *[other] { NUMBER($cohorts) } cohorts
  }: { SAID($kinds) }.
report-added-count = { NUMBER($n) } added
report-added-and = { NUMBER($n) } added, { SAID($others) }
report-moved-count = { NUMBER($n) } moved
report-moved-and = { NUMBER($n) } moved, { SAID($others) }
report-removed-count = { NUMBER($n) } removed
report-nothing-differs = Nothing differs from the published plan.
report-without-published = This plan was made without a published plan.
report-demands-differ = { $n ->
    [one] { NUMBER($n) } demand
   *[other] { NUMBER($n) } demands
  } fare differently: in B { NUMBER($more) } have more placed, { NUMBER($fewer) } fewer.
report-classes-differ = B holds { $more ->
    [one] { NUMBER($more) } class
   *[other] { NUMBER($more) } classes
  } that A does not, A holds { NUMBER($fewer) } that B does not.
report-steps-moved = { $n ->
    [one] { NUMBER($n) } step
   *[other] { NUMBER($n) } steps
  } of { $cohorts ->
    [one] { NUMBER($cohorts) } cohort
   *[other] { NUMBER($cohorts) } cohorts
  } from A to B.
report-why-waits = Waits { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } between its steps; with { NUMBER($late) } fewer it would be on time.
report-why-both = Starts { DAY($start) } and waits { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } between its steps; even without waiting it would be { $left ->
    [one] { NUMBER($left) } week
   *[other] { NUMBER($left) } weeks
  } late.
report-why-starts = Starts { DAY($start) }; to be on time, its { $n ->
    [one] { NUMBER($n) } week
   *[other] { NUMBER($n) } weeks
  } of courses had to start by { DAY($latest) }.
report-heading-cohort = cohort
report-heading-unit = unit
report-heading-pipeline = pipeline
report-heading-priority = priority
report-heading-why = why
report-heading-where-and-when = where and when
report-heading-due = due
report-heading-ends = ends
report-heading-weeks-late = weeks late
report-heading-nation = nation
report-heading-weeks-to-the-first = weeks to the first
report-heading-less-than-30-days = in less than 30 days
report-heading-less-than-60-days = in less than 60 days
report-heading-step = step
report-heading-course = course
report-heading-change = change
report-heading-site-before = site before
report-heading-start-before = start before
report-heading-site-now = site now
report-heading-start-now = start now
report-heading-demand = demand
report-heading-on-time-in = on time in { ID($plan) }
report-heading-more-placed = more placed in B
report-heading-site = site
report-heading-start = start
report-heading-classes-in = classes in { ID($plan) }
report-heading-trainees-in = trainees in { ID($plan) }
report-heading-site-in = site in { ID($plan) }
report-heading-start-in = start in { ID($plan) }
report-change-moved = moved

## what is likely

report-planned-mean = planned { NUMBER($planned) }, on average { NUMBER($mean) }
report-eight-of-ten = in eight of ten runs
report-eight-of-ten-from-to = in eight of ten runs { NUMBER($from) } to { NUMBER($to) }
report-on-average = on average
report-heading-planned = planned
report-trained = trainees who are trained
report-nobody-has-a-place = Nobody has a place.
report-trained-on-average = Trained on average, the largest loss first:
report-of-planned = { NUMBER($mean) } of { NUMBER($planned) } ({ PERCENT($share) })
report-runs-seed = { NUMBER($runs) } runs, seed { ID($seed) }.
report-heading-goal = goal
report-heading-what = what
report-heading-mean = mean
report-heading-tenth = in a tenth of the runs at most
report-heading-nine-tenths = in nine tenths at most
report-heading-class = class
report-heading-name = name
report-heading-runs-below = runs below its minimum
report-happens = What happens to people, in trainees, and to classes.
report-fall-below = Classes that fall below their minimum in some run.
report-none-below = No class falls below its minimum.
report-came = came: of those whose training begins, those who came for it
report-not-shown = not shown: those who did not come
report-turned-away = turned away: found no seat in their class, which had more planned than seats
report-too-late = too late: missed their class since the one before it ended later than planned
report-cancelled = cancelled: were in a class that was cancelled
report-not-passed = not passed: did not pass a course
report-joined-later = joined later: took a free seat in a later class, counted in each course
report-people-trained = trained: those who passed their last course
report-trained-on-time = trained on time: of these, who did so by due
report-below-min = below min: have fewer than class_min
