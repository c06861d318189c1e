// What a filter keeps and how rows are sorted; the page without script keeps and sorts the same.
// A filter is written in one line: `text`, `=text`, `!text`, `<x`, `>=x`, and alternatives with `|`.

import { inAlphabet } from "./alphabet";

/** Whether a cell passes the filter of its column. */
export function passes(filter: string, cell: string): boolean {
  const wanted = filter.trim();
  return wanted === "" || wanted.split("|").some((one) => passesOne(one.trim(), cell));
}

function passesOne(filter: string, cell: string): boolean {
  const found = /^(<=|>=|<|>|=|!)?\s*(.*)$/su.exec(filter);
  const sign = found?.[1] ?? "";
  const wanted = (found?.[2] ?? "").toLowerCase();
  const text = cell.toLowerCase();
  if (sign === "=") return text === wanted;
  if (sign === "!") return wanted === "" ? text !== "" : !text.includes(wanted);
  if (sign === "") return text.includes(wanted);
  if (text === "") return false;
  const order = compare(text, wanted);
  if (sign === "<") return order < 0;
  if (sign === ">") return order > 0;
  return sign === "<=" ? order <= 0 : order >= 0;
}

/** The order of rows by two of their cells: numbers, then texts, whichever way; blanks are last both ways. */
export function inOrder(one: string, other: string, down = false): number {
  if (one === "" || other === "") return Number(one === "") - Number(other === "");
  // a text between two numbers as texts would make the order of three depend on which two are looked at first
  const way = Number(isNumber(other)) - Number(isNumber(one)) || compare(one, other);
  return down ? -way : way;
}

/** How a cell stands to what a filter compares it with: numbers as numbers, all else by the alphabet, as `2027-02-01` to `2027`. */
function compare(one: string, other: string): number {
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  const [small, otherSmall] = [one.toLowerCase(), other.toLowerCase()];
  return byCode(inAlphabet(small), inAlphabet(otherSmall)) || byCode(small, otherSmall);
}

function byCode(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/** How a table is looked at: its filters by column, the columns by which it is sorted, and its name. */
export interface View {
  filters: Record<string, string>;
  sort: { column: string; down: boolean }[];
  name: string;
}

const FILTER = "f.";

export function viewOf(query: URLSearchParams, columns: readonly string[]): View {
  const filters: Record<string, string> = {};
  for (const column of columns) {
    const filter = query.get(FILTER + column)?.trim();
    if (filter) filters[column] = filter;
  }
  const sort = (query.get("sort") ?? "").split(",").map((text) => ({ column: text.replace(/^-/, ""), down: text.startsWith("-") }));
  return { filters, sort: sort.filter((one) => columns.includes(one.column)), name: query.get("name") ?? "" };
}

/** The query of an address with a view in place of its own; what else stands there stays. */
export function withView(query: URLSearchParams, view: View): URLSearchParams {
  const made = new URLSearchParams([...query].filter(([name]) => !name.startsWith(FILTER) && !["sort", "name", "page"].includes(name)));
  for (const [column, filter] of Object.entries(view.filters)) made.set(FILTER + column, filter);
  const sort = view.sort.map((one) => (one.down ? "-" : "") + one.column).join(",");
  if (sort) made.set("sort", sort);
  if (view.name) made.set("name", view.name);
  return made;
}
