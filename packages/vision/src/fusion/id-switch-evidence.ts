/** What is worn where two are says whether they are swapped; what was seen already says little more. */
import type { FusionParameters } from "../parameters/fusion.ts";
import { findGround } from "./body.ts";
import {
  type Clothing,
  COLOUR_VALUES,
  copyClothing,
  isRecentKnown,
  isWornKnown,
  measureChange,
  weighRecent,
} from "./clothing.ts";
import type { Person, Spot } from "./person.ts";

/** Where two were when their clothes were measured, and what was worn there. */
export interface Appearance {
  readonly atMs: number;
  readonly places: readonly Spot[];
  readonly worn: readonly Clothing[];
}

/** Null where it is not seen what is worn there, or not known who wears what. */
export function captureAppearance(
  one: Person,
  other: Person,
  atMs: number,
  parameters: FusionParameters,
): Appearance | null {
  const both = [one, other];
  if (!both.every(({ body }) => isWornKnown(body.clothing, parameters))) return null;
  if (!both.some(({ recent }) => isRecentKnown(recent, parameters))) return null;
  return {
    atMs,
    places: both.map(({ body }) => findGround(body)),
    worn: both.map(({ recent }) => copyClothing(recent)),
  };
}

/**
 * log p(what is worn at both places | the two are swapped) − log p(… | they are not). Who is not seen says
 * nothing of it.
 */
export function weighIdSwitch(one: Person, other: Person, parameters: FusionParameters): number {
  const { lookMax } = parameters;
  const logRatio = weighPlace(one, other, parameters) + weighPlace(other, one, parameters);
  return Math.max(-lookMax, Math.min(lookMax, logRatio));
}

/**
 * log p(what is worn there now | they were swapped since the view before) − log p(… | they were not), where
 * that speaks against it: whoever is seen in the same as before is who they were, whatever the light.
 */
export function weighSame(
  before: Appearance | null,
  now: Appearance,
  parameters: FusionParameters,
): number {
  if (before === null) return 0;
  let logRatio = 0;
  for (const [at, worn] of now.worn.entries()) {
    const [own, other] = [before.worn[at]!, before.worn[1 - at]!];
    if (![own, other, worn].every((one) => isRecentKnown(one, parameters))) continue;
    const change = measureChange(own, worn, parameters);
    logRatio += (change - measureChange(other, worn, parameters)) / 2;
  }
  return Math.max(-parameters.lookMax, Math.min(0, logRatio));
}

function weighPlace(
  { body: { clothing }, recent }: Person,
  other: Person,
  parameters: FusionParameters,
): number {
  if (!isRecentKnown(recent, parameters)) return 0;
  const weight = weighRecent(other.body.clothing, recent, parameters);
  return weight - weighRecent(clothing, recent, parameters);
}

/**
 * How far a look says something that the one before did not, 0 to 1: frames overlap, and in the light of
 * one place all of them are off together; where somebody else has come to stand, or they have walked on, it
 * is new.
 */
export function findNews(
  before: Appearance | null,
  now: Appearance,
  parameters: FusionParameters,
): number {
  const { lookLightM, lookLightS, lookSeenAgain } = parameters;
  if (before === null) return 1;
  let news = (now.atMs - before.atMs) / 1000 / lookLightS;
  for (const [at, place] of now.places.entries()) {
    const { x, y } = before.places[at]!;
    news += Math.hypot(place.x - x, place.y - y) / lookLightM / now.places.length;
    const [own, worn] = [before.worn[at]!, now.worn[at]!];
    if (isRecentKnown(own, parameters) !== isRecentKnown(worn, parameters)) news += lookSeenAgain;
    // Noise alone makes a change of that square, on average.
    else news += Math.max(0, measureChange(own, worn, parameters) - COLOUR_VALUES) / 2;
  }
  return 1 - Math.exp(-news);
}
