/** A text beside a point, in the plan's units; downwards is positive. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Moves labels down until none lies on another: the upper ones stay, and those of points that are one on another
 * become a list.
 * @returns the middle of each, in their order
 */
export function placeLabels(labels: readonly Label[]): number[] {
  const middles = labels.map(({ y }) => y);
  const placed: Label[] = [];
  const order = labels.map((_, at) => at).sort((a, b) => labels[a]!.y - labels[b]!.y || a - b);
  for (const at of order) {
    const label = labels[at]!;
    let { y } = label;
    for (;;) {
      const other = findOverlap(placed, { ...label, y });
      if (other === undefined) break;
      y = other.y + (other.height + label.height) / 2;
    }
    placed.push({ ...label, y });
    middles[at] = y;
  }
  return middles;
}

/** Rounding makes no overlap. */
const LEAST = 1e-6;

function findOverlap(placed: readonly Label[], { height, width, x, y }: Label): Label | undefined {
  return placed.find(
    (other) =>
      x < other.x + other.width - LEAST &&
      other.x < x + width - LEAST &&
      Math.abs(y - other.y) < (height + other.height) / 2 - LEAST,
  );
}
