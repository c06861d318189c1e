happened-title = What happened
happened-hint = Classes that have begun, or should have, by { $day }, the end of the week that the data is of. Enter how many came, and later how many are left. Each class goes into your draft; submit it when you are done.
happened-site = Site
happened-all-sites = all sites
happened-show = Show
happened-show-open = to be entered, or running
happened-show-all = all
happened-filter = Show them
happened-older = Earlier classes
happened-newest = Newest classes
happened-none = There is no class here of which anything is to be said.
happened-no-classes = By the plan in force no class of yours has begun yet.
happened-class-by = { $course } at { $site }
happened-class-days = { $start } to { $end }
happened-state-open = to be entered
happened-state-draft = in your draft
happened-state-said = entered
happened-start = Began on
happened-not-held = It was not held
happened-cohorts = Cohorts of the class { $name }
happened-cohort = Cohort
happened-unit = Unit
happened-planned = Planned
happened-left = Came, or are left
happened-left-of = Came, or are left, of { $cohort }
happened-became = What became of it
happened-became-of = What became of { $cohort }
happened-as-planned = as planned
happened-running = running
happened-done = done
happened-failed = failed: planned again
happened-stopped = stopped: nothing more is planned
happened-not_held = not held: planned again
happened-not-ready = What was before it, at another site, comes first: its host or its unit enters that.
happened-enter = Enter this class
happened-enter-again = Enter it again
happened-draft = Your draft
happened-draft-holds = { $count ->
    [one] Draft { $number } says what became of one cohort.
   *[other] Draft { $number } says what became of { $count } cohorts.
  }
happened-draft-faults = This must be mended first:
happened-draft-none = Nothing is entered yet that is not submitted.
happened-reason = Remark for whoever decides
happened-submit = Submit what was entered
happened-look = Look at the draft
happened-shares = Who came and who passed so far
happened-shares-hint = Counted from what was entered and accepted, of the cohorts that you see whole. What is counted of 30 trainees or more is offered.
happened-shares-none = Nothing was counted yet.
happened-shares-caption = Shares so far
happened-rate = Share
happened-came = came
happened-passed = passed
happened-of = Of
happened-by-all = all
happened-counted = Counted
happened-number = Number
happened-percent = Percent
happened-interval = Likely between
happened-offered = Offered
happened-shares-offer = { $count ->
    [one] Draft one change of show_percent and pass_percent
   *[other] Draft { $count } changes of show_percent and pass_percent
  }
happened-shares-draft = Shares that came and passed, as counted
happened-draft-title = What happened, { $day }
happened-island-typed = Not entered yet: what you typed before stands here again.
happened-island-saving = Is being sent …
happened-island-saved = Entered, in draft { $draft }.
happened-island-to-draft = Look at the draft, or submit it
happened-island-kept = There is no connection. This entry is kept on this device and sent once there is one.
happened-island-offline = There is no connection. This page is as it was at { $at }; what you enter is kept on this device and sent once there is one.
happened-island-other-view = This is the view that was kept, not the one that was asked for.
happened-island-waiting = { $count ->
    [0] All entries were sent.
    [one] One entry waits on this device for the connection.
   *[other] { $count } entries wait on this device for the connection.
  }
happened-island-refused = Not entered: { $why }
happened-island-signed-out = You are signed out, or have signed in anew. The entries are kept on this device: sign in and load this page anew, and they are sent.
happened-island-faults = Entered, but this must be mended: { $faults }
