spreadsheets-title = What the columns of { $name } are
spreadsheets-hint = This is a suggestion: look at each column. What is left out is not read. It is kept as a column map, so the next file of these headings goes straight to its rows.
spreadsheets-by-kept = Read by the column map that you keep: { $name }.
spreadsheets-lacks = This is still missing, or cannot be:
spreadsheets-sheet = Sheet { $name }
spreadsheets-table = Table that its rows are of
spreadsheets-leave-out = leave out
spreadsheets-heading-rows = Rows of the headings; blank: none
spreadsheets-show-columns = Show the columns for this
spreadsheets-columns = Columns of the sheet
spreadsheets-no-heading = (no heading)
spreadsheets-nothing-below = (nothing below it)
spreadsheets-is = It is
spreadsheets-reading = { $count ->
    [0] How its cells are read
    [one] How its cells are read: one text
   *[other] How its cells are read: { $count } texts
  }
spreadsheets-dates = 3/1/2027 is
spreadsheets-dates-clear = not there
spreadsheets-dates-day = 3 January
spreadsheets-dates-month = 1 March
spreadsheets-year = Year of weeks without one
spreadsheets-fill-down = a blank cell says what the one above it says
spreadsheets-meanings = What the table has in place of what stands there
spreadsheets-meaning-of = Another text that stands there
spreadsheets-meaning-is = What the table has in its place
spreadsheets-weeks = Weeks as columns
spreadsheets-weeks-how = each filled cell under a week or a month becomes a row
spreadsheets-weeks-found = { $count ->
    [one] One column: { $first }
   *[other] { $count } columns: { $first } to { $last }
  }
spreadsheets-weeks-fill = What the weeks fill
spreadsheets-weeks-value = What stands in the cell is
spreadsheets-weeks-first = The week’s Monday is
spreadsheets-weeks-last = Its last day is
spreadsheets-none = none
spreadsheets-others = What no column of the sheet is, of { $table }
spreadsheets-comes-from = It is
spreadsheets-blank = left blank
spreadsheets-same-value = the same in every row
spreadsheets-numbered = a text with 1, 2, 3 …
spreadsheets-text = Text
spreadsheets-rows-read = Which rows are read, and what they replace
spreadsheets-area = Columns with the table, as E:H
spreadsheets-first-row = First row of data
spreadsheets-last-row = Last row of data
spreadsheets-replaces = A new row replaces
spreadsheets-replaces-key = those of the same key, from whatever day
spreadsheets-replaces-all = all rows of the table
spreadsheets-until-blank = the first blank row is the end
spreadsheets-skip = Rows that begin so are not read, one word a line
spreadsheets-add = One more table on { $name }
spreadsheets-go = See the rows that come out
spreadsheets-as-text = The column map as text
spreadsheets-text-how = TOML, as the command line takes it: it can say all that this form says, and more.
spreadsheets-guide = What it can say
spreadsheets-held = The file waits here for you alone, for a day.
spreadsheets-drop = Remove it now
spreadsheets-rows-title = Rows of { $name }
spreadsheets-change-columns = Change what the columns are
spreadsheets-faults = { $count ->
    [one] One fault
   *[other] { $count } faults
  }
spreadsheets-blocked = With these no draft is made. Change what the columns are, or mend the spreadsheet and upload it again.
spreadsheets-may-have = A draft may have these: mend them there, or mend the spreadsheet and upload it again.
spreadsheets-count = { $count ->
    [one] one row
   *[other] { $count } rows
  }
spreadsheets-place = Stands at
spreadsheets-row = Row
spreadsheets-row-new = new
spreadsheets-row-set = changed
spreadsheets-taken-short = taken over
spreadsheets-taken = the spreadsheet says nothing of it, and the new row has it from the one that makes room.
spreadsheets-shown = { $count ->
    [one] One row is shown: the first, and one with a fault.
   *[other] { $count } rows are shown: the first, and those with faults.
  }
spreadsheets-gone = { $count ->
    [one] One row makes room for these
   *[other] { $count } rows make room for these
  }
spreadsheets-draft = { $count ->
    [0] Nothing is changed yet
    [one] One row is changed
   *[other] { $count } rows are changed
  }
spreadsheets-map-name = Name of the column map
spreadsheets-map-kept = It is kept for the next file of these headings.
spreadsheets-lacking = { $count ->
    [one] One row of these tables is not in the spreadsheet, and stays
   *[other] { $count } rows of these tables are not in the spreadsheet, and stay
  }
spreadsheets-lacking-delete = { $count ->
    [one] delete this row, too
   *[other] delete these { $count } rows, too
  }
spreadsheets-make-draft = Make a draft of it
spreadsheets-changes-nothing = It changes nothing of version { $version }.
spreadsheets-maps-title = Column maps
spreadsheets-maps-hint = What the columns of your own spreadsheets are. They are yours alone, and are found again by the headings.
spreadsheets-in-work = Files that wait for you
spreadsheets-map-outdated = no longer fits the tables
spreadsheets-download = Download as TOML
spreadsheets-rename = Rename
spreadsheets-delete = Delete
spreadsheets-no-maps = You keep none yet. The first is kept when you make a draft of a spreadsheet of your own layout.
spreadsheets-give = Upload a column map
spreadsheets-toml = File (.toml), as the command line takes it
spreadsheets-give-name = Name, if it is not the file’s
spreadsheets-keep = Keep it
