/** Bars of an EAN-13 (ISO/IEC 15420): 95 modules, dark ones as 1. */

/** Odd parity, by digit; the others follow of it. */
const LEFT =
  "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split(" ");
/** Parity of the left six digits, which says the first one. */
const PARITIES = "OOOOOO OOEOEE OOEEOE OOEEEO OEOOEE OEEOOE OEEEOO OEOEOE OEOEEO OEEOEO".split(" ");
const CHARS = 13;

const invert = (bars: string): string => [...bars].map((bar) => (bar === "1" ? "0" : "1")).join("");

/** Null for what is no EAN-13, and no shorter number that is one with zeros before it. */
export function drawBarcode(gtin: string): string | null {
  if (!/^\d{8,13}$/.test(gtin)) return null;
  const digits = [...gtin.padStart(CHARS, "0")].map(Number);
  const parity = PARITIES[digits[0]!]!;
  const left = digits.slice(1, 7).map((digit, at) => {
    const odd = LEFT[digit]!;
    return parity[at] === "O" ? odd : [...invert(odd)].reverse().join("");
  });
  const right = digits.slice(7).map((digit) => invert(LEFT[digit]!));
  return `101${left.join("")}01010${right.join("")}101`;
}
