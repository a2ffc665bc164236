/** What a scan, a line taken off and a word of the shopper say of what lies in the cart. */
import { studentLogDensity } from "@saunter/numerics/statistics";
import {
  type CartHypothesis,
  type CartLine,
  expectGoods,
  FIRST_PLACE,
  type Held,
  keepLikeliest,
  type Place,
  pruneCart,
  without,
} from "./cart-hypotheses.ts";
import type { OwnThings, Removal, Scan, TrayRest, TrayStep } from "./cart-observation.ts";
import { advanceTime, type CartAct, QUESTION_KEYS, type SmartCart } from "./cart-state.ts";
import { explainChange } from "./explain-change.ts";
import { followLoad } from "./follow-load.ts";
import { weighOwnThing } from "./goods-density.ts";
import { findOwnOdds } from "./list-comings.ts";
import { isTouchOn, sumTouchesOn, weighLasting, weighRest, weighTouchChange } from "./touches.ts";

/** How long before it lies still something may be spoken of. */
const SPOKEN_MS = 10_000;

export function takeAct(cart: SmartCart, act: CartAct): void {
  const { advancedMs, hypotheses, scannedMs } = cart;
  const line = act.kind === "removal" ? (cart.lines.get(act.lineId) ?? null) : null;
  cart.acts.push({ act, hypotheses, advancedMs, scannedMs, line });
  switch (act.kind) {
    case "scan":
      takeScan(cart, act);
      break;
    case "removal":
      takeRemoval(cart, act);
      break;
    case "own":
      takeOwn(cart, act);
      break;
    default:
      act satisfies never;
  }
}

/**
 * A change of weight. What the shopper has said since it began, and scanned once it lay still, is taken after it: it is
 * known late.
 */
export function takeStep(cart: SmartCart, tray: number, step: TrayStep): void {
  const { acts } = cart;
  const fromMs = Math.max(step.startMs, step.settledMs - SPOKEN_MS);
  const isAfter = ({ kind, timestampMs }: CartAct): boolean =>
    timestampMs > (kind === "scan" ? step.settledMs : fromMs);
  const at = acts.findIndex(({ act }) => isAfter(act));
  const late = at < 0 ? [] : acts.slice(at);
  if (late.length > 0) {
    cart.hypotheses = late[0]!.hypotheses;
    cart.advancedMs = late[0]!.advancedMs;
    for (const { act, line } of late) {
      if (act.kind === "removal" && line !== null) cart.lines.set(act.lineId, line);
      if (act.kind === "scan") cart.lines.delete(act.lineId);
    }
    cart.scannedMs = late[0]!.scannedMs;
    for (const { act } of late) if (act.kind === "scan" && !isAfter(act)) takeScan(cart, act);
  }
  const { lines, parameters, weighGoods } = cart;
  const before = cart.before?.tray === tray ? cart.before : null;
  cart.hasRolled ||= step.hasRolled ?? step.isRolled;
  const { hasRolled } = cart;
  const scene = { tray, hasRolled, before, lines, parameters, weighGoods };
  cart.before = { ...step, tray };
  // What lasted so far may have ended at any time since the change began.
  advanceTime(cart, step.startMs);
  const outBefore = cart.hypotheses[0]!.out.length;
  cart.hypotheses = pruneCart(explainChange(scene, step, cart.hypotheses), lines);
  if (cart.hypotheses[0]!.out.length > outBefore) cart.wentMs = step.settledMs;
  advanceTime(cart, step.settledMs);
  for (const { act } of late) {
    if (act.kind === "removal") takeRemoval(cart, act);
    if (act.kind === "own") takeOwn(cart, act);
    if (act.kind === "scan" && isAfter(act)) takeScan(cart, act);
  }
  cart.acts = [];
}

/** How a tray has been at rest since its last step: better known, and as still as things are, or as hands. */
export function takeRest(cart: SmartCart, { rest, timestampMs, tray }: TrayRest): void {
  const { before, parameters } = cart;
  if (before?.tray !== tray) return;
  const { levelErrorG, levelG } = rest;
  const seen = { levelG, levelErrorG, atMs: timestampMs };
  cart.hypotheses = keepLikeliest(
    cart.hypotheses.map((one) => {
      const touchG = sumTouchesOn(one.held, tray);
      const isTouched = one.held.some((held) => isTouchOn(held, tray));
      const known = one.places[tray] ?? FIRST_PLACE;
      const { log, place } = followLoad(cart, known, seen, isTouched);
      const places = one.places.with(tray, { ...place, seenMs: timestampMs });
      const logWeight = one.logWeight + log + weighRest(parameters, rest, touchG);
      return { ...one, logWeight, places };
    }),
  );
  cart.before = { ...before, levelG, levelErrorG };
}

/** Units of a line of several that are followed one by one: they are put in so, or all at once. */
const UNITS_MAX = 24;

function makeLine({ parameters, products }: SmartCart, scan: Scan): CartLine {
  const { barcode, quantity, timestampMs } = scan;
  const { itemSpread, itemSpreadG } = parameters;
  const product = products.get(barcode);
  const isCounted = scan.weightG === undefined && quantity <= UNITS_MAX;
  const units = isCounted ? 1 : quantity;
  const weightG = scan.weightG ?? (product?.weightG ?? Number.NaN) * units;
  const spreadG = (product?.weightSpreadG ?? itemSpread * weightG) * Math.sqrt(units);
  return {
    barcode,
    scannedMs: timestampMs,
    weightG,
    // A label's weight is the goods' own.
    spreadG: Math.hypot(scan.weightG === undefined ? spreadG : 0, itemSpreadG),
    units: isCounted ? quantity : 1,
    goodsKey: isCounted ? barcode : `${barcode} ${quantity} ${scan.weightG ?? ""}`,
  };
}

/** A line more: its goods are still to come, or lie in the cart already. */
function takeScan(cart: SmartCart, scan: Scan): void {
  const { lines } = cart;
  const { putFirst } = cart.parameters;
  const line = makeLine(cart, scan);
  const units = new Array<string>(line.units).fill(scan.lineId);
  lines.set(scan.lineId, line);
  cart.hypotheses = pruneCart(
    cart.hypotheses.flatMap((one) => {
      const inside = one.held.filter(
        ({ kind, sinceMs }) => kind === "unscanned" && sinceMs > cart.scannedMs,
      );
      const stays = {
        ...one,
        logWeight: one.logWeight + (inside.length > 0 ? Math.log(1 - putFirst) : 0),
        open: [...one.open, ...units],
      };
      const later = one.held.filter((held) => held.kind === "unscanned" && !inside.includes(held));
      const found = [
        ...inside.map((held) => ({ held, log: Math.log(putFirst / inside.length) })),
        ...later.map((held) => ({ held, log: Math.log(putFirst / 2 / later.length) })),
      ];
      return [
        stays,
        ...found.map(({ held, log }) => takeFor(cart, one, held, scan.lineId, log)),
        ...takeFrom(cart, one, scan.lineId),
      ];
    }),
    lines,
  );
  cart.scannedMs = scan.timestampMs;
}

/** What lies in the cart is what was scanned now. */
function takeFor(
  { lines, parameters }: SmartCart,
  hypothesis: CartHypothesis,
  held: Held,
  lineId: string,
  log: number,
): CartHypothesis {
  const { barcode, units } = lines.get(lineId)!;
  const { spreadG, weightG } = expectGoods(hypothesis, lines, lineId);
  const weigh = (): number => {
    if (held.barcode !== null) return held.barcode === barcode ? 0 : Number.NEGATIVE_INFINITY;
    if (Number.isNaN(weightG)) return 0;
    const errorG = Math.hypot(spreadG, held.errorG);
    const tail = parameters.weightTail;
    return studentLogDensity(held.weightG, weightG, errorG, tail) - held.logDensity;
  };
  const own: Held = { ...held, kind: "line", lineId, barcode };
  return {
    ...hypothesis,
    open: [...hypothesis.open, ...new Array<string>(units - 1).fill(lineId)],
    logWeight: hypothesis.logWeight + log + weigh(),
    held: hypothesis.held.map((one) => (one === held ? own : one)),
  };
}

/** What was scanned now came with something that nobody knows the weight of: the rest of that is what it was. */
function takeFrom(
  { lines, parameters, scannedMs, weighGoods }: SmartCart,
  hypothesis: CartHypothesis,
  lineId: string,
): CartHypothesis[] {
  const { barcode, spreadG, units, weightG } = lines.get(lineId)!;
  if (units > 1) return [];
  const weighRest = (held: Held, restG: number): number => {
    if (held.kind === "touch") return weighTouchChange(parameters, 0, restG);
    return held.kind === "own" ? weighOwnThing(parameters, restG) : weighGoods(restG);
  };
  return hypothesis.held.flatMap((held) => {
    const restG = held.weightG - weightG;
    const isNew = held.sinceMs > scannedMs && held.lineId === null && held.barcode === null;
    if (!isNew || !(restG > 0)) return [];
    const logDensity = weighRest(held, restG);
    const rest = { ...held, weightG: restG, logDensity };
    const come = { ...held, kind: "line" as const, lineId, barcode, weightG, errorG: spreadG };
    return {
      ...hypothesis,
      logWeight:
        hypothesis.logWeight + Math.log(parameters.putBeside) + logDensity - held.logDensity,
      held: [...hypothesis.held.map((one) => (one === held ? rest : one)), come],
    };
  });
}

function takeRemoval(cart: SmartCart, { lineId }: Removal): void {
  const { lines, parameters } = cart;
  const goodsKey = lines.get(lineId)?.goodsKey;
  const units = lines.get(lineId)?.units ?? 0;
  const isSame = (other: string): boolean => lines.get(other)?.goodsKey === goodsKey;
  const removed = cart.hypotheses.map((one): CartHypothesis => {
    // Of several lines of the same goods, those are meant whose goods are not inside.
    const outside = [...one.out, ...one.open].filter(isSame);
    const lost = [
      ...outside.filter((other) => other === lineId),
      ...outside.filter((other) => other !== lineId),
    ].slice(0, units);
    const free = lost.filter((other) => other !== lineId);
    let { logWeight } = one;
    const held = one.held.map((own): Held => {
      if (own.lineId !== lineId) return own;
      const other = free.shift();
      if (other !== undefined) return { ...own, lineId: other };
      logWeight += Math.log(parameters.removesInside);
      return { ...own, kind: "unscanned", lineId: null };
    });
    return { ...one, logWeight, held, open: without(one.open, lost), out: without(one.out, lost) };
  });
  cart.hypotheses = pruneCart(removed, lines);
  lines.delete(lineId);
}

/** People say so of what is theirs, and some of goods; of a hand they say nothing. */
function takeOwn(cart: SmartCart, { timestampMs }: OwnThings): void {
  const { lines, parameters } = cart;
  const { saysOwnOfGoods, saysOwnOfNothing } = parameters;
  advanceTime(cart, timestampMs);
  const weigh = (held: Held): number =>
    weighLasting(
      parameters,
      held,
      timestampMs,
      cart.askedMs.get(QUESTION_KEYS.thing(held.sinceMs)),
    );
  const isUnsaid = ({ isDeclared, kind }: Held): boolean => kind === "own" && !isDeclared;
  cart.hypotheses = pruneCart(
    cart.hypotheses.flatMap((one) => {
      const unsaid = one.held.filter(isUnsaid);
      const refund = -unsaid.reduce((sum, held) => sum + weigh(held), 0);
      const hasGoods = one.held.some(
        ({ isDeclared, kind }) => kind === "unscanned" || (kind === "own" && isDeclared),
      );
      const lie = Math.log(hasGoods ? saysOwnOfGoods : saysOwnOfNothing);
      const stays = {
        ...one,
        logWeight: one.logWeight + (unsaid.length > 0 ? refund : lie),
        held: one.held.map(declare),
      };
      const touches = one.held.filter(({ kind, weightG }) => kind === "touch" && weightG > 0);
      const named = touches.map((touch) => {
        const logDensity = weighOwnThing(parameters, touch.weightG);
        const own = { ...touch, kind: "own" as const, logDensity };
        return {
          ...one,
          logWeight:
            one.logWeight +
            Math.log(findOwnOdds(cart, one)) +
            logDensity -
            Math.log(parameters.touch) -
            touch.logDensity -
            weigh(touch),
          held: one.held.map((held) => declare(held === touch ? own : held)),
          places: one.places.map((place, tray) => (tray === touch.tray ? load(place, own) : place)),
        };
      });
      return [stays, ...named];
    }),
    lines,
  );
}

/** What was taken for a touch lies there. */
function load(place: Place, { errorG, weightG }: Held): Place {
  const loadErrorG = Math.hypot(place.loadErrorG, errorG);
  return { ...place, loadG: place.loadG + weightG, loadErrorG };
}

/** What is said to be the shopper's own is not asked about again, whether it is or not. */
function declare(held: Held): Held {
  const isMeant = held.kind === "own" || held.kind === "unscanned";
  return isMeant ? { ...held, isDeclared: true } : held;
}
