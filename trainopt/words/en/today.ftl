today-title = Today
today-no-grants = You have no grants yet: ask an admin of this service for one.
today-grants = What you may do here
today-grant-reader = See: { $of }
today-grant-planner = See, draft and propose changes: { $of }
today-grant-coordinator = See and change everything; decide on proposals, plan, publish
today-grant-admin = Accounts, grants and tokens: no data by that alone
today-go-people = Let somebody in, or change what they may
today-told = { $count ->
    [one] One notice for you
   *[other] { $count } notices for you
}
today-all-told = All notices
today-scopes = Scopes

today-plan = The plan in force
today-in-force = The plan of run { $run } is in force. { $by } published it, { $at }.
today-as-of = Its data is of { $day }.
today-newer = The data was changed since: version { $version } is not in this plan yet.
today-go-runs = Plan it
today-places = { $placed } of { $trainees ->
    [one] one trainee
   *[other] { $trainees } trainees
} { $placed ->
    [one] has a place.
   *[other] have a place.
}
today-hosts = { $trainees ->
    [one] One trainee comes
   *[other] { $trainees } trainees come
} in { $cohorts ->
    [one] one cohort
   *[other] { $cohorts } cohorts
} to { $classes ->
    [one] one class.
   *[other] { $classes } classes.
}
today-of-most = That is { $share } of what can be placed at most, weighted by priority.
today-on-time = { $count ->
    [one] trainee is on time
   *[other] trainees are on time
}
today-late = { $count ->
    [one] trainee ends late
   *[other] trainees end late
}
today-unmet = { $count ->
    [one] trainee has no place
   *[other] trainees have no place
}
today-go-plan = Look at the plan
today-no-plan = No plan is in force that shows your scope. Once a night, or a plan by hand, is published, it stands here.

today-unmet-title = Without a place
today-late-title = Late
today-cohort = Cohort
today-demand = Demand
today-unit = Unit
today-trainees = Trainees
today-late-trainees = Trainees late
today-weeks = Weeks late, at most
today-due = Due
today-why = Why
today-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
today-none-unmet = Everybody has a place.
today-none-late = Nobody is late.

today-changed = What changed
today-moved = { $count ->
    [one] One step is not held as in the plan before:
   *[other] { $count } steps are not held as in the plan before:
}
today-added = { $cohort }, step { $step }: new, at { $site } from { $start }
today-removed = { $cohort }, step { $step }: no longer at { $site } from { $start }
today-shifted = { $cohort }, step { $step }: from { $before }, { $from }, to { $site }, { $start }
today-show-moved = On the timeline, beside the plan before
today-before-not-kept = The plan that was in force before is no longer kept: what changed cannot be told.
today-nothing-moved = No step is held in another way than in a plan before.
today-why-changed = Why: the newest versions of the data
today-version = Version { $number }: { $cause ->
    [accepted] proposals were accepted
    [folder] a folder was brought in anew
    [set] an old version was taken up again
   *[other] the data was brought in
}
today-rows = { $count ->
    [one] One row
   *[other] { $count } rows
}
today-row-added = added
today-row-deleted = deleted
today-no-data = No data has been brought in yet.

today-waiting = Proposals that wait for you
today-own-proposals = Your proposals that wait
today-proposal = Proposal { $number }
today-proposed = { $by }, { $at }, { $count ->
    [one] one row
   *[other] { $count } rows
}
today-none-waiting = None is waiting.
today-drafts = Your open drafts
today-draft = Draft { $number }

today-runs = Runs
today-all-runs = All runs
today-no-runs = Nothing has been planned yet.
