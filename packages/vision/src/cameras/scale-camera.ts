import { type CameraParameters, DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import type { Camera } from "./camera-model.ts";

/**
 * The same camera where its frames are made larger or smaller. The middle of the first pixel is
 * (0, 0), so that places are scaled about the frame's corner, half a pixel away. RangeError where the
 * sides are scaled differently: that is another part of the frame.
 */
export function scaleCamera(
  camera: Camera,
  widthPx: number,
  heightPx: number,
  { aspectOffMax }: CameraParameters = DEFAULT_CAMERAS,
): Camera {
  const [alongX, alongY] = [widthPx / camera.widthPx, heightPx / camera.heightPx];
  if (!(Math.abs(alongX / alongY - 1) <= aspectOffMax)) {
    const sizes = `${camera.widthPx} x ${camera.heightPx} and ${widthPx} x ${heightPx}`;
    throw new RangeError(`the sides of ${sizes} are in different ratios`);
  }
  return {
    ...camera,
    widthPx,
    heightPx,
    focalXPx: camera.focalXPx * alongX,
    focalYPx: camera.focalYPx * alongY,
    centreXPx: (camera.centreXPx + 0.5) * alongX - 0.5,
    centreYPx: (camera.centreYPx + 0.5) * alongY - 0.5,
  };
}
