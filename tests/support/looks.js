// What is wrong with how a page is shown; `findings_on` in looks.py says what each kind means.
() => {
  const found = [];
  const tell = (kind, what) => found.push({ kind, what });
  const root = document.documentElement;

  const words = (text, most) => (text || "").trim().replace(/\s+/g, " ").slice(0, most);
  const ownText = (el) => [...el.childNodes].map((one) => (one.nodeType === 3 ? one.data : "")).join("").trim();
  const nameOf = (el) => {
    const mark = el.id ? `#${el.id}` : el.classList.length ? `.${el.classList[0]}` : "";
    return `${el.tagName.toLowerCase()}${mark} ${words(el.textContent || el.value, 50)}`;
  };
  const isSeen = (el) =>
    !(el instanceof SVGElement) && el.checkVisibility({ visibilityProperty: true }) && !el.closest(".unseen, .skip, [hidden], .ag-aria-description-container");
  const every = [...document.body.querySelectorAll("*")].filter(isSeen);

  const beyond = root.scrollWidth - root.clientWidth;
  if (beyond > 0) tell("sideways", `${beyond} px`);

  // Wider than the page, with nothing around it that scrolls.
  const scrolls = (el) => getComputedStyle(el).overflowX !== "visible";
  const isHeld = (el) => {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  const wide = every.filter((el) => el.getBoundingClientRect().right > root.clientWidth + 1 && !isHeld(el));
  for (const el of wide) if (!wide.includes(el.parentElement)) tell("wide", nameOf(el));

  // Text that is cut off, without a title that has all of it.
  const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
  for (const el of every) {
    const style = getComputedStyle(el);
    const across = cuts(style.overflowX) && el.scrollWidth > el.clientWidth + 1;
    const down = cuts(style.overflowY) && el.scrollHeight > el.clientHeight + 1;
    if ((across || down) && ownText(el) && !el.closest("[title]")) tell("cut", nameOf(el));
  }

  // Smaller than 24 by 24 pixels, in no sentence, and with another within 24 pixels.
  const CLICKED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const SENTENCE = "p, li, td, th, dd, figcaption, .hint, summary";
  const targets = every.filter((el) => el.matches(CLICKED)).map((el) => {
    const box = (el.closest("label.tick") || el).getBoundingClientRect();
    return { el, box, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
  const inSentence = ({ el }) =>
    getComputedStyle(el).display.startsWith("inline") && el.matches("a, button.link") &&
    [...(el.closest(SENTENCE) || el).childNodes].some((one) => !one.contains(el) && one.textContent.trim());
  const small = targets.filter((one) => Math.min(one.box.width, one.box.height) < 23.5 && !inSentence(one));
  const isNear = (one, other) => {
    if (other.el.contains(one.el) || one.el.contains(other.el)) return false;
    if (small.includes(other)) return Math.hypot(other.x - one.x, other.y - one.y) < 24;
    const across = Math.max(other.box.left - one.x, 0, one.x - other.box.right);
    const down = Math.max(other.box.top - one.y, 0, one.y - other.box.bottom);
    return Math.hypot(across, down) < 12;
  };
  for (const one of small) {
    if (!targets.some((other) => isNear(one, other))) continue;
    tell("small", `${nameOf(one.el)}: ${Math.round(one.box.width)} × ${Math.round(one.box.height)}`);
  }

  // Buttons that all but touch, and what opens right below one: a thumb takes the wrong one.
  const isButton = ({ el }) => el.matches("button:not(.quiet, .link, [class*=ag-]), .button");
  const buttons = targets.filter(isButton);
  const openers = targets.filter(({ el }) => el.matches("summary"));
  buttons.forEach((one, place) => {
    for (const other of [...buttons.slice(place + 1), ...openers]) {
      if (one.el.contains(other.el) || other.el.contains(one.el)) continue;
      const across = Math.max(one.box.left - other.box.right, other.box.left - one.box.right);
      const down = Math.max(one.box.top - other.box.bottom, other.box.top - one.box.bottom);
      if (Math.max(across, down) < 4) tell("close", `${nameOf(one.el)} and ${nameOf(other.el)}`);
    }
  });

  // A day or an id over two lines, but for a long id that is wider than its line; or laid out beside its sentence.
  const DAY = /\d{1,2}\s\p{L}{3,9}\.?\s\d{4}|\p{L}{3,9}\s\d{1,2},\s\d{4}/gu;
  const AN_ID = /(?<![\w./:@#-])(?=[\w.-]*\d)\w[\w.]*(?:-[\w.]*\w)+(?![\w/@-])/g;
  const lines = document.createRange();
  const texts = (el) => [...el.childNodes].filter((one) => one.nodeType === 3 && one.data.trim());
  for (const el of every) {
    if (el.matches("option, textarea, .lengthy")) continue;
    for (const text of texts(el)) {
      for (const one of [...text.data.matchAll(DAY), ...text.data.matchAll(AN_ID)]) {
        lines.setStart(text, one.index);
        lines.setEnd(text, one.index + one[0].length);
        const tops = new Set([...lines.getClientRects()].map((box) => Math.round(box.top)));
        if (tops.size > 1) tell("broken", `${words(one[0], 50)} in ${nameOf(el)}`);
      }
    }
    if (el.matches(".whole") && /flex|grid/.test(getComputedStyle(el.parentElement).display) && texts(el.parentElement).length)
      tell("broken", `${nameOf(el)} beside ${nameOf(el.parentElement)}`);
  }

  // Thousands without a mark between them: no years, no ids, nothing that is typed.
  const TYPED = "code, pre, time, input, textarea, select, .grid-page, .plain-table, .edits, .prose, del, ins";
  for (const el of every) {
    if (el.closest(TYPED)) continue;
    const numbers = ownText(el).match(/(?<![\d.,:\-/\w])\d{4,}(?![\d\-/:\w])/g) || [];
    for (const one of numbers) if (!/^(19|20)\d\d$/.test(one)) tell("plain", `${one} in ${nameOf(el)}`);
  }
  return found;
}
