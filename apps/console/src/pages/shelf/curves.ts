/** The last minute of what each plate of a shelf reads. */

export interface CurvePiece {
  readonly startMs: number;
  readonly stepMs: number;
  readonly plates: readonly {
    readonly plate: number;
    readonly gramsG: readonly (number | null)[];
  }[];
}

export interface Curves {
  /** Takes a piece; what is there already is left out. */
  add(piece: CurvePiece): void;
  /** Times in seconds and grams, oldest first; the same arrays, written over. */
  read(plate: number): readonly [timesS: number[], gramsG: (number | null)[]];
}

export const SHOWN_MS = 60_000;

export function createCurves(): Curves {
  const times: number[] = [];
  const grams = new Map<number, (number | null)[]>();
  const find = (plate: number): (number | null)[] => {
    let known = grams.get(plate);
    if (known === undefined) {
      known = times.map(() => null);
      grams.set(plate, known);
    }
    return known;
  };
  const forget = (count: number): void => {
    times.splice(0, count);
    for (const values of grams.values()) values.splice(0, count);
  };
  return {
    add: ({ startMs, stepMs, plates }) => {
      const steps = Math.max(0, ...plates.map(({ gramsG }) => gramsG.length));
      // The sensors' clock was set back: what was before is of another time.
      if (times.length > 0 && startMs + steps * stepMs < 1000 * times[0]!) forget(times.length);
      for (const { plate } of plates) find(plate);
      for (let step = 0; step < steps; step++) {
        const atS = (startMs + step * stepMs) / 1000;
        if (times.length > 0 && atS <= times.at(-1)! + stepMs / 2000) continue;
        times.push(atS);
        for (const [plate, values] of grams) {
          const told = plates.find((one) => one.plate === plate);
          values.push(told?.gramsG[step] ?? null);
        }
      }
      const oldestS = (times.at(-1) ?? 0) - SHOWN_MS / 1000;
      const old = times.findIndex((atS) => atS >= oldestS);
      if (old > 0) forget(old);
    },
    read: (plate) => [times, find(plate)],
  };
}

/** What of a curve's range is shown: never so little that noise looks like something. */
export function findRange(
  gramsG: readonly (number | null)[],
  levelG: number | null,
  noiseG: number,
): [leastG: number, mostG: number] {
  const known = gramsG.filter((value) => value !== null);
  const middleG = levelG ?? known.at(-1) ?? 0;
  const halfG = Math.max(12, 8 * noiseG);
  return [Math.min(middleG - halfG, ...known), Math.max(middleG + halfG, ...known)];
}
