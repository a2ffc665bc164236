/**
 * A tracker gives its numbers again: when it is started anew, and when somebody has left. Whoever it
 * calls by the number of somebody else gets a name of their own.
 */
import type { CameraTrouble, IdentityDoubt, JointFrame } from "@saunter/perception/observation";

export interface ShopperNames {
  /** The frame with names that nobody else had before. */
  rename(frame: JointFrame): JointFrame;
  /** What the tracker calls the person of a name. */
  findTrack(shopperId: string): string;
  /** The person of that name is gone: whoever gets their number is somebody else. */
  retire(shopperId: string): void;
}

export interface NameSources {
  /** Whom the journal has inside, by the tracker's number. */
  readonly inside: ReadonlyMap<string, string>;
  /** Whether the journal knows of somebody of that name who has left, in an earlier run. */
  readonly hasLeft: (shopperId: string) => boolean;
  /** Whether somebody who is seen under a name of this run cannot be whom it stood for. */
  readonly isOther: (shopperId: string, joints: Float64Array, nowMs: number) => boolean;
  /** Makes new names of old ones; of one run of the process alone. */
  readonly run: string;
}

/** Numbers of one run that are remembered: days of a busy shop. */
export const NAMES_MAX = 100_000;

export function createShopperNames(sources: NameSources): ShopperNames {
  const { hasLeft, isOther, run } = sources;
  /** By the tracker's number. */
  const names = new Map(sources.inside);
  /** The tracker's numbers of names that are new. */
  const tracks = new Map<string, string>();
  const retired = new Set<string>();
  let given = 0;
  const give = (trackId: string): string => {
    const name = `${trackId}.${run}${given++ === 0 ? "" : `.${given}`}`;
    tracks.set(name, trackId);
    if (tracks.size > NAMES_MAX) tracks.delete(tracks.keys().next().value!);
    return name;
  };

  const nameOf = (trackId: string, joints: Float64Array, nowMs: number): string => {
    const known = names.get(trackId);
    if (known === undefined) {
      const name = hasLeft(trackId) ? give(trackId) : trackId;
      names.set(trackId, name);
      if (names.size > NAMES_MAX) names.delete(names.keys().next().value!);
      return name;
    }
    if (!retired.delete(known) && !isOther(known, joints, nowMs)) return known;
    const name = give(trackId);
    names.set(trackId, name);
    return name;
  };

  return {
    rename: (frame) => {
      let isRenamed = false;
      const shoppers = frame.shoppers.map((pose) => {
        const shopperId = nameOf(pose.shopperId, pose.joints, frame.timestampMs);
        if (shopperId === pose.shopperId) return pose;
        isRenamed = true;
        return { ...pose, shopperId };
      });
      const { troubles, doubts } = frame;
      if (!isRenamed && troubles === undefined && doubts === undefined) return frame;
      const concerned = troubles?.map((trouble) => renameTrouble(trouble, names));
      const unsure = doubts?.map((doubt) => renameDoubt(doubt, names));
      return {
        ...{ ...frame, shoppers },
        ...(concerned === undefined ? {} : { troubles: concerned }),
        ...(unsure === undefined ? {} : { doubts: unsure }),
      };
    },
    findTrack: (shopperId) => tracks.get(shopperId) ?? shopperId,
    retire: (shopperId) => void retired.add(shopperId),
  };
}

/** Who was in a camera's view is known by the name that their number stands for now. */
function renameTrouble(trouble: CameraTrouble, names: ReadonlyMap<string, string>): CameraTrouble {
  const { shopperIds } = trouble;
  if (shopperIds === undefined) return trouble;
  return { ...trouble, shopperIds: shopperIds.map((trackId) => names.get(trackId) ?? trackId) };
}

/** Two who may be exchanged, too. */
function renameDoubt(doubt: IdentityDoubt, names: ReadonlyMap<string, string>): IdentityDoubt {
  const [one, other] = doubt.shopperIds;
  return { ...doubt, shopperIds: [names.get(one) ?? one, names.get(other) ?? other] };
}
