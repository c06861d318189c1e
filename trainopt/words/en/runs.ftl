runs-title = Runs
runs-in-force = The plan of run { $run } is in force: published by { $who } on { $when }.
runs-open = Show it
runs-none-in-force = No plan is in force yet.
runs-begin-title = Plan
runs-begin-hint = A night publishes what it finds, if it keeps the publication rules. A plan waits for you to publish it.
runs-begin-plan = Plan now
runs-begin-night = Run a night now
runs-limit = Time limit
runs-limit-of = { $kind ->
    [night] Time limit of the night
   *[plan] Time limit of the plan
  }
runs-limit-hint = As 90s, 10m or 1h30m.
runs-under-way = Under way:
runs-name-of-kind = run { $number } ({ $kind })
runs-under-way-since = , since { $at }
runs-under-way-wait =
    { $count ->
        [one] one more waits
       *[other] { $count } more wait
    }
runs-wait-alone =
    { $count ->
        [one] One run waits, and none is under way.
       *[other] { $count } runs wait, and none is under way.
    }
runs-wait-alone-hint = If this stays so for minutes, tell the operators of this service: no worker takes runs.
runs-history = History
runs-any = any
runs-filter = Filter
runs-kind = Kind
runs-kind-night = night
runs-kind-plan = plan
runs-kind-whatif = what-if
runs-kind-explain = what would help
runs-kind-value = next pledge
runs-kind-replay = replay
runs-state = State
runs-state-queued = waiting
runs-state-running = running
runs-state-done = done
runs-state-failed = failed
runs-state-cancelled = cancelled
runs-number = No.
runs-who = By
runs-asked = Asked for
runs-began = Begun
runs-place = In the queue
runs-place-before =
    { $count ->
        [0] It is taken next.
        [one] One run is taken before it.
       *[other] { $count } runs are taken before it.
    }
runs-place-seen =
    { $count ->
        [0] None of the runs that you see is taken before it; those of others may be.
        [one] One run that you see is taken before it; those of others may be, too.
       *[other] { $count } runs that you see are taken before it; those of others may be, too.
    }
runs-place-begins = If all take their whole time, it begins at about { $at }; else sooner.
runs-place-short =
    { $count ->
        [0] next
        [one] one before it
       *[other] { $count } before it
    }
runs-place-short-seen =
    { $count ->
        [one] at least one before it
       *[other] at least { $count } before it
    }
runs-to-draft = To draft { $number }: change or propose it
runs-ended = Ended
runs-came = What came of it
runs-draft = draft { $number }
runs-drafts = Drafts
runs-is-in-force = in force
runs-was-in-force = was in force
runs-by-command = command line
runs-first-tier = { $term }: { $value } (at least { $bound })
runs-has-plan = has a plan
runs-none = Nothing was run yet.
runs-none-found = No run is of this kind and in this state.
runs-newest = Newest
runs-older = Older
runs-all = All runs
runs-audit = Audit
runs-audit-of = Audit of this run
runs-audit-title = Audit
runs-audit-hint = Who did what, when (UTC), from which address; before and after. Nothing is ever taken out of it.
runs-audit-run = Run
runs-audit-all = All lines
runs-audit-none = There is no such line.
runs-when = When
runs-address = Address
runs-action = What
runs-object = With which thing
runs-detail = More
runs-before = Before
runs-after = After
runs-name = run { $number }
runs-told = Run { $number }: { $state }.
runs-has-ended = The run has ended.
runs-show-came = Show what came of it
runs-name-kind = Run { $number }: { $kind }
runs-being-cancelled = being cancelled
runs-version = Dataset version
runs-subject = About
runs-tries = Tries
runs-seconds = { $seconds } s
runs-progress = How it goes
runs-now = After { $seconds } s: { $placed ->
    [one] one trainee placed.
   *[other] { $placed } trainees placed.
  }
runs-now-seconds = It has run for { $seconds } s.
runs-no-connection = There is no connection. This page goes on by itself once there is one.
runs-waits-queued = It waits for a worker. Nights go first, then plans.
runs-waits-running = It has begun and has no plan yet.
runs-waits-done = It has ended; what came of it is being loaded.
runs-waits-failed = It has failed; why is being loaded.
runs-waits-cancelled = It was cancelled; what it had is being loaded.
runs-time-used = Time used
runs-tiers = Goals, most important first
runs-tiers-hint = A later goal never worsens an earlier one. Less is better. No plan can be below what is proven.
runs-tiers-beside-hint = A later goal never worsens an earlier one. Less is better.
runs-tier = Goal
runs-value = Value
runs-bound = Proven at least
runs-gap = Gap
runs-known = What is known
runs-known-best = Proven best
runs-known-at-least = No plan can be below { $bound }
runs-known-nothing = Nothing above 0 is proven
runs-term-unmet = trainees without a place, weighted
runs-term-lateness = weeks late, weighted
runs-term-changes = changes to the published plan
runs-term-transfers = moves to another nation
runs-term-waiting = weeks of waiting
runs-term-cost = cost, EUR
runs-state-alone = Your scope is told state and time; the result will show your own share.
runs-refresh = Refresh
runs-cancel = Cancel
runs-cancel-hint = Before it has begun it is taken out of the queue. Later it ends within two seconds and keeps the best plan that it has.
runs-scope = Scope
runs-show-plan = Show the plan
runs-show = Show
runs-possible = It reaches { $share } of what is proven to be possible at most.
runs-asked-for = { $count ->
    [one] trainee asked for
   *[other] trainees asked for
  }
runs-placed = placed
runs-on-time = on time
runs-late = late
runs-unmet = unmet
runs-hosted-alone = These are the trainees that your nation hosts.
runs-plan-gone = Its plan was pruned, or has nothing of your scope.
runs-no-plan = It has no plan.
runs-no-plan-failed = It failed. Ask a coordinator why.
runs-no-plan-cancelled = It was cancelled before there was any plan.
runs-plan-again = Plan it again, with more time
runs-kept = As accepted meanwhile, not as in the folder that was brought in:
runs-kept-best = It was ended early: this is the best plan that it had by then.
runs-against = Against the plan in force
runs-moved =
    { $cohorts ->
        [0] No cohort is
        [one] One cohort is
       *[other] { $cohorts } cohorts are
    } held otherwise than published when it was planned; of these { $near } in the next weeks.
runs-difference-open = What differs, and for whom
runs-downloads = Downloads
runs-report = Report (one HTML file)
runs-workbook = Workbook (XLSX)
runs-calendars-site = Calendars of sites
runs-calendars-unit = Calendars of units
runs-rules = Publication rules
runs-rule = Rule
runs-holds = Holds
runs-holds-yes = yes
runs-holds-no = no
runs-held-back = The publication rules hold this plan back. Publish anyway, with a reason, if you know better.
runs-rule-no-rule-broken = It breaks no rule
runs-rule-never-worse = It is never worse than the published plan
runs-rule-near-moved = Few of the next weeks’ cohorts move without need
runs-rule-near-forced = Few of the next weeks’ cohorts must move
runs-rule-gap-known = Something is proven of the first goal
runs-publish-title = Publish
runs-publish-whatif = This plan is of drafts that were not accepted: it may not fit the dataset.
runs-publish-reason = Why it is published
runs-anyway = Publish anyway, although the rules hold it back
runs-publish = Publish
runs-withdraw-title = Withdraw
runs-withdraw-reason = Why it is withdrawn
runs-withdraw = Withdraw it; the plan before is in force again
runs-replay-title = Replay
runs-replay-hint = Makes its plan again from what the store holds, and says what comes out otherwise.
runs-replay = Replay
runs-replay-hindrances = Why the search cannot be repeated
runs-replay-differing = Files that came out otherwise
runs-replay-broken = Rules that it breaks
runs-replay-versions = What is of another version than then
runs-sure-same = Every goal is the same, and proven so.
runs-sure-proven-better = Proven to be better ({ $term }: { $before } → { $after }): no plan of the other data can reach that.
runs-sure-proven-worse = Proven to be worse ({ $term }: { $before } → { $after }): no plan of this data can be as good as the other.
runs-sure-found = Found to be better, not proven ({ $term }: { $before } → { $after }). Without the changes this plan, repaired, has { $without }.
runs-sure-needed = Found to be better, not proven ({ $term }: { $before } → { $after }). Without the changes this plan cannot stand.
runs-sure-noise = Chance of the search ({ $term }: { $before } → { $after }): a plan as good needs none of these changes.
runs-sure-equal = No difference was found ({ $term }: { $after }). Plans down to { $least } are not ruled out.
runs-sure-open-better = Better as far as found, not proven ({ $term }: { $before } → { $after }). More time for both may change it.
runs-sure-open-worse = Worse as far as found, not proven ({ $term }: { $before } → { $after }). Plans down to { $least } are not ruled out.
runs-sure-above = A goal above differs already: this one says nothing of which is better.
runs-certainty-same = same, proven
runs-certainty-equal = same as far as found
runs-certainty-proven = proven
runs-certainty-found = found
runs-certainty-noise = chance
runs-certainty-open = open
runs-certainty-above = a goal above differs
runs-difference-title = Run { $run } beside run { $other }
runs-compared-with = compared with
runs-other-run = Compare with run
runs-compare = Compare
runs-in-short = In short
runs-short-people =
    { $demands ->
        [0] No demand fares otherwise
        [one] One demand fares otherwise
       *[other] { $demands } demands fare otherwise
    }; { $cohorts ->
        [0] no cohort is held
        [one] one cohort is held
       *[other] { $cohorts } cohorts are held
    } elsewhere or at another time; { $classes ->
        [0] no start of classes differs
        [one] one start of classes differs
       *[other] { $classes } starts of classes differ
    }.
runs-own-alone = You see your own share of both plans. Whether a difference is proven, was found or is chance is told to who sees all: ask a coordinator.
runs-value-before = Before
runs-value-after = After
runs-bound-before = Proven at least, before
runs-bound-after = Proven at least, after
runs-for-whom = For whom
runs-for-whom-hint = Demands that fare otherwise, those that differ most first. Before → after.
runs-demand = Demand
runs-unit = Unit
runs-priority = Priority
runs-weeks-late = Weeks late
runs-gained = Gained
runs-nobody-differs = Nobody fares otherwise.
runs-more-rows = The first { $shown } of { $all } rows.
runs-classes = Classes
runs-classes-hint = Starts at which not as many classes are held. Before → after.
runs-site = Site
runs-course = Course
runs-start = Start
runs-classes-count = Classes
runs-trainees = Trainees
runs-no-classes-differ = The same classes start at the same time.
runs-moved-title = Cohorts held otherwise
runs-moved-hint = Steps that are held elsewhere or from another week, or in one of the plans alone.
runs-cohort = Cohort
runs-step = Step
runs-what = What
runs-change-moved = moved
runs-change-added = added
runs-change-removed = removed
runs-nobody-moved = Nobody is held elsewhere or at another time.
runs-load = Load
runs-load-hint = Pools of which not as much is used, over all weeks. Before → after.
runs-owner = Whose
runs-resource = Pool
runs-used = Used
runs-weeks-full = Weeks full
runs-picture = { $term } after { $seconds } s: the best plan has { $value }, no plan can be below { $bound }
runs-picture-value = best plan: { $value }
runs-picture-bound = proven at least: { $bound }
runs-offers-explain = What would help
runs-offers-value = Where the next pledge is worth most
runs-offers-hint-value = The first were planned again, as far as the time allowed; of the others what one cohort would gain is worked out from the plan. One click makes a draft of each that has a button.
runs-offers-hint = Each change was planned again, as far as the time allowed. One click makes a draft of it.
runs-explained = { $demand } of { $unit }: { $unmet } unmet, { $late } late.
runs-short-of = { $unit ->
    [classes] { $count ->
        [one] one class
       *[other] { $count } classes
    }
    [units] { $count ->
        [one] one unit
       *[other] { $count } units
    }
   *[trainees] { $count ->
        [one] one trainee
       *[other] { $count } trainees
    }
  }
runs-explained-none = No change that helps was found.
runs-explained-no-time = There was no time left to look: give it more.
runs-explained-planning-on = Planning on helps all of them, with nothing changed.
runs-change = Change
runs-month = Month
runs-worth-plan = One cohort would gain
runs-worth-verified = Verified gain
runs-helps = Helps
runs-others-gain = Others gain
runs-others-lose = Others lose
runs-not-tried = not tried
runs-evidence = How sure
runs-evidence-proven = proven
runs-evidence-found = found
runs-evidence-repeated = found again and again
runs-evidence-noise = may be chance
runs-make-draft = Make a draft
runs-nobody-to-help = In the plan that was in force then, nobody of it was without a place or late: there was nothing to help.
runs-no-offers = Nothing was found that would help.
runs-blocks = What stands in the way
runs-blocks-hint = Limits that keep the next cohort out, sites with the fewest first. A week alone is named by its Monday.
runs-limit-name = Limit
runs-short = Short by
runs-weeks = Weeks
runs-used-by = Used by
