/** A slider beside a number: each moves the other, and says how many more that is than there are now. */

import { words } from "../shared/words";
import { moreThan } from "./more";

const { t, locale } = words();
const whole = new Intl.NumberFormat(locale, { signDisplay: "never", maximumFractionDigits: 0 });

for (const root of document.querySelectorAll<HTMLElement>("[data-island=more]")) {
  const field = root.querySelector<HTMLInputElement>("input[type=number]");
  const slider = root.querySelector<HTMLInputElement>("input[type=range]");
  const said = root.querySelector("output");
  if (!field || !slider || !said) continue;
  const now = Number(root.dataset["now"]);
  const say = (): void => {
    const { word, count } = moreThan(now, field.value);
    said.textContent = word ? t(word, { count: whole.format(count) }) : "";
  };
  slider.hidden = false;
  slider.addEventListener("input", () => {
    field.value = slider.value;
    say();
  });
  field.addEventListener("input", () => {
    slider.value = field.value;
    say();
  });
  say();
}
