/** What an act of the screen, or a code of the scanner, leads to. Nothing is changed here. */
import { randomUUID } from "node:crypto";
import { roundToDivision } from "@saunter/engine/smart-cart/produce";
import type { NoticeCode, ScreenAct } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue, CartProduct, TripQuestion } from "@saunter/protocol/smart-cart/trip";
import { LINES_MAX } from "../cart-limits.ts";
import type { GoodsIndex } from "../codes/goods-index.ts";
import { readCode } from "../codes/read-code.ts";
import type { CartEvent } from "./cart-record.ts";
import type { CartLine, CartTrip } from "./cart-trip.ts";
import { findTareG } from "./find-tare.ts";
import { findUnitMinor } from "./price-trip.ts";

export interface ActScene {
  readonly trip: CartTrip;
  readonly goods: GoodsIndex;
  readonly catalogue: CartCatalogue;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly hasScaleFault: boolean;
  /** By tray, what lies still on it, grams; null: it does not lie still. */
  readonly stableG: readonly (number | null)[];
  readonly divisionG: number;
}

export interface ActResult {
  readonly events: readonly CartEvent[];
  /** Why it was not taken, or what to know of it. */
  readonly notice?: { readonly code: NoticeCode; readonly text: string };
  /** Products to choose from; left out: as they are. */
  readonly choices?: readonly CartProduct[];
}

type Answer = NonNullable<TripQuestion["answer"]>;
type ScreenAnswer = Extract<ScreenAct, { kind: "answer" }>["answer"];

/** An answer as the shop has it; those that depend on the question are below. */
const ANSWERS: Readonly<Record<ScreenAnswer, Answer>> = {
  mine: "own",
  "will-scan": "scanned",
  "put-back": "removed",
  "remove-line": "removed",
  "is-right": "dismissed",
  "call-help": "dismissed",
};

const QUANTITY_MAX = 99;

function refuse(code: NoticeCode, text = ""): ActResult {
  return { events: [], notice: { code, text } };
}

/** All acts but those of a simulated scale and of notices. */
export function takeAct(act: ScreenAct, scene: ActScene): ActResult {
  const { goods, trip } = scene;
  switch (act.kind) {
    case "scan":
      return takeCode(act.code, scene);
    case "search":
      return { events: [], choices: goods.search(act.text) };
    case "choose": {
      const product = goods.find(act.gtin);
      if (product === null) return refuse("unknown-code", act.gtin);
      if (product.priceOf === "kilogram") return { events: [], choices: [product] };
      return addLine(product, { quantity: act.quantity, weightG: null, grossG: null }, scene);
    }
    case "weigh":
      return weigh(act.gtin, scene);
    case "set-quantity":
      return setQuantity(act.lineId, act.quantity, scene);
    case "remove-line":
      return findLine(trip, act.lineId) === null
        ? refuse("unknown-line", act.lineId)
        : { events: [{ kind: "removed", lineId: act.lineId }] };
    case "own-things":
      return { events: [...begin(trip), { kind: "said-own" }] };
    case "tare":
      return tare(act.weightG, scene);
    case "answer":
      return takeAnswer(act.questionId, act.answer, scene);
    case "call-help":
      return { events: [...begin(trip), { kind: "help", isCalled: true }] };
    case "cancel-help":
      return { events: [{ kind: "help", isCalled: false }] };
    case "set-language":
      return { events: [{ kind: "language", language: act.language }] };
    case "set-list":
      return { events: [...begin(trip), { kind: "list", items: act.items }] };
    case "pay":
      return isOn(trip)
        ? { events: [{ kind: "lane", laneId: act.laneId, isAtLane: true }] }
        : refuse("not-shopping");
    case "keep-shopping":
      return trip.status === "at-lane"
        ? { events: [{ kind: "lane", laneId: null, isAtLane: false }] }
        : refuse("not-shopping");
    case "end":
      return endTrip(trip);
    default:
      return refuse("not-shopping");
  }
}

export function isOn({ status }: CartTrip): boolean {
  return status === "shopping" || status === "at-lane";
}

/** A trip begins with what the first shopper does. */
export function begin(trip: CartTrip): CartEvent[] {
  return isOn(trip) ? [] : [{ kind: "started", tripId: randomUUID() }];
}

function takeCode(code: string, scene: ActScene): ActResult {
  const { catalogue, goods, today, trip } = scene;
  const read = readCode(code, goods, catalogue, today);
  switch (read.kind) {
    case "goods":
      return addLine(goods.find(read.gtin)!, { ...read, grossG: read.weightG }, scene);
    case "to-weigh":
      return { events: [], choices: [goods.find(read.gtin)!] };
    case "entry":
      return { events: [...begin(trip), { kind: "payer", code: code.trim() }] };
    case "lane":
      return isOn(trip)
        ? { events: [{ kind: "lane", laneId: read.laneId, isAtLane: true }] }
        : refuse("not-shopping");
    case "refused":
      return refuse(read.code, code.slice(0, 80));
    default:
      return read satisfies never;
  }
}

interface Amount {
  readonly quantity: number;
  readonly weightG: number | null;
  readonly labelMinor?: number;
  readonly grossG: number | null;
}

function addLine(product: CartProduct, amount: Amount, { trip }: ActScene): ActResult {
  if (isOn(trip) && trip.lines.size >= LINES_MAX) return refuse("too-many-lines", product.name);
  const { depositMinor, gtin, name, unitMinor, weight } = product;
  const { grossG, labelMinor, quantity, weightG } = amount;
  const event: CartEvent = {
    kind: "scanned",
    lineId: randomUUID(),
    gtin,
    name,
    quantity,
    weightG,
    ...(labelMinor === undefined ? {} : { labelMinor }),
    unitMinor,
    depositMinor,
    grossG,
    unitWeightG: weight?.meanG ?? null,
  };
  return { events: [...begin(trip), event], choices: [] };
}

function findLine(trip: CartTrip, lineId: string): CartLine | null {
  const line = trip.lines.get(lineId);
  return line === undefined || line.isRemoved ? null : line;
}

/** More of it is a line of its own, whose goods are still to come; less takes the line's place. */
function setQuantity(lineId: string, quantity: number, scene: ActScene): ActResult {
  const { goods, trip } = scene;
  const line = findLine(trip, lineId);
  if (line === null || line.weightG !== null) return refuse("unknown-line", lineId);
  if (quantity === line.quantity) return { events: [] };
  if (trip.lines.size >= LINES_MAX) return refuse("too-many-lines", line.name);
  const units = quantity > line.quantity ? quantity - line.quantity : quantity;
  const again: CartEvent = {
    kind: "scanned",
    lineId: randomUUID(),
    gtin: line.gtin,
    name: line.name,
    quantity: Math.min(QUANTITY_MAX, units),
    weightG: null,
    unitMinor: findUnitMinor(line, goods),
    depositMinor: line.depositMinor,
    grossG: null,
    unitWeightG: trip.products.get(line.gtin)?.weightG ?? null,
  };
  const isLess = quantity < line.quantity;
  return { events: isLess ? [{ kind: "removed", lineId }, again] : [again] };
}

/** What came onto the scale last and is on no line, grams, as it lies there now; null: nothing did. */
function findUnscannedG({ stableG, trip }: ActScene): number | null {
  const { before, hypotheses } = trip.engine;
  const last = hypotheses[0]!.held.findLast(
    ({ isDeclared, lineId, weightG }) => lineId === null && !isDeclared && weightG > 0,
  );
  if (last === undefined) return null;
  const nowG = stableG[trip.stepTray] ?? null;
  // Right after it has come it may still sway: what counts is how it lies now.
  const isLast = before !== null && last.sinceMs === before.settledMs && nowG !== null;
  return isLast ? nowG - (before.levelG - before.changeG) : last.weightG;
}

/** Priced by the scale's division, net of the shopper's container, and only while it lies still. */
function weigh(gtin: string, scene: ActScene): ActResult {
  const { divisionG, goods, hasScaleFault, stableG, trip } = scene;
  const product = goods.find(gtin);
  if (product === null || product.priceOf !== "kilogram") return refuse("unknown-code", gtin);
  if (hasScaleFault) return refuse("scale-fault", product.name);
  if (stableG.includes(null)) return refuse("not-stable", product.name);
  const grossG = findUnscannedG(scene);
  const tareG = findTareG(product, trip.taredG);
  const netG = roundToDivision((grossG ?? 0) - roundToDivision(tareG, divisionG), divisionG);
  if (grossG === null || netG <= 0) return refuse("nothing-on-scale", product.name);
  const added = addLine(product, { quantity: 1, weightG: netG, grossG }, scene);
  if (added.notice !== undefined || trip.taredG === 0) return added;
  return { ...added, events: [...added.events, { kind: "tared", weightG: 0 }] };
}

function tare(weightG: number | null, scene: ActScene): ActResult {
  const { hasScaleFault, stableG, trip } = scene;
  if (weightG !== null) return { events: [...begin(trip), { kind: "tared", weightG }] };
  if (hasScaleFault) return refuse("scale-fault");
  if (stableG.includes(null)) return refuse("not-stable");
  const containerG = findUnscannedG(scene);
  if (containerG === null) return refuse("nothing-on-scale");
  return { events: [{ kind: "tared", weightG: containerG }, { kind: "said-own" }] };
}

function takeAnswer(questionId: string, answer: ScreenAnswer, { trip }: ActScene): ActResult {
  const question = trip.questions.find((one) => one.questionId === questionId);
  if (question === undefined || question.answer !== null) {
    return refuse("unknown-question", questionId);
  }
  const { about, lineId } = question;
  const isBack = answer === "put-back" && about !== "not-scanned";
  const told: CartEvent = {
    kind: "answered",
    questionId,
    answer: isBack ? "put-in" : ANSWERS[answer],
  };
  if (answer === "mine") return { events: [told, { kind: "said-own" }] };
  if (answer === "call-help") return { events: [told, { kind: "help", isCalled: true }] };
  if (answer !== "remove-line" || lineId === null || findLine(trip, lineId) === null) {
    return { events: [told] };
  }
  return { events: [told, { kind: "removed", lineId }] };
}

function endTrip(trip: CartTrip): ActResult {
  if (!isOn(trip)) return refuse("not-shopping");
  const isEmpty = [...trip.lines.values()].every(({ isRemoved }) => isRemoved);
  if (isEmpty) return { events: [{ kind: "ended", status: "abandoned" }] };
  const isPaid = trip.news?.payment === "on-file" || trip.news?.payment === "paid";
  return isPaid ? { events: [{ kind: "ended", status: "ended" }] } : refuse("not-paid");
}
