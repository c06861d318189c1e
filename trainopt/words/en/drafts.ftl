drafts-title = Drafts
drafts-open = Open
drafts-every = All
drafts-draft = Title
drafts-author = Author
drafts-status = Status
drafts-base = On version
drafts-changed = Changed
drafts-none = There is no draft yet.
drafts-new = A new draft
drafts-begin = Begin
drafts-is-open = open
drafts-is-submitted = submitted
drafts-is-accepted = accepted
drafts-is-rejected = rejected
drafts-is-withdrawn = withdrawn
drafts-by = Draft { $number } by { $author }, on version { $base }
drafts-last = last changed by { $by }, { $at }
drafts-with = with { $names }
drafts-sent-back = It was sent back:
drafts-clashes = { $count ->
    [one] Others changed one of these cells meanwhile: choose
   *[other] Others changed { $count } of these cells meanwhile: choose for each
  }
drafts-move = Move to version { $newest }
drafts-move-chosen = Move with these choices
drafts-faults = { $count ->
    [one] One fault: mend it before you submit
   *[other] { $count } faults: mend them before you submit
  }
drafts-edit = Edit in the tables
drafts-what-if = Plan it as a what-if
drafts-changes = { $count ->
    [0] No row is changed
    [one] One row is changed
   *[other] { $count } rows are changed
  }
drafts-empty = The draft changes nothing yet.
drafts-submitted = While it waits
drafts-waits = It is submitted, and waits to be decided.
drafts-proposal = Proposal { $number }: effect and conflicts
drafts-decided = Proposal { $number }
drafts-take-back = Take it back to change it
drafts-word = What is to be changed
drafts-send-back = Send it back to its author
drafts-submit = Submit
drafts-reason = Why it is asked for
drafts-submit-go = Submit as a proposal
drafts-not-with-faults = With a fault it can be saved and not submitted.
drafts-share = Share, rename, withdraw
drafts-guest = Name of who shall work on it, too
drafts-invite = Invite
drafts-uninvite = no longer
drafts-rename = Title
drafts-rename-go = Rename
drafts-withdraw = Withdraw the draft
drafts-withdraw-said = It can then no longer be changed or submitted. Its history stays.
drafts-withdraw-go = Withdraw
