// Fills the tables: a page of rows at a time, filtered by words, sorted by any heading.
"use strict";

(() => {
  const PAGE = 25;
  const language = document.documentElement.lang;
  const order = new Intl.Collator(language, { numeric: true });
  const days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "medium", timeZone: "UTC" });
  const texts = JSON.parse(document.getElementById("words").textContent);

  // A text in the language of the page, with values where its English has names such as %from.
  function said(text, values = {}) {
    return Object.entries(values).reduce((found, [name, value]) => found.replaceAll(`%${name}`, value), texts[text]);
  }

  function element(name, content, attributes = {}) {
    const made = document.createElement(name);
    if (content !== null) made.textContent = content;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function shown(cell) {
    if (typeof cell === "number") return cell.toLocaleString(language);
    if (/^\d{4}-\d\d-\d\d$/.test(cell ?? "")) return days.format(new Date(cell));
    return cell ?? "";
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return order.compare(a, b);
  }

  // Blanks stand last, whichever way it is sorted.
  function sorted(rows, column, direction) {
    if (column === null) return rows;
    const [blank, filled] = [[], []];
    rows.forEach((row) => (row[column] === null ? blank : filled).push(row));
    filled.sort((a, b) => direction * compare(a[column], b[column]));
    return [...filled, ...blank];
  }

  function filtered(rows, text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return rows;
    return rows.filter((row) => {
      const line = [...row, ...row.map(shown)].join("\u0000").toLowerCase();
      return words.every((word) => line.includes(word));
    });
  }

  // What kind of column it is decides how it is set.
  function kind(rows, column) {
    const cells = rows.map((row) => row[column]).filter((cell) => cell !== null);
    if (cells.length && cells.every((cell) => typeof cell === "number")) return "number";
    return cells.every((cell) => String(cell).length <= 24) ? "short" : "long";
  }

  class Listing {
    constructor(place) {
      const { headings, rows } = JSON.parse(place.querySelector("script").textContent);
      this.rows = rows;
      this.headings = headings;
      this.kinds = headings.map((_, column) => kind(rows, column));
      this.state = { text: "", column: null, direction: 1, page: 0, size: PAGE };
      this.build(place, place.dataset.label);
      this.show();
    }

    build(place, label) {
      this.body = element("tbody", null);
      this.heads = this.headings.map((heading, column) => this.heading(heading, column));
      const line = element("tr", null);
      line.append(...this.heads);
      const head = element("thead", null);
      head.append(line);
      const table = element("table", null, { "aria-label": label });
      table.append(head, this.body);
      const scroll = element("div", null, {
        class: "scroll", role: "region", tabindex: "0", "aria-label": said("%table: rows", { table: label }),
      });
      scroll.append(table);
      this.count = element("p", "", { role: "status", class: "count" });
      place.append(this.tools(label), scroll, this.count);
    }

    heading(text, column) {
      const button = element("button", text, { type: "button" });
      button.addEventListener("click", () => this.sortBy(column));
      const head = element("th", null, {
        scope: "col", class: this.kinds[column], "data-heading": text,
      });
      head.append(button);
      return head;
    }

    tools(label) {
      const field = element("label", `${said("Filter")} `);
      const input = element("input", null, { type: "search", "aria-label": said("Filter %table", { table: label }) });
      input.addEventListener("input", () => this.change({ text: input.value, page: 0 }));
      field.append(input);
      const pages = [["Previous rows", -1], ["Next rows", 1]].map(([name, by]) => {
        const button = element("button", said(name), { type: "button" });
        button.addEventListener("click", () => this.change({ page: this.state.page + by }));
        return button;
      });
      [this.previous, this.next] = pages;
      const all = element("button", said("All rows"), { type: "button" });
      all.addEventListener("click", () => this.change({ size: Infinity, page: 0 }));
      const tools = element("div", null, { class: "tools" });
      tools.append(field, ...(this.rows.length > PAGE ? [...pages, all] : []));
      return tools;
    }

    sortBy(column) {
      const again = this.state.column === column;
      this.change({ column, direction: again ? -this.state.direction : 1, page: 0 });
      this.heads.forEach((head, at) => {
        if (at !== column) head.removeAttribute("aria-sort");
        else head.setAttribute("aria-sort", this.state.direction > 0 ? "ascending" : "descending");
      });
    }

    change(part) {
      Object.assign(this.state, part);
      this.show();
    }

    show() {
      const { text, column, direction, page, size } = this.state;
      const found = sorted(filtered(this.rows, text), column, direction);
      const begin = size === Infinity ? 0 : page * size;
      const rows = found.slice(begin, begin + size);
      this.body.replaceChildren(...rows.map((row) => this.line(row)));
      this.previous.disabled = begin === 0;
      this.next.disabled = begin + rows.length >= found.length;
      const all = this.rows.length;
      const of = found.length < all ? said("%found found of %all", { found: found.length, all }) : found.length;
      this.count.textContent = rows.length
        ? said("Rows %from to %to of %of", { from: begin + 1, to: begin + rows.length, of })
        : said("No row of %all has these words", { all });
    }

    line(row) {
      const line = element("tr", null);
      line.append(...row.map((cell, column) => element("td", shown(cell), {
        class: this.kinds[column], "data-heading": this.headings[column],
      })));
      return line;
    }

    // Paper has no next page of rows: all that were found are printed.
    forPrint() {
      this.before = { ...this.state };
      this.change({ size: Infinity, page: 0 });
    }

    forScreen() {
      this.change(this.before);
    }
  }

  const listings = [...document.querySelectorAll(".listing[data-label]")].map((place) => new Listing(place));
  window.addEventListener("beforeprint", () => listings.forEach((listing) => listing.forPrint()));
  window.addEventListener("afterprint", () => listings.forEach((listing) => listing.forScreen()));
})();
