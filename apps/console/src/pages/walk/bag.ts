/** What the shopper carries in truth, beside what the shop believes. */

export interface Carried {
  readonly gtin: string;
  readonly name: string;
  readonly quantity: number;
}

/** A product that may be in the cart, with how likely each number of units is, the likeliest first. */
interface Believed {
  readonly gtin: string;
  readonly name: string;
  readonly counts: readonly { readonly quantity: number; readonly probability: number }[];
}

export interface BagLine {
  readonly gtin: string;
  readonly name: string;
  /** The likeliest number of units, as the shop believes. */
  readonly believed: number;
  readonly probability: number | null;
  readonly carried: number;
}

/** What is believed, then what the shop has not noticed yet. */
export function listBag(believed: readonly Believed[], carried: readonly Carried[]): BagLine[] {
  const inBag = new Map(carried.map(({ gtin, quantity }) => [gtin, quantity]));
  const lines = believed.map(({ gtin, name, counts: [likeliest] }) => ({
    gtin,
    name,
    carried: inBag.get(gtin) ?? 0,
    believed: likeliest?.quantity ?? 0,
    probability: likeliest?.probability ?? null,
  }));
  const known = new Set(believed.map(({ gtin }) => gtin));
  const unnoticed = carried
    .filter(({ gtin }) => !known.has(gtin))
    .map(({ gtin, name, quantity }) => ({
      gtin,
      name,
      carried: quantity,
      believed: 0,
      probability: null,
    }));
  return [...lines, ...unnoticed].filter((line) => line.believed > 0 || line.carried > 0);
}

export function isRight(lines: readonly BagLine[]): boolean {
  return lines.every(({ believed, carried }) => believed === carried);
}

/** What was taken one after the other, and is still carried: the last one is put back first. */
export function followBag(taken: readonly string[], carried: readonly Carried[]): string[] {
  const left = new Map(carried.map(({ gtin, quantity }) => [gtin, quantity]));
  const kept = taken.filter((gtin) => {
    const count = left.get(gtin) ?? 0;
    left.set(gtin, count - 1);
    return count > 0;
  });
  return [
    ...kept,
    ...[...left].flatMap(([gtin, count]) => Array<string>(Math.max(0, count)).fill(gtin)),
  ];
}
