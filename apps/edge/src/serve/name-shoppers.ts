/**
 * A tracker that is started anew may count from the same number again. Whoever it calls by the name
 * of somebody who has left, in an earlier run of the process, is somebody else.
 */
import type { JointFrame } from "@saunter/perception/observation";

export interface ShopperNames {
  /** The frame with names that nobody had before. */
  rename(frame: JointFrame): JointFrame;
}

/**
 * @param hasLeft whether the journal knows of somebody of that name who has left
 * @param run what makes a new name of an old one
 */
export function createShopperNames(
  hasLeft: (shopperId: string) => boolean,
  run: string,
): ShopperNames {
  const names = new Map<string, string>();
  const nameOf = (trackId: string): string => {
    let name = names.get(trackId);
    if (name === undefined) {
      name = hasLeft(trackId) ? `${trackId}.${run}` : trackId;
      names.set(trackId, name);
      if (names.size > NAMES_MAX) names.delete(names.keys().next().value!);
    }
    return name;
  };
  return {
    rename: (frame) => {
      let isRenamed = false;
      const shoppers = frame.shoppers.map((pose) => {
        const shopperId = nameOf(pose.shopperId);
        if (shopperId === pose.shopperId) return pose;
        isRenamed = true;
        return { ...pose, shopperId };
      });
      return isRenamed ? { ...frame, shoppers } : frame;
    },
  };
}

/** Names of one run that are remembered: days of a busy shop. */
export const NAMES_MAX = 100_000;
