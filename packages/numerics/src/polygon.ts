/** Points and polygons in a plane, such as zones of a floor. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A polygon; at least three corners, in order, the last joined to the first. */
export interface Zone {
  readonly corners: readonly Point[];
}

/** To the nearest point of a zone, metres; 0 inside. */
export function measureToZoneM(place: Point, zone: Zone): number {
  if (isInside(place, zone)) return 0;
  const { corners } = zone;
  return Math.min(
    ...corners.map((a, at) => distanceToEdgeM(place, a, corners[(at + 1) % corners.length]!)),
  );
}

function distanceToEdgeM({ x, y }: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const lengthSq = dx * dx + dy * dy;
  const along = lengthSq === 0 ? 0 : ((x - a.x) * dx + (y - a.y) * dy) / lengthSq;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a.x - share * dx, y - a.y - share * dy);
}

/** Even-odd rule; corners in either direction. */
export function isInside({ x, y }: Point, { corners }: Zone): boolean {
  let inside = false;
  for (let i = 0; i < corners.length; i++) {
    const a = corners[i]!;
    const b = corners[(i + 1) % corners.length]!;
    if (a.y > y === b.y > y) continue;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}
