## what is added to others

faults-got = { SAID($what) } (got { $got })
faults-did-you-mean = { SAID($what) }; did you mean { $name }?

## cells

faults-must-be-filled = must be filled
faults-must-be-set = must be set
faults-must-be-given = must be given
faults-must-be-a-whole-number-of = must be a whole number of at least { NUMBER($least) }
faults-must-be-at-most = must be at most { NUMBER($most) }
faults-must-be-degrees-from-to-with = must be degrees from { NUMBER($least) } to { NUMBER($most) } with a decimal point
faults-must-be-a-number = must be a number
faults-must-be-yes-or-no = must be yes or no
faults-must-be-one-of = must be one of { $words }
faults-must-be-an-id-1-to = must be an id: 1 to 64 of A-Z a-z 0-9 _ - . and start with a letter or digit
faults-letter-is-cyrillic-and-only-looks = { SAID($what) }; letter { NUMBER($place) } is Cyrillic and only looks like { ID($letter) }
faults-letter-is-greek-and-only-looks = { SAID($what) }; letter { NUMBER($place) } is Greek and only looks like { ID($letter) }
faults-several-ids-are-separated-by-a = { SAID($what) }; several ids are separated by a space
faults-must-be-a-cohort-s-id = must be a cohort's id: a demand's id, '-' and its number, as in D1-01
faults-must-be-a-date-that-exists = must be a date that exists, as YYYY-MM-DD or DD.MM.YYYY
faults-it-could-be = { SAID($what) }; it could be { DAY($day) }
faults-differs-in-case-alone = differs from { ID($other) } in upper and lower case alone: is it meant?
faults-in-digits-alone = { SAID($what) }; in digits alone it could be { ID($number) }
faults-it-could-be-or = { SAID($what) }; it could be { DAY($one) } or { DAY($other) }
faults-holds-the-control-character-u-which = holds the control character U+{ $character }, which no text can
faults-has-characters-at-most-can-be = has { NUMBER($length) } characters, at most { NUMBER($most) } can be
faults-lies-before-valid-from = lies before valid_from { DAY($day) }
faults-lies-before-first-day = lies before first_day { DAY($day) }
faults-is-over-class-max = is over class_max { NUMBER($most) }
faults-class-min-is-over-class-max = class_min { NUMBER($least) } is over class_max { NUMBER($most) }
faults-one-of-nation-id-site-id = one of nation_id, site_id, course_id must be filled
faults-must-be-blank-on-step-1 = must be blank on step 1, which has no step before it

## rows and what they refer to

faults-has-the-same-key-as-line = has the same key as line { ID($line) }
faults-has-the-same-key-as-row = has the same key as row { ID($line) }
faults-has-the-same-key-as-a = has the same key as a row
faults-is-not-in = is not in { ID($file) }
faults-is-not-in-or = is not in { ID($one) } or { ID($other) }
faults-is-not-in-or-or = is not in { ID($one) } or { ID($other) } or { ID($third) }
faults-is-a-nation-s-id-too = is a nation's id too
faults-is-valid-in-a-week-in = is valid in a week in which { SAID($row) } is valid too
faults-line = line { ID($line) }
faults-row = row { ID($line) }
faults-a-row = a row
faults-classes-of-and-would-be-named = classes of { ID($site) } and { ID($course) } would be named like those of { ID($other) } and { ID($another) } in { SAID($row) }
faults-has-no-step = { ID($pipeline) } has no step { ID($step) }
faults-is-a-cycle = { $units } is a cycle
faults-needs-of-which-neither-nor-has = needs { ID($resource) }, of which neither { ID($site) } nor { ID($nation) } has a row in { ID($file) }
faults-is-no-owner-of-which-is = is no owner of { ID($limit) }, which is a limit of rows of { ID($file) }
faults-makes-cohorts-at-most-can-be = makes { NUMBER($cohorts) } cohorts, at most { NUMBER($most) } can be
faults-makes-cohorts-in-all-at-most = makes { NUMBER($cohorts) } cohorts in all, at most { NUMBER($most) } can be
faults-no-such-cohort = no such cohort: { SAID($which) }
faults-has-only = { ID($demand) } has { ID($cohort) } only
faults-has-to = { ID($demand) } has { ID($first) } to { ID($last) }
faults-has-two = { ID($demand) } has { ID($first) }, { ID($second) }
faults-has-three = { ID($demand) } has { ID($first) }, { ID($second) }, { ID($third) }
faults-is-not-in-demand-file = { ID($demand) } is not in { ID($file) }
faults-no-such-cohort-is-not-in = no such cohort: { ID($demand) } is not in { ID($file) }; did you mean { ID($near) }, which has { ID($cohort) } only?
faults-no-such-cohort-is-not-in-did-you-mean = no such cohort: { ID($demand) } is not in { ID($file) }; did you mean { ID($near) }, which has { ID($first) } to { ID($last) }?

## what really was

faults-has-no-number-as-d1-01 = has no number, as D1-01 has
faults-is-no-cohorts-name = is no cohort's name
faults-lies-after-the-week-of-as = lies after the week of as_of, { DAY($monday) }: it cannot have begun
faults-is-not-after-step-in = is not after step { ID($step) } in { SAID($row) }
faults-is-more-than-the-of-step = is more than the { NUMBER($trainees) } of step { ID($step) } in { SAID($row) }

## pins

faults-has-step = { ID($pipeline) } has { $steps ->
    [one] { NUMBER($steps) } step
   *[other] { NUMBER($steps) } steps
  }
faults-joined = { $place }: { SAID($what) }
faults-does-not-offer-the-course-of = { ID($site) } does not offer { ID($course) }, the course of step { ID($step) }
faults-its-trainees-are-over-class-max = its { NUMBER($size) } trainees are over class_max { NUMBER($most) } at { ID($site) }
faults-its-trainees-are-over-class-max-and-more-at = its { NUMBER($size) } trainees are over class_max { NUMBER($most) } and { PERCENT($percent) } more at { ID($site) }
faults-its-expected-trainees-are-over-class = its { NUMBER($expected) } expected trainees are over class_max { NUMBER($most) } at { ID($site) }
faults-lies-outside-the-horizon = lies outside the horizon
faults-no-class-of-can-start-at = no class of { ID($course) } can start at { ID($site) } in this week
faults-no-class-of-can-start-at-in-this-week = no class of { ID($course) } can start at { ID($site) } in this week (closed { SAID($weeks) })
faults-the-nearest-starts-are = { SAID($what) }; the nearest starts are { DAY($one) }
faults-the-nearest-starts-are-one-other = { SAID($what) }; the nearest starts are { DAY($one) }, { DAY($other) }
faults-is-too-early-leaves-as-the = is too early: { SAID($after) } leaves { DAY($monday) } as the first week
faults-ready-from = ready_from { DAY($monday) }
faults-step-before-it = step { ID($step) } before it
faults-step-in = step { ID($step) } in { $row }
faults-before-it-which-has-begun = { ID($course) } before it, which has begun,
faults-is-too-late-the-last-step = is too late: the last step would end after latest, { DAY($sunday) }
faults-is-week-after-max-wait-weeks = is { $wait ->
    [one] { NUMBER($wait) } week
   *[other] { NUMBER($wait) } weeks
  } after { $row }; max_wait_weeks is { NUMBER($most) }
faults-leaves-week-to-come-from-transfer = leaves { $wait ->
    [one] { NUMBER($wait) } week
   *[other] { NUMBER($wait) } weeks
  } to come from { ID($nation) }; transfer_weeks is { NUMBER($weeks) }
faults-must-be-as-at = must be { ID($location) } as { $before } at { ID($site) }
faults-with-the-steps-held-before-it = with the steps held before it { NUMBER($needed) } of { $limit } would be needed in the week of { DAY($monday) }, where { NUMBER($most) } can be
faults-the-pins-need-of-in-the = the pins need { NUMBER($needed) } of { $limit } in the week of { DAY($monday) }, where { NUMBER($most) } can be
faults-the-pins-with-need-of-in = the pins with { $lines } need { NUMBER($needed) } of { $limit } in the week of { DAY($monday) }, where { NUMBER($most) } can be
faults-cannot-be-held-beside = cannot be held beside { $rows }
faults-no-way-was-found-to-hold = no way was found to hold it beside the others
faults-no-way-was-found-to-hold-it = no way was found to hold it: { SAID($why) }

## warnings

faults-lies-before-ready-from-it-can = lies before ready_from { DAY($day) }: it can only be late
faults-lies-before-the-horizon-it-can = lies before the horizon: it can only be late
faults-lies-after-the-horizon-by-whose = lies after the horizon, by whose end it must be trained
faults-lies-before-due = lies before due { DAY($day) }
faults-lies-after-the-horizon-it-cannot = lies after the horizon: it cannot be met
faults-is-over-every-class-max-of = is over every class_max of { ID($course) }, at most { NUMBER($seats) }
faults-makes-cohorts-of-which-is-over = makes cohorts of { NUMBER($size) }, which is over every class_max of { ID($course) }, at most { NUMBER($seats) }
faults-makes-cohorts-is-it-meant = makes { NUMBER($cohorts) } cohorts: is it meant?
faults-no-site-offers-it-cannot-be = no site offers { ID($course) }: it cannot be met
faults-no-site-in-offers-it-cannot = no site in { $nations } offers { ID($course) }: it cannot be met
faults-leaves-week-for-which-takes-at = leaves { $room ->
    [one] { NUMBER($room) } week
   *[other] { NUMBER($room) } weeks
  } for { ID($pipeline) }, which takes { NUMBER($needed) } at the least
faults-load-csv-counts-something-else-under = load.csv counts something else under this name too; give the resource another
faults-is-blank-so-starts-count-from = is blank, so starts count from { DAY($monday) }; fill it before start moves on
faults-is-blank-so-starts-count-from-as-the-plan = is blank, so starts count from { DAY($monday) }, as the plan in force did; fill it before start moves on
faults-is-over-for-who-should-have = is over for { $cohorts }, who should have gone on before as_of: any week will do
faults-those-who-have-begun-take-of = those who have begun take { NUMBER($taken) } of { $limit } in the week of { DAY($monday) }, where { NUMBER($most) } can be: nobody is added there
faults-is-fewer-than-the-who-have = is fewer than the { NUMBER($began) } who have begun
faults-is-not-what-really-was-as = is not what really was, as { $row } says: that counts
faults-is-not-there-of-which-began = { ID($demand) } is not there, of which { $who } began: nothing further is planned for them
faults-is-blank-in-the-published-plan = is blank in the published plan for steps that have begun: taken as today's demand is cut
faults-is-blank-in-the-published-plan-for-steps-that = is blank in the published plan for steps that have begun: taken by today's capacity rows

## settings

faults-no-such-key-in = no such key in { $file }
faults-must-be-a-text-of-1 = must be a text of 1 to 1,000 characters, not of spaces or with control characters
faults-must-be-a-date-as-2026 = must be a date, as 2026-03-02 without quotes
faults-must-be-a-whole-number-from = must be a whole number from { NUMBER($least) } to { NUMBER($most) }
faults-must-be-a-number-from-to = must be a number from { NUMBER($least) } to { NUMBER($most) }
faults-must-be-true-or-false = must be true or false
faults-must-be-planned-or-expected = must be planned or expected
faults-must-be-a-text-of-at = must be a text of at most { NUMBER($most) } characters, without control characters
faults-must-be-a-list-of-terms = must be a list of terms
faults-must-be-a-monday = must be a Monday
faults-the-horizon-must-end-before-the = the horizon must end before the year 10000
faults-must-lie-within-the-horizon-to = must lie within the horizon, { DAY($from) } to { DAY($to) }
faults-no-such-term = no such term
faults-the-term-stands-there-twice = the term stands there twice
faults-unmet-must-be-among-the-terms = unmet must be among the terms
faults-the-settings-can-be-set-and = the settings can be set, and nothing else be done with them

## changes

faults-no-such-key-in-a-scenario = no such key in a scenario
faults-must-be-set-to-a-text = must be set to a text of 1 to 1,000 characters
faults-must-be-a-text = must be a text
faults-must-be-a-list-of-tables = must be a list of tables: [[change]]
faults-names-no-table = names no table
faults-no-such-table = no such table
faults-no-such-key-in-a-change = no such key { $key } in a change
faults-must-have-one-of = must have one of { $actions }
faults-must-be-a-table-column-value = { ID($key) } must be a table: {"{"} column = value {"}"}
faults-delete-can-only-be-true = delete can only be true
faults-a-row-that-is-inserted-is = a row that is inserted is looked for nowhere: leave out where
faults-changes-nothing = { ID($action) } changes nothing
faults-no-such-column-in = no such column { $column } in { $table }
faults-must-be-a-text-a-number = { ID($key) }: { ID($column) } must be a text, a number, a date or a list of ids
faults-must-be-given-a-number = { ID($key) }: { ID($column) } must be given a number
faults-must-be-given-a-whole-number = { ID($key) }: { ID($column) } must be given a whole number
faults-where = where: { ID($column) }: { SAID($what) }
faults-is-blank-in-cannot = { ID($column) } is blank in { $place }: cannot { ID($action) }
faults-is-no-whole-number-got-in = { ID($column) } is no whole number (got { $got }) in { $place }: cannot { ID($action) }
faults-is-named-twice = { ID($key) }: { ID($column) } is named twice
faults-has-no-rows = { $table } has no rows
faults-no-row-matches = no row matches { $wanted }
faults-no-row-matches-did-you-mean = no row matches { $wanted }; did you mean { $name }?
faults-contradicts-rows-that-you-do-not = contradicts rows that you do not see: ask a coordinator
faults-change = change { ID($number) } ({ ID($table) })
faults-change-number = change { ID($number) }

## files

faults-column-has-no-name = column { $column } has no name
faults-the-column-stands-there-twice = the column stands there twice
faults-no-such-column-in-file = no such column in { $file }
faults-the-required-column-is-missing = the required column is missing
faults-the-column-is-missing = the column is missing
faults-the-file-is-missing = the file is missing
faults-the-sheet-is-missing = the sheet is missing
faults-the-is-missing = the { $what } is missing
faults-is-missing = is missing
faults-is-empty-line = is empty; its first line must name its columns
faults-is-empty-row = is empty; its first row must name its columns
faults-has-a-header-alone = has a header alone; if rows should follow, the file was cut off: save it again
faults-repeats-the-header = repeats the header; delete the row
faults-has-no-header-line-this-one = has no header line: this one names no column of { $file }
faults-has-no-header-row-this-one = has no header row: this one names no column of { $file }
faults-has-more-than-lines = has more than { NUMBER($most) } lines
faults-has-more-than-rows = has more than { NUMBER($most) } rows
faults-has-more-than-cells = has more than { NUMBER($most) } cells
faults-has-more-than-tables = has more than { NUMBER($most) } tables
faults-merges-too-many-cells = merges too many cells; split those that need not be one
faults-has-cells-at-most-can-be = has { NUMBER($cells) } cells, at most { NUMBER($most) } can be
faults-names-as-its-separator-which = names { $got } as its separator, which must be a comma, a semicolon or a tab
faults-a-quote-is-opened-and-never = a quote is opened and never closed
faults-has-text-after-a-closing-quote = has text after a closing quote
faults-the-row-has-cell-the-header = the row has { $cells ->
    [one] { NUMBER($cells) } cell
   *[other] { NUMBER($cells) } cells
  }, the header { NUMBER($header) }
faults-the-row-has-cell-the-header-a-text-with = the row has { $cells ->
    [one] { NUMBER($cells) } cell
   *[other] { NUMBER($cells) } cells
  }, the header { NUMBER($header) }; a text with a comma stands in quotes
faults-is-save-it-as-csv-utf = is { $encoding }; save it as CSV UTF-8
faults-is-save-it-as-utf-8 = is { $encoding }; save it as UTF-8
faults-is-a-workbook-or-an-archive = is a workbook or an archive under another name; save it as CSV UTF-8
faults-is-a-workbook-or-an-archive-as-utf-8 = is a workbook or an archive under another name; save it as UTF-8
faults-is-an-old-workbook = is an old workbook (.xls) under another name; save it as CSV UTF-8
faults-is-an-old-workbook-as-utf-8 = is an old workbook (.xls) under another name; save it as UTF-8
faults-holds-a-nul-byte-save-it = holds a NUL byte; save it as CSV UTF-8
faults-holds-a-nul-byte-save-it-as-utf-8 = holds a NUL byte; save it as UTF-8
faults-is-not-utf-8-save-it = is not UTF-8; save it as CSV UTF-8
faults-is-not-utf-8-save-it-as-utf-8 = is not UTF-8; save it as UTF-8
faults-has-more-than-dots-in-a = has more than { NUMBER($most) } dots in a line
faults-has-more-than-dots = has more than { NUMBER($most) } dots
faults-is-not-toml = is not TOML: { $why }
faults-in-toml-that-day-is = { SAID($what) }; in TOML that day is { ID($day) }
faults-is-not-json = is not JSON: { $why }
faults-is-nested-more-than-deep = is nested more than { NUMBER($most) } deep
faults-holds-more-than-values = holds more than { NUMBER($most) } values
faults-holds-a-number-of-more-than = holds a number of more than { NUMBER($most) } digits
faults-is-not-read-save-the-sheet = is not read: save the sheet as CSV UTF-8 under the name { $file }
faults-is-not-read-but-is = is not read, but { $file } is: save the sheet as CSV UTF-8 under that name
faults-is-no-table-of-a-dataset = is no table of a dataset and is not read
faults-is-neither-a-folder-nor-a = is neither a folder nor a workbook (.xlsx, .ods) nor an archive (.zip)
faults-is-one-file-of-a-dataset = is one file of a dataset: give the folder in which it lies
faults-is-an-old-workbook-save-it = is an old workbook: save it as .xlsx
faults-no-such-folder = no such folder
faults-no-such-file = no such file
faults-unpack-what-is-in-it-first = unpack { $file }, which is in it, first
faults-stands-in-the-archive-several-times = stands in the archive several times: pack it once
faults-is-no-dataset-neither-nor-any = is no dataset: neither { $file } nor any table is in it
faults-is-no-dataset-neither-the-sheet = is no dataset: neither the sheet { ID($sheet) } nor that of any table is in it
faults-is-not-read-the-folder-holds = is not read: the folder holds more than { NUMBER($most) } MiB
faults-holds-csv-files-at-most-can = holds { NUMBER($count) } CSV files, at most { NUMBER($most) } can be
faults-is-no-archive-that-can-be = is no archive that can be read, or is cut off: copy it here again ({ $why })
faults-is-damaged-in-the-archive = is damaged in the archive: copy it here again
faults-holds-files-at-most-can-be = holds { NUMBER($count) } files, at most { NUMBER($most) } can be
faults-holds-several-datasets = holds several datasets: { $names }
faults-is-locked-by-a-password-pack = is locked by a password: pack it without one
faults-is-larger-than-mib = is larger than { NUMBER($most) } MiB
faults-is-no-plain-file = is no plain file; put the file itself there
faults-is-a-folder-give-a-file = is a folder; give a file in it
faults-is-a-folder = is a folder; put a file of this name in its place
faults-is-a-link-that-leads-out = is a link that leads out of its folder; put the file itself there
faults-cannot-be-read = cannot be read: { $why }
faults-cannot-be-read-ask-for-the-right = cannot be read: { $why }; ask whoever owns it for the right to read it
faults-uses-cells-as-far-as-at = uses cells as far as { $where }; at most { NUMBER($rows) } rows, { NUMBER($columns) } columns and { NUMBER($cells) } cells can be; delete the rows and columns that are not needed
faults-holds-more-than-mib-of-text = holds more than { NUMBER($most) } MiB of text
faults-holds-a-text-of-more-than = holds a text of more than { NUMBER($most) } characters
faults-has-more-than-columns-delete-those = has more than { NUMBER($most) } columns; delete those that are not needed
faults-repeats-something-times = repeats something { $times } times
faults-has-a-row-which-no-sheet = has a row { $row }, which no sheet has
faults-has-a-cell-which-no-sheet = has a cell { $cell }, which no sheet has
faults-is-no-workbook-that-can-be = is no workbook that can be read, or is cut off: copy it here again, or save it as .xlsx (Excel workbook)
faults-is-no-workbook-that-can-be-read-save-it = is no workbook that can be read, or is cut off: copy it here again, or save it as .xlsx (Excel workbook) ({ $why })
faults-is-locked-by-a-password-or = is locked by a password or is an old .xls: save it as .xlsx without a password
faults-has-parts-at-most-can-be = has { NUMBER($parts) } parts, at most { NUMBER($most) } can be
faults-has-sheets-at-most-can-be = has { NUMBER($sheets) } sheets, at most { NUMBER($most) } can be
faults-has-more-than-cells-in-all = has more than { NUMBER($most) } cells in all of its sheets
faults-unpacks-to-mib-at-most-mib = unpacks to { NUMBER($size) } MiB, at most { NUMBER($most) } MiB can be
faults-is-packed-more-than-times-it = is packed more than { NUMBER($most) } times: it looks like a ZIP bomb
faults-is-no-sheet-of-cells-that = is no sheet of cells that can be read
faults-has-no-sheet = has no sheet
faults-stands-in-too = stands in { SAID($row) } too
faults-stands-there-twice-under-names-that = stands there twice, under names that differ in case alone
faults-row-hidden-by-a-filter-perhaps = { $rows ->
    [one] { NUMBER($rows) } row
   *[other] { NUMBER($rows) } rows
  } hidden, by a filter perhaps, and read all the same
faults-the-sheet-is-hidden-and-is = the sheet is hidden, and is read all the same
faults-shows-the-error-mend-its-formula = shows the error { $error }; mend its formula or type a value
faults-holds-a-formula-that-was-never = holds a formula that was never calculated; open and save the workbook in a spreadsheet
faults-the-cells-are-merged-split-them = the cells { $cells } are merged; split them and fill each
faults-change-table-what = change { ID($number) } ({ ID($table) }): { SAID($what) }
faults-is-no-workbook-that-can-be-read-save-it-as-xlsx-excel = is no workbook that can be read, or is cut off: copy it here again, or save it as .xlsx (Excel workbook) (it declares a document type)
faults-a-text-holds-the-character-u = { $place }: a text holds the character U+{ $character }, which no workbook can
faults-no-such-rule = no such rule
faults-cannot-be-read-no-such-file = { $file } cannot be read: no such file
