/** What an act of the screen, or a code of the scanner, leads to. Nothing is changed here. */
import { randomUUID } from "node:crypto";
import {
  type ProduceFault,
  type ProduceScale,
  weighProduce,
} from "@saunter/engine/smart-cart/produce";
import type { NoticeCode, ScreenAct } from "@saunter/protocol/smart-cart/screen";
import type { CartProduct, CatalogueHead, TripQuestion } from "@saunter/protocol/smart-cart/trip";
import { LINES_MAX, UNITS_MAX } from "../cart-limits.ts";
import type { GoodsIndex } from "../codes/goods-index.ts";
import { readCode } from "../codes/read-code.ts";
import type { CartEvent, KnownGoods } from "./cart-record.ts";
import type { CartLine, CartTrip } from "./cart-trip.ts";
import { findTareG } from "./find-tare.ts";
import { type RestsG, readUnscanned } from "./read-unscanned.ts";

export interface ActScene {
  readonly trip: CartTrip;
  readonly goods: GoodsIndex;
  readonly catalogue: CatalogueHead;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly hasScaleFault: boolean;
  readonly restsG: RestsG;
  /** Null: the scale may not price goods. */
  readonly produceScale: ProduceScale | null;
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

/** What a line is asked about whose goods may not be in the cart: who says that they are pays for them. */
const ABOUT_ABSENT: ReadonlySet<TripQuestion["about"]> = new Set(["not-in-cart", "taken-out"]);

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
      return { events: [...begin(scene), { kind: "said-own" }] };
    case "tare":
      return tare(act.weightG, scene);
    case "answer":
      return takeAnswer(act.questionId, act.answer, scene);
    case "call-help":
      return { events: [...begin(scene), { kind: "help", isCalled: true }] };
    case "cancel-help":
      return { events: [{ kind: "help", isCalled: false }] };
    case "set-language":
      return { events: [{ kind: "language", language: act.language }] };
    case "set-list":
      return { events: [...begin(scene), { kind: "list", items: act.items }] };
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
export function begin({ goods, trip }: Pick<ActScene, "goods" | "trip">): CartEvent[] {
  if (isOn(trip)) return [];
  const known = goods.listWeights().map(
    ({ gtin, name, unitMinor, weight }): KnownGoods => ({
      ...{ gtin, name, unitMinor },
      weightG: weight!.meanG,
    }),
  );
  return [{ kind: "started", tripId: randomUUID(), goods: known }];
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
      return { events: [...begin(scene), { kind: "payer", code: code.trim() }] };
    case "tare":
      return tare(read.weightG, scene);
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

function addLine(product: CartProduct, amount: Amount, scene: ActScene): ActResult {
  const { trip } = scene;
  if (isOn(trip) && (trip.lines.size >= LINES_MAX || isFull(trip, amount.quantity))) {
    return refuse("too-many-lines", product.name);
  }
  const { depositMinor, gtin, memberUnitMinor, name, unitMinor, weight } = product;
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
    ...(memberUnitMinor === null ? {} : { memberUnitMinor }),
    depositMinor,
    grossG,
    unitWeightG: weight?.meanG ?? null,
  };
  return { events: [...begin(scene), event], choices: [] };
}

function isFull({ lines }: CartTrip, more: number): boolean {
  const kept = [...lines.values()].filter(({ isRemoved }) => !isRemoved);
  return kept.reduce((units, { quantity }) => units + quantity, more) > UNITS_MAX;
}

function findLine(trip: CartTrip, lineId: string): CartLine | null {
  const line = trip.lines.get(lineId);
  return line === undefined || line.isRemoved ? null : line;
}

/** More of it is still to come; of less, what came last goes first. */
function setQuantity(lineId: string, quantity: number, { trip }: ActScene): ActResult {
  const line = findLine(trip, lineId);
  if (line === null || line.weightG !== null) return refuse("unknown-line", lineId);
  if (quantity === line.quantity) return { events: [] };
  if (isFull(trip, quantity - line.quantity)) return refuse("too-many-lines", line.name);
  const removedParts: string[] = [];
  let kept = line.quantity;
  for (const part of line.parts.toReversed()) {
    if (kept <= quantity) break;
    removedParts.push(part.partId);
    kept -= part.quantity;
  }
  const units = quantity - kept;
  const part = units === 0 ? null : { partId: randomUUID(), quantity: units };
  return { events: [{ kind: "quantity-set", lineId, quantity, removedParts, part }] };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const isMoving = ({ restsG }: ActScene): boolean => [...restsG.values()].includes(null);

const WEIGHING_FAULTS: Readonly<Record<ProduceFault, NoticeCode>> = {
  unstable: "not-stable",
  "too-light": "nothing-on-scale",
  overloaded: "scale-fault",
};

/** Priced by the scale's division, net of the shopper's container, and only while it lies still. */
function weigh(gtin: string, scene: ActScene): ActResult {
  const { goods, hasScaleFault, produceScale, trip } = scene;
  const product = goods.find(gtin);
  if (product === null || product.priceOf !== "kilogram") return refuse("unknown-code", gtin);
  if (produceScale === null) return refuse("no-price", product.name);
  if (hasScaleFault) return refuse("scale-fault", product.name);
  if (isMoving(scene)) return refuse("not-stable", product.name);
  const samplesG = readUnscanned(scene.trip, scene.restsG);
  if (samplesG === null) return refuse("nothing-on-scale", product.name);
  const weighed = weighProduce(samplesG, findTareG(product, trip.taredG), produceScale);
  if (!weighed.isPriced) return refuse(WEIGHING_FAULTS[weighed.fault], product.name);
  const amount = { quantity: 1, weightG: weighed.netG, grossG: mean(samplesG) };
  const added = addLine(product, amount, scene);
  if (added.notice !== undefined || trip.taredG === 0) return added;
  return { ...added, events: [...added.events, { kind: "tared", weightG: 0 }] };
}

function tare(weightG: number | null, scene: ActScene): ActResult {
  if (weightG !== null) return { events: [...begin(scene), { kind: "tared", weightG }] };
  if (scene.hasScaleFault) return refuse("scale-fault");
  if (isMoving(scene)) return refuse("not-stable");
  const samplesG = readUnscanned(scene.trip, scene.restsG);
  if (samplesG === null) return refuse("nothing-on-scale");
  return { events: [{ kind: "tared", weightG: mean(samplesG) }, { kind: "said-own" }] };
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
  if (answer === "is-right" && lineId !== null && ABOUT_ABSENT.has(about)) {
    const isOn = findLine(trip, lineId) !== null;
    const confirmed = isOn ? [{ kind: "confirmed", lineId } as const] : [];
    return { events: [{ ...told, answer: "confirmed" }, ...confirmed] };
  }
  if (answer !== "remove-line") return { events: [told] };
  const lineIds = about === "emptied" ? [...trip.lines.keys()] : [lineId];
  const removed = lineIds.flatMap((one): CartEvent[] =>
    one === null || findLine(trip, one) === null ? [] : [{ kind: "removed", lineId: one }],
  );
  return { events: [told, ...removed] };
}

function endTrip(trip: CartTrip): ActResult {
  if (!isOn(trip)) return refuse("not-shopping");
  const hasLines = [...trip.lines.values()].some(({ isRemoved }) => !isRemoved);
  const hasGoods = trip.engine.hypotheses[0]!.held.some(({ kind }) => kind === "unscanned");
  const isEmpty = !hasLines && !hasGoods;
  if (isEmpty) return { events: [{ kind: "ended", status: "abandoned" }] };
  // At the till staff have said so themselves.
  const isPaid = trip.news !== null && trip.news.payment !== "payer-needed";
  return isPaid ? { events: [{ kind: "ended", status: "ended" }] } : refuse("not-paid");
}
