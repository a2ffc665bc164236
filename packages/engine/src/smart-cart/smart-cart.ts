/**
 * The engine of a smart cart: readings and scans in; what lies in the cart, questions and how certain they are out.
 *
 * `stepSmartCart` changes its state in place and reads no clock.
 */
import { logSumExp } from "@saunter/numerics/statistics";
import { DEFAULT_SMART_CART, type SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Product } from "../shop-model.ts";
import { askAtLane } from "./ask-at-lane.ts";
import { askShopper, type CartQuestion } from "./ask-shopper.ts";
import { EMPTY_CART, isInside, weighCart } from "./cart-hypotheses.ts";
import type {
  CartObservation,
  Confirmation,
  TrayBatch,
  TrayFault,
  TrayRest,
  TrayStep,
} from "./cart-observation.ts";
import type { SmartCart } from "./cart-state.ts";
import { createGoodsDensity } from "./goods-density.ts";
import { takeAct, takeRest, takeStep } from "./take-acts.ts";
import { isTouchOn } from "./touches.ts";
import {
  createTrayScale,
  findProvisional,
  pushTray,
  readTray,
  type TrayScale,
} from "./tray-scale.ts";

/** Weight has come or gone, and what it is taken for. */
export interface CartChange {
  readonly kind: "change";
  /** When it lay still, and when that was known. */
  readonly settledMs: number;
  readonly timestampMs: number;
  readonly changeG: number;
  readonly levelG: number;
  readonly tray: number;
  /** What a later run of the process takes in place of the samples. */
  readonly step: TrayStep;
  /** Lines whose goods lie in the cart, likelier than not. */
  readonly inside: readonly string[];
}

/** Weight is about to have come or gone: shown at once, and revised once it lies still. */
export interface ProvisionalChange {
  readonly kind: "provisional";
  readonly tray: number;
  readonly timestampMs: number;
  readonly changeG: number;
  /** The line whose goods it may be: the last one scanned that weighs about as much. */
  readonly lineId: string | null;
}

export type CartOutput =
  | CartQuestion
  | CartChange
  | ProvisionalChange
  | TrayRest
  | { readonly kind: "warning"; readonly code: string; readonly message: string };

/** How often it is looked whether something is to be asked. */
const ASK_EVERY_MS = 250;
/** How long after something happened: nothing that waits for longer is asked. */
const ASK_FOR_MS = 120_000;
/** What comes weighs about what it should: spreads. */
const NEAR_SPREADS = 3;
/** Lines whose goods may come next, the newest. */
const EXPECTED_LINES = 4;
/** Goods in a row that weigh less than nothing before the scale is taken to be upside down. */
const REVERSED_LEAST = 3;

/** @param weighGoods of these products, where it is known: it takes half a second of 100,000 */
export function createSmartCart(
  products: ReadonlyMap<string, Product>,
  parameters: SmartCartParameters = DEFAULT_SMART_CART,
  weighGoods: SmartCart["weighGoods"] = weighProducts(products, parameters),
): SmartCart {
  return {
    parameters,
    products,
    weighGoods,
    trays: new Map(),
    lines: new Map(),
    hypotheses: [EMPTY_CART],
    before: null,
    wentMs: Number.NEGATIVE_INFINITY,
    hasRolled: false,
    advancedMs: Number.NEGATIVE_INFINITY,
    scannedMs: Number.NEGATIVE_INFINITY,
    nowMs: Number.NEGATIVE_INFINITY,
    asked: new Set(),
    askedMs: new Map(),
    quiet: null,
    confirmedMs: new Map(),
    likelyMs: new Map(),
    acts: [],
    faultSinceMs: null,
    reversed: 0,
  };
}

/** log density a gram of what any of the products weighs. */
export function weighProducts(
  products: ReadonlyMap<string, Product>,
  parameters: SmartCartParameters = DEFAULT_SMART_CART,
): SmartCart["weighGoods"] {
  const weightsG = [...products.values()].map(({ weightG }) => weightG);
  return createGoodsDensity(weightsG, parameters);
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepSmartCart(cart: SmartCart, observation: CartObservation): CartOutput[] {
  const outputs: CartOutput[] = [];
  moveClock(cart, observation.timestampMs, outputs);
  switch (observation.kind) {
    case "weights":
      takeWeights(cart, observation, outputs);
      break;
    case "scan":
    case "removal":
    case "own":
      takeAct(cart, observation);
      break;
    case "confirmation":
      takeConfirmation(cart, observation);
      break;
    case "lane":
      outputs.push(...askAtLane(cart));
      break;
    case "step":
      takeStep(cart, observation.tray, observation.step);
      break;
    case "rest":
      takeRest(cart, observation);
      break;
    case "fault":
      takeFault(cart, observation);
      break;
    default:
      observation satisfies never;
  }
  return outputs;
}

/** Asks at the same times whether samples come or not: a cart that is restored from its steps has asked when it did. */
function moveClock(cart: SmartCart, timestampMs: number, outputs: CartOutput[]): void {
  const isFirst = cart.nowMs === Number.NEGATIVE_INFINITY;
  const fromMs = isFirst ? timestampMs : cart.nowMs;
  const firstMs = (Math.floor(fromMs / ASK_EVERY_MS) + 1) * ASK_EVERY_MS;
  const lastMs = Math.min(timestampMs, firstMs + ASK_FOR_MS);
  for (let atMs = firstMs; atMs <= lastMs; atMs += ASK_EVERY_MS) {
    cart.nowMs = atMs;
    outputs.push(...askShopper(cart));
  }
  cart.nowMs = Math.max(cart.nowMs, timestampMs);
}

/** Sample by sample: what comes of them does not depend on how batches are cut. */
function takeWeights(cart: SmartCart, batch: TrayBatch, outputs: CartOutput[]): void {
  let tray = cart.trays.get(batch.tray);
  if (tray === undefined) {
    tray = createTrayScale(cart.parameters);
    cart.trays.set(batch.tray, tray);
  }
  const stepMs = 1000 / batch.sampleRateHz;
  for (let at = 0; at < batch.samplesG.length; at++) {
    const timestampMs = batch.timestampMs + at * stepMs;
    const samplesG = batch.samplesG.subarray(at, at + 1);
    moveClock(cart, timestampMs, outputs);
    takeSample(cart, tray, { ...batch, timestampMs, samplesG }, outputs);
  }
}

function takeSample(
  cart: SmartCart,
  tray: TrayScale,
  batch: TrayBatch,
  outputs: CartOutput[],
): void {
  const { timestampMs } = batch;
  const warn = (code: string, message: string): void => {
    outputs.push({ kind: "warning", code, message });
  };
  for (const news of pushTray(tray, batch, warn)) {
    if (news.kind === "rest") {
      const rest = { ...news, tray: batch.tray, timestampMs };
      takeRest(cart, rest);
      outputs.push(rest);
      continue;
    }
    const { step } = news;
    if (isReversed(cart, step)) {
      warn("upside-down", "weight goes where goods come");
      takeFault(cart, { kind: "fault", tray: batch.tray, timestampMs: step.settledMs });
    }
    takeStep(cart, batch.tray, step);
    outputs.push({
      kind: "change",
      settledMs: step.settledMs,
      timestampMs,
      changeG: step.changeG,
      levelG: readTray(tray),
      tray: batch.tray,
      step,
      inside: listInside(cart),
    });
  }
  const changeG = findProvisional(tray, () => listExpectedLevels(cart, tray, batch.tray));
  if (changeG === null) return;
  const lineId = findComing(cart, changeG);
  outputs.push({ kind: "provisional", tray: batch.tray, timestampMs, changeG, lineId });
}

/** What scanned goods that are still to come make of a tray's level, and hands that let go, by the likeliest hypothesis. */
function listExpectedLevels(
  { hypotheses, lines }: SmartCart,
  scale: TrayScale,
  tray: number,
): number[] {
  const { held, open, places } = hypotheses[0]!;
  const isTouched = held.some((one) => isTouchOn(one, tray));
  const untouchedG = isTouched ? [places[tray]?.loadG ?? Number.NaN] : [];
  const goodsG = open
    .slice(-EXPECTED_LINES)
    .map((lineId) => lines.get(lineId)?.weightG ?? Number.NaN);
  const fromG = [readTray(scale), ...untouchedG];
  return [...untouchedG, ...fromG.flatMap((levelG) => goodsG.map((weightG) => levelG + weightG))];
}

function findComing({ hypotheses, lines, parameters }: SmartCart, changeG: number): string | null {
  const isNear = (lineId: string): boolean => {
    const line = lines.get(lineId);
    const spreadG = Math.hypot(line?.spreadG ?? 0, parameters.shownG);
    return line !== undefined && Math.abs(changeG - line.weightG) < NEAR_SPREADS * spreadG;
  };
  return hypotheses[0]?.open.findLast(isNear) ?? null;
}

/** Whether goods that were scanned have made the cart lighter, again and again: its cell is upside down. */
function isReversed(cart: SmartCart, { changeG, isRolled }: TrayStep): boolean {
  if (isRolled) return false;
  if (findComing(cart, changeG) !== null) cart.reversed = 0;
  else if (findComing(cart, -changeG) !== null) cart.reversed++;
  return cart.reversed === REVERSED_LEAST;
}

/** Of all lines of the same goods: which of them is meant nobody can tell. */
function takeConfirmation(cart: SmartCart, { lineId, timestampMs }: Confirmation): void {
  const goodsKey = cart.lines.get(lineId)?.goodsKey;
  for (const [other, line] of cart.lines) {
    if (line.goodsKey === goodsKey) cart.confirmedMs.set(other, timestampMs);
  }
}

function takeFault(cart: SmartCart, { timestampMs }: TrayFault): void {
  cart.faultSinceMs ??= timestampMs;
}

function listInside({ hypotheses, lines }: SmartCart): string[] {
  return [...lines.keys()].filter(
    (lineId) => weighCart(hypotheses, (one) => isInside(one, lineId)) > 0.5,
  );
}

/** log evidence of what was seen, for tests: weights always sum to one. */
export function sumWeights({ hypotheses }: SmartCart): number {
  return Math.exp(logSumExp(hypotheses.map(({ logWeight }) => logWeight)));
}
