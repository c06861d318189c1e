/** Thousands of rows on a screen of hundreds of pixels: each pixel shows the fullest of what falls on it. */

import { isGone, What, type Rows } from "./layout";
import { toPixels, type Span } from "./scale";

export const SHADES = 32;
/** Levels of a pixel: nothing, waiting, how full is not told, then shades from empty to full. */
export const WAITED = 1;
export const UNTOLD = 2;

/** The level of a bar: what hides what where several fall on a pixel. */
export function levelOf(what: number, fill: number): number {
  if (what === What.Wait) return WAITED;
  if (fill < 0) return UNTOLD;
  return UNTOLD + 1 + Math.round(Math.min(fill, 1) * (SHADES - 1));
}

export interface Binned {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

/** The rows from `first` to `end`, each `rowHeight` pixels high, binned into pixels; of `marked` ones those alone. */
export function binned(
  rows: Rows,
  [first, end]: readonly [number, number],
  span: Span,
  size: { readonly width: number; readonly height: number; readonly top: number; readonly rowHeight: number },
  marked: Uint8Array | null = null,
): Binned {
  const { width, height, top, rowHeight } = size;
  const levels = new Uint8Array(width * height);
  for (let row = first; row < end; row += 1) {
    const upper = Math.max(0, Math.floor(row * rowHeight - top));
    const lower = Math.min(height, Math.max(upper + 1, Math.floor((row + 1) * rowHeight - top)));
    for (let bar = rows.offsets[row]!; bar < rows.offsets[row + 1]!; bar += 1) {
      const what = rows.what[bar]!;
      if (isGone(what) || (marked && !marked[bar])) continue;
      const start = Math.floor(toPixels(span, width, rows.start[bar]!));
      const end = Math.max(start + 1, Math.floor(toPixels(span, width, rows.start[bar]! + rows.weeks[bar]!)));
      const left = Math.max(0, start);
      const right = Math.min(width, end);
      const level = levelOf(what, rows.fill[bar]!);
      for (let y = upper; y < lower; y += 1) {
        const line = y * width;
        for (let x = line + left; x < line + right; x += 1) if (levels[x]! < level) levels[x] = level;
      }
    }
  }
  return { width, height, levels };
}
