/** Figures of played trips: what was checked, what was found, what was lost. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { type CartCheck, decideCheck } from "@saunter/engine/smart-cart/decide-check";
import { CONFIG_DEFAULTS } from "@saunter/shop/config/config-defaults";
import { type CalibrationScore, scoreLeftOut } from "./calibrate-trips.ts";
import { countUnits, type PlayedTrip } from "./play-trip.ts";

/** Of one item, and of a glance of staff: a minute at 13 an hour. Minor units. */
const ITEM_MINOR = 450;
const GLANCE_MINOR = 22;
/** Of sales, by value, that self-checkout loses unscanned (ECR Community Shrinkage, 2018). */
const UNSCANNED_SHARE = 0.0044;
/** Of trips that are let through: a shop's default. */
export const SPOT_CHECK_SHARE = CONFIG_DEFAULTS.smartCarts.spotCheckShare;

/** A part of a whole that was counted. */
export interface Count {
  readonly part: number;
  readonly whole: number;
}

export interface TripGroup {
  /** A habit, or a family of worlds. */
  readonly name: string;
  readonly trips: number;
  /** Trips with a right bill, and those of them that were checked, and weighed again. */
  readonly exact: number;
  readonly checkedExact: number;
  readonly weighedExact: number;
  /** Trips with a wrong bill that were checked. */
  readonly found: number;
}

export interface TripScore {
  readonly trips: number;
  readonly habits: readonly TripGroup[];
  /** Honest trips of each family of worlds; empty of recorded trips. */
  readonly honestByFamily: readonly TripGroup[];
  readonly dishonestByFamily: readonly TripGroup[];
  /** Honest trips with a right bill: a glance or more. */
  readonly checked: Count;
  /** The same: weighed again and gone through. */
  readonly falseAlarms: Count;
  /** Questions to honest shoppers about something that was not so; null where nobody knows. */
  readonly wrongQuestions: Count | null;
  /** Dishonest trips with a wrong bill: a glance or more. */
  readonly found: Count;
  /** Those whose weight tells: the others weigh what is on the label. */
  readonly foundByWeight: Count;
  /** The same with spot checks of those that are let through; an expectation. */
  readonly checkedWithSpots: Count;
  readonly foundWithSpots: Count;
  /** Honest trips that were let through: a right bill. */
  readonly exactLetThrough: Count;
  /** Units of honest trips that are billed right, before and after checks; after them it is an expectation. */
  readonly itemsBilledRight: Count;
  readonly itemsRight: Count;
  /** Of sales, once checks have found what they find, on the published share of unscanned goods. */
  readonly lossShare: number;
  readonly questions: Count;
  /** Null of too few trips, and of recorded ones. */
  readonly calibration: CalibrationScore | null;
}

/** Weight does not tell what is wrong: it is what the label says. */
const UNWEIGHABLE = new Set(["cheaper-produce"]);
/** Wrong bills of each family that a calibration takes. */
const WRONG_LEAST = 5;

export function checkTrip({ certainty }: PlayedTrip): CartCheck {
  const stakes = { missing: ITEM_MINOR, tooMuch: ITEM_MINOR, glance: GLANCE_MINOR };
  return decideCheck(certainty, stakes, DEFAULT_SMART_CART);
}

const isHonest = ({ habit }: PlayedTrip): boolean => habit === "honest";
const isChecked = (trip: PlayedTrip): boolean => checkTrip(trip) !== "none";

export function scoreTrips(trips: readonly PlayedTrip[]): TripScore {
  const honest = trips.filter(isHonest);
  const honestExact = honest.filter(({ isExact }) => isExact);
  const dishonest = trips.filter((trip) => !isHonest(trip));
  const wrong = dishonest.filter(({ isExact }) => !isExact);
  const letThrough = honest.filter((trip) => !isChecked(trip));
  const items = sum(honest.map(({ goods }) => goods.length));
  const lost = trips.filter(({ isExact, lostMinor }) => !isExact && lostMinor > 0);
  const left = sum(lost.map((trip) => trip.lostMinor * (1 - findShare(trip))));
  const familyOf = ({ family }: PlayedTrip): string => family ?? "";
  const isSimulated = trips.every(({ family }) => family !== null);
  return {
    trips: trips.length,
    habits: groupTrips(trips, ({ habit }) => habit),
    honestByFamily: isSimulated ? groupTrips(honest, familyOf) : [],
    dishonestByFamily: isSimulated ? groupTrips(dishonest, familyOf) : [],
    checked: count(honestExact, isChecked),
    falseAlarms: count(honestExact, (trip) => checkTrip(trip) === "weigh"),
    wrongQuestions: countWrongQuestions(honest),
    found: count(wrong, isChecked),
    foundByWeight: count(
      wrong.filter(({ habit }) => !UNWEIGHABLE.has(habit)),
      isChecked,
    ),
    checkedWithSpots: addSpots(count(honestExact, isChecked)),
    foundWithSpots: addSpots(count(wrong, isChecked)),
    exactLetThrough: count(letThrough, ({ isExact }) => isExact),
    itemsBilledRight: { part: items - sum(honest.map(countWrong)), whole: items },
    itemsRight: {
      part: items - sum(honest.map((trip) => countWrong(trip) * (1 - findShare(trip)))),
      whole: items,
    },
    lossShare:
      UNSCANNED_SHARE * share({ part: left, whole: sum(lost.map((one) => one.lostMinor)) }),
    questions: { part: sum(honest.map(({ questions }) => questions)), whole: honest.length },
    calibration: canCalibrate(trips) ? scoreLeftOut(trips) : null,
  };
}

function countWrongQuestions(honest: readonly PlayedTrip[]): Count | null {
  const wrong = honest.map(({ wrongQuestions }) => wrongQuestions);
  if (wrong.some((one) => one === null)) return null;
  return { part: sum(wrong.map((one) => one ?? 0)), whole: honest.length };
}

function canCalibrate(trips: readonly PlayedTrip[]): boolean {
  const wrong = trips.filter(({ isExact }) => !isExact);
  const families = new Set(trips.map(({ family }) => family));
  return [...families].every(
    (family) =>
      family !== null && wrong.filter((trip) => trip.family === family).length >= WRONG_LEAST,
  );
}

function groupTrips(
  trips: readonly PlayedTrip[],
  nameOf: (trip: PlayedTrip) => string,
): TripGroup[] {
  return [...new Set(trips.map(nameOf))].map((name) => {
    const own = trips.filter((trip) => nameOf(trip) === name);
    const exact = own.filter(({ isExact }) => isExact);
    return {
      name,
      trips: own.length,
      exact: exact.length,
      checkedExact: exact.filter(isChecked).length,
      weighedExact: exact.filter((trip) => checkTrip(trip) === "weigh").length,
      found: own.filter((trip) => !trip.isExact && isChecked(trip)).length,
    };
  });
}

/** How much of what is wrong its check finds. */
function findShare(trip: PlayedTrip): number {
  const { glanceFinds, weighFinds } = DEFAULT_SMART_CART;
  const check = checkTrip(trip);
  return check === "none" ? 0 : check === "glance" ? glanceFinds : weighFinds;
}

/** Units that are billed and not there, or there and not billed. */
function countWrong(trip: PlayedTrip): number {
  return sum([...countUnits(trip).values()].map(Math.abs));
}

function addSpots({ part, whole }: Count): Count {
  return { part: part + SPOT_CHECK_SHARE * (whole - part), whole };
}

function count(trips: readonly PlayedTrip[], isSo: (trip: PlayedTrip) => boolean): Count {
  return { part: trips.filter(isSo).length, whole: trips.length };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0 of nothing. */
export function share({ part, whole }: Count): number {
  return whole === 0 ? 0 : part / whole;
}
