import type { FusionParameters } from "../parameters/fusion.ts";
import { findGround } from "./body.ts";
import { weighRecent } from "./clothing.ts";
import { areTwo, isLost, type Person } from "./person.ts";

/**
 * Two at one place who wear the same are one where no camera has seen both at once: who became known later goes. Two
 * people side by side are both seen by some camera, sooner or later. Returns those who are left.
 */
export function mergePeople(
  people: readonly Person[],
  nowMs: number,
  parameters: FusionParameters,
): Person[] {
  const { sameBodyM, sameBodyM2Max, twinFrames } = parameters;
  for (const [at, one] of people.entries()) {
    for (const other of people.slice(0, at)) countApart(one, other);
  }
  const places = people.map(({ body }) => findGround(body));
  const gone = new Set<Person>();
  for (const [at, younger] of people.entries()) {
    const twin = people.slice(0, at).findLast((_, other) => {
      const [a, b] = [places[at]!, places[other]!];
      const limit = sameBodyM ** 2 + Math.min(sameBodyM2Max, a.variance + b.variance);
      return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < limit;
    });
    if (twin === undefined || !mayBeOne(younger, twin, nowMs, parameters)) {
      younger.twinFrames = 0;
    } else if (++younger.twinFrames > twinFrames) {
      gone.add(findLater(younger, twin, nowMs, parameters));
    }
  }
  return people.filter((one) => !gone.has(one));
}

const RANKS = { known: 0, stray: 1, newcomer: 2 } as const;

/** Of two who are one, who is less well known, or is not seen, or became known later. */
function findLater(
  one: Person,
  other: Person,
  nowMs: number,
  parameters: FusionParameters,
): Person {
  if (isOneLost(one, other, nowMs, parameters)) {
    return isLost(one, nowMs, parameters) ? one : other;
  }
  const byKind = RANKS[one.kind] - RANKS[other.kind];
  return (byKind === 0 ? Number(one.shopperId) - Number(other.shopperId) : byKind) > 0
    ? one
    : other;
}

function countApart(one: Person, other: Person): void {
  let both = 0;
  for (const view of one.poses.keys()) if (other.poses.has(view)) both++;
  if (both > 0) one.apart.set(other, (one.apart.get(other) ?? 0) + both);
}

/**
 * What both wear can be one person's clothing, and they were not seen beside each other; or that is long
 * ago, and nothing was seen of one of them since.
 */
function mayBeOne(
  one: Person,
  other: Person,
  nowMs: number,
  parameters: FusionParameters,
): boolean {
  if (weighRecent(one.body.clothing, other.body.clothing, parameters) < 0) return false;
  if (!areTwo(one, other, parameters)) return !isOneLost(one, other, nowMs, parameters);
  return nowMs - Math.min(one.lastSeenMs, other.lastSeenMs) > parameters.forgottenMs;
}

/** Whether both are known, and one of them is out of sight: who walks by there is not who was lost. */
function isOneLost(
  one: Person,
  other: Person,
  nowMs: number,
  parameters: FusionParameters,
): boolean {
  if (one.kind !== "known" || other.kind !== "known") return false;
  return isLost(one, nowMs, parameters) !== isLost(other, nowMs, parameters);
}
