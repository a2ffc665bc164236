/** Units that a scale may weigh in. */

/** Grams of one of each. The pound and the ounce are the international ones of 1959, exactly. */
export const GRAMS_PER_UNIT = { g: 1, kg: 1000, lb: 453.592_37, oz: 28.349_523_125 } as const;

export type WeightUnit = keyof typeof GRAMS_PER_UNIT;

/** What is measured of a unit is so near to it; units lie further apart. */
const UNIT_SHARE_MAX = 0.05;

/** The unit of about so many grams; null where there is none. */
export function nameUnit(grams: number): WeightUnit | null {
  for (const [name, exact] of Object.entries(GRAMS_PER_UNIT)) {
    if (Math.abs(grams / exact - 1) < UNIT_SHARE_MAX) return name as WeightUnit;
  }
  return null;
}
