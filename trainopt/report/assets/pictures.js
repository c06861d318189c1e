// Draws the pictures: each when it comes into view, the one chosen, and all of them for print.
"use strict";

(() => {
  // Without plotly's bar of buttons a picture holds nothing to reach by keyboard, so that it can be an image
  // with words for screen readers.
  const language = document.documentElement.lang;
  const CONFIG = { displayModeBar: false, responsive: true, locale: language };
  const PRINT_WIDTH = 960; // pixels, shrunk to the paper's width by PRINT_ZOOM
  const PAPER_WIDTH = 700;
  const BESIDE = 330; // pixels for what stands beside the weeks: names to the left, a scale to the right
  const LETTER = 8;
  const NARROW = 600; // pixels: a telephone's
  const AVERAGE_MONTH = 30.4 * 24 * 3600 * 1000;

  // Plotly knows English months and numbers alone; the browser knows those of every language.
  function localeOf(name) {
    const month = (form) => Array.from({ length: 12 }, (_, at) =>
      new Intl.DateTimeFormat(name, { month: form, timeZone: "UTC" }).format(Date.UTC(2024, at, 1)));
    const day = (form) => Array.from({ length: 7 }, (_, at) =>
      new Intl.DateTimeFormat(name, { weekday: form, timeZone: "UTC" }).format(Date.UTC(2024, 0, 7 + at)));
    const parts = new Intl.NumberFormat(name).formatToParts(12345.6);
    const sign = (kind) => parts.find((part) => part.type === kind).value;
    return {
      days: day("long"), shortDays: day("short"), months: month("long"), shortMonths: month("short"),
      decimal: sign("decimal"), thousands: sign("group"), date: "%d.%m.%Y",
    };
  }
  const longestMonth = Math.max(...localeOf(language).shortMonths.map((name) => name.length));

  // Every month has its name where all names have room beside each other, else every second, third, …
  function months(axis, width) {
    if (!String(axis?.dtick).startsWith("M")) return {};
    const [from, to] = axis.range.map((day) => new Date(day).getTime());
    const name = longestMonth * LETTER;
    const every = Math.ceil((((to - from) / AVERAGE_MONTH) * name) / Math.max(width - BESIDE, name));
    return { dtick: `M${every}`, tickangle: 0 };
  }

  // Of a narrow picture of weeks the gaps would be wider than the cells, and its scale leaves these no room.
  const roomOf = (width) => ({ showscale: width >= NARROW, xgap: width >= NARROW ? 1 : 0 });
  const isOfWeeks = (trace) => trace.type === "heatmap";

  function resize(plot, width) {
    const room = width ?? plot.clientWidth;
    const axis = months(plot.layout?.xaxis, room);
    if (plot.data?.some(isOfWeeks)) Plotly.restyle(plot, roomOf(room));
    const named = Object.entries(axis).map(([key, value]) => [`xaxis.${key}`, value]);
    Plotly.relayout(plot, { width, ...Object.fromEntries(named) });
  }

  if (language !== "en") {
    Plotly.register({ moduleType: "locale", name: language, dictionary: {}, format: localeOf(language) });
  }

  const sections = [...document.querySelectorAll(".pictures")].map((element) => ({
    element,
    key: element.dataset.key,
    choose: element.querySelector("select"),
    plots: [...element.querySelectorAll(".plot")],
    drawn: null,
  }));

  function chosen(section) {
    return section.choose ? section.choose.selectedIndex : 0;
  }

  function draw(section) {
    const view = chosen(section);
    if (section.drawn === view) return;
    section.drawn = view;
    section.plots.forEach((plot) => drawInto(plot, `${plot.id}-${view}`));
  }

  function drawInto(plot, id) {
    const picture = JSON.parse(document.getElementById(id).textContent);
    plot.style.minHeight = `${picture.layout.height}px`;
    document.getElementById(`${plot.id}-words`).textContent = picture.layout.meta.summary;
    picture.layout.xaxis = { ...picture.layout.xaxis, ...months(picture.layout.xaxis, plot.clientWidth) };
    const fitted = picture.data.map((trace) => (isOfWeeks(trace) ? { ...trace, ...roomOf(plot.clientWidth) } : trace));
    Plotly.react(plot, fitted, picture.layout, CONFIG);
    plot.removeAllListeners("plotly_afterplot");
    plot.on("plotly_afterplot", () => hideLetters(plot));
    hideLetters(plot);
  }

  // Letters that are wider than their bar would lie over its neighbours.
  function hideLetters(plot) {
    const pairs = [...plot.querySelectorAll(".bars .point")]
      .map((point) => [point.querySelector("text"), point.querySelector("path")])
      .filter(([text]) => text)
      .map(([text, bar]) => [text, text.getBBox().width > bar.getBBox().width]);
    pairs.forEach(([text, hidden]) => { text.style.visibility = hidden ? "hidden" : ""; });
  }

  // Choosing

  function step(section, by) {
    section.choose.selectedIndex += by;
    choice(section);
  }

  function choice(section) {
    const [previous, next] = section.element.querySelectorAll(".choose button");
    previous.disabled = chosen(section) <= 0;
    next.disabled = chosen(section) >= Number(section.element.dataset.views) - 1;
    draw(section);
  }

  for (const section of sections.filter((one) => one.choose)) {
    const [previous, next] = section.element.querySelectorAll(".choose button");
    previous.disabled = true;
    previous.addEventListener("click", () => step(section, -1));
    next.addEventListener("click", () => step(section, 1));
    section.choose.addEventListener("change", () => choice(section));
  }

  // Drawing when seen

  if ("IntersectionObserver" in window) {
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries.filter((one) => one.isIntersecting)) {
          seen.unobserve(entry.target);
          draw(sections.find((section) => section.element === entry.target));
        }
      },
      { rootMargin: "300px" },
    );
    sections.forEach((section) => seen.observe(section.element));
  } else {
    sections.forEach(draw);
  }

  // Printing: everything drawn, as wide as the paper

  function forPrint() {
    for (const section of sections) {
      draw(section);
      for (const plot of section.plots) {
        plot.style.zoom = PAPER_WIDTH / PRINT_WIDTH;
        resize(plot, PRINT_WIDTH);
      }
    }
  }

  function forScreen() {
    for (const plot of sections.flatMap((section) => section.plots)) {
      plot.style.zoom = "";
      resize(plot, null);
    }
  }

  window.addEventListener("beforeprint", forPrint);
  window.addEventListener("afterprint", forScreen);
  document.getElementById("print").addEventListener("click", () => window.print());
})();
