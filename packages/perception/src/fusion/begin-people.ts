/** Poses that are nobody's begin people, where two cameras agree, or one sees somebody who can be inside. */
import { type Body, findGround } from "./body.ts";
import { findBodies, guessBody, type LonePose } from "./find-bodies.ts";
import { matchPoses } from "./match-poses.ts";
import { type BodyTrackerOptions, isAtDoor, makePerson, type Person } from "./person.ts";

/** That it is somebody: where two cameras agree, and where one alone sees them. */
const AGREED = 0.4;
const ALONE = 0.15;
/** Where nobody can come in, once everybody who was there has been found: so much less, odds. */
const NOT_AT_DOOR = 0.05;
const FOUND_AFTER_MS = 3000;

/**
 * @param nextId names whoever begins
 * @param sinceMs how long people have been looked for
 */
export function beginPeople(
  people: readonly Person[],
  lone: readonly LonePose[],
  options: BodyTrackerOptions,
  { nowMs, sinceMs, nextId }: { nowMs: number; sinceMs: number; nextId: () => string },
): Person[] {
  const { isInside } = options;
  const hasBegun = sinceMs >= FOUND_AFTER_MS;
  const begin = (body: Body, probability: number): Person => {
    const isDoor = options.isDoor === undefined || isAtDoor(options, findGround(body));
    const canCome = isDoor || !hasBegun;
    const odds = (probability / (1 - probability)) * (canCome ? 1 : NOT_AT_DOOR);
    const kind = hasBegun ? "newcomer" : "known";
    return makePerson(nextId(), body, nowMs, { kind, canCome, visible: odds / (1 + odds) });
  };
  const found = findBodies(lone, nowMs, isInside);
  const taken = new Set(found.flatMap(({ from }) => from));
  const begun = found.map(({ body }) => begin(body, AGREED));
  // What other cameras see of those is theirs, too.
  const known = [...people, ...begun].map(({ body }) => body);
  const shares = known.map(() => 0.5);
  for (const pose of lone) {
    if (taken.has(pose)) continue;
    const { poseOfBody } = matchPoses(known, pose.view, [pose.pose], shares);
    if (poseOfBody.some((at) => at >= 0)) continue;
    const body = guessBody(pose, nowMs, isInside);
    if (body !== null) begun.push(begin(body, ALONE));
  }
  return begun;
}
