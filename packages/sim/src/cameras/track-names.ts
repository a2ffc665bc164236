/** What tracks are called, and how often they go wrong. */
import type { IdentityAmbiguity, ShopperPose } from "@saunter/engine/observation";
import type { ViewedFrame } from "../simulate.ts";

export interface TrackNames {
  /** Switches, fragments and ghosts so far. */
  readonly counts: TrackCounts;
  /** What the tracker reported at one instant, named by who is there; what is ambiguous is left out. */
  call(told: readonly ShopperPose[], people: readonly ViewedFrame[]): ShopperPose[];
  /** The same ambiguities by the names of their tracks; of who has none yet nothing is said. */
  rename(ambiguities: readonly IdentityAmbiguity[]): IdentityAmbiguity[];
}

export interface TrackCounts {
  /** Tracks that follow somebody else than before, and second tracks of somebody. */
  switches: number;
  fragments: number;
  /** Tracks of nobody, summed over frames. */
  ghosts: number;
}

interface State {
  readonly counts: TrackCounts;
  readonly names: Map<string, string>;
  /** Whom each track follows. */
  readonly followed: Map<string, string>;
  /** Whom tracks that have no name yet follow, and for how many frames. */
  readonly first: Map<string, { readonly person: string | null; readonly frames: number }>;
  /** Who has had a track. */
  readonly taken: Set<string>;
}

/** A track follows whoever is so near, metres. */
const NEAR_M = 0.5;
const NECK = 1;
/** Who comes in is named by the gate; a track that has followed somebody for so many frames is theirs. */
const PLAIN_AFTER_FRAMES = 5;

/**
 * Tracks are called by the person whom they follow at first, as an entry at the gate would tell; a second
 * track of somebody is a stranger's, and one that goes over to somebody else keeps its name.
 */
export function createTrackNames(): TrackNames {
  const counts = { switches: 0, fragments: 0, ghosts: 0 };
  const state: State = {
    counts,
    names: new Map(),
    followed: new Map(),
    first: new Map(),
    taken: new Set(),
  };
  return {
    counts,
    call: (told, people) => {
      const of = findFollowed(state, told, people);
      return told.flatMap((pose) => follow(state, pose, of.get(pose) ?? null));
    },
    rename: (ambiguities) =>
      ambiguities.flatMap((ambiguity) => {
        const [one, other] = ambiguity.shopperIds.map((trackId) => state.names.get(trackId));
        return one === undefined || other === undefined
          ? []
          : [{ ...ambiguity, shopperIds: [one, other] as const }];
      }),
  };
}

/**
 * Whom each track follows: as before while that can be, else whoever is nearest and nobody's (Bernardin
 * and Stiefelhagen 2008).
 */
function findFollowed(
  { followed }: State,
  told: readonly ShopperPose[],
  people: readonly ViewedFrame[],
): ReadonlyMap<ShopperPose, string> {
  const of = new Map<ShopperPose, string>();
  const byId = new Map(people.map((one) => [one.shopperId, one]));
  for (const pose of told) {
    const before = byId.get(followed.get(pose.shopperId) ?? "");
    if (before === undefined || !(measureDistance(pose, before) < NEAR_M)) continue;
    of.set(pose, before.shopperId);
    byId.delete(before.shopperId);
  }
  for (const pose of told) {
    if (of.has(pose)) continue;
    const nearest = findNearest(pose, [...byId.values()]);
    if (nearest === null) continue;
    of.set(pose, nearest);
    byId.delete(nearest);
  }
  return of;
}

function follow(state: State, pose: ShopperPose, person: string | null): ShopperPose[] {
  const { counts, followed } = state;
  if (person === null) counts.ghosts++;
  const before = followed.get(pose.shopperId);
  if (person !== null && before !== undefined && before !== person) {
    counts.switches++;
    followed.set(pose.shopperId, person);
  }
  const shopperId = findName(state, pose.shopperId, person);
  return shopperId === null ? [] : [{ ...pose, shopperId }];
}

/** What a track is called; null while it is not plain yet whom it follows. */
function findName(state: State, trackId: string, person: string | null): string | null {
  const { names, first } = state;
  const known = names.get(trackId);
  if (known !== undefined) return known;
  const before = first.get(trackId);
  const frames = before !== undefined && before.person === person ? before.frames + 1 : 1;
  first.set(trackId, { person, frames });
  if (frames < PLAIN_AFTER_FRAMES) return null;
  first.delete(trackId);
  const name = person === null ? `nobody-${trackId}` : nameAfter(state, trackId, person);
  names.set(trackId, name);
  return name;
}

function nameAfter({ counts, followed, taken }: State, trackId: string, person: string): string {
  followed.set(trackId, person);
  const isFirst = !taken.has(person);
  taken.add(person);
  if (isFirst) return person;
  counts.fragments++;
  return `${person}-again-${trackId}`;
}

function findNearest(pose: ShopperPose, people: readonly ViewedFrame[]): string | null {
  let nearest: string | null = null;
  let nearestM = NEAR_M;
  for (const one of people) {
    const distanceM = measureDistance(pose, one);
    if (!(distanceM < nearestM)) continue;
    nearest = one.shopperId;
    nearestM = distanceM;
  }
  return nearest;
}

/** Of heads, or of necks where those are nearer, seen from above, metres; Infinity where neither is seen. */
function measureDistance({ joints }: ShopperPose, { pose }: ViewedFrame): number {
  let nearestM = Number.POSITIVE_INFINITY;
  for (let joint = 0; joint <= NECK; joint++) {
    const dx = joints[4 * joint]! - pose[3 * joint]!;
    const dy = joints[4 * joint + 1]! - pose[3 * joint + 1]!;
    const distanceM = Math.hypot(dx, dy);
    if (distanceM < nearestM) nearestM = distanceM;
  }
  return nearestM;
}
