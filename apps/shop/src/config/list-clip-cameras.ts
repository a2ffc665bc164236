/** Of which cameras a shop keeps clips: whoever makes them and whoever tells of them go by this. */
import type { Camera } from "@saunter/vision/cameras/camera-model";
import type { ShopConfig } from "./shop-config.ts";

/**
 * Those that may see somebody take something, as they are calibrated: where nothing is weighed no pick
 * is reported. None where the policy has no clips.
 */
export function listClipCameras({
  policies,
  source,
}: Pick<ShopConfig, "policies" | "source">): readonly Camera[] {
  if (policies.clips === "off" || source.kind !== "cameras" || source.platesFolder === null) {
    return [];
  }
  return source.cameras.cameras.map(({ camera }) => camera);
}
