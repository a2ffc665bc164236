/**
 * Who is who. Bodies are followed from frame to frame; what somebody wears tells whether a body is still
 * theirs. Two who were taken for each other are exchanged back, who appears where nobody can come in is
 * somebody who was out of sight, and who has gone out has not come in again as somebody else.
 */
import { findGround, moveBody } from "./body.ts";
import {
  copyClothing,
  isRecentKnown,
  isWornKnown,
  makeClothing,
  OWN_FROM,
  weighRecent,
} from "./clothing.ts";
import type { IdentityNote } from "./identity-doubts.ts";
import { weighPose } from "./match-poses.ts";
import {
  areTwo,
  type BodyTrackerOptions,
  isAtDoor,
  isLost,
  makePerson,
  type Person,
  type Spot,
} from "./person.ts";

/** So much likelier it has to be that two were exchanged; logarithm. */
const EXCHANGE_MARGIN = 10;
/** As likely somebody is new: where nobody can come in, and at a door; logarithms. */
const NEW_INSIDE = -4;
const NEW_AT_DOOR = 1;
/** Of two who may be found again one is so much likelier, or it is not plain who; logarithm. */
const RELINK_MARGIN = 2;
const SURE_MARGIN = 5;
const DOOR_MS = 10_000;
/** While anybody is missing, whoever is seen for so long, and is not them, is told of, milliseconds. */
const TOLD_AFTER_MS = 2500;
const TOLD_AT_DOOR_AFTER_MS = 700;
/** Seen in so many pictures, somebody is looked at. */
const SEEN_PICTURES = 5;
/** So near to each other people may be taken for each other, metres; and who met nobody so long before. */
const MEET_M = 2;
const ALONE_BEFORE_MS = 1000;
/** How far off bodies are, metres, at most, and those that have just begun; how fast people go, m/s. */
const OFF_M = 0.6;
const BEGUN_OFF_M = 1.2;
const SPEED_M_PER_S = 1.5;
const SPREAD_M = 0.4;
const SPREAD_M_PER_S = 0.6;
/** Somebody whom more cameras see is where they are. */
const SEEN_BY_FEW = 2;
/** At a door: what is worn so far from theirs is somebody else's who came in; logarithm. */
const ELSE_BELOW = -4;
const ELSE_PICTURES = 8;
/** Who was last seen at a door, and is not there any more, has gone for the most part. */
const GONE_VISIBLE = 0.1;
const GONE_VARIANCE_M2 = 0.2;

/**
 * Returns the people who are left.
 * @param nextId names whoever begins
 * @param notes what was made of two at once is added
 */
export function settleIdentities(
  people: readonly Person[],
  options: BodyTrackerOptions,
  nowMs: number,
  nextId: () => string,
  notes: IdentityNote[] = [],
): Person[] {
  noteMeetings(people, nowMs);
  for (const one of people) noteSure(one, options, nowMs);
  const left = people.filter((one) => !findAgain(one, people, nowMs, notes));
  exchangePeople(left, nowMs, notes);
  return [...left, ...left.flatMap((one) => splitOff(one, options, nowMs, nextId))];
}

/** Whom others are near may be taken for them. */
function noteMeetings(people: readonly Person[], nowMs: number): void {
  const places = people.map(({ body }) => findGround(body));
  for (const [at, one] of people.entries()) {
    for (const [before, other] of people.slice(0, at).entries()) {
      if (measureWay(places[at]!, places[before]!) > MEET_M) continue;
      one.metMs = nowMs;
      other.metMs = nowMs;
    }
  }
}

function noteSure(one: Person, options: BodyTrackerOptions, nowMs: number): void {
  const { body, recent } = one;
  if (isLost(one, nowMs)) {
    one.recent = makeClothing();
    return;
  }
  const at = findGround(body);
  if (isWornKnown(body.clothing)) {
    if (!isRecentKnown(recent)) return;
    const weight = weighRecent(body.clothing, recent);
    const wasAlone = one.metMs < one.sureMs - ALONE_BEFORE_MS && !isAtDoor(options, at);
    // Whom nobody came near has taken off a coat.
    const hasChanged = wasAlone && weight <= ELSE_BELOW && recent.count >= ELSE_PICTURES;
    if (hasChanged) body.clothing = copyClothing(recent);
    else if (weight < OWN_FROM) return;
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
): boolean {
  if (one.kind === "known" || one.pictures < SEEN_PICTURES) return false;
  const missing = findMissing(people, one, nowMs);
  if (missing !== null) {
    takeOver(missing.person, one, nowMs);
    missing.person.isDoubted ||= missing.newMargin < SURE_MARGIN;
    const { second } = missing;
    if (second !== null) notes.push({ kind: "found", one: missing.person, ...second });
    return true;
  }
  const isAnybodyMissing = people.some((other) => other.kind === "known" && isLost(other, nowMs));
  const afterMs = isAnybodyMissing ? (one.canCome ? TOLD_AT_DOOR_AFTER_MS : TOLD_AFTER_MS) : 0;
  if (one.kind === "newcomer" && nowMs - one.bornMs >= afterMs)
    one.kind = one.canCome ? "known" : "stray";
  return false;
}

interface Missing {
  readonly person: Person;
  /** So much likelier it is they than somebody new; logarithm. */
  readonly newMargin: number;
  /** Who else it may have been, and how likely, of the two. */
  readonly second: { readonly other: Person; readonly wrong: number } | null;
}

/** Of those who are missing the one who has come there; null where nobody has, or it is not plain who. */
function findMissing(people: readonly Person[], found: Person, nowMs: number): Missing | null {
  const least = found.canCome ? NEW_AT_DOOR : NEW_INSIDE;
  let best: Person | null = null;
  let other: Person | null = null;
  let [most, second] = [least, least - RELINK_MARGIN];
  for (const one of people) {
    if (one.kind !== "known" || areTwo(one, found)) continue;
    if (!isLost(one, nowMs) && !isSeenAs(one, found)) continue;
    // Who was out of sight for long is not who comes in by the door.
    if (found.canCome && nowMs - one.lastSeenMs > DOOR_MS) continue;
    const weight = weighReturn(one, found, nowMs);
    if (weight > most) {
      [second, most] = [most, weight];
      [other, best] = [best, one];
    } else if (weight > second) {
      second = weight;
      other = one;
    }
  }
  const margin = most - second;
  if (best === null || margin < RELINK_MARGIN) return null;
  const wrong = 1 / (1 + Math.exp(margin));
  return {
    ...{ person: best, newMargin: most - least },
    second: other === null ? null : { other, wrong },
  };
}

/** How likely somebody is where another was found; logarithm. Where colours tell anything they have to agree. */
function weighReturn(one: Person, found: Person, nowMs: number): number {
  const { clothing } = one.body;
  const at = findGround(found.body);
  if (!canBeAt(one, found.born, found.bornMs, BEGUN_OFF_M) || !canBeAt(one, at, nowMs))
    return Number.NEGATIVE_INFINITY;
  const colour = weighRecent(clothing, found.recent);
  if (isWornKnown(clothing) && colour < 0) return Number.NEGATIVE_INFINITY;
  const spreadM = SPREAD_M + (SPREAD_M_PER_S * (nowMs - one.sureMs)) / 1000;
  return colour - 0.5 * (measureWay(one.sure, at) / spreadM) ** 2;
}

function canBeAt(one: Person, at: Spot, atMs: number, offM = OFF_M): boolean {
  return measureWay(one.sure, at) < offM + (SPEED_M_PER_S * Math.max(0, atMs - one.sureMs)) / 1000;
}

function measureWay(from: Spot, to: Spot): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** What is seen of somebody, by few, is of the other: their own body is where nobody is. */
function isSeenAs(one: Person, other: Person): boolean {
  const { poses } = one;
  if (poses.size === 0 || poses.size > SEEN_BY_FEW) return false;
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
function exchangePeople(people: readonly Person[], nowMs: number, notes: IdentityNote[]): void {
  const seen = people.filter(({ recent }) => isRecentKnown(recent));
  for (const [at, one] of seen.entries()) {
    for (const other of seen.slice(0, at)) {
      if (one.kind !== "known" && other.kind !== "known") continue;
      const now = weighAt(one, one) + weighAt(other, other);
      const then = weighAt(one, other) + weighAt(other, one);
      if (then - now < EXCHANGE_MARGIN) continue;
      if (!isWithinReach(one, other, nowMs) || !isWithinReach(other, one, nowMs)) continue;
      [one.shopperId, other.shopperId] = [other.shopperId, one.shopperId];
      [one.kind, other.kind] = [other.kind, one.kind];
      [one.isDoubted, other.isDoubted] = [other.isDoubted, one.isDoubted];
      [one.body.clothing, other.body.clothing] = [other.body.clothing, one.body.clothing];
      const areTold = one.kind !== "newcomer" && other.kind !== "newcomer";
      if (areTold) notes.push({ kind: "exchanged", one, other });
      const areKnown = one.kind === "known" && other.kind === "known";
      if (!areKnown) for (const either of [one, other]) settleExchanged(either);
    }
  }
}

/**
 * What was picked in between may be the other's, who was not told of for all that time: somebody has to look.
 * Who is not known yet wears what is seen there.
 */
function settleExchanged(one: Person): void {
  one.isDoubted ||= one.kind === "known";
  if (one.kind !== "known") one.body.clothing = copyClothing(one.recent);
}

function isWithinReach(one: Person, other: Person, nowMs: number): boolean {
  return one.kind !== "known" || canBeAt(one, findGround(other.body), nowMs);
}

/** How much likelier what is worn at a place is theirs than anybody's; 0 of who is not known yet. */
function weighAt(one: Person, at: Person): number {
  const { clothing } = one.body;
  const isKnown = one.kind === "known" && isWornKnown(clothing);
  return isKnown ? weighRecent(clothing, at.recent) : 0;
}

/** At a door a body may have gone on as somebody who came in: whoever it was has gone, for the most part. */
function splitOff(
  one: Person,
  options: BodyTrackerOptions,
  nowMs: number,
  nextId: () => string,
): Person[] {
  const { body, recent } = one;
  const at = findGround(body);
  const isElse =
    one.kind !== "newcomer" &&
    isAtDoor(options, at) &&
    recent.count >= ELSE_PICTURES &&
    isWornKnown(body.clothing) &&
    weighRecent(body.clothing, recent) <= ELSE_BELOW;
  if (!isElse) return [];
  const { visible } = one;
  one.body = moveBody(body, one.sure.x - at.x, one.sure.y - at.y, GONE_VARIANCE_M2);
  body.clothing = copyClothing(recent);
  const other = makePerson(nextId(), body, nowMs, { kind: "newcomer", canCome: true, visible });
  other.recent = recent;
  one.recent = makeClothing();
  one.lastSeenMs = one.sureMs;
  one.visible = GONE_VISIBLE;
  one.hidden = GONE_VISIBLE;
  for (const [view, pose] of one.poses) other.poses.set(view, pose);
  one.poses.clear();
  one.apart = new WeakMap();
  return [other];
}
