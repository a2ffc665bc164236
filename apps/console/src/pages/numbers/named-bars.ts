/** Between two names, px. */
const GAP_PX = 6;
/** Of hours, those that divide a day. */
const STEPS = [1, 2, 3, 4, 6, 8, 12];

interface Room {
  readonly bars: number;
  readonly boxPx: number;
  readonly widestPx: number;
}

/** Which bars have their names below them: as many as stand apart from one another within the box. */
export function listNamed({ bars, boxPx, widestPx }: Room): readonly number[] {
  const barPx = boxPx / bars;
  const barsPerName = (widestPx + GAP_PX) / barPx;
  const step = STEPS.find((one) => one >= barsPerName) ?? Math.ceil(barsPerName);
  return Array.from({ length: bars }, (_, at) => at).filter(
    (at) => at === 0 || (at % step === 0 && bars - at >= barsPerName),
  );
}
