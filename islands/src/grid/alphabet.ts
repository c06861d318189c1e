// The order in which readers look for words, where code points have another: і, ї, є and ґ stand behind я there, and ł
// behind z. The page without script sorts the same (`trainopt/web/pages/alphabet.py`), so no collator of the browser's.

const UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя";
/** Of each letter a sign that sorts as it does: capitals, which a text in small letters has none of. */
const PLACE = new Map([...UKRAINIAN].map((letter, place) => [letter, String.fromCharCode(0x0400 + place)]));
/** What letters are sorted as that no mark can be taken off. */
const PLAIN: Record<string, string> = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ı: "i", ß: "ss", æ: "ae", œ: "oe" };
/** Apostrophes, which Ukrainian dictionaries pass over. */
const SILENT = /['’ʼ]/u;
const MOST = 20_000;
const known = new Map<string, string>();

/** What a text in small letters is sorted by first. */
export function inAlphabet(small: string): string {
  if (/^[\0-\x7f]*$/.test(small)) return small;
  const before = known.get(small);
  if (before !== undefined) return before;
  const made = [...small.normalize("NFC")].map(sortedAs).join("");
  if (known.size >= MOST) known.clear();
  known.set(small, made);
  return made;
}

function sortedAs(letter: string): string {
  if (SILENT.test(letter)) return "";
  const plain = PLACE.has(letter) ? letter : letter.normalize("NFD").replace(/\p{M}/gu, "");
  return PLAIN[letter] ?? [...plain].map((one) => PLACE.get(one) ?? one).join("");
}
