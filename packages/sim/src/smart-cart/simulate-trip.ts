/** A trip with a smart cart: what its scale and its screen see, and what was true. */
import type { CartQuestion } from "@saunter/engine/smart-cart/ask-shopper";
import type { CartObservation } from "@saunter/engine/smart-cart/cart-observation";
import { type CartHabit, drawBasketSize } from "./cart-habits.ts";
import { createCartScale, type Load, type Roll } from "./cart-scale.ts";
import { planDishonest } from "./plan-dishonest.ts";
import { planForces, planItem, planOwnThing, planRearrange, planTakeOut } from "./plan-honest.ts";
import {
  drawProduct,
  makeGood,
  plan,
  planPut,
  planScan,
  type TripOptions,
  type TripWorld,
} from "./trip-world.ts";

/** What came of a trip. */
export interface TripTruth {
  readonly habit: CartHabit;
  /** Barcodes of goods in the cart at the end, one a unit. */
  readonly goods: readonly string[];
  /** Barcodes on the bill, one a unit. */
  readonly bill: readonly string[];
  /** All that bore on the scale, hands as well, and when the cart rolled. */
  readonly loads: readonly Load[];
  readonly rolls: readonly Roll[];
}

export interface Trip {
  observations(): Generator<CartObservation>;
  /** The screen asks; the shopper may answer by what they do next. @returns whether what is asked is so */
  ask(question: CartQuestion): boolean;
  truth(): TripTruth;
}

const BATCH_MS = 250;
const FIRST_MS = 4000;
const LAST_MS = 6000;
/** The way to the lane. */
const LANE_MS = 6000;
/** Standing there, until somebody presses to pay. */
const PAY_MS = 2000;

export function simulateTrip(options: TripOptions): Trip {
  const { physics, random, startMs } = options;
  const world: TripWorld = {
    options,
    scale: createCartScale(startMs, physics, random.fork("scale")),
    goods: [],
    lines: new Map(),
    coming: new Set(),
    scanning: new Set(),
    agenda: [],
    nextLine: 1,
    saidOwn: false,
  };
  let endMs = planTrip(world, startMs + FIRST_MS) + LAST_MS;
  return {
    *observations() {
      for (let nowMs = startMs; nowMs < endMs; ) {
        const next = world.agenda[0];
        const untilMs = Math.min(nowMs + BATCH_MS, next?.atMs ?? Number.POSITIVE_INFINITY);
        const { samplesG, timestampMs } = world.scale.read(untilMs);
        const { sampleRateHz } = physics;
        if (samplesG.length > 0) {
          yield { kind: "weights", tray: 0, timestampMs, sampleRateHz, samplesG };
        }
        nowMs = untilMs;
        while (world.agenda.length > 0 && world.agenda[0]!.atMs <= nowMs) {
          const said = world.agenda.shift()!.run();
          if (said !== null) yield said;
        }
        const last = world.agenda.at(-1)?.atMs ?? 0;
        endMs = Math.max(endMs, last + LAST_MS);
      }
    },
    ask: (question) => answer(world, question),
    truth: () => ({
      habit: options.habit,
      goods: world.goods.flatMap(({ barcode }) => barcode ?? []),
      bill: [...world.lines.values()].flatMap(({ barcode, quantity }) =>
        new Array<string>(quantity).fill(barcode),
      ),
      loads: world.scale.loads,
      rolls: world.scale.rolls,
    }),
  };
}

/** @returns when it ends */
function planTrip(world: TripWorld, fromMs: number): number {
  const { habit, manners, random } = world.options;
  let atMs = random.chance(manners.ownThings) ? planOwnFirst(world, fromMs) : fromMs;
  const count = drawBasketSize(random, manners);
  const dishonestAt = habit === "honest" ? -1 : random.integer(0, count - 1);
  const ownAt = random.chance(manners.ownLater) ? random.integer(1, count) : -1;
  for (let item = 0; item < count; item++) {
    if (random.chance(0.8)) {
      const untilMs = atMs + random.uniform(4000, 18_000);
      world.scale.roll(atMs, untilMs);
      if (item === dishonestAt && habit === "while-rolling") {
        planPut(world, (atMs + untilMs) / 2, makeGood(world, drawProduct(world)));
      }
      atMs = untilMs + 300 + random.exponential(800);
    }
    if (item === dishonestAt && habit !== "honest" && habit !== "while-rolling") {
      atMs = planDishonest(world, habit, atMs);
    } else atMs = planItem(world, atMs);
    atMs += 800 + random.exponential(1500);
    if (random.chance(manners.takesOut)) atMs = planTakeOut(world, atMs);
    if (random.chance(manners.rearranges)) atMs = planRearrange(world, atMs);
    if (item + 1 === ownAt) atMs = planOwnThing(world, atMs);
  }
  planForces(world, fromMs, atMs + LANE_MS);
  const laneMs = atMs + LANE_MS;
  world.scale.roll(atMs, laneMs);
  plan(world, laneMs + PAY_MS, () => ({ kind: "lane", timestampMs: laneMs + PAY_MS }));
  return laneMs;
}

/** Most put in what is theirs where carts stand, and some on the way. @returns when it is done */
function planOwnFirst(world: TripWorld, fromMs: number): number {
  const { manners, random } = world.options;
  if (!random.chance(manners.ownRolled)) return planOwnThing(world, fromMs);
  const untilMs = fromMs + random.uniform(4000, 18_000);
  world.scale.roll(fromMs, untilMs);
  return planOwnThing(world, untilMs + 300 + random.exponential(800));
}

/**
 * Honest people say what is so, where they answer, but for errors. Dishonest ones say nothing of what is on no line,
 * and of lines what serves them.
 *
 * @returns whether what is asked is so
 */
function answer(world: TripWorld, question: CartQuestion): boolean {
  const { habit, manners, random } = world.options;
  const { lineId } = question;
  const isSo = isMistake(world, question);
  const isOfLine = lineId !== null && question.about !== "other-goods";
  if ((habit !== "honest" && !isOfLine) || !random.chance(manners.answers)) return isSo;
  const atMs = question.timestampMs + random.uniform(2000, 6000);
  if (isOfLine) {
    plan(world, atMs, () => answerOfLine(world, lineId, atMs));
  } else plan(world, atMs, () => findReply(world, question)?.(atMs) ?? null);
  return isSo;
}

function isMistake(world: TripWorld, question: CartQuestion): boolean {
  const { lineId } = question;
  if (lineId === null) return findReply(world, question) !== null;
  return world.lines.has(lineId) && !liesInCart(world, lineId);
}

/** Whether as much of a line's product as the bill has lies in the cart, or is on its way. */
function liesInCart({ coming, goods, lines }: TripWorld, lineId: string): boolean {
  const barcode = lines.get(lineId)?.barcode;
  // Under another product's label it is not what the bill says.
  const isOfIt = (one: { readonly barcode: string | null }): boolean => one.barcode === barcode;
  const carried = [...coming].filter((good) => good.lineId !== null && lines.has(good.lineId));
  const here = [...goods, ...carried].filter(isOfIt).length;
  const billed = [...lines.values()].filter(isOfIt);
  return here >= billed.reduce((units, { quantity }) => units + quantity, 0);
}

/** "It is in there", or "take it off the bill". */
function answerOfLine(world: TripWorld, lineId: string, atMs: number): CartObservation | null {
  const { habit, manners, random } = world.options;
  if (!world.lines.has(lineId)) return null;
  const isInside = liesInCart(world, lineId);
  const isHonest = habit === "honest";
  const staysOn = isHonest
    ? isInside !== random.chance(manners.answersWrong)
    : !isInside || !random.chance(manners.denies);
  if (staysOn) return { kind: "confirmation", timestampMs: atMs, lineId };
  world.lines.delete(lineId);
  return { kind: "removal", timestampMs: atMs, lineId };
}

/** What an honest shopper does about goods on no line, or under another's label; null where there is nothing to be done. */
function findReply(
  world: TripWorld,
  { about, lineId }: CartQuestion,
): ((atMs: number) => CartObservation | null) | null {
  if (about === "not-scanned") {
    const unscanned = world.goods.filter(
      (good) => good.barcode !== null && (good.lineId === null || !world.lines.has(good.lineId)),
    );
    if (unscanned.length > 0) {
      return (atMs) => {
        // What they are about to scan anyway they scan once.
        const forgotten = unscanned.find((good) => !world.scanning.has(good));
        if (forgotten !== undefined) planScan(world, atMs + 1, forgotten.barcode!, [forgotten]);
        return null;
      };
    }
    if (world.saidOwn || world.goods.every(({ barcode }) => barcode !== null)) return null;
    return (atMs) => {
      world.saidOwn = true;
      return { kind: "own", timestampMs: atMs };
    };
  }
  if (lineId === null || !world.lines.has(lineId) || liesInCart(world, lineId)) return null;
  return (atMs) => {
    world.lines.delete(lineId);
    return { kind: "removal", timestampMs: atMs, lineId };
  };
}
