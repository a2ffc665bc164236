/** The map's arithmetic: degrees to pixels (Web Mercator), and dots that lie together as one. */

/** What part of the world is shown: its middle, 0 to 1 on both axes, and pixels for the whole width. */
export interface MapView {
  readonly x: number;
  readonly y: number;
  readonly worldPx: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed<T> {
  readonly value: T;
  /** Of the world, 0 to 1 on both axes. */
  readonly at: Point;
}

export interface Cluster<T> {
  /** On the screen, px. */
  readonly at: Point;
  readonly values: readonly T[];
}

const LATITUDE_MAX = 85;
const WORLD_PX_MIN = 256;
const WORLD_PX_MAX = 256 * 2 ** 16;
const CLUSTER_PX = 36;

export function project(latitude: number, longitude: number): Point {
  const clipped = Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, latitude));
  const sine = Math.sin((clipped * Math.PI) / 180);
  return {
    x: (longitude + 180) / 360,
    y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
  };
}

export function toScreen(at: Point, view: MapView, { width, height }: Size): Point {
  return {
    x: (at.x - view.x) * view.worldPx + width / 2,
    y: (at.y - view.y) * view.worldPx + height / 2,
  };
}

const MARGIN = 0.8;
const SINGLE_WORLD_PX = 256 * 2 ** 8;

/** All points are seen, with room around them. */
export function fitView(points: readonly Point[], { width, height }: Size): MapView {
  if (points.length === 0) return { x: 0.5, y: 0.4, worldPx: WORLD_PX_MIN * 2 };
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, right, top, bottom] = [
    xs.reduce((a, b) => Math.min(a, b)),
    xs.reduce((a, b) => Math.max(a, b)),
    ys.reduce((a, b) => Math.min(a, b)),
    ys.reduce((a, b) => Math.max(a, b)),
  ];
  const wanted = Math.min(width / (right - left), height / (bottom - top)) * MARGIN;
  const worldPx = Number.isFinite(wanted) ? clampWorld(wanted) : SINGLE_WORLD_PX;
  return { x: (left + right) / 2, y: (top + bottom) / 2, worldPx };
}

const clampWorld = (worldPx: number): number =>
  Math.max(WORLD_PX_MIN, Math.min(WORLD_PX_MAX, worldPx));

/** What lies below a point of the screen stays there. */
export function zoomView(view: MapView, factor: number, about: Point, size: Size): MapView {
  const worldPx = clampWorld(view.worldPx * factor);
  const shift = 1 / view.worldPx - 1 / worldPx;
  return {
    x: view.x + (about.x - size.width / 2) * shift,
    y: view.y + (about.y - size.height / 2) * shift,
    worldPx,
  };
}

/** Moves what is shown by pixels. */
export function moveView(view: MapView, dx: number, dy: number): MapView {
  return { ...view, x: view.x - dx / view.worldPx, y: view.y - dy / view.worldPx };
}

/** Dots that are seen; those in one cell of a grid, which moves with the map, are one. */
export function makeClusters<T>(
  placed: readonly Placed<T>[],
  view: MapView,
  size: Size,
): Cluster<T>[] {
  const cells = new Map<string, { x: number; y: number; values: T[] }>();
  for (const { at, value } of placed) {
    const { x, y } = toScreen(at, view, size);
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    const column = Math.floor((at.x * view.worldPx) / CLUSTER_PX);
    const row = Math.floor((at.y * view.worldPx) / CLUSTER_PX);
    const key = `${column} ${row}`;
    const cell = cells.get(key) ?? { x: 0, y: 0, values: [] };
    cell.x += x;
    cell.y += y;
    cell.values.push(value);
    cells.set(key, cell);
  }
  return [...cells.values()].map(({ x, y, values }) => ({
    at: { x: x / values.length, y: y / values.length },
    values,
  }));
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const STEPS: Readonly<Record<Direction, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The nearest one in a direction: what lies aside counts double. Null where there is none. */
export function findNext<T>(
  clusters: readonly Cluster<T>[],
  from: Point,
  direction: Direction,
): Cluster<T> | null {
  const step = STEPS[direction];
  let best: Cluster<T> | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const cluster of clusters) {
    const [dx, dy] = [cluster.at.x - from.x, cluster.at.y - from.y];
    const ahead = dx * step.x + dy * step.y;
    if (ahead <= 0.5) continue;
    const distance = ahead + 2 * Math.abs(dx * step.y + dy * step.x);
    if (distance >= least) continue;
    best = cluster;
    least = distance;
  }
  return best;
}

/** Degrees between lines of the grid: so many that lines are a hand apart. */
export function findGridDegrees(worldPx: number): number {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
  return steps.find((step) => (step / 360) * worldPx >= 90) ?? 30;
}
