/** From the shop's floor to the screen: centimetres to pixels, y upwards to y downwards. */

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export interface View {
  /** Pixels a centimetre. */
  readonly scale: number;
  /** Where the floor's origin is, pixels. */
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels a centimetre: 10 m in 300 px; a plate as wide as a finger. */
const SCALE_MIN = 0.3;
const SCALE_MAX = 12;

/** All of it in the middle. */
export function fitView(bounds: Bounds, size: Size, marginPx: number): View {
  const width = Math.max(1, bounds.maxX - bounds.minX);
  const height = Math.max(1, bounds.maxY - bounds.minY);
  const scale = Math.max(
    0.01,
    Math.min((size.width - 2 * marginPx) / width, (size.height - 2 * marginPx) / height, SCALE_MAX),
  );
  return {
    scale,
    x: size.width / 2 - (scale * (bounds.minX + bounds.maxX)) / 2,
    y: size.height / 2 + (scale * (bounds.minY + bounds.maxY)) / 2,
  };
}

/** Nearer or further, so that what is at a point of the screen stays there. */
export function zoomView(view: View, factor: number, atX: number, atY: number): View {
  const scale = Math.min(SCALE_MAX, Math.max(Math.min(SCALE_MIN, view.scale), view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: atX + by * (view.x - atX), y: atY + by * (view.y - atY) };
}

export function panView(view: View, byX: number, byY: number): View {
  return { ...view, x: view.x + byX, y: view.y + byY };
}

export function toScreenX(view: View, x: number): number {
  return view.x + view.scale * x;
}

export function toScreenY(view: View, y: number): number {
  return view.y - view.scale * y;
}

/** The other way round of `toScreenX` and `toScreenY`. */
export function toFloor(view: View, screenX: number, screenY: number) {
  return { x: (screenX - view.x) / view.scale, y: (view.y - screenY) / view.scale };
}

/** For SVG whose content is in centimetres with y downwards. */
export function toTransform({ scale, x, y }: View): string {
  return `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`;
}
