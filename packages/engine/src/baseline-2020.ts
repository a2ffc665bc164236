/**
 * The rules of the program that won the CPS-IoT Week 2020 checkout competition (CPS-IoT), rewritten from
 * their description (mean F1 0.844 on its organisers' 30 recordings), to measure the engine
 * against. Its weaknesses are kept on purpose: it triggers on a shelf's sum, decides at once,
 * never revises, and is always sure.
 */

import { normalCdf } from "@saunter/numerics/statistics";
import type { EngineOutput, EngineResult } from "./engine-types.ts";
import type { JointFrame, Observation, PlateBatch } from "./observation.ts";
import { JOINT_NAMES, JOINT_STRIDE } from "./observation.ts";
import type { Interaction, Receipt, ReceiptLine } from "./receipt-types.ts";
import type { Facing, Product, ShopModel } from "./shop-model.ts";
import { formatPlateKey } from "./shop-model.ts";

/** Samples in the sliding mean and deviation: one second at 60 Hz. */
const WINDOW_SAMPLES = 60;
const TRIGGER_STD_G = 20;
const RUN_SAMPLES_MIN = 30;
const MEAN_CHANGE_MIN_G = 10;
/** A plate takes part in a removal from this share of the shelf's lightest product on. */
const ACTIVE_SHARE_OF_LIGHTEST = 1 / 3;
const ARRANGEMENT_SHARE = 0.8;
const WEIGHT_SHARE = 0.2;
const WEIGHT_STD_G = 10;
const REMOVAL_WEIGHT_SHARE_MIN = 0.4;
const PUTBACK_WEIGHT_SHARE_MIN = 0.75;
/** A plate with this share of a put-back's weight increase is taken to hold the product from then on. */
const PUTBACK_PLATE_SHARE_MIN = 0.2;
const JOINT_SCORE_MIN = 0.8;
/** The peak's frame is at most a window old when it is looked up; the rest is for late joints. */
const FRAME_HISTORY_MS = 3000;

const REACH_JOINTS = [
  JOINT_NAMES.indexOf("head"),
  JOINT_NAMES.indexOf("l_wrist"),
  JOINT_NAMES.indexOf("r_wrist"),
];

interface Run {
  samples: number;
  readonly plateMeansFirstG: Float64Array;
  readonly plateMeansLastG: Float64Array;
  peakStdG: number;
  peakMs: number;
  peakFrame: JointFrame | null;
}

interface ShelfState {
  readonly gondola: number;
  readonly shelf: number;
  readonly plateCount: number;
  readonly windowMs: number;
  /** The last samples, row-major [WINDOW_SAMPLES, plateCount]. */
  readonly windowG: Float64Array;
  readonly windowTotalG: Float64Array;
  readonly plateSumsG: Float64Array;
  filled: number;
  next: number;
  run: Run | null;
}

interface PlatePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface Baseline {
  readonly shop: ShopModel;
  /** Products that a plate may hold, by plate key: the planogram, and what was put back since. */
  readonly barcodesByPlate: Map<string, Set<string>>;
  readonly pointByPlate: ReadonlyMap<string, PlatePoint>;
  readonly shelves: Map<string, ShelfState>;
  readonly frames: JointFrame[];
  /** Carts by shopper in order of first sight; the key null is used where nobody is tracked. */
  readonly carts: Map<string | null, Map<string, number>>;
  readonly interactions: Interaction[];
  timestampMs: number;
}

/** What one run of a shelf came to: the change of each plate and the moments it rests on. */
interface ShelfEvent {
  readonly gondola: number;
  readonly shelf: number;
  /** Grams by plate number; index 0 unused. */
  readonly changesG: Float64Array;
  readonly peakMs: number;
  readonly peakFrame: JointFrame | null;
  readonly settledMs: number;
  readonly decidedMs: number;
}

/** One product taken from or put on some plates of a shelf, by one shopper. */
interface Decision {
  readonly kind: "pick" | "putback";
  readonly targetId: string | null;
  readonly barcode: string;
  readonly quantity: number;
  readonly weightG: number;
  readonly plates: readonly number[];
  readonly probability: number;
}

/** A baseline that has seen nothing yet. The shop is not changed; put-backs are kept aside. */
export function createBaseline(shop: ShopModel): Baseline {
  const barcodesByPlate = new Map<string, Set<string>>();
  const pointByPlate = new Map<string, PlatePoint>();
  for (const facing of shop.facings) {
    for (const [index, plate] of facing.plates.entries()) {
      const key = formatPlateKey(facing.gondola, facing.shelf, plate);
      if (facing.barcode !== null) addBarcode(barcodesByPlate, key, facing.barcode);
      const point = locatePlate(facing, index);
      if (point !== null) pointByPlate.set(key, point);
    }
  }
  return {
    shop,
    barcodesByPlate,
    pointByPlate,
    shelves: new Map(),
    frames: [],
    carts: new Map(),
    interactions: [],
    timestampMs: Number.NEGATIVE_INFINITY,
  };
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepBaseline(state: Baseline, observation: Observation): EngineOutput[] {
  if (observation.kind === "joints") {
    state.timestampMs = Math.max(state.timestampMs, observation.timestampMs);
    rememberFrame(state, observation);
    return [];
  }
  const outputs: EngineOutput[] = [];
  for (let shelf = 1; shelf < observation.shelfCount; shelf++) {
    const shelfState = openShelf(state, observation, shelf);
    for (let sample = 0; sample < observation.sampleCount; sample++) {
      const sampleMs = observation.timestampMs + (sample * 1000) / observation.sampleRateHz;
      state.timestampMs = Math.max(state.timestampMs, sampleMs);
      pushSample(shelfState, observation, sample);
      const event = advanceRun(state, shelfState, sampleMs);
      if (event !== null) decideEvent(state, event, outputs);
    }
  }
  return outputs;
}

/** The stream has ended: a run that is still open ends with it. */
export function finishBaseline(state: Baseline): EngineResult {
  for (const shelf of state.shelves.values()) {
    const event = closeRun(shelf, state.timestampMs);
    if (event !== null) decideEvent(state, event, []);
  }
  const receipts = [...state.carts].map(([targetId, cart]): Receipt => {
    return {
      targetId,
      products: listLines(cart),
      probabilityExact: 1,
      needsReview: false,
      reasons: [],
      faults: [],
      unclear: [],
    };
  });
  return {
    receipts,
    interactions: [...state.interactions],
    warnings: [],
    findings: [],
    outputs: [],
  };
}

function addBarcode(barcodesByPlate: Map<string, Set<string>>, key: string, barcode: string): void {
  const barcodes = barcodesByPlate.get(key);
  if (barcodes === undefined) barcodesByPlate.set(key, new Set([barcode]));
  else barcodes.add(barcode);
}

/** The centre of a facing's n-th plate, metres, or null where the planogram gives no place. */
function locatePlate(facing: Facing, index: number): PlatePoint | null {
  const place = facing.place;
  if (place === null) return null;
  const along = (place.widthM / facing.plates.length) * (index + 0.5);
  const into = place.depthM / 2;
  const cos = Math.cos(place.yawRad);
  const sin = Math.sin(place.yawRad);
  return {
    x: place.x + along * cos - into * sin,
    y: place.y + along * sin + into * cos,
    z: place.z,
  };
}

function rememberFrame(state: Baseline, frame: JointFrame): void {
  for (const { shopperId } of frame.shoppers) {
    if (!state.carts.has(shopperId)) state.carts.set(shopperId, new Map());
  }
  state.frames.push(frame);
  const oldestMs = frame.timestampMs - FRAME_HISTORY_MS;
  while (state.frames.length > 1 && state.frames[0].timestampMs < oldestMs) state.frames.shift();
}

function openShelf(state: Baseline, batch: PlateBatch, shelf: number): ShelfState {
  const key = `${batch.gondola}/${shelf}`;
  const known = state.shelves.get(key);
  if (known !== undefined && known.plateCount === batch.plateCount) return known;
  const opened: ShelfState = {
    gondola: batch.gondola,
    shelf,
    plateCount: batch.plateCount,
    windowMs: (WINDOW_SAMPLES * 1000) / batch.sampleRateHz,
    windowG: new Float64Array(WINDOW_SAMPLES * batch.plateCount),
    windowTotalG: new Float64Array(WINDOW_SAMPLES),
    plateSumsG: new Float64Array(batch.plateCount),
    filled: 0,
    next: 0,
    run: null,
  };
  state.shelves.set(key, opened);
  return opened;
}

/** Replaces the window's oldest sample. A reading that is not a number repeats the one before. */
function pushSample(shelf: ShelfState, batch: PlateBatch, sample: number): void {
  const { plateCount, windowG, plateSumsG } = shelf;
  const from = (sample * batch.shelfCount + shelf.shelf) * plateCount;
  const row = shelf.next * plateCount;
  const rowBefore = ((shelf.next + WINDOW_SAMPLES - 1) % WINDOW_SAMPLES) * plateCount;
  let totalG = 0;
  for (let plate = 1; plate < plateCount; plate++) {
    const readG = batch.samplesG[from + plate];
    const levelG = Number.isFinite(readG) ? readG : windowG[rowBefore + plate];
    plateSumsG[plate] += levelG - windowG[row + plate];
    windowG[row + plate] = levelG;
    totalG += levelG;
  }
  shelf.windowTotalG[shelf.next] = totalG;
  shelf.next = (shelf.next + 1) % WINDOW_SAMPLES;
  shelf.filled = Math.min(shelf.filled + 1, WINDOW_SAMPLES);
}

/** Rule 1: opens, lengthens or closes the shelf's run; a closed one that counts is an event. */
function advanceRun(state: Baseline, shelf: ShelfState, sampleMs: number): ShelfEvent | null {
  if (shelf.filled < WINDOW_SAMPLES) return null;
  const stdG = measureWindowStd(shelf.windowTotalG);
  if (stdG <= TRIGGER_STD_G) return closeRun(shelf, sampleMs);
  const plateMeansG = shelf.plateSumsG.map((sumG) => sumG / WINDOW_SAMPLES);
  shelf.run ??= {
    samples: 0,
    plateMeansFirstG: plateMeansG,
    plateMeansLastG: plateMeansG.slice(),
    peakStdG: 0,
    peakMs: sampleMs,
    peakFrame: null,
  };
  const run = shelf.run;
  run.samples++;
  run.plateMeansLastG.set(plateMeansG);
  if (stdG > run.peakStdG) {
    // The deviation is greatest when the step stands in the window's middle.
    run.peakStdG = stdG;
    run.peakMs = sampleMs - shelf.windowMs / 2;
    run.peakFrame = findFrameBefore(state.frames, run.peakMs);
  }
  return null;
}

/** The event that the shelf's open run comes to, or null where it is too short or too light. */
function closeRun(shelf: ShelfState, sampleMs: number): ShelfEvent | null {
  const run = shelf.run;
  shelf.run = null;
  if (run === null || run.samples < RUN_SAMPLES_MIN) return null;
  const changesG = run.plateMeansLastG.map((lastG, plate) => lastG - run.plateMeansFirstG[plate]);
  if (Math.abs(sum(changesG)) <= MEAN_CHANGE_MIN_G) return null;
  return {
    gondola: shelf.gondola,
    shelf: shelf.shelf,
    changesG,
    peakMs: run.peakMs,
    peakFrame: run.peakFrame,
    // Nothing moves in the window any more, so it was at rest from the window's start.
    settledMs: sampleMs - shelf.windowMs,
    decidedMs: sampleMs,
  };
}

function measureWindowStd(totalsG: Float64Array): number {
  const meanG = sum(totalsG) / totalsG.length;
  let squares = 0;
  for (const totalG of totalsG) squares += (totalG - meanG) ** 2;
  return Math.sqrt(squares / totalsG.length);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function findFrameBefore(frames: readonly JointFrame[], timestampMs: number): JointFrame | null {
  return frames.findLast((frame) => frame.timestampMs < timestampMs) ?? null;
}

function decideEvent(state: Baseline, event: ShelfEvent, outputs: EngineOutput[]): void {
  const decisions =
    sum(event.changesG) < 0 ? decidePicks(state, event) : decidePutback(state, event);
  for (const decision of decisions) outputs.push(...applyDecision(state, event, decision));
}

/** Rules 2, 3 and 5 for a removal: each group of plates is one product of one shopper. */
function decidePicks(state: Baseline, event: ShelfEvent): Decision[] {
  const decisions: Decision[] = [];
  for (const plates of splitRemoval(state, event)) {
    const choice = chooseProduct(state, event, plates);
    if (choice === null) continue;
    const shopper = findShopper(state, event, plates);
    if (shopper === undefined) continue;
    decisions.push({ kind: "pick", targetId: shopper, plates, ...choice });
  }
  return decisions;
}

/** Rule 2. Groups of plate numbers, each ascending. */
function splitRemoval(state: Baseline, event: ShelfEvent): number[][] {
  const lightestG = findLightestG(state, event);
  const groups: number[][] = [];
  for (let plate = 1; plate < event.changesG.length; plate++) {
    if (-event.changesG[plate] < lightestG * ACTIVE_SHARE_OF_LIGHTEST) continue;
    const group = groups.at(-1);
    const neighbour = group?.at(-1) === plate - 1;
    if (neighbour && sharesProduct(state, event, plate - 1, plate)) group!.push(plate);
    else groups.push([plate]);
  }
  return groups;
}

/** Weight of the lightest product that the shelf may hold; infinite where there is none. */
function findLightestG(state: Baseline, event: ShelfEvent): number {
  let lightestG = Number.POSITIVE_INFINITY;
  for (let plate = 1; plate < event.changesG.length; plate++) {
    for (const barcode of listPlateBarcodes(state, event, plate)) {
      const weightG = state.shop.products.get(barcode)?.weightG ?? Number.NaN;
      if (weightG < lightestG) lightestG = weightG;
    }
  }
  return lightestG;
}

function listPlateBarcodes(state: Baseline, event: ShelfEvent, plate: number): ReadonlySet<string> {
  const key = formatPlateKey(event.gondola, event.shelf, plate);
  return state.barcodesByPlate.get(key) ?? new Set();
}

function sharesProduct(state: Baseline, event: ShelfEvent, a: number, b: number): boolean {
  const onB = listPlateBarcodes(state, event, b);
  return [...listPlateBarcodes(state, event, a)].some((barcode) => onB.has(barcode));
}

/** Rule 3: the product of the whole catalogue that explains the change best, and how many. */
function chooseProduct(
  state: Baseline,
  event: ShelfEvent,
  plates: readonly number[],
): Pick<Decision, "barcode" | "quantity" | "weightG" | "probability"> | null {
  const changeG = -sum(plates.map((plate) => event.changesG[plate]));
  let best: Product | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const product of state.shop.products.values()) {
    const onProductG = plates
      .filter((plate) => listPlateBarcodes(state, event, plate).has(product.barcode))
      .reduce((totalG, plate) => totalG - event.changesG[plate], 0);
    const weightScore = measureOverlap(changeG - product.weightG);
    const score = (ARRANGEMENT_SHARE * onProductG) / changeG + WEIGHT_SHARE * weightScore;
    if (score > bestScore) {
      best = product;
      bestScore = score;
    }
  }
  if (best === null || changeG < REMOVAL_WEIGHT_SHARE_MIN * best.weightG) return null;
  const counted = Math.round(changeG / best.weightG);
  return {
    barcode: best.barcode,
    quantity: Number.isFinite(counted) ? Math.max(1, counted) : 1,
    weightG: changeG,
    probability: 1,
  };
}

/** Area shared by two normal densities of deviation 10 g, means `distanceG` apart; 0 for NaN. */
function measureOverlap(distanceG: number): number {
  if (Number.isNaN(distanceG)) return 0;
  return 2 * normalCdf(-Math.abs(distanceG) / (2 * WEIGHT_STD_G));
}

/** Rules 4 and 5 for a weight increase: one product from the cart of the shopper who is nearest. */
function decidePutback(state: Baseline, event: ShelfEvent): Decision[] {
  const plates = [...event.changesG.keys()].slice(1);
  const shopper = findShopper(state, event, plates);
  if (shopper === undefined) return [];
  const riseG = sum(event.changesG);
  let best: { barcode: string; quantity: number; weightG: number } | null = null;
  for (const [barcode, held] of state.carts.get(shopper) ?? []) {
    const unitG = state.shop.products.get(barcode)?.weightG ?? Number.NaN;
    for (let quantity = 1; quantity <= held; quantity++) {
      const weightG = unitG * quantity;
      if (Number.isNaN(weightG)) continue;
      if (best === null || Math.abs(riseG - weightG) < Math.abs(riseG - best.weightG)) {
        best = { barcode, quantity, weightG };
      }
    }
  }
  if (best === null || riseG < PUTBACK_WEIGHT_SHARE_MIN * best.weightG) return [];
  const touched = plates.filter(
    (plate) => event.changesG[plate] >= PUTBACK_PLATE_SHARE_MIN * riseG,
  );
  for (const plate of touched) {
    const key = formatPlateKey(event.gondola, event.shelf, plate);
    addBarcode(state.barcodesByPlate, key, best.barcode);
  }
  const { barcode, quantity } = best;
  return [
    {
      kind: "putback",
      targetId: shopper,
      barcode,
      quantity,
      weightG: riseG,
      plates: touched,
      probability: 1,
    },
  ];
}

/**
 * Rule 5: the shopper whose head or wrist was nearest to the plate that changed most, in the last
 * frame before the peak. null where nobody was ever tracked; undefined where it is not known.
 */
function findShopper(
  state: Baseline,
  event: ShelfEvent,
  plates: readonly number[],
): string | null | undefined {
  if (state.frames.length === 0) return null;
  let mostG = 0;
  let plateMost = 0;
  for (const plate of plates) {
    if (Math.abs(event.changesG[plate]) <= mostG) continue;
    mostG = Math.abs(event.changesG[plate]);
    plateMost = plate;
  }
  const point = state.pointByPlate.get(formatPlateKey(event.gondola, event.shelf, plateMost));
  if (point === undefined) return undefined;
  let nearest: string | undefined;
  let nearestM = Number.POSITIVE_INFINITY;
  for (const { shopperId, joints } of event.peakFrame?.shoppers ?? []) {
    for (const joint of REACH_JOINTS) {
      const at = joint * JOINT_STRIDE;
      if (!(joints[at + 3] > JOINT_SCORE_MIN)) continue;
      const distanceM = Math.hypot(
        joints[at] - point.x,
        joints[at + 1] - point.y,
        joints[at + 2] - point.z,
      );
      if (distanceM < nearestM) {
        nearestM = distanceM;
        nearest = shopperId;
      }
    }
  }
  return nearest;
}

function applyDecision(state: Baseline, event: ShelfEvent, decision: Decision): EngineOutput[] {
  const { targetId, barcode, quantity } = decision;
  const cart = state.carts.get(targetId) ?? new Map<string, number>();
  state.carts.set(targetId, cart);
  const left = (cart.get(barcode) ?? 0) + (decision.kind === "pick" ? quantity : -quantity);
  if (left > 0) cart.set(barcode, left);
  else cart.delete(barcode);
  const interaction: Interaction = {
    id: String(state.interactions.length + 1),
    ...decision,
    timestampMs: event.peakMs,
    decidedMs: event.decidedMs,
    settledMs: event.settledMs,
    gondola: event.gondola,
    shelf: event.shelf,
    giverId: null,
    alternatives: [],
  };
  state.interactions.push(interaction);
  const timestampMs = event.decidedMs;
  return [
    { kind: "interaction", status: "final", interaction },
    { kind: "cart", timestampMs, targetId, lines: listLines(cart), probability: 1 },
  ];
}

function listLines(cart: ReadonlyMap<string, number>): ReceiptLine[] {
  return [...cart].map(([barcode, quantity]) => ({ barcode, quantity }));
}
