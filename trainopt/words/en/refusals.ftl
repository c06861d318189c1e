## who may do what

refusals-may-not = { $name } may not { SAID($action) }
refusals-see-data = see data
refusals-see-a-scope = see a scope
refusals-see-a-row = see a row
refusals-change-a-row = change a row
refusals-begin-a-draft = begin a draft
refusals-see-a-draft = see a draft
refusals-change-a-draft = change a draft
refusals-submit-share-or-withdraw-a-draft = submit, share or withdraw a draft
refusals-see-a-proposal = see a proposal
refusals-send-a-draft-back = send a draft back
refusals-accept-and-reject-proposals = accept and reject proposals
refusals-bring-in-or-set-back-a = bring in or set back a version
refusals-see-a-run = see a run
refusals-plan-what-ifs = plan what-ifs
refusals-plan = plan
refusals-cancel-a-run = cancel a run
refusals-publish-and-withdraw-a-plan = publish and withdraw a plan
refusals-take-queued-runs = take queued runs
refusals-read-the-audit-of-data-runs = read the audit of data, runs and publications
refusals-read-the-audit-of-people-and = read the audit of people and settings
refusals-administer-people-grants-tokens-and-settings = administer people, grants, tokens and settings
refusals-have-sessions-tokens-feeds-and-notices = have sessions, tokens, feeds and notices of their own
refusals-change-one-s-own-password = change one's own password
refusals-may-not-withdraw-a-proposal-of = { $name } may not withdraw a proposal of { $author }
refusals-is-not-yours-to-change-your = is not yours to change: your scope does not cover it
refusals-is-not-yours-to-change-your-scope-does-not = { $row } is not yours to change: your scope does not cover it
refusals-is-not-yours-to-change = { $row } is not yours to change
refusals-is-no-row-of-your-scope = { $row } is no row of your scope

## what is not there

refusals-there-is-no-such-thing = there is no such thing
refusals-there-is-no-such-page-of = there is no such page of help
refusals-there-is-no-such-thing-name = there is no such thing: name a cell, a class, a cohort, a demand, a unit or a site
refusals-there-is-no-draft = there is no draft { $number }
refusals-there-is-no-proposal = there is no proposal { $number }
refusals-there-is-no-proposal-of-draft = there is no proposal of draft { $number } that waits
refusals-there-is-no-run = there is no run { $number }
refusals-there-is-no-progress = there is no progress of run { $number }
refusals-there-is-no-run-in-the = there is no run { $number } in the store
refusals-there-is-no-version = there is no version { $number }
refusals-there-is-no-version-yet-a = there is no version yet: a dataset is brought in first
refusals-there-is-no-plan-in-force = there is no plan in force yet
refusals-there-is-no-plan-before-it = there is no plan before it
refusals-there-is-no-plan-of-run = there is no plan of run { $number }
refusals-there-is-no-answer-of-run = there is no answer of run { $number }
refusals-there-is-no-table = there is no table { $table }
refusals-there-is-no-column-of = there is no column { $column } of { $table }
refusals-there-is-no-row-in = there is no row { $row } in { $table }
refusals-there-is-no-row-of = there is no row { $row } of { $table }
refusals-there-is-no-file = there is no file { $file }
refusals-there-is-no-person = there is no person { $name }
refusals-there-is-no-session = there is no session { $number }
refusals-there-is-no-token = there is no token { $number }
refusals-there-is-no-feed = there is no feed { $number }
refusals-there-is-no-calendar-of-site = there is no calendar of site { $name }
refusals-there-is-no-calendar-of-unit = there is no calendar of unit { $name }
refusals-there-is-no-calendar-of = there is no calendar of { $kind } { $name }
refusals-there-is-no-demand-or-unit = there is no demand or unit { $name }
refusals-there-is-no-site = there is no site { $name }
refusals-there-is-no-unit = there is no unit { $name }
refusals-there-is-no-nation = there is no nation { $name }
refusals-there-is-no-class-with-these = there is no class { $name } with these cohorts that has begun
refusals-there-is-no-class = there is no class { $name }
refusals-there-is-no-cohort = there is no cohort { $name }
refusals-there-is-no-demand = there is no demand { $name }
refusals-there-is-no-pool-of = there is no pool of { $name }
refusals-there-is-no-place-in-the = there is no place { $name } in the plan
refusals-there-is-nothing-called = there is nothing called { $name }
refusals-there-is-no-identity-provider = there is no identity provider
refusals-run-offers-no-change = run { $number } offers no change { $name }
refusals-this-cannot-be-done-with-it = this cannot be done with it
refusals-what-was-sent-cannot-be-read = what was sent cannot be read
refusals-there-is-no-demand-in-the = there is no demand { $name } in the dataset
refusals-there-is-no-cohort-in-the = there is no cohort { $name } in the dataset
refusals-there-is-no-unit-in-the = there is no unit { $name } in the dataset
refusals-this-service-is-not-reached-by = this service is not reached by that name

## signing in

refusals-sign-in-first = sign in first
refusals-sign-in-by-a-token-authorization = sign in by a token: Authorization: Bearer …
refusals-the-name-or-the-password-is = the name or the password is wrong
refusals-too-many-attempts-failed-wait-a = too many attempts failed: wait a quarter of an hour
refusals-there-is-no-account-for-this = there is no account for this identity: an admin adds it
refusals-the-session-has-ended-sign-in = the session has ended: sign in again
refusals-there-is-no-such-token-or = there is no such token, or it has ended
refusals-the-identity-provider-did-not-sign = the identity provider did not sign you in: try again, or tell this service's operators
refusals-the-identity-provider-does-not-answer = the identity provider does not answer: try again
refusals-the-identity-provider-calls-itself-by = the identity provider calls itself by another name than is set up
refusals-the-old-password-is-wrong = the old password is wrong
refusals-the-new-password-is-the-old = the new password is the old one; choose another
refusals-the-new-password-was-typed-in = the new password was typed in two ways
refusals-a-password-has-at-least-characters = a password has at least { NUMBER($least) } characters
refusals-a-password-has-at-most-characters = a password has at most { NUMBER($most) } characters
refusals-a-password-does-not-consist-of = a password does not consist of its owner's name; choose another
refusals-this-password-is-on-lists-of = this password is on lists of common ones, or made like them; choose another, such as four words that nobody would expect together
refusals-there-is-no-catalogue-of-that = there is no catalogue of that language

## people

refusals-there-is-a-person-already = there is a person { $name } already
refusals-has-no-grant = { $name } has no grant { $grant }
refusals-has-no-grant-that-covers = { $name } has no grant that covers { $grant }
refusals-a-person-s-name-is-1 = a person's name is 1 to 64 letters, digits, _ - . and starts with a letter or digit
refusals-a-grant-is-role-scope-as = a grant is ROLE:SCOPE, as reader:all, planner:nation:PL, reader:unit:BDE-1, coordinator:all, or admin
refusals-a-scope-is-all-nation-id = a scope is all, nation:ID or unit:ID
refusals-a-token-is-made-by-a = a token is made by a person who is signed in, not by another token
refusals-a-token-has-a-name-of = a token has a name of 1 to { NUMBER($most) } characters and ends in 1 to { NUMBER($days) } days
refusals-this-is-no-address-of-a = this is no address of a mailbox: { $address }
refusals-choose-at-least-one-kind-of = choose at least one kind of notices, or leave the address blank
refusals-the-settings-are = the settings are { $known }
refusals-a-comment-has-1-to-characters = a comment has 1 to { NUMBER($most) } characters
refusals-your-comment-stands-there-but-cannot = your comment stands there; but { $names } cannot see what it is about, or is nobody

## drafts and proposals

refusals-a-draft-has-a-title-of = a draft has a title of 1 to { NUMBER($most) } characters
refusals-a-draft-has-at-most-changes = a draft has at most { NUMBER($most) } changes; make two of it
refusals-draft-is-and-no-longer-changed = draft { $number } is { SAID($status) } and no longer changed
refusals-draft-is-no-longer-open = draft { $number } is no longer open
refusals-draft-is-no-longer-submitted = draft { $number } is no longer submitted
refusals-submitted = submitted
refusals-accepted = accepted
refusals-rejected = rejected
refusals-withdrawn = withdrawn
refusals-draft-was-changed-meanwhile-it-is = draft { $number } was changed meanwhile: it is at revision { $revision }
refusals-draft-was-changed-meanwhile-look-at = draft { $number } was changed meanwhile: look at it again, then submit it
refusals-draft-has-faults-mend-them-before = draft { $number } has faults: mend them before it is moved
refusals-draft-has-faults-mend-them-before-it-is-submitted = draft { $number } has faults: mend them before it is submitted
refusals-draft-changes-nothing = draft { $number } changes nothing
refusals-the-scopes-of-do-not-cover = the scopes of { $name } do not cover all that the draft changes
refusals-say-which-revision-you-saw-load = say which revision you saw: load the page anew
refusals-say-which-revision-you-saw-if = say which revision you saw: If-Match with the ETag of the draft
refusals-is-no-revision-of-this-draft = { $given } is no revision of this draft
refusals-name-the-proposals-that-are-accepted = name the proposals that are accepted, each once
refusals-say-why-it-is-rejected-its = say why it is rejected: its author reads the reason
refusals-say-what-is-to-be-changed = say what is to be changed: its author reads it on the draft
refusals-proposal = proposal { $number }: { SAID($what) }
refusals-others-changed-these-cells-meanwhile-choose = others changed these cells meanwhile: choose for each
refusals-the-row-was-is-now-here = { ID($table) }: { $row }: the row: was { $base }, is now { $theirs }, here { $mine }
refusals-was-is-now-here = { ID($table) }: { $row }: { ID($column) }: was { $base }, is now { $theirs }, here { $mine }
refusals-say-why-the-history-of-every = say why: the history of every row that changes back keeps the reason
refusals-this-form-is-out-of-date = this form is out of date: load the page anew
refusals-this-page-is-out-of-date = this page is out of date: load it anew, then try again
refusals-this-was-sent-by-a-page = this was sent by a page from elsewhere
refusals-this-idempotency-key-came-with-another = this idempotency key came with another request: take a new one
refusals-an-idempotency-key-has-1-to = an idempotency key has 1 to 255 characters
refusals-a-form-is-not-sent-with = a form is not sent with an Idempotency-Key: send it to /api/v1

## uploads

refusals-changes-nothing-of-version = { $name } changes nothing of version { $version }
refusals-the-file-holds-no-table-of = the file holds no table of a dataset
refusals-the-file-needs-a-name-of = the file needs a name of letters, digits, spaces and . _ - alone
refusals-the-first-data-are-a-workbook = the first data are a workbook, or a folder of CSV files packed as .zip
refusals-there-are-data-already-upload = there are data already: upload a file as a draft
refusals-these-are-no-rows-upload-the = these are no rows: upload the file again

## what happened

refusals-what-was-before-it-at-another = what was before it at another site comes first: its host or its unit enters that
refusals-others-are-entering-the-same-try = others are entering the same: try again in a moment
refusals-say-on-which-day-it-began = say on which day it began, as 2027-01-18
refusals-too-few-were-counted-yet-or = too few were counted yet, or the tables say the same already

## runs and publications

refusals-this-changes-nothing = this changes nothing
refusals-choose-a-plan-or-a-night = choose a plan or a night
refusals-choose-the-drafts-that-are-to = choose the drafts that are to be planned
refusals-choose-what-is-to-be-asked = choose what is to be asked
refusals-a-run-of-this-kind-may = a run of this kind may take up to { NUMBER($most) } s
refusals-no-such-choice = no such choice: { $choices }
refusals-a-what-if-is-of-drafts = a what-if is of drafts, and no other run is
refusals-together-these-drafts-have-faults-plan = together these drafts have faults: plan each alone, or ask a coordinator
refusals-runs-of-yours-wait-already-cancel = { NUMBER($count) } runs of yours wait already: cancel one, or wait until one has ended
refusals-is-no-duration-such-as-90s = { $text } is no duration such as 90s, 10m or 1h30m, at most a week
refusals-say-why-it-is-published-the = say why it is published: the audit keeps the reason
refusals-say-why-it-is-withdrawn-the = say why it is withdrawn: the audit keeps the reason
refusals-the-store-no-longer-holds-it = the store no longer holds { $folder }: it was pruned
refusals-run-read-nothing-there-is-nothing = run { $number } read nothing: there is nothing to take out
refusals-is-already-give-another-value = { ID($column) } is { $now } already: give another value
refusals-is-blank-already-give-another-value = { ID($column) } is blank already: give another value
refusals-row-has-the-weeks = { ID($site) } { ID($course) } has the weeks { DAY($first) } to { DAY($last) } here: choose among these
refusals-row-has-no-weeks = { ID($site) } { ID($course) } has no weeks of the horizon here: choose another row
refusals-no-class-in-these-weeks = no class of { ID($course) } can begin and end at { ID($site) } in these weeks: choose others
refusals-classes-lie-across = classes lie across the edge of these weeks and could not be held: choose { DAY($first) } to { DAY($last) }
refusals-say-from-which-day = say from which day to which, as 2027-01-18
refusals-a-sweep-makes-1-to-drafts = a sweep makes 1 to { NUMBER($most) } drafts
refusals-the-axes-of-a-sweep-are = the axes of a sweep are different cells
refusals-a-sweep-is-of-one-or = a sweep is of one or two cells, each with its values

## the service

refusals-what-was-sent-has-faults = what was sent has faults
refusals-the-store-does-not-answer-just = the store does not answer just now: try again in a moment
refusals-nothing-can-be-written-into-the = nothing can be written into the store just now, as it is full or read-only: tell the operators of this service; all that is there can be read
refusals-a-bug-in-trainopt-tell-its = a bug in trainopt: tell its operators the request { $number }
refusals-this-comes-too-fast-wait-a = this comes too fast: wait a second, then go on
refusals-a-request-has-at-most-mb = a request has at most { NUMBER($most) } MB
refusals-nothing-more-came-of-the-request = nothing more came of the request for { NUMBER($seconds) } s
refusals-the-body-is-nested-too-deeply = the body is nested too deeply
refusals-method-not-allowed = Method Not Allowed
refusals-field-required = Field required

## the audit

refusals-add-person = add person
refusals-grant = grant
refusals-revoke = revoke
refusals-disable = disable
refusals-enable = enable
refusals-reset-password = reset password
refusals-change-password = change password
refusals-change-password-failed = change password failed
refusals-sign-in = sign in
refusals-sign-out = sign out
refusals-sign-in-failed = sign-in failed
refusals-end-session = end session
refusals-make-token = make token
refusals-revoke-token = revoke token
refusals-make-feed = make feed
refusals-revoke-feed = revoke feed
refusals-change-setting = change setting
refusals-begin-draft = begin draft
refusals-change-draft = change draft
refusals-cancel-run = cancel run
refusals-move-draft = move draft
refusals-withdraw-draft = withdraw draft
refusals-invite = invite
refusals-uninvite = uninvite
refusals-submit = submit
refusals-accept = accept
refusals-reject = reject
refusals-withdraw = withdraw
refusals-publish = publish
refusals-queue-run = queue run
refusals-proposal-accepted = proposal accepted
refusals-proposal-rejected = proposal rejected
refusals-proposal-sent-back = proposal sent back
refusals-proposal-withdrawn = proposal withdrawn
refusals-seen = seen
refusals-prune = prune
refusals-prune-drafts = prune drafts
refusals-prune-audit = prune audit
refusals-follow = follow
refusals-unfollow = unfollow
refusals-comment = comment
refusals-notices = notices
refusals-mail = mail
refusals-version-brought-in = version brought in
refusals-version-folder = version folder
refusals-version-accepted = version accepted
refusals-version-set-back = version set back
refusals-keep-mapping = keep mapping
refusals-rename-mapping = rename mapping
refusals-delete-mapping = delete mapping
refusals-hold-spreadsheet = hold spreadsheet
refusals-map-spreadsheet = map spreadsheet
refusals-drop-spreadsheet = drop spreadsheet
refusals-a-map-is-longer-than = { $file } is longer than { NUMBER($most) } characters
refusals-a-map-has-a-name-of = a map has a name of 1 to { NUMBER($most) } characters
refusals-you-keep-maps-already = you keep { NUMBER($most) } maps already: delete one that is of no use
refusals-spreadsheets-wait-for-you = { NUMBER($most) } spreadsheets wait for you among your column maps already: make a draft of one or remove it first
refusals-another-of-your-maps-is = another of your maps is called { $name }
refusals-own-layout-ends-in = a spreadsheet of one's own layout ends in { $endings }
refusals-it-changes-more-than = it changes more than { NUMBER($most) } rows; make two spreadsheets of it
refusals-heading-rows-must-be = heading rows: must be up to three numbers
refusals-area-must-be-letters = area: must be letters such as E:H
refusals-is-said-of-two-columns = { $name }: is said of two columns, { $places }; choose one
