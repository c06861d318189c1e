notices-title = Notices
notices-views = Which notices
notices-new = Not read yet
notices-all = All
notices-none-new = There is nothing new for you.
notices-none = You were told nothing yet.
notices-mark-all = Mark all as read
notices-mark-one = Read
notices-bell = { $count ->
    [0] Notices
    [one] Notices: one is new
   *[other] Notices: { $count } are new
  }
notices-bell-more = Notices: more than { $count } are new
notices-comment = { $who } wrote a comment: { $what }
notices-accepted = Proposal { $number } “{ $title }” was accepted
notices-rejected = Proposal { $number } “{ $title }” was rejected
notices-sent-back = Proposal { $number } “{ $title }” was sent back
notices-withdrawn = Proposal { $number } “{ $title }” was withdrawn
notices-row = A row that you follow was changed in version { $version }: { $what }
notices-moved = { $cohorts ->
    [one] The plan now in force, of run { $run }, holds one of your cohorts elsewhere or at another time
   *[other] The plan now in force, of run { $run }, holds { $cohorts } of your cohorts elsewhere or at another time
  }
notices-held-back = The plan of the night’s run { $run } was held back by the publication rules
notices-draft = draft { $name }
notices-proposal = proposal { $name }
notices-run = run { $name }
notices-class = class { $name }
notices-cohort = cohort { $name }
notices-mail = Daily mail
notices-mail-hint = Once a day what is new and not read yet, as plain text, in the language of this page. Leave the address blank for none.
notices-mail-none = No mail is sent to you now.
notices-mail-goes = A mail goes to { $address } on days with something new.
notices-mail-address = Address
notices-mail-kinds = What it tells
notices-kind-comment = somebody named me in a comment, or wrote on what I follow
notices-kind-decided = a proposal of mine, or that I follow, was decided
notices-kind-row = a row that I follow was changed
notices-kind-moved = cohorts of mine were moved
notices-kind-held-back = a night was held back
notices-mail-save = Save
notices-mail-subject = trainopt: { $count ->
    [one] one notice
   *[other] { $count } notices
  }
notices-mail-greeting = { $name }, this is new since the last mail:
notices-mail-end = You get this as you asked for it. To change that: { $address }
notices-mail-end-nowhere = You get this as you asked for it, on the page Notices.
