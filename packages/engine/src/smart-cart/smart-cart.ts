/**
 * The engine of a smart cart: readings and scans in; what lies in the cart, questions and doubt out.
 *
 * `stepSmartCart` changes its state in place and reads no clock.
 */
import { logSumExp, studentLogDensity } from "@saunter/numerics/statistics";
import { DEFAULT_SMART_CART, type SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Product } from "../shop-model.ts";
import {
  type CartHypothesis,
  EMPTY_CART,
  type Held,
  pruneCart,
  weighCart,
} from "./cart-hypotheses.ts";
import type {
  CartObservation,
  OwnThings,
  Removal,
  Scan,
  TrayBatch,
  TrayStep,
} from "./cart-observation.ts";
import {
  type CartLine,
  createGoodsDensity,
  explainChange,
  weighForce,
  weighOwnThing,
} from "./explain-change.ts";
import { createTrayScale, pushTray, readTray, type TrayScale } from "./tray-scale.ts";

/** What the screen asks once. */
export interface CartQuestion {
  readonly kind: "question";
  /**
   * - `not-scanned`: something lies in the cart that is on no line
   * - `not-in-cart`: a line's goods were never put in
   * - `taken-out`: a line's goods were taken out again
   * - `other-goods`: what lies there is not what was scanned
   */
  readonly about: "not-scanned" | "not-in-cart" | "taken-out" | "other-goods";
  readonly lineId: string | null;
  readonly weightG: number;
  readonly probability: number;
  readonly timestampMs: number;
}

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

export type CartOutput =
  | CartQuestion
  | CartChange
  | { readonly kind: "warning"; readonly code: string; readonly message: string };

/** How sure a bill is. */
export interface CartDoubt {
  /** The bill is what lies in the cart. */
  readonly probabilityExact: number;
  /** Something lies in it that is not on the bill, or is dearer. */
  readonly probabilityMissing: number;
  /** Something is on the bill that does not lie in it. */
  readonly probabilityTooMuch: number;
}

export interface SmartCart {
  readonly parameters: SmartCartParameters;
  readonly products: ReadonlyMap<string, Product>;
  readonly weighGoods: (weightG: number) => number;
  readonly trays: Map<number, TrayScale>;
  readonly lines: Map<string, CartLine>;
  hypotheses: CartHypothesis[];
  before: TrayStep | null;
  /** Up to when forces have been weighed. */
  advancedMs: number;
  /** When something was scanned last. */
  scannedMs: number;
  nowMs: number;
  readonly asked: Set<string>;
}

export function createSmartCart(
  products: ReadonlyMap<string, Product>,
  parameters: SmartCartParameters = DEFAULT_SMART_CART,
): SmartCart {
  const weightsG = [...products.values()].map(({ weightG }) => weightG);
  return {
    parameters,
    products,
    weighGoods: createGoodsDensity(weightsG, parameters),
    trays: new Map(),
    lines: new Map(),
    hypotheses: [EMPTY_CART],
    before: null,
    advancedMs: Number.NEGATIVE_INFINITY,
    scannedMs: Number.NEGATIVE_INFINITY,
    nowMs: Number.NEGATIVE_INFINITY,
    asked: new Set(),
  };
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepSmartCart(cart: SmartCart, observation: CartObservation): CartOutput[] {
  const outputs: CartOutput[] = [];
  switch (observation.kind) {
    case "weights":
      takeWeights(cart, observation, outputs);
      break;
    case "scan":
      takeScan(cart, observation);
      break;
    case "removal":
      takeRemoval(cart, observation);
      break;
    case "own":
      takeOwn(cart, observation);
      break;
    case "step":
      takeStep(cart, observation.step);
      break;
    default:
      observation satisfies never;
  }
  cart.nowMs = Math.max(cart.nowMs, observation.timestampMs);
  outputs.push(...ask(cart));
  return outputs;
}

function takeWeights(cart: SmartCart, batch: TrayBatch, outputs: CartOutput[]): void {
  let tray = cart.trays.get(batch.tray);
  if (tray === undefined) {
    tray = createTrayScale(cart.parameters);
    cart.trays.set(batch.tray, tray);
  }
  const warn = (code: string, message: string): void => {
    outputs.push({ kind: "warning", code, message });
  };
  const endMs = batch.timestampMs + (1000 * batch.samplesG.length) / batch.sampleRateHz;
  for (const step of pushTray(tray, batch, warn)) {
    takeStep(cart, step);
    outputs.push({
      kind: "change",
      settledMs: step.settledMs,
      timestampMs: endMs,
      changeG: step.changeG,
      levelG: readTray(tray),
      tray: batch.tray,
      step,
      inside: listInside(cart),
    });
  }
  cart.nowMs = Math.max(cart.nowMs, endMs);
}

function takeStep(cart: SmartCart, step: TrayStep): void {
  const { before, lines, parameters, weighGoods } = cart;
  const scene = { before, lines, parameters, weighGoods };
  cart.before = step;
  advanceForces(cart, step.settledMs);
  cart.hypotheses = pruneCart(cart.hypotheses.flatMap((one) => explainChange(scene, step, one)));
}

/** Hands let go in the end: the longer a force is on, the less likely it is one. */
function advanceForces(cart: SmartCart, nowMs: number): void {
  const { advancedMs, parameters } = cart;
  cart.advancedMs = nowMs;
  cart.hypotheses = pruneCart(
    cart.hypotheses.map((one) => {
      let { logWeight } = one;
      for (const { kind, sinceMs } of one.held) {
        if (kind !== "force") continue;
        logWeight += weighLasting(parameters, sinceMs, nowMs);
        logWeight -= weighLasting(parameters, sinceMs, advancedMs);
      }
      return { ...one, logWeight };
    }),
  );
}

/** log probability that a force is still on. */
function weighLasting(
  { forceLogMin, forceMeanS }: SmartCartParameters,
  sinceMs: number,
  nowMs: number,
): number {
  return Math.max(forceLogMin, -Math.max(0, nowMs - sinceMs) / 1000 / forceMeanS);
}

/** A line more: its goods are still to come, or lie in the cart already. */
function takeScan(cart: SmartCart, scan: Scan): void {
  const { lines, parameters, products } = cart;
  const product = products.get(scan.barcode);
  const weightG = scan.weightG ?? (product?.weightG ?? Number.NaN) * scan.quantity;
  const { itemSpread, itemSpreadG, putFirst } = parameters;
  const spread = scan.weightG === undefined ? itemSpread / Math.sqrt(scan.quantity) : 0;
  const line: CartLine = {
    barcode: scan.barcode,
    scannedMs: scan.timestampMs,
    weightG,
    spreadG: Math.hypot(spread * weightG, itemSpreadG),
  };
  lines.set(scan.lineId, line);
  cart.hypotheses = pruneCart(
    cart.hypotheses.flatMap((one) => {
      const inside = one.held.filter(
        ({ kind, sinceMs }) => kind === "unscanned" && sinceMs > cart.scannedMs,
      );
      const stays = {
        ...one,
        logWeight: one.logWeight + (inside.length > 0 ? Math.log(1 - putFirst) : 0),
        open: [...one.open, scan.lineId],
      };
      const later = one.held.filter((held) => held.kind === "unscanned" && !inside.includes(held));
      const found = [
        ...inside.map((held) => ({ held, log: Math.log(putFirst / inside.length) })),
        ...later.map((held) => ({ held, log: Math.log(putFirst / 2 / later.length) })),
      ];
      return [stays, ...found.map(({ held, log }) => takeFor(cart, one, held, scan.lineId, log))];
    }),
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
  const { barcode, spreadG, weightG } = lines.get(lineId)!;
  const density = Number.isNaN(weightG)
    ? held.logDensity
    : studentLogDensity(
        held.weightG,
        weightG,
        Math.hypot(spreadG, held.errorG),
        parameters.weightTail,
      );
  const own: Held = { ...held, kind: "line", lineId, barcode };
  return {
    ...hypothesis,
    logWeight: hypothesis.logWeight + log + density - held.logDensity,
    held: hypothesis.held.map((one) => (one === held ? own : one)),
  };
}

function takeRemoval(cart: SmartCart, { lineId }: Removal): void {
  const { parameters } = cart;
  cart.hypotheses = pruneCart(
    cart.hypotheses.map((one) => {
      const isInside = one.held.some((held) => held.lineId === lineId);
      return {
        logWeight: one.logWeight + (isInside ? Math.log(parameters.removesInside) : 0),
        open: one.open.filter((other) => other !== lineId),
        out: one.out.filter((other) => other !== lineId),
        held: one.held.map((held) =>
          held.lineId === lineId ? { ...held, kind: "unscanned" as const, lineId: null } : held,
        ),
      };
    }),
  );
  cart.lines.delete(lineId);
}

/** People say so of what is theirs, and some of goods; of a hand they say nothing. */
function takeOwn(cart: SmartCart, { timestampMs }: OwnThings): void {
  const { lines, parameters } = cart;
  const { ownFirst, ownLater, saysOwnOfGoods } = parameters;
  const before = Math.log(lines.size === 0 ? ownFirst : ownLater);
  cart.hypotheses = pruneCart(
    cart.hypotheses.flatMap((one) => {
      const hasOwn = one.held.some(({ kind }) => kind === "own");
      const stays = {
        ...one,
        logWeight: one.logWeight + (hasOwn ? 0 : Math.log(saysOwnOfGoods)),
        held: one.held.map(declare),
      };
      const forces = one.held.filter(({ kind, weightG }) => kind === "force" && weightG > 0);
      const named = forces.map((force) => {
        const logDensity = weighOwnThing(parameters, force.weightG);
        const own = { ...force, kind: "own" as const, logDensity };
        return {
          ...one,
          logWeight:
            one.logWeight +
            before +
            logDensity -
            weighForce(parameters, force.weightG) -
            weighLasting(parameters, force.sinceMs, timestampMs),
          held: one.held.map((held) => declare(held === force ? own : held)),
        };
      });
      return [stays, ...named];
    }),
  );
}

function declare(held: Held): Held {
  return held.kind === "own" ? { ...held, isDeclared: true } : held;
}

function listInside(cart: SmartCart): string[] {
  return [...cart.lines.keys()].filter(
    (lineId) =>
      weighCart(cart.hypotheses, (one) => one.held.some((held) => held.lineId === lineId)) > 0.5,
  );
}

/** What is to be asked now, each thing once. */
function ask(cart: SmartCart): CartQuestion[] {
  const { asked, hypotheses, nowMs, parameters } = cart;
  const { askAfterMs, askOpenAfterMs, askProbability } = parameters;
  const questions: CartQuestion[] = [];
  const add = (
    key: string,
    about: CartQuestion["about"],
    lineId: string | null,
    weightG: number,
    isSo: (one: CartHypothesis) => boolean,
  ): void => {
    if (asked.has(key)) return;
    const probability = weighCart(hypotheses, isSo);
    if (probability < askProbability) return;
    asked.add(key);
    questions.push({ kind: "question", about, lineId, weightG, probability, timestampMs: nowMs });
  };
  const [best] = hypotheses;
  for (const held of best?.held ?? []) {
    if (held.lineId !== null || nowMs - held.sinceMs < askAfterMs || held.weightG <= 0) continue;
    const isThere = (one: CartHypothesis): boolean =>
      one.held.some(
        (other) => other.lineId === null && other.sinceMs === held.sinceMs && !other.isDeclared,
      );
    add(`not-scanned ${held.sinceMs}`, "not-scanned", null, held.weightG, isThere);
  }
  for (const [lineId, line] of cart.lines) {
    if (nowMs - line.scannedMs < askAfterMs) continue;
    const isOpen = (one: CartHypothesis): boolean => one.open.includes(lineId);
    const isOut = (one: CartHypothesis): boolean => one.out.includes(lineId);
    const isOther = (one: CartHypothesis): boolean =>
      one.held.some((held) => held.kind === "other" && held.lineId === lineId);
    if (nowMs - line.scannedMs > askOpenAfterMs) {
      add(`open ${lineId}`, "not-in-cart", lineId, line.weightG, isOpen);
    }
    add(`out ${lineId}`, "taken-out", lineId, line.weightG, isOut);
    add(`other ${lineId}`, "other-goods", lineId, line.weightG, isOther);
  }
  return questions;
}

/** How sure the bill is now. */
export function weighDoubt(cart: SmartCart): CartDoubt {
  advanceForces(cart, cart.nowMs);
  const { hypotheses } = cart;
  const isMissing = (one: CartHypothesis): boolean =>
    one.held.some(
      ({ isDeclared, kind }) =>
        kind === "unscanned" || kind === "other" || (kind === "own" && !isDeclared),
    );
  const isTooMuch = ({ open, out }: CartHypothesis): boolean => open.length + out.length > 0;
  return {
    probabilityExact: weighCart(hypotheses, (one) => !isMissing(one) && !isTooMuch(one)),
    probabilityMissing: weighCart(hypotheses, isMissing),
    probabilityTooMuch: weighCart(hypotheses, isTooMuch),
  };
}

/** log evidence of what was seen, for tests: weights always sum to one. */
export function sumWeights({ hypotheses }: SmartCart): number {
  return Math.exp(logSumExp(hypotheses.map(({ logWeight }) => logWeight)));
}
