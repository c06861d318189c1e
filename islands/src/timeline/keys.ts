/** What each key does while the timeline has the focus. */

export type Deed =
  | { readonly do: "pan"; readonly part: number }
  | { readonly do: "zoom"; readonly factor: number }
  | { readonly do: "bar"; readonly by: 1 | -1 }
  | { readonly do: "row"; readonly by: number }
  | { readonly do: "page"; readonly by: 1 | -1 }
  | { readonly do: "whole" | "first" | "last" | "open" | "close" | "density" };

export const CLOSER = 0.7;

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const PLAIN: Readonly<Record<string, Deed>> = {
  ArrowLeft: { do: "bar", by: -1 },
  ArrowRight: { do: "bar", by: 1 },
  ArrowUp: { do: "row", by: -1 },
  ArrowDown: { do: "row", by: 1 },
  PageUp: { do: "page", by: -1 },
  PageDown: { do: "page", by: 1 },
  Home: { do: "first" },
  End: { do: "last" },
  Enter: { do: "open" },
  " ": { do: "open" },
  Escape: { do: "close" },
  "+": { do: "zoom", factor: CLOSER },
  "=": { do: "zoom", factor: CLOSER },
  "-": { do: "zoom", factor: 1 / CLOSER },
  "0": { do: "whole" },
  d: { do: "density" },
};
const SHIFTED: Readonly<Record<string, Deed>> = {
  ArrowLeft: { do: "pan", part: -0.25 },
  ArrowRight: { do: "pan", part: 0.25 },
  "+": { do: "zoom", factor: CLOSER },
};

/** Null for a key that the browser, or a reader of screens, keeps. */
export function deedOf(pressed: Pressed): Deed | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  return (pressed.shiftKey ? SHIFTED : PLAIN)[pressed.key] ?? null;
}
