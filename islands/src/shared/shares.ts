/** Shares from 0 to 1 as the pages write them, in the reader's numbers: `67 %`. */
export function sharesIn(locale: string, digits = 0): (share: number) => string {
  const numbers = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (share) => `${numbers.format(100 * share)}\u00a0%`;
}
