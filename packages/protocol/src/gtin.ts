/** Digits of a GTIN: GTIN-8, UPC-A, EAN-13, GTIN-14. GS1 General Specifications, section 3.3. */
const LENGTHS: readonly number[] = [8, 12, 13, 14];
const LENGTH_MAX = 14;

/** Why a text is no GTIN, or null: wrong length, or a check digit that does not fit. */
export function findGtinFault(text: string): string | null {
  if (!/^\d+$/.test(text) || !LENGTHS.includes(text.length)) {
    return `a GTIN of ${LENGTHS.join(", ")} digits`;
  }
  const expected = computeCheckDigit(text.slice(0, -1));
  return text.endsWith(String(expected))
    ? null
    : `a GTIN whose check digit fits: after these digits comes ${expected}`;
}

/** The check digit that follows `digits`. GS1 General Specifications, section 7.9. */
export function computeCheckDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    // Weights are 3 and 1 in turn, from the right.
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}

/** A UPC-A code and the EAN-13 with a zero before it are one product: 14 digits for each. */
export function normalizeGtin(gtin: string): string {
  return gtin.padStart(LENGTH_MAX, "0");
}
