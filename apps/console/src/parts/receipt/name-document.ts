/**
 * A document of a receipt by its number. A correction has that of the shop's sequence, and in brackets
 * the number that people know with the count of corrections: "99 (98-1)". `numbers` are those of all
 * documents of the receipt, the first one first.
 */
export function nameDocument(
  number: number | string,
  numbers: readonly (number | string)[],
): string {
  const at = numbers.map(String).indexOf(String(number));
  return at > 0 ? `${number} (${numbers[0]}-${at})` : String(number);
}
