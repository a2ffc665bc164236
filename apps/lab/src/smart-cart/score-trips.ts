/** Figures of played trips: what was checked, what was found, what was lost. */
import { DEFAULT_SMART_CART } from "@saunter/engine/parameters/smart-cart";
import { type CartCheck, decideCheck } from "@saunter/engine/smart-cart/decide-check";
import { brierScore, expectedCalibrationError } from "@saunter/numerics/calibration";
import type { PlayedTrip } from "./play-trip.ts";

/** Of one item, and of a glance of staff: a minute at 13 an hour. Minor units. */
const ITEM_MINOR = 450;
const GLANCE_MINOR = 22;
/** Of sales, by value, that self-checkout loses unscanned (ECR Community Shrinkage, 2018). */
const UNSCANNED_SHARE = 0.0044;

export interface HabitScore {
  readonly habit: string;
  readonly trips: number;
  /** Trips whose bill was right. */
  readonly exact: number;
  /** Of the others: those that were checked. */
  readonly found: number;
  readonly checkedExact: number;
}

export interface TripScore {
  readonly trips: number;
  readonly habits: readonly HabitScore[];
  /** Of honest trips with a right bill: a glance or more. */
  readonly checkedShare: number;
  /** Of the same: weighed again. */
  readonly weighedShare: number;
  /** Of dishonest trips with a wrong bill: a glance or more. */
  readonly foundShare: number;
  /** Of honest trips that were let through: a right bill. */
  readonly exactShare: number;
  /** Units of honest trips, after checks, that are billed right. */
  readonly itemsRightShare: number;
  readonly items: number;
  /** Of sales, once checks have found what they find, on the published share of unscanned goods. */
  readonly lossShare: number;
  readonly questionsPerTrip: number;
  readonly brier: number;
  readonly calibrationError: number;
}

export function checkTrip({ certainty }: PlayedTrip): CartCheck {
  const stakes = { missing: ITEM_MINOR, tooMuch: ITEM_MINOR, glance: GLANCE_MINOR };
  return decideCheck(certainty, stakes, DEFAULT_SMART_CART);
}

export function scoreTrips(trips: readonly PlayedTrip[]): TripScore {
  const isHonest = ({ habit }: PlayedTrip): boolean => habit === "honest";
  const isChecked = (trip: PlayedTrip): boolean => checkTrip(trip) !== "none";
  const honest = trips.filter(isHonest);
  const honestExact = honest.filter(({ isExact }) => isExact);
  const wrong = trips.filter((trip) => !isHonest(trip) && !trip.isExact);
  const letThrough = honest.filter((trip) => !isChecked(trip));
  const items = sum(honest.map(({ goods }) => goods.length));
  const wrongItems = sum(letThrough.map(countWrong));
  const left = sum(wrong.map((trip) => trip.lostMinor * (1 - findShare(trip))));
  const lost = sum(wrong.map(({ lostMinor }) => lostMinor));
  const probabilities = trips.map(({ certainty }) => certainty.probabilityExact);
  const outcomes = trips.map(({ isExact }) => isExact);
  return {
    trips: trips.length,
    habits: [...new Set(trips.map(({ habit }) => habit))].map((habit) => {
      const own = trips.filter((trip) => trip.habit === habit);
      const exact = own.filter(({ isExact }) => isExact);
      const others = own.filter(({ isExact }) => !isExact);
      return {
        habit,
        trips: own.length,
        exact: exact.length,
        found: others.filter(isChecked).length,
        checkedExact: exact.filter(isChecked).length,
      };
    }),
    checkedShare: share(honestExact.filter(isChecked).length, honestExact.length),
    weighedShare: share(
      honestExact.filter((trip) => checkTrip(trip) === "weigh").length,
      honestExact.length,
    ),
    foundShare: share(wrong.filter(isChecked).length, wrong.length),
    exactShare: share(letThrough.filter(({ isExact }) => isExact).length, letThrough.length),
    itemsRightShare: 1 - share(wrongItems, items),
    items,
    lossShare: UNSCANNED_SHARE * share(left, lost),
    questionsPerTrip: share(sum(trips.map(({ questions }) => questions)), trips.length),
    brier: brierScore(probabilities, outcomes),
    calibrationError: expectedCalibrationError(probabilities, outcomes),
  };
}

/** How much of what is wrong its check finds. */
function findShare(trip: PlayedTrip): number {
  const { glanceFinds, weighFinds } = DEFAULT_SMART_CART;
  const check = checkTrip(trip);
  return check === "none" ? 0 : check === "glance" ? glanceFinds : weighFinds;
}

/** Units that are billed and not there, or there and not billed. */
function countWrong({ bill, goods }: PlayedTrip): number {
  const counts = new Map<string, number>();
  for (const barcode of bill) counts.set(barcode, (counts.get(barcode) ?? 0) + 1);
  for (const barcode of goods) counts.set(barcode, (counts.get(barcode) ?? 0) - 1);
  return sum([...counts.values()].map(Math.abs));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
