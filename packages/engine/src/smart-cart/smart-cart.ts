/**
 * The engine of a smart cart: readings and scans in; what lies in the cart, questions and how certain they are out.
 *
 * `stepSmartCart` changes its state in place and reads no clock.
 */
import { logistic, logSumExp, studentLogDensity } from "@saunter/numerics/statistics";
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
  TrayFault,
  TrayStep,
} from "./cart-observation.ts";
import { type CartLine, explainChange, weighForce } from "./explain-change.ts";
import { createGoodsDensity, weighOwnThing } from "./goods-density.ts";
import {
  createTrayScale,
  findProvisional,
  pushTray,
  readTray,
  type TrayScale,
} from "./tray-scale.ts";

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
  | { readonly kind: "warning"; readonly code: string; readonly message: string };

/** How sure a bill is. */
export interface CartCertainty {
  /** The bill is what lies in the cart. */
  readonly probabilityExact: number;
  /** Something lies in it that is not on the bill, or is dearer. */
  readonly probabilityMissing: number;
  /** Something is on the bill that does not lie in it. */
  readonly probabilityTooMuch: number;
}

/** How often it is looked whether something is to be asked. */
const ASK_EVERY_MS = 250;
/** What comes weighs about what it should: spreads. */
const NEAR_SPREADS = 3;
/** Goods in a row that weigh less than nothing before the scale is taken to be upside down. */
const REVERSED_LEAST = 3;

export interface SmartCart {
  readonly parameters: SmartCartParameters;
  readonly products: ReadonlyMap<string, Product>;
  readonly weighGoods: (weightG: number) => number;
  readonly trays: Map<number, TrayScale>;
  readonly lines: Map<string, CartLine>;
  hypotheses: CartHypothesis[];
  before: TrayStep | null;
  /** Up to when it has been weighed how long things last. */
  advancedMs: number;
  /** When something was scanned last. */
  scannedMs: number;
  nowMs: number;
  readonly asked: Set<string>;
  /** Since when a scale cannot be relied on; what came or went since is not known. */
  faultSinceMs: number | null;
  /** Weight that went where what was scanned should have come, since something last came. */
  reversed: number;
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
    faultSinceMs: null,
    reversed: 0,
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
    case "fault":
      takeFault(cart, observation);
      break;
    default:
      observation satisfies never;
  }
  cart.nowMs = Math.max(cart.nowMs, observation.timestampMs);
  if (observation.kind !== "weights") outputs.push(...ask(cart));
  return outputs;
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
    takeSample(cart, tray, { ...batch, timestampMs, samplesG }, outputs);
    const isDue = Math.floor(cart.nowMs / ASK_EVERY_MS) !== Math.floor(timestampMs / ASK_EVERY_MS);
    cart.nowMs = Math.max(cart.nowMs, timestampMs);
    if (isDue) outputs.push(...ask(cart));
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
  for (const step of pushTray(tray, batch, warn)) {
    if (isReversed(cart, step)) {
      warn("upside-down", "weight goes where goods come");
      takeFault(cart, { kind: "fault", tray: batch.tray, timestampMs: step.settledMs });
    }
    takeStep(cart, step);
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
  const changeG = findProvisional(tray);
  if (changeG === null) return;
  const lineId = findComing(cart, changeG);
  outputs.push({ kind: "provisional", tray: batch.tray, timestampMs, changeG, lineId });
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

function takeFault(cart: SmartCart, { timestampMs }: TrayFault): void {
  cart.faultSinceMs ??= timestampMs;
}

function takeStep(cart: SmartCart, step: TrayStep): void {
  const { before, lines, parameters, weighGoods } = cart;
  const scene = { before, lines, parameters, weighGoods };
  cart.before = step;
  advanceTime(cart, step.settledMs);
  cart.hypotheses = pruneCart(cart.hypotheses.flatMap((one) => explainChange(scene, step, one)));
}

/** Hands let go in the end, and people say what is theirs: the longer they do not, the less likely it is so. */
function advanceTime(cart: SmartCart, nowMs: number): void {
  const { advancedMs, parameters } = cart;
  cart.advancedMs = nowMs;
  cart.hypotheses = pruneCart(
    cart.hypotheses.map((one) => {
      let { logWeight } = one;
      for (const held of one.held) {
        logWeight += weighLasting(parameters, held, nowMs);
        logWeight -= weighLasting(parameters, held, advancedMs);
      }
      return { ...one, logWeight };
    }),
  );
}

/** log probability that a force is still on, or that nobody has said yet that something is theirs. */
function weighLasting(
  { forceLogMin, forceMeanS, ownUnsaidLogMin, ownUnsaidMeanS }: SmartCartParameters,
  { isDeclared, kind, sinceMs }: Held,
  nowMs: number,
): number {
  const lastedS = Math.max(0, nowMs - sinceMs) / 1000;
  if (kind === "force") return Math.max(forceLogMin, -lastedS / forceMeanS);
  if (kind !== "own" || isDeclared) return 0;
  return Math.max(ownUnsaidLogMin, -lastedS / ownUnsaidMeanS);
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
  advanceTime(cart, timestampMs);
  const refund = (one: CartHypothesis): number =>
    one.held.reduce(
      (sum, held) => sum - (held.kind === "own" ? weighLasting(parameters, held, timestampMs) : 0),
      0,
    );
  cart.hypotheses = pruneCart(
    cart.hypotheses.flatMap((one) => {
      const hasOwn = one.held.some(({ kind }) => kind === "own");
      const stays = {
        ...one,
        logWeight: one.logWeight + (hasOwn ? refund(one) : Math.log(saysOwnOfGoods)),
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
            Math.log(parameters.force) -
            weighForce(parameters, force.weightG) -
            weighLasting(parameters, force, cart.advancedMs),
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
    if (held.lineId !== null || held.kind === "force" || nowMs - held.sinceMs < askAfterMs)
      continue;
    const isThere = (one: CartHypothesis): boolean =>
      one.held.some(
        (other) =>
          other.lineId === null &&
          other.kind !== "force" &&
          other.sinceMs === held.sinceMs &&
          !other.isDeclared,
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
export function weighCertainty(cart: SmartCart): CartCertainty {
  advanceTime(cart, cart.nowMs);
  const { hypotheses } = cart;
  const isMissing = (one: CartHypothesis): boolean =>
    one.held.some(({ kind }) => kind === "unscanned" || kind === "other");
  const isTooMuch = ({ open, out }: CartHypothesis): boolean => open.length + out.length > 0;
  const exact = weighCart(hypotheses, (one) => !isMissing(one) && !isTooMuch(one));
  const { exactAfterFault, exactOffset, exactSlope } = cart.parameters;
  const sure = logistic(exactOffset + exactSlope * toLogOdds(exact));
  const probabilityExact = cart.faultSinceMs === null ? sure : sure * exactAfterFault;
  const missing = weighCart(hypotheses, isMissing);
  const tooMuch = weighCart(hypotheses, isTooMuch);
  // What is not exact is either, or both, in the proportion in which the hypotheses have them.
  const share = (own: number): number =>
    exact < 1 - ODDS_LEAST ? Math.min(1, own / (1 - exact)) : 1;
  return {
    probabilityExact,
    probabilityMissing: (1 - probabilityExact) * share(missing),
    probabilityTooMuch: (1 - probabilityExact) * share(tooMuch),
  };
}

const ODDS_LEAST = 1e-9;

function toLogOdds(probability: number): number {
  const inside = Math.min(1 - ODDS_LEAST, Math.max(ODDS_LEAST, probability));
  return Math.log(inside / (1 - inside));
}

/** log evidence of what was seen, for tests: weights always sum to one. */
export function sumWeights({ hypotheses }: SmartCart): number {
  return Math.exp(logSumExp(hypotheses.map(({ logWeight }) => logWeight)));
}
