/**
 * The check digit of a price or a weight within a code. GS1 General Specifications, sections 7.9.2 to 7.9.4: each digit
 * has a weighted product by its position, from tables that are written here as the products of 0 to 9.
 */
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

const POSITIONS: Readonly<Record<number, readonly (readonly number[])[]>> = {
  4: [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS],
  5: [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS],
};

/** @param value 4 or 5 digits; others have no check digit of their own */
export function fitsValue(value: string, checkDigit: number): boolean {
  const positions = POSITIONS[value.length];
  if (positions === undefined) return false;
  const sum = positions.reduce((total, products, at) => total + products[Number(value[at])]!, 0);
  if (value.length === 4) return (3 * sum) % 10 === checkDigit;
  return (sum + FIVE_MINUS[checkDigit]!) % 10 === 0;
}
