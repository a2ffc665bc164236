/** Boxes around people, in pixels of the picture, and which of those of one person is kept. */
export interface FoundBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** 0 to 1. */
  readonly score: number;
}

/** Boxes that share more than that of what both cover are of one person. */
export const SHARED_MAX = 0.45;

/** What two boxes share of all that they cover, 0 to 1. */
export function findSharedPart(a: FoundBox, b: FoundBox): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (!(width > 0 && height > 0)) return 0;
  const areaOf = ({ left, top, right, bottom }: FoundBox): number =>
    (right - left) * (bottom - top);
  return (width * height) / (areaOf(a) + areaOf(b) - width * height);
}

/**
 * The best box of each person, the best first: each that shares too much with a better one is left out
 * (greedy suppression of what is no maximum, as in Felzenszwalb and others 2010).
 */
export function keepBestBoxes<Box extends FoundBox>(boxes: readonly Box[]): Box[] {
  const kept: Box[] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    if (kept.length >= BOXES_MAX) break;
    if (kept.every((better) => findSharedPart(better, box) <= SHARED_MAX)) kept.push(box);
  }
  return kept;
}

/** More people are not reported in one picture. */
export const BOXES_MAX = 50;
