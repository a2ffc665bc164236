/**
 * Identity. Bodies are followed from frame to frame; what somebody wears tells whether a body is still
 * theirs. Two who were taken for each other are swapped back, who appears where nobody can come in is
 * somebody who was out of sight, and who has gone out has not come in again as somebody else.
 */
import { logistic } from "@saunter/numerics/statistics";
import type { FusionParameters } from "../parameters/fusion.ts";
import { findGround, moveBody } from "./body.ts";
import { copyClothing, isRecentKnown, isWornKnown, makeClothing, weighRecent } from "./clothing.ts";
import type { IdentityNote } from "./identity-ambiguities.ts";
import {
  areTwo,
  type FusionSetup,
  isAtDoor,
  isLost,
  makePerson,
  type Person,
  type Spot,
} from "./person.ts";
import { weighPose } from "./pose-associator.ts";

/**
 * Returns the people who are left.
 * @param nextId names whoever begins
 * @param notes what was made of two at once is added
 */
export function settleIdentities(
  people: readonly Person[],
  setup: FusionSetup,
  nowMs: number,
  nextId: () => string,
  notes: IdentityNote[] = [],
): Person[] {
  const { parameters } = setup;
  noteMeetings(people, nowMs, parameters);
  for (const one of people) noteSure(one, setup, nowMs);
  const left = people.filter((one) => !findAgain(one, people, nowMs, notes, parameters));
  switchPeople(left, nowMs, notes, parameters);
  return [...left, ...left.flatMap((one) => splitOff(one, setup, nowMs, nextId))];
}

/** Whom others are near may be taken for them. */
function noteMeetings(people: readonly Person[], nowMs: number, { meetM }: FusionParameters): void {
  const places = people.map(({ body }) => findGround(body));
  for (const [at, one] of people.entries()) {
    for (const [before, other] of people.slice(0, at).entries()) {
      if (measureWay(places[at]!, places[before]!) > meetM) continue;
      one.metMs = nowMs;
      other.metMs = nowMs;
    }
  }
}

function noteSure(one: Person, setup: FusionSetup, nowMs: number): void {
  const { body, recent } = one;
  const { parameters } = setup;
  if (isLost(one, nowMs, parameters)) {
    one.recent = makeClothing(parameters);
    return;
  }
  const at = findGround(body);
  if (isWornKnown(body.clothing, parameters)) {
    if (!isRecentKnown(recent, parameters)) return;
    const { coatAloneMs, elseColourMax, elseFrames } = parameters;
    const weight = weighRecent(body.clothing, recent, parameters);
    const wasAlone = one.metMs < one.sureMs - coatAloneMs && !isAtDoor(setup, at);
    // Whom nobody came near has taken off a coat.
    const hasChanged = wasAlone && weight <= elseColourMax && recent.count >= elseFrames;
    if (hasChanged) body.clothing = copyClothing(recent);
    else if (weight < parameters.ownColourMargin) return;
  }
  one.sureMs = nowMs;
  one.sure = at;
}

/** Whether a newcomer or a stray is somebody who was missing, who is there now; or tells of them at last. */
function findAgain(
  one: Person,
  people: readonly Person[],
  nowMs: number,
  notes: IdentityNote[],
  parameters: FusionParameters,
): boolean {
  const { newcomerFrames, newcomerMs, newcomerAtDoorMs, relinkSureMargin } = parameters;
  if (one.kind === "known" || one.frames < newcomerFrames) return false;
  const missing = findMissing(people, one, nowMs, parameters);
  if (missing !== null) {
    takeOver(missing.person, one, nowMs);
    missing.person.isAmbiguous ||= missing.newMargin < relinkSureMargin;
    const { second } = missing;
    if (second !== null) notes.push({ kind: "found", one: missing.person, ...second });
    return true;
  }
  const isAnybodyMissing = people.some(
    (other) => other.kind === "known" && isLost(other, nowMs, parameters),
  );
  const afterMs = isAnybodyMissing ? (one.canCome ? newcomerAtDoorMs : newcomerMs) : 0;
  if (one.kind === "newcomer" && nowMs - one.bornMs >= afterMs)
    one.kind = one.canCome ? "known" : "stray";
  return false;
}

interface Missing {
  readonly person: Person;
  /** Log ratio of being them against being somebody new. */
  readonly newMargin: number;
  /** Who else it may have been, and how likely, of the two. */
  readonly second: { readonly other: Person; readonly wrong: number } | null;
}

/** Of those who are missing the one who has come there; null where nobody has, or it is not plain who. */
function findMissing(
  people: readonly Person[],
  found: Person,
  nowMs: number,
  parameters: FusionParameters,
): Missing | null {
  const { newAtDoorMargin, newInsideMargin, relinkMargin, awayAtDoorMsMax } = parameters;
  const least = found.canCome ? newAtDoorMargin : newInsideMargin;
  let best: Person | null = null;
  let other: Person | null = null;
  let [most, second] = [least, least - relinkMargin];
  for (const one of people) {
    if (one.kind !== "known" || areTwo(one, found, parameters)) continue;
    if (!isLost(one, nowMs, parameters) && !isSeenAs(one, found, parameters)) continue;
    // Who was out of sight for long is not who comes in by the door.
    if (found.canCome && nowMs - one.lastSeenMs > awayAtDoorMsMax) continue;
    const weight = weighReturn(one, found, nowMs, parameters);
    if (weight > most) {
      [second, most] = [most, weight];
      [other, best] = [best, one];
    } else if (weight > second) {
      second = weight;
      other = one;
    }
  }
  const margin = most - second;
  if (best === null || margin < relinkMargin) return null;
  const wrong = logistic(-margin);
  return {
    person: best,
    newMargin: most - least,
    second: other === null ? null : { other, wrong },
  };
}

/** How likely somebody is where another was found; logarithm. Where colours tell anything they have to agree. */
function weighReturn(
  one: Person,
  found: Person,
  nowMs: number,
  parameters: FusionParameters,
): number {
  const { bodyBegunOffM, missingSpreadM, missingSpreadMPerS } = parameters;
  const { clothing } = one.body;
  const at = findGround(found.body);
  const couldBe = canBeAt(one, found.born, found.bornMs, parameters, bodyBegunOffM);
  if (!couldBe || !canBeAt(one, at, nowMs, parameters)) return Number.NEGATIVE_INFINITY;
  const colour = weighRecent(clothing, found.recent, parameters);
  if (isWornKnown(clothing, parameters) && colour < 0) return Number.NEGATIVE_INFINITY;
  const spreadM = missingSpreadM + (missingSpreadMPerS * (nowMs - one.sureMs)) / 1000;
  return colour - 0.5 * (measureWay(one.sure, at) / spreadM) ** 2;
}

function canBeAt(
  one: Person,
  at: Spot,
  atMs: number,
  { bodyOffM, missingSpeedMPerS }: FusionParameters,
  offM = bodyOffM,
): boolean {
  const goneM = (missingSpeedMPerS * Math.max(0, atMs - one.sureMs)) / 1000;
  return measureWay(one.sure, at) < offM + goneM;
}

function measureWay(from: Spot, to: Spot): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** What is seen of somebody, by few, is of the other: their own body is where nobody is. */
function isSeenAs(one: Person, other: Person, { seenByFewMax }: FusionParameters): boolean {
  const { poses } = one;
  if (poses.size === 0 || poses.size > seenByFewMax) return false;
  return [...poses].every(
    ([view, pose]) => !other.poses.has(view) && weighPose(other.body, view, pose) > 0,
  );
}

/** The body that was found is theirs. */
function takeOver(missing: Person, found: Person, nowMs: number): void {
  const { clothing } = missing.body;
  const { body, recent, lastSeenMs, visible, hidden, sure, inside } = found;
  Object.assign(missing, { body, recent, lastSeenMs, visible, hidden, sure, inside });
  missing.body.clothing = clothing;
  missing.sureMs = nowMs;
  missing.twinFrames = 0;
  missing.apart = new WeakMap();
}

/** Two each of whom wears what is seen where the other is take each other's places. */
function switchPeople(
  people: readonly Person[],
  nowMs: number,
  notes: IdentityNote[],
  parameters: FusionParameters,
): void {
  const weighAt = (one: Person, at: Person): number => weighWornAt(one, at, parameters);
  const seen = people.filter(({ recent }) => isRecentKnown(recent, parameters));
  for (const [at, one] of seen.entries()) {
    for (const other of seen.slice(0, at)) {
      if (one.kind !== "known" && other.kind !== "known") continue;
      const now = weighAt(one, one) + weighAt(other, other);
      const then = weighAt(one, other) + weighAt(other, one);
      if (then - now < parameters.idSwitchMargin) continue;
      if (!isWithinReach(one, other, nowMs, parameters)) continue;
      if (!isWithinReach(other, one, nowMs, parameters)) continue;
      [one.shopperId, other.shopperId] = [other.shopperId, one.shopperId];
      [one.kind, other.kind] = [other.kind, one.kind];
      [one.isAmbiguous, other.isAmbiguous] = [other.isAmbiguous, one.isAmbiguous];
      [one.body.clothing, other.body.clothing] = [other.body.clothing, one.body.clothing];
      const areReported = one.kind !== "newcomer" && other.kind !== "newcomer";
      if (areReported) notes.push({ kind: "swapped", one, other });
      const areKnown = one.kind === "known" && other.kind === "known";
      if (!areKnown) for (const either of [one, other]) settleSwitched(either);
    }
  }
}

/**
 * What was picked in between may be the other's, who was not reported for all that time: it needs a review.
 * Who is not known yet wears what is seen there.
 */
function settleSwitched(one: Person): void {
  one.isAmbiguous ||= one.kind === "known";
  if (one.kind !== "known") one.body.clothing = copyClothing(one.recent);
}

function isWithinReach(
  one: Person,
  other: Person,
  nowMs: number,
  parameters: FusionParameters,
): boolean {
  return one.kind !== "known" || canBeAt(one, findGround(other.body), nowMs, parameters);
}

/** How much likelier what is worn at a place is theirs than anybody's; 0 of who is not known yet. */
function weighWornAt(one: Person, at: Person, parameters: FusionParameters): number {
  const { clothing } = one.body;
  const isKnown = one.kind === "known" && isWornKnown(clothing, parameters);
  return isKnown ? weighRecent(clothing, at.recent, parameters) : 0;
}

/** At a door a body may have gone on as somebody who came in: whoever it was has gone, for the most part. */
function splitOff(one: Person, setup: FusionSetup, nowMs: number, nextId: () => string): Person[] {
  const { body, recent } = one;
  const { parameters } = setup;
  const { elseColourMax, elseFrames, goneProbability, goneM2 } = parameters;
  const at = findGround(body);
  const isElse =
    one.kind !== "newcomer" &&
    isAtDoor(setup, at) &&
    recent.count >= elseFrames &&
    isWornKnown(body.clothing, parameters) &&
    weighRecent(body.clothing, recent, parameters) <= elseColourMax;
  if (!isElse) return [];
  const { visible } = one;
  one.body = moveBody(body, one.sure.x - at.x, one.sure.y - at.y, goneM2, parameters);
  body.clothing = copyClothing(recent);
  const is = { kind: "newcomer", canCome: true, visible } as const;
  const other = makePerson(nextId(), body, nowMs, is, parameters);
  other.recent = recent;
  one.recent = makeClothing(parameters);
  one.lastSeenMs = one.sureMs;
  one.visible = goneProbability;
  one.hidden = goneProbability;
  for (const [view, pose] of one.poses) other.poses.set(view, pose);
  one.poses.clear();
  one.apart = new WeakMap();
  return [other];
}
