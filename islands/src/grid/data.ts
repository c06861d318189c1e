// What the page's address for a grid answers, and what the interface says of a draft.

export interface GridColumn {
  name: string;
  kind: string;
  meaning: string;
  unit: string;
  blank: string;
  required: boolean;
  key: boolean;
  fixed: boolean;
  least: number | null;
  most: number | null;
  words: string[];
  refers: string[];
}

export type Cells = Record<string, string>;

/** A change as a scenario file has it. */
export interface Change {
  table: string;
  where?: Record<string, unknown>;
  set?: Record<string, unknown>;
  insert?: Record<string, unknown>;
  delete?: boolean;
  [other: string]: unknown;
}

export interface Fault {
  change: string;
  file: string;
  line: number;
  column: string;
  cell: string;
  message: string;
}

export interface DraftData {
  id: number;
  title: string;
  revision: number;
  status: string;
  author: string;
  may_change: boolean;
  changes: Change[];
  faults: Fault[];
}

export interface GridData {
  table: string;
  version: number;
  person: string;
  near: string;
  may_begin: boolean;
  may_add: boolean;
  columns: GridColumn[];
  rows: string[][];
  locked: number[];
  choices: Record<string, [string, string][]>;
  shapes: Record<string, TableShape>;
  draft: DraftData | null;
}

/** The columns of a table, and those that tell its rows apart. */
export interface TableShape {
  columns: string[];
  key: string[];
}
