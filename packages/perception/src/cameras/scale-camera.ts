import type { Camera } from "./camera-model.ts";

/** So much may the sides of two sizes differ in their ratio: pixels are whole. */
export const ASPECT_OFF_MAX = 0.01;

/**
 * The same camera where its pictures are made larger or smaller. The middle of the first pixel is
 * (0, 0), so that places are scaled about the picture's corner, half a pixel away. RangeError where the
 * sides are scaled differently: that is another part of the picture.
 */
export function scaleCamera(camera: Camera, widthPx: number, heightPx: number): Camera {
  const [alongX, alongY] = [widthPx / camera.widthPx, heightPx / camera.heightPx];
  if (!(Math.abs(alongX / alongY - 1) <= ASPECT_OFF_MAX)) {
    const sizes = `${camera.widthPx} x ${camera.heightPx} and ${widthPx} x ${heightPx}`;
    throw new RangeError(`the sides of ${sizes} are in different ratios`);
  }
  return {
    ...camera,
    ...{ widthPx, heightPx },
    focalXPx: camera.focalXPx * alongX,
    focalYPx: camera.focalYPx * alongY,
    centreXPx: (camera.centreXPx + 0.5) * alongX - 0.5,
    centreYPx: (camera.centreYPx + 0.5) * alongY - 0.5,
  };
}
