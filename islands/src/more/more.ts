/** How many more a number is than there are now: the id of the text that says it, blank for what is no number. */
export function moreThan(now: number, typed: string): { word: string; count: number } {
  const value = typed.trim() === "" ? Number.NaN : Number(typed);
  if (!Number.isFinite(value)) return { word: "", count: 0 };
  const count = Math.abs(value - now);
  return { word: value > now ? "whatifs-so-many-more" : value < now ? "whatifs-so-many-fewer" : "whatifs-as-now", count };
}
