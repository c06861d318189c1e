plan-title = Plan
plan-title-run = Plan of run { $run }
plan-title-site = Plan of site { $site }
plan-title-unit = Plan of unit { $unit }
plan-title-class = Class { $class }
plan-title-cohort = Cohort { $cohort }
plan-none = No plan is in force yet: it is published from a run.
plan-to-runs = Go to the runs
plan-in-force = The plan in force: run { $run }, published { $at }
plan-of-run = The plan of run { $run }
plan-not-in-force = not in force
plan-downloads = Report, workbook, calendars
plan-as-of = Data as of { $day }
plan-scope = Shown: { $scope }, and nothing else
plan-views = Views of the plan
plan-timeline = Timeline
plan-load = Load by week
plan-map = Map
plan-lists = Lists
plan-by = Rows
plan-by-site = by site
plan-by-unit = by unit
plan-way = Whole way of
plan-way-unknown = Nobody of the id { $way } is shown here.
plan-go-to-page = Go to page
plan-way-like = Like it:
plan-way-shown = The whole way is marked, and what can be said of it stands on a page of its own:
plan-scope-shown = Shown
plan-late-only = Late and unmet only
plan-beside = With the plan in force beside it
plan-beside-before = With the plan before it beside it
plan-show = Show
plan-loading = The timeline is loading. The table below says the same.
plan-not-loaded = The timeline could not be loaded. The table below says the same.
plan-on-paper = On paper stands as much of the timeline as the screen showed.
plan-panel = What was chosen
plan-close = Close
plan-shades = Seats filled
plan-shades-load = Used
plan-key-wait = waiting
plan-key-due = due: should have ended
plan-key-pinned = held by a pin, or begun
plan-key-gone = only in the plan beside it
plan-key-untold = how full is not told: others are in the class too
plan-keys = Keys of the timeline
plan-keys-words = Arrows choose a bar, Enter opens it, Escape closes it. Shift and left or right moves in time, plus and minus zoom, 0 shows all weeks, Page up and Page down go by screens, Home and End to the first and the last row, d shows all rows at once. With the mouse: drag to move, Ctrl and the wheel to zoom.
plan-timeline-label = Timeline of the plan
plan-tools = Weeks that are seen
plan-closer = Closer
plan-further = Further
plan-weeks-8 = 8 weeks
plan-weeks-26 = 26 weeks
plan-whole = All weeks
plan-density = All rows
plan-table = The same as a table
plan-skip = Skip to the table
plan-nothing = There is nothing to show here.
plan-classes = Classes
plan-classes-count = { $count ->
    [one] { $count } class
   *[other] { $count } classes
}
plan-cohorts-count = { $count ->
    [one] { $count } cohort
   *[other] { $count } cohorts
}
plan-all-of-them = All { $count } of them
plan-class = Class
plan-site = Site
plan-sites = Sites
plan-nation = Nation
plan-course = Course
plan-when = When
plan-seats-filled = Seats filled
plan-filled = { $trainees } of { $seats } ({ $share })
plan-expected = Expected
plan-expected-count = { $expected } expected
plan-cohort = Cohort
plan-unit = Unit
plan-units = Units
plan-demand = Demand
plan-priority = Priority
plan-trainees = Trainees
plan-due = Due
plan-state = State
plan-steps = Steps
plan-step = Step
plan-why = Why
plan-waits = Wait before
plan-weeks = { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
}
plan-waited = after { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
} of waiting
plan-held = Held by
plan-pinned = a pin, or begun
plan-on-time = on time
plan-late = late
plan-unmet = unmet
plan-weeks-late = { $weeks ->
    [one] { $weeks } week late
   *[other] { $weeks } weeks late
}
plan-pages = Pages of the table
plan-previous = Previous
plan-next = Next
plan-page-of = Page { $page } of { $pages }
plan-owner = Where
plan-used = { $used } of { $whole }
plan-load-seats = Trainees in the running classes of each site, by week
plan-load-pool = Used by week: { $pool }
plan-pool = Shown
plan-pool-seats = seats of classes
plan-pool-beds = beds of sites
plan-pool-trainees = trainees in nations
plan-pool-arrivals = arrivals in nations
plan-pool-away = away from units
plan-map-label = { $count ->
    [one] Map of { $count } site
   *[other] Map of { $count } sites
}
plan-map-words = The area of a circle stands for the trainees in classes there, its shade for how many of their seats are filled. The list below says the same.
plan-map-left = { $count ->
    [one] One site has no coordinates and stands in the list alone.
   *[other] { $count } sites have no coordinates and stand in the list alone.
  }
plan-map-unnamed = { $count ->
    [one] One circle has no room for its id: point at it to read it.
   *[other] { $count } circles have no room for their ids: point at one to read it.
  }
plan-no-coordinates = No site of this plan has coordinates, so there is no map. The sites stand below, by nation.
plan-site-words = { $classes ->
    [one] { $classes } class
   *[other] { $classes } classes
}, { $trainees ->
    [one] { $trainees } trainee
   *[other] { $trainees } trainees
} in them.
plan-unit-words = Asked for: { $trainees ->
    [one] one trainee
   *[other] { $trainees } trainees
}. On time: { $on_time }. Late: { $late }.
plan-unit-hosted = Hosted here: { $trainees ->
    [one] one trainee
   *[other] { $trainees } trainees
}. On time: { $on_time }. Late: { $late }.
plan-unit-unmet = Unmet: { $unmet }.
plan-share-nation = What { $nation } sees of the plan
plan-share-unit = With the units below it
plan-explaining = It is being looked for; this takes a minute or so.
plan-load-anew = Load this page anew
plan-late-unmet = Late and unmet
plan-nobody-late = Nobody is late or unmet.
plan-changes = Changes against the plan before
plan-notice = How soon hosts are asked for what is new
plan-changes-none = Nothing is held otherwise than in the plan before.
plan-notice-none = No host is asked for anything new.
plan-heading-cohort = Cohort
plan-heading-step = Step
plan-heading-course = Course
plan-heading-change = Change
plan-heading-site-before = Site before
plan-heading-start-before = Start before
plan-heading-site-now = Site now
plan-heading-start-now = Start now
plan-heading-trainees = Trainees
plan-heading-nation = Nation
plan-heading-steps = Steps
plan-heading-weeks-to-the-first = Weeks to the first
plan-heading-in-less-than-30-days = In less than 30 days
plan-heading-in-less-than-60-days = In less than 60 days
plan-change-added = added
plan-change-moved = moved
plan-change-removed = removed
plan-least = Fewest that it runs with
plan-who = Who
plan-why-here = Why here
plan-what-changes = What would change it
plan-class-pinned = Held here by a pin, or begun: { $pinned } of { $cohorts ->
    [one] { $cohorts } cohort.
   *[other] { $cohorts } cohorts.
}
plan-class-full = Every seat is taken: nobody can join it.
plan-class-free = { $free ->
    [one] { $free } seat is free.
   *[other] { $free } seats are free.
}
plan-class-spare = { $spare ->
    [0] It has just as many as it needs to run: if one leaves, it does not.
    [one] It runs as long as no more than { $spare } leaves.
   *[other] It runs as long as no more than { $spare } leave.
}
plan-class-below = It has begun with { $lacking } fewer than a class needs, and runs on.
plan-class-others = Others are in it too, whom you do not see.
plan-class-change = A pin holds a cohort in a class; more seats, a class more or another window let others in. Open a cohort to see why it is here and have it explained.
plan-values = What more capacity here is worth
plan-value-unmet = { $unmet ->
    [one] one weighted trainee fewer unmet
   *[other] { $unmet } weighted trainees fewer unmet
}
plan-value-guess = estimated from the plan as it stands
plan-try = Try what would happen
plan-one-more = One class more in these weeks
plan-way-sites = Its way through the sites
plan-way-unit = The whole way of { $unit }
plan-no-steps = It is held nowhere.
plan-on-time-words = It ends on time.
plan-elsewhere = Its last step is not shown to you.
plan-late-waits = { $waited ->
    [one] It waits { $waited } week
   *[other] It waits { $waited } weeks
} between its steps; with { $late } fewer it would be on time.
plan-late-both = It starts { $start } and waits { $waited ->
    [one] { $waited } week
   *[other] { $waited } weeks
} between its steps; even without waiting it would be { $left ->
    [one] { $left } week
   *[other] { $left } weeks
} late.
plan-late-starts = It starts { $start }; to be on time, its { $courses ->
    [one] { $courses } week
   *[other] { $courses } weeks
} of courses had to start by { $latest }.
plan-explained = Explained by run { $run }
plan-relief-helps = helps { $helps ->
    [one] one trainee, { $verified }
   *[other] { $helps } trainees, { $verified }
}
plan-relief-yes = planned again and verified
plan-relief-no = not shown to be better
plan-no-relief = No change was found that helps.
plan-blocks = What blocks it
plan-not-explained = Nobody has had it explained yet.
plan-others-explain = Nobody has had it explained yet. Whoever plans for its unit, or for all, can.
plan-ask-why = Find what would help
plan-reason-no-capacity = No capacity row that it may use fits its window.
plan-reason-below-class-min = A class it could join would have too few trainees to run.
plan-reason-pool = Classes could run, but all of { $resource } is used.
plan-reason-beds = No beds are left at the sites it could go to.
plan-reason-nation-ceiling = The nations it could go to have as many trainees as they may.
plan-reason-arrivals = The nations it could go to have as many arrivals as they may.
plan-reason-max-away = Its unit has as many trainees away as it may.
plan-reason-outranked = Seats exist, used by what ranks as high or higher.
plan-reason-seats-taken = Seats exist, used by others of which some rank lower.
plan-reason-several-limits = No limit alone keeps it out: several do together.
plan-reason-search-incomplete = It would fit as the plan stands; the search ended before it was placed.
plan-reason-unsought = Not looked for: the run ended first.
plan-ask-reason = It can still be looked for: have it explained.
plan-reasons-unsought = Of some, the run ended before the reason was looked for; it can be explained on the page of the cohort.
plan-tip-class = { $course } at { $site }
plan-tip-days = { $start } to { $end }
plan-tip-seats = { $trainees } of { $seats } seats ({ $share }){ $beside }
plan-tip-members = { $members ->
    [one] { $members } trainee
   *[other] { $members } trainees
}{ $beside }
plan-tip-beside = , { $expected } expected
plan-tip-class-id = { $class_id }
plan-tip-step = { $cohort } step { $step }: { $course }
plan-tip-site-days = { $site }, { $start } to { $end }
plan-tip-late = { $late ->
    [one] { $late } week late
   *[other] { $late } weeks late
}
plan-tip-pinned = held by { $pinned }
plan-tip-wait = { $cohort } waits
plan-tip-wait-weeks = { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
} before { $course }
plan-tip-cohort = { $cohort }
plan-tip-due = due { $due }
plan-tip-unmet = { $cohort } is unmet
plan-tip-reason = { $reason }
plan-tip-gone = only in the plan beside it
