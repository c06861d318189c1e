// What people type into a cell, as the tables write it.

import { parseDay } from "./days";
import type { GridColumn } from "./data";

export interface CellRead {
  /** What stands in the cell: in the one form in which it is written, or as typed where it cannot be read. */
  text: string;
  /** The days that were meant, where it is not certain which; else none. */
  either: string[];
}

/** What was typed or pasted, tidied: days in their one form, numbers without spaces, words in small letters. */
export function readCell(column: GridColumn, typed: string, near: string): CellRead {
  const text = typed.replace(/[\s\u00a0]+/gu, " ").trim();
  if (text === "") return { text, either: [] };
  if (column.kind === "day") return readDay(text, near);
  if (column.kind === "whole") return plain(wholeNumber(text));
  if (column.kind === "yes" || column.kind === "word") return plain(oneOf(column, text));
  if (column.kind === "ids" || column.kind === "words") return plain(text.replace(/\s*[,;]\s*/g, " "));
  if (column.kind === "degrees") return plain(/^-?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
  return plain(text);
}

function plain(text: string): CellRead {
  return { text, either: [] };
}

function readDay(text: string, near: string): CellRead {
  const read = parseDay(text, near);
  return { text: read.day ?? text, either: read.either };
}

/** Spreadsheets show 1000 as `1,000`, `1 000` or `1000.00`; which of them is meant is certain by the digits. */
function wholeNumber(text: string): string {
  const grouped = /^\d{1,3}([ ,.'’])\d{3}(\1\d{3})*$/u.test(text);
  if (grouped) return text.replace(/\D/g, "");
  return text.replace(/[.,]0+$/, "");
}

function oneOf(column: GridColumn, text: string): string {
  return column.words.find((word) => word === text.toLowerCase().replaceAll(" ", "_")) ?? text;
}
