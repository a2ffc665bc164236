/** Where labels stand in a snapshot: each over what it is of, and over none of the others. */

export interface LabelBox {
  readonly key: string;
  /** The middle of what it is of, pixels from the snapshot's corner. */
  readonly x: number;
  readonly y: number;
  /** Its own size, pixels. */
  readonly width: number;
  readonly height: number;
}

/** The middle of a label's lower edge, pixels. */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
}

/** Between a label and what it is of, and between two labels, pixels. */
export const LABEL_GAP_PX = 6;
const BETWEEN_PX = 2;
/** One that would stand further than this from where it belongs is left out: a list has it, too. */
export const MOVED_MAX_PX = 56;

/** What no label may cover: the middle of its lower edge, and its size. */
export interface KeptFree extends LabelPlace {
  readonly width: number;
  readonly height: number;
}

interface Placed extends LabelPlace {
  readonly width: number;
  readonly height: number;
}

/**
 * Stacks labels that would cover each other: the first of them has its place, the next one stands
 * above it. At the snapshot's edges they are moved inside; where there is no room near by above any
 * more, below. What comes later in the list moves nothing that comes before it; what is of a place outside
 * of the snapshot has none, nor has what would be moved too far above and below.
 */
export function placeLabels(
  boxes: readonly LabelBox[],
  size: { readonly width: number; readonly height: number },
  keptFree: readonly KeptFree[] = [],
): ReadonlyMap<string, LabelPlace> {
  const placed: Placed[] = [...keptFree];
  const places = new Map<string, LabelPlace>();
  for (const box of boxes) {
    if (box.x < 0 || box.y < 0 || box.x > size.width || box.y > size.height) continue;
    const chosen = findFree(box, placed, size);
    if (isMovedTooFar(box, chosen)) continue;
    placed.push(chosen);
    places.set(box.key, { x: chosen.x, y: chosen.y });
  }
  return places;
}

/** One that has not been measured yet has to be there to be measured. */
function isMovedTooFar({ y, height }: LabelBox, chosen: Placed): boolean {
  if (height === 0) return false;
  const ownY = chosen.y > y ? y + LABEL_GAP_PX + height : y - LABEL_GAP_PX;
  return Math.abs(chosen.y - ownY) > MOVED_MAX_PX;
}

/** In whole pixels: letters are sharp, and sums are exact. */
function findFree(
  box: LabelBox,
  placed: readonly Placed[],
  size: { readonly width: number },
): Placed {
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  const x = Math.round(clamp(box.x, width / 2, size.width - width / 2));
  const y = Math.round(box.y);
  const above = moveUntilFree({ x, y: y - LABEL_GAP_PX, width, height }, placed, -1);
  if (above.y >= height && !isMovedTooFar(box, above)) return above;
  return moveUntilFree({ x, y: y + LABEL_GAP_PX + height, width, height }, placed, 1);
}

/** `step`: −1 is upwards. Each turn leaves one of the others behind for good, so it ends. */
function moveUntilFree(box: Placed, others: readonly Placed[], step: -1 | 1): Placed {
  let y = box.y;
  for (;;) {
    const met = others.find((other) => isOver({ ...box, y }, other));
    if (met === undefined) return { ...box, y };
    y = step < 0 ? met.y - met.height - BETWEEN_PX : met.y + box.height + BETWEEN_PX;
  }
}

function isOver(a: Placed, b: Placed): boolean {
  const isBeside = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 + BETWEEN_PX;
  return !isBeside && a.y > b.y - b.height - BETWEEN_PX && b.y > a.y - a.height - BETWEEN_PX;
}

/** In the middle where there is no room for it. */
function clamp(value: number, min: number, max: number): number {
  return min > max ? (min + max) / 2 : Math.min(max, Math.max(min, value));
}
