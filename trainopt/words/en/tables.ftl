tables-title = Tables
tables-version = Version { $number } of { $at }
tables-of-version = Version { $number }.
tables-in-draft = Draft “{ $title }”: changes, faults, submit
tables-to-draft = To the draft: changes, faults, submit
tables-skip = Skip to the grid
tables-open-drafts = Open drafts
tables-all-open-drafts = All open drafts
tables-all-drafts = All drafts
tables-draft-by = by { $author }, on version { $base }, changed { $at }
tables-all = All tables
tables-how = Open a table and type, or paste from a spreadsheet: your first edit begins a draft, and nobody’s plan changes until it is accepted.
tables-table = Table
tables-what = Each row is
tables-rows = Rows
tables-file = File
tables-workbook = All tables as a workbook
tables-workbook-hint = Uploaded again it becomes a draft of what you changed in it. Settings stand in the table plan alone.
tables-csv-of = { $table } as CSV
tables-none = There are no data yet: everything else begins with them.
tables-first = Upload the first data
tables-first-how = A workbook (.xlsx, .ods), or a folder of CSV files packed as .zip, with plan.toml or the sheet “plan” in it. They become the first version; whatever is changed later is a draft.
tables-first-guide = What belongs in it
tables-first-go = Upload as the first version
tables-first-ask = A coordinator uploads the first data. Then your scope shows here.
tables-upload = Upload a file
tables-upload-how = A workbook (.xlsx, .ods), a table as CSV, or a folder of CSV files packed as .zip. What it changes becomes a draft. A spreadsheet of your own layout is one, too: you say once what its columns are. A table needs the columns of its key and those that change. Rows that the file lacks stay, unless you then have them deleted.
tables-upload-own = It is a spreadsheet of my own layout, although its sheets are named like tables
tables-upload-maps = The column maps that I keep
tables-upload-file = File
tables-draft-title = Title of the draft, if it is not the file’s name
tables-upload-go = Upload as a draft
tables-lacking-title = { $count ->
    [one] The file lacks a row
   *[other] The file lacks { $count } rows
  }
tables-lacking-said = { $rows ->
    [0] The file changes no row. The draft has nothing in it yet:
    [one] What the file changes is a draft now, one row:
   *[other] What the file changes is a draft now, { $rows } rows:
  }
tables-lacking-choice = These rows of the version are not in the file. They stay, unless you want them deleted by the draft, too.
tables-lacking-rows = Rows that the file lacks
tables-lacking-delete = { $count ->
    [one] Delete this row, too
   *[other] Delete these { $count } rows, too
  }
tables-lacking-keep = Keep them
tables-filters = Filters
tables-filters-how = Part of a text; =exactly; !without; <less, >=at least; = blank; ! not blank; one|other. The address keeps what you see: send it to a colleague.
tables-filter-go = Show
tables-view-name = Name of this view
tables-view-keep = Keep this view
tables-view-forget = Forget the view { $name }
tables-find = Find
tables-not-found = No other cell holds this.
tables-count = { $count ->
    [one] One row
   *[other] { $count } rows
  }
tables-pages = Pages
tables-before = Before
tables-next = Next
tables-page-of = Page { $page } of { $pages }
tables-state-set = changed
tables-state-new = new
tables-state-gone = deleted
tables-row = Row
tables-history = History
tables-history-of = History of { $row }
tables-no-history = Nothing has changed since the dataset was brought in.
tables-comments = Comments
tables-no-comments = Nothing was said yet.
tables-comment = Comment
tables-say = Leave it
tables-not-said = This could not be left: try again.
tables-row-new = This row is new in the draft.
tables-row-added = the row was added
tables-row-deleted = the row was deleted
tables-row-failed = The row’s history could not be loaded.
tables-blank = blank
tables-loading = Loading…
tables-not-loaded = The grid could not be loaded. Load the page anew.
tables-reads-sort = Enter sorts
tables-reads-choose-rows = Choose rows
tables-reads-choose-all = Space chooses all rows, or none
tables-reads-choose-row = Space chooses the row, or no longer
tables-reads-row-chosen = The row is chosen
tables-reads-row-chosen-not = The row is no longer chosen
tables-reads-chosen = chosen
tables-reads-chosen-not = not chosen
tables-reads-chosen-some = some are chosen
tables-no-rows = No row is shown.
tables-help = Keys and columns
tables-help-keys = Arrows move, Shift with arrows marks a block. Enter or F2 edits, Escape gives up; where nothing is edited, it leaves the grid, and once more goes to the top of the page. Ctrl+C copies, Ctrl+V pastes a block of a spreadsheet; one with a heading goes by its columns, and by its key. Ctrl+D fills down, Delete blanks, Ctrl+Enter sets many at once, Space ticks a row, Ctrl+Insert adds a row, Ctrl+Delete deletes. Ctrl+Z undoes, Ctrl+Y does again. Ctrl+F finds, Escape then goes back to the cell; Ctrl+I shows a row’s history and comments.
tables-help-columns = What the columns mean
tables-column = Column
tables-meaning = Meaning
tables-unit = Unit
tables-if-blank = If blank
tables-required = Must be filled
tables-blank-means = Blank: { $what }.
tables-tools = What can be done
tables-do-undo = Undo
tables-do-redo = Redo
tables-do-fill = Fill down
tables-do-set = Set many
tables-do-add = Add a row
tables-do-delete = Delete rows
tables-do-copy = Copy
tables-do-about = History and comments
tables-did-type = { $column } was typed
tables-did-paste = { $count ->
    [one] a row was pasted
   *[other] { $count } rows were pasted
  }
tables-did-add = a row was added
tables-did-delete = { $count ->
    [one] a row was deleted
   *[other] { $count } rows were deleted
  }
tables-did-fill = cells were filled down
tables-did-set = { $count ->
    [one] { $column } was set in a row
   *[other] { $column } was set in { $count } rows
  }
tables-did-clear = cells were blanked
tables-undone = Undone: { $what }
tables-done = Done: { $what }
tables-shown = { $all ->
    [one] { $shown } of one row is shown.
   *[other] { $shown } of { $all } rows are shown.
  }
tables-close = Close
tables-redone = Done again: { $what }
tables-copied = Copied: paste it into a spreadsheet.
tables-left = { $count ->
    [one] One cell or row may not be changed by you and was left.
   *[other] { $count } cells or rows may not be changed by you and were left.
  }
tables-unsure = “{ $text }” could be { $days }: type which.
tables-set-rows = Rows
tables-set-ticked = { $count ->
    [one] the ticked row
   *[other] the { $count } ticked rows
  }
tables-set-shown = { $count ->
    [one] the row that is shown
   *[other] all { $count } rows that are shown
  }
tables-set-block = { $count ->
    [one] the row in focus
   *[other] the { $count } rows of the block
  }
tables-set-column = Column
tables-set-text = Becomes
tables-set-go = Set
tables-cancel = Cancel
tables-settings-keep = Keep in a draft
tables-setting-was = was { $value }
tables-new-title = Changes to { $table }
tables-found = What you typed before and had not been sent is here again, and is sent now.
tables-read-only = You see this table and may not change it here.
tables-why-row = This row is not yours to change: your scope does not cover it.
tables-why-column = { $column } is not yours to change: only who plans all may.
tables-why-deleted = This row is deleted in the draft. Undo to have it again.
tables-is-saved = { $count ->
    [0] Saved in the draft.
    [one] Saved in the draft, with one fault.
   *[other] Saved in the draft, with { $count } faults.
  }
tables-is-saving = Saving…
tables-is-waiting = No connection. What you typed is kept in this browser and sent when there is one.
tables-row-gone = The row to which you were led is no longer there.
tables-row-hidden = The row is there, but the filter does not show it.
tables-is-later = Not saved yet: { $message }. What you typed is kept in this browser and sent again by itself.
tables-is-merged = Somebody else changed this draft, too: yours is on top of theirs.
tables-is-signed-out = Not saved: you are signed out. What you typed is kept in this browser.
tables-is-refused = Not saved: { $message }
tables-is-closed = Not saved: the draft is { $message } and no longer changed. What you typed is kept in this browser.
tables-branch = Begin a draft of its own with it
tables-faults = { $count ->
    [one] One fault
   *[other] { $count } faults
  }
