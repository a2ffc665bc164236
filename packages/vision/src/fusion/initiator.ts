/** The initiator: unassigned poses start new people where two cameras agree, or where one camera sees somebody who can be inside. */
import { type Body, findGround } from "./body.ts";
import { findBodies, guessBody, type LonePose } from "./find-bodies.ts";
import { type FusionSetup, isAtDoor, makePerson, type Person } from "./person.ts";
import { associatePoses } from "./pose-associator.ts";

/**
 * @param nextId names whoever begins
 * @param sinceMs how long people have been looked for
 */
export function initiatePeople(
  people: readonly Person[],
  lone: readonly LonePose[],
  setup: FusionSetup,
  { nowMs, sinceMs, nextId }: { nowMs: number; sinceMs: number; nextId: () => string },
): Person[] {
  const { isInside, parameters } = setup;
  const { notAtDoorOddsShare, agreedProbability, aloneProbability } = parameters;
  const hasBegun = sinceMs >= parameters.foundAfterMs;
  const begin = (body: Body, probability: number): Person => {
    const isDoor = setup.isDoor === undefined || isAtDoor(setup, findGround(body));
    const canCome = isDoor || !hasBegun;
    const odds = (probability / (1 - probability)) * (canCome ? 1 : notAtDoorOddsShare);
    const kind = hasBegun ? "newcomer" : "known";
    const is = { kind, canCome, visible: odds / (1 + odds) } as const;
    return makePerson(nextId(), body, nowMs, is, parameters);
  };
  const found = findBodies(lone, nowMs, isInside);
  const taken = new Set(found.flatMap(({ from }) => from));
  const begun = found.map(({ body }) => begin(body, agreedProbability));
  // What other cameras see of those is theirs, too.
  const known = [...people, ...begun].map(({ body }) => body);
  // No camera is likelier to find one of them than not.
  const shares = known.map(() => 0.5);
  for (const pose of lone) {
    if (taken.has(pose)) continue;
    const { poseOfBody } = associatePoses(known, pose.view, [pose.pose], shares);
    if (poseOfBody.some((at) => at >= 0)) continue;
    const body = guessBody(pose, nowMs, isInside);
    if (body !== null) begun.push(begin(body, aloneProbability));
  }
  return begun;
}
