// Blocks of cells as spreadsheets put them on the clipboard: tab separated, cells with tabs, line breaks or
// quotes in double quotes.

/** The cells of a copied block, row by row. The line break that ends it makes no row of its own. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    row.push(cell.text);
    at = cell.end;
    if (text[at] === "\t") {
      at += 1;
      if (at === text.length) row.push("");
      continue;
    }
    rows.push(row);
    row = [];
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

interface CellAt {
  text: string;
  end: number;
}

function plainCell(text: string, from: number): CellAt {
  let end = from;
  while (end < text.length && !isEnd(text, end)) end += 1;
  return { text: text.slice(from, end), end };
}

function isEnd(text: string, at: number): boolean {
  return at >= text.length || "\t\n\r".includes(text.charAt(at));
}

/** A cell in quotes. One whose quote does not end where a cell ends is plain text that begins with a quote. */
function quotedCell(text: string, from: number): CellAt {
  let found = "";
  let at = from + 1;
  while (at < text.length) {
    if (text[at] !== '"') {
      found += text.charAt(at);
      at += 1;
    } else if (text[at + 1] === '"') {
      found += '"';
      at += 2;
    } else {
      return isEnd(text, at + 1) ? { text: found, end: at + 1 } : plainCell(text, from);
    }
  }
  return plainCell(text, from);
}

/** A block as it is put on the clipboard. */
export function writeBlock(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(written).join("\t")).join("\r\n");
}

function written(cell: string): string {
  return /[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
