/**
 * A tracker gives its numbers again: when it is started again, and when somebody has left. Whoever it
 * calls by the number of somebody else gets a name of their own.
 */
import type { CameraTrouble, IdentityAmbiguity, JointFrame } from "@saunter/engine/observation";

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
  /** By the tracker's number, of this run; and of whoever the journal has inside until they are seen. */
  const names = new Map<string, string>();
  const inside = new Map(sources.inside);
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
    const known = names.get(trackId) ?? inside.get(trackId);
    let name = known ?? (hasLeft(trackId) ? give(trackId) : trackId);
    if (known !== undefined && (retired.delete(known) || isOther(known, joints, nowMs)))
      name = give(trackId);
    inside.delete(trackId);
    names.set(trackId, name);
    if (names.size > NAMES_MAX) names.delete(names.keys().next().value!);
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
      const { troubles, ambiguities } = frame;
      if (!isRenamed && troubles === undefined && ambiguities === undefined) return frame;
      const concerned = troubles?.map((trouble) =>
        renameTrouble(trouble, (trackId) => names.get(trackId) ?? inside.get(trackId) ?? trackId),
      );
      const unsure = ambiguities?.flatMap((ambiguity) => renameAmbiguity(ambiguity, names));
      return {
        ...frame,
        shoppers,
        ...(concerned === undefined ? {} : { troubles: concerned }),
        ...(unsure === undefined ? {} : { ambiguities: unsure }),
      };
    },
    findTrack: (shopperId) => tracks.get(shopperId) ?? shopperId,
    retire: (shopperId) => void retired.add(shopperId),
  };
}

/** Who was in a camera's view is known by the name that their number stands for now. */
function renameTrouble(
  trouble: CameraTrouble,
  findName: (trackId: string) => string,
): CameraTrouble {
  const { shopperIds } = trouble;
  return shopperIds === undefined ? trouble : { ...trouble, shopperIds: shopperIds.map(findName) };
}

/** Also two whose identities may be swapped; of a number that no frame of this run has had nobody knows whose it is. */
function renameAmbiguity(
  ambiguity: IdentityAmbiguity,
  names: ReadonlyMap<string, string>,
): readonly IdentityAmbiguity[] {
  const [one, other] = ambiguity.shopperIds.map((trackId) => names.get(trackId));
  return one === undefined || other === undefined
    ? []
    : [{ ...ambiguity, shopperIds: [one, other] }];
}
