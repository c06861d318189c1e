proposals-title = Proposals
proposals-hint = A draft that was submitted is a proposal. Accepted, alone or with others, it makes the next version of the dataset.
proposals-waiting = Waiting
proposals-decided = Decided
proposals-views = Which proposals
proposals-versions = Versions of the dataset
proposals-none-waiting = No proposal waits.
proposals-none-decided = None was decided yet.
proposals-caption-waiting = Proposals that wait, newest first
proposals-caption-decided = Proposals that were decided, newest first
proposals-choose = Choose
proposals-choose-one = Choose proposal { $number }
proposals-number = No.
proposals-what = What
proposals-author = Author
proposals-changes = Changes
proposals-clashes-with = conflicts with { $number }
proposals-submitted = Submitted
proposals-status = Status
proposals-accept-chosen = Accept the chosen ones as one act
proposals-older = Older ones
proposals-newest = Newest ones
proposals-sent-back-title = Waits for you: sent back
proposals-sent-back-by = { $title }: “{ $word }”
proposals-status-waiting = waiting
proposals-status-accepted = accepted
proposals-status-rejected = rejected
proposals-status-sent-back = sent back
proposals-status-withdrawn = withdrawn
proposals-one-title = Proposal { $number }: { $title }
proposals-by = { $author } submitted it on { $when }, on version { $base }.
proposals-reason = Reason
proposals-decided-by = { $who } decided it on { $when }.
proposals-word = What was said
proposals-made-version = It is in version { $version }.
proposals-difference = What it changes
proposals-difference-none = Nothing that you see.
proposals-left-out = { $count ->
    [one] One more row is not shown.
   *[other] { $count } more rows are not shown.
  }
proposals-show-all = Show all rows
proposals-row = Row
proposals-column = Column
proposals-before = Before
proposals-after = After
proposals-blank = blank
proposals-added = new row
proposals-removed = row removed
proposals-count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
  }
proposals-effect = What it would bring
proposals-not-planned = It is not planned yet.
proposals-never-planned = It was not planned as a what-if.
proposals-plan = Plan it as a what-if
proposals-plan-again = Plan it again
proposals-planning-waits = Run { $run } waits for its turn.
proposals-planning = Run { $run } is planning it.
proposals-planning-failed = Run { $run } failed. { $message }
proposals-planning-cancelled = Run { $run } was cancelled.
proposals-look-again = Look again
proposals-planned-on = Run { $run } planned it on version { $version }, beside the plan in force.
proposals-no-comparison = There is no plan in force beside which it could be set.
proposals-now = Now
proposals-then = With it
proposals-change = Difference
proposals-proven = Proven to differ
proposals-yes = yes
proposals-no = no
proposals-unknown = not known
proposals-for-whom = For whom
proposals-for-nobody = For no demand that you see does anything differ.
proposals-moved-cohorts = { $count ->
    [0] No cohort is held elsewhere or at another time.
    [one] One cohort is held elsewhere or at another time.
   *[other] { $count } cohorts are held elsewhere or at another time.
  }
proposals-decide = Decide
proposals-clashes = Conflicts
proposals-clashes-hint = Others changed these cells meanwhile. For each, choose what is to stand there.
proposals-rivals = Others that wait want something else of the same cells. Accept one of them, or accept them together: then you choose for each cell.
proposals-clashes-several = Others changed these cells meanwhile, or several of these proposals change them. For each, choose what is to stand there.
proposals-clashes-title = Conflicts: choose for each
proposals-you-accept = What you accept:
proposals-clashes-left = Some have no choice yet, or were changed again meanwhile.
proposals-clash-of = { $table } { $row } · { $column }
proposals-clash-whole-row = the whole row
proposals-clash-base = Was
proposals-clash-theirs = Stands there now
proposals-clash-theirs-or-other = Stands there now, or by another that you accept with it
proposals-clash-mine = As proposed
proposals-clash-value = Another value
proposals-clash-value-for = Another value for { $what }
proposals-clash-proposal = Proposal { $number }
proposals-accept = Accept
proposals-accept-with = Accept with these choices
proposals-accept-reason = Reason (it stands in the history of each row)
proposals-settle = Submit anew with these choices
proposals-reject = Reject
proposals-reject-reason = Why it is rejected
proposals-send-back = Send back
proposals-send-back-word = What is to be changed
proposals-withdraw = Withdraw
proposals-withdraw-hint = Its draft is open again.
proposals-draft = Its draft
