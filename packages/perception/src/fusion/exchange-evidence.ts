/** What is worn where two are says whether they are exchanged; what was seen already says little more. */
import { findGround } from "./body.ts";
import {
  type Clothing,
  copyClothing,
  isRecentKnown,
  isWornKnown,
  measureChange,
  weighRecent,
} from "./clothing.ts";
import type { Person, Spot } from "./person.ts";

/** Where two were when what they wore was looked at, and what was worn there. */
export interface Look {
  readonly atMs: number;
  readonly places: readonly Spot[];
  readonly worn: readonly Clothing[];
}

/** One look says no more than this; logarithm. */
export const EVIDENCE_MAX = 12;
/** The light of a place is another after so many metres, or seconds. */
const LIGHT_M = 1.5;
const LIGHT_S = 5;
/** Who comes into sight again is looked at anew. */
const SEEN_AGAIN = 3;
/** Of so many values, noise alone makes a change of that square, in the mean. */
const NOISE_SQUARE = 3;

/** Null where it is not seen what is worn there, or not known who wears what. */
export function lookAt(one: Person, other: Person, atMs: number): Look | null {
  const both = [one, other];
  if (!both.every(({ body }) => isWornKnown(body.clothing))) return null;
  if (!both.some(({ recent }) => isRecentKnown(recent))) return null;
  return {
    atMs,
    places: both.map(({ body }) => findGround(body)),
    worn: both.map(({ recent }) => copyClothing(recent)),
  };
}

/**
 * log p(what is worn at both places | the two are exchanged) − log p(… | they are not). Who is not seen says
 * nothing of it.
 */
export function weighExchange(one: Person, other: Person): number {
  const logRatio = weighPlace(one, other) + weighPlace(other, one);
  return Math.max(-EVIDENCE_MAX, Math.min(EVIDENCE_MAX, logRatio));
}

/**
 * log p(what is worn there now | they were exchanged since the look before) − log p(… | they were not), where
 * that speaks against it: whoever is seen in the same as before is who they were, whatever the light.
 */
export function weighSame(before: Look | null, now: Look): number {
  if (before === null) return 0;
  let logRatio = 0;
  for (const [at, worn] of now.worn.entries()) {
    const [own, other] = [before.worn[at]!, before.worn[1 - at]!];
    if (![own, other, worn].every(isRecentKnown)) continue;
    logRatio += (measureChange(own, worn) - measureChange(other, worn)) / 2;
  }
  return Math.max(-EVIDENCE_MAX, Math.min(0, logRatio));
}

function weighPlace({ body: { clothing }, recent }: Person, other: Person): number {
  if (!isRecentKnown(recent)) return 0;
  return weighRecent(other.body.clothing, recent) - weighRecent(clothing, recent);
}

/**
 * How far a look says something that the one before did not, 0 to 1: pictures overlap, and in the light of
 * one place all of them are off together; where somebody else has come to stand, or they have walked on, it
 * is new.
 */
export function findNews(before: Look | null, now: Look): number {
  if (before === null) return 1;
  let news = (now.atMs - before.atMs) / 1000 / LIGHT_S;
  for (const [at, place] of now.places.entries()) {
    const { x, y } = before.places[at]!;
    news += Math.hypot(place.x - x, place.y - y) / LIGHT_M / now.places.length;
    const [own, worn] = [before.worn[at]!, now.worn[at]!];
    if (isRecentKnown(own) !== isRecentKnown(worn)) news += SEEN_AGAIN;
    else news += Math.max(0, measureChange(own, worn) - NOISE_SQUARE) / 2;
  }
  return 1 - Math.exp(-news);
}
