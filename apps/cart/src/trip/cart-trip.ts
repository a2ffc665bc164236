/** One use of a cart: what was kept of it, folded, and the engine that goes with it. */

import type { Product } from "@saunter/engine/shop-model";
import { type CartQuestion, isStillAsked } from "@saunter/engine/smart-cart/ask-shopper";
import {
  type CartHypothesis,
  type Held,
  weighCart,
} from "@saunter/engine/smart-cart/cart-hypotheses";
import type {
  CartObservation,
  TrayBatch,
  TrayStep,
} from "@saunter/engine/smart-cart/cart-observation";
import { advanceHypotheses, type SmartCart } from "@saunter/engine/smart-cart/cart-state";
import {
  type CartOutput,
  createSmartCart,
  stepSmartCart,
} from "@saunter/engine/smart-cart/smart-cart";
import {
  TRIP_LIMITS,
  type Trip,
  type TripChange,
  type TripQuestion,
} from "@saunter/protocol/smart-cart/trip";
import { ACTS_KNOWN_MAX, CHANGES_MAX, QUESTIONS_MAX } from "../cart-limits.ts";
import type {
  CartEvent,
  CartRecord,
  KnownGoods,
  LinePart,
  ListItem,
  ShopNews,
  SimulatedThings,
} from "./cart-record.ts";

export interface CartLine {
  readonly lineId: string;
  readonly gtin: string;
  readonly name: string;
  quantity: number;
  /** As the engine knows it. */
  parts: readonly LinePart[];
  readonly weightG: number | null;
  /** With its container. */
  readonly grossG: number | null;
  /** Price on a label, which is charged. */
  readonly labelMinor?: number;
  readonly unitMinor: number | null;
  readonly memberUnitMinor?: number;
  readonly depositMinor: number;
  readonly scannedMs: number;
  isRemoved: boolean;
}

export interface Asked {
  readonly questionId: string;
  readonly key: string;
  readonly about: TripQuestion["about"];
  readonly lineId: string | null;
  readonly partId: string | null;
  readonly weightG: number;
  readonly askedMs: number;
  answer: TripQuestion["answer"];
}

/** What is about to have come, and is shown at once: it may turn out to be something else. */
export interface Provisional {
  readonly lineId: string | null;
  readonly changeG: number;
  readonly atMs: number;
}

export interface CartTrip {
  engine: SmartCart;
  tripId: string | null;
  startedMs: number;
  status: "free" | "shopping" | "at-lane" | "ended" | "abandoned";
  readonly lines: Map<string, CartLine>;
  questions: Asked[];
  changes: TripChange[];
  ownSaidMs: readonly number[];
  /** When the shopper said last that a line's goods are in the cart, by line. */
  readonly confirmedMs: Map<string, number>;
  laneId: string | null;
  payer: string | null;
  helpCalledMs: number | null;
  taredG: number;
  language: string;
  list: readonly ListItem[];
  news: ShopNews | null;
  /** As kept last, by tray, grams. */
  readonly levelsG: Map<number, number>;
  simulated: SimulatedThings;
  /** The tray of the last step. */
  stepTray: number;
  /** Last states of earlier trips that the shop does not know yet, by trip. */
  readonly owed: Map<string, Trip>;
  /** Acts of the screen that were done, in their order. */
  readonly acts: Set<string>;
  /** By tray. */
  readonly provisional: Map<number, Provisional>;
  /** Trays on which weight goes where goods come. */
  readonly upsideDown: Set<number>;
  /** The last boot that the shop has answered. */
  answeredBootId: string | null;
  /** Records of this trip, by which reports are numbered over restarts. */
  recordCount: number;
  lastMs: number;
  /** When somebody did something with it last, or it ended. */
  activeMs: number;
  /** What the engine has asked of this trip. */
  readonly askedKeys: Set<string>;
  /** Weights of the catalogue, which may change: those of a trip's goods stay. */
  products: Map<string, Product>;
}

export function createCartTrip(language: string): CartTrip {
  const products = new Map<string, Product>();
  return {
    engine: createSmartCart(products),
    tripId: null,
    startedMs: 0,
    status: "free",
    lines: new Map(),
    questions: [],
    changes: [],
    ownSaidMs: [],
    confirmedMs: new Map(),
    laneId: null,
    payer: null,
    helpCalledMs: null,
    taredG: 0,
    language,
    list: [],
    news: null,
    levelsG: new Map(),
    simulated: [],
    stepTray: 0,
    owed: new Map(),
    acts: new Set(),
    provisional: new Map(),
    upsideDown: new Set(),
    answeredBootId: null,
    recordCount: 0,
    lastMs: 0,
    activeMs: 0,
    askedKeys: new Set(),
    products,
  };
}

/** Takes records that were kept, in their order; what the engine would ask was asked, or is asked later. */
export function restoreTrip(trip: CartTrip, records: readonly CartRecord[]): void {
  for (const record of records) applyRecord(trip, record);
  trip.engine.asked.clear();
  for (const key of trip.askedKeys) trip.engine.asked.add(key);
}

/** Takes what has happened; returns what it has led to, which is to be kept and taken, too. */
export function applyRecord(trip: CartTrip, { actId, atMs, event }: CartRecord): CartEvent[] {
  trip.recordCount++;
  trip.lastMs = Math.max(trip.lastMs, atMs);
  if (actId !== undefined) {
    trip.acts.add(actId);
    if (trip.acts.size > ACTS_KNOWN_MAX) trip.acts.delete(trip.acts.values().next().value!);
  }
  if (actId !== undefined || event.kind === "step" || event.kind === "ended") trip.activeMs = atMs;
  return applyEvent(trip, event, atMs);
}

function applyEvent(trip: CartTrip, event: CartEvent, atMs: number): CartEvent[] {
  switch (event.kind) {
    case "opened":
      return [];
    case "boot-answered":
      trip.answeredBootId = event.bootId;
      return [];
    case "started":
      clearTrip(trip, event.goods);
      Object.assign(trip, { tripId: event.tripId, startedMs: atMs, activeMs: atMs });
      trip.status = "shopping";
      return [];
    case "freed":
      clearTrip(trip, []);
      trip.language = event.language;
      trip.list = [];
      return [];
    case "scanned":
      return takeScanned(trip, event, atMs);
    case "removed": {
      const line = trip.lines.get(event.lineId)!;
      line.isRemoved = true;
      return removeParts(trip, line, line.parts, atMs);
    }
    case "quantity-set":
      return setQuantity(trip, event, atMs);
    case "said-own":
      trip.ownSaidMs = [...trip.ownSaidMs, atMs].slice(-TRIP_LIMITS.ownSaidMax);
      return runEngine(trip, { kind: "own", timestampMs: atMs });
    case "confirmed":
      return takeConfirmed(trip, event.lineId, atMs);
    case "step": {
      const { step, tray } = event;
      trip.levelsG.set(tray, step.levelG);
      trip.stepTray = tray;
      const before = trip.engine.hypotheses[0]!;
      const more = runEngine(trip, { kind: "step", tray, timestampMs: atMs, step });
      noteChange(trip, before, step);
      return more;
    }
    case "rest": {
      const { rest, tray } = event;
      const more = runEngine(trip, { kind: "rest", tray, timestampMs: atMs, rest });
      noteRest(trip, tray, { atMs, ...rest });
      return more;
    }
    case "fault":
      if (event.fault === "upside-down") trip.upsideDown.add(event.tray);
      return runEngine(trip, { kind: "fault", tray: event.tray, timestampMs: atMs });
    case "level":
      trip.levelsG.set(event.tray, event.levelG);
      return [];
    case "asked": {
      const { kind: _, ...question } = event;
      trip.askedKeys.add(event.key);
      trip.questions = [...trip.questions, { ...question, askedMs: atMs, answer: null }].slice(
        -QUESTIONS_MAX,
      );
      return [];
    }
    case "answered": {
      const question = trip.questions.find(({ questionId }) => questionId === event.questionId);
      if (question !== undefined) question.answer = event.answer;
      return [];
    }
    case "payer":
      trip.payer = event.code;
      return [];
    case "lane":
      trip.laneId = event.laneId;
      trip.status = event.isAtLane ? "at-lane" : "shopping";
      return event.isAtLane ? runEngine(trip, { kind: "lane", timestampMs: atMs }) : [];
    case "help":
      trip.helpCalledMs = event.isCalled ? atMs : null;
      return [];
    case "tared":
      trip.taredG = event.weightG;
      return [];
    case "language":
      trip.language = event.language;
      return [];
    case "list":
      trip.list = event.items;
      return [];
    case "ended":
      trip.status = event.status;
      return [];
    case "shop":
      trip.news = event.news;
      return [];
    case "owed":
      trip.owed.set(event.tripId, event.report);
      return [];
    case "told":
      trip.owed.delete(event.tripId);
      return [];
    case "simulated":
      trip.simulated = event.things;
      return [];
    default:
      return event satisfies never;
  }
}

/** Another engine, with the same scales: nothing that it believed goes on. */
function clearTrip(trip: CartTrip, goods: readonly KnownGoods[]): void {
  const { trays } = trip.engine;
  trip.products = new Map(
    goods.map(({ gtin, name, unitMinor, weightG }) => [
      gtin,
      { barcode: gtin, name, weightG, price: unitMinor },
    ]),
  );
  trip.engine = createSmartCart(trip.products);
  for (const [tray, scale] of trays) trip.engine.trays.set(tray, scale);
  const { askedKeys, confirmedMs, lines, provisional, upsideDown } = trip;
  for (const kept of [askedKeys, confirmedMs, lines, provisional, upsideDown]) kept.clear();
  Object.assign(trip, {
    tripId: null,
    startedMs: 0,
    status: "free",
    questions: [],
    changes: [],
    ownSaidMs: [],
    laneId: null,
    payer: null,
    helpCalledMs: null,
    taredG: 0,
    news: null,
    recordCount: 1,
  } satisfies Partial<CartTrip>);
}

function takeScanned(
  trip: CartTrip,
  event: Extract<CartEvent, { kind: "scanned" }>,
  atMs: number,
): CartEvent[] {
  const { kind: _, unitWeightG, ...line } = event;
  const { grossG, gtin, lineId, name, quantity, unitMinor } = line;
  const parts = [{ partId: lineId, quantity }];
  trip.lines.set(lineId, { ...line, parts, scannedMs: atMs, isRemoved: false });
  if (unitWeightG !== null) {
    const price = unitMinor ?? 0;
    trip.products.set(gtin, { barcode: gtin, name, weightG: unitWeightG, price });
  }
  const scan = { kind: "scan", timestampMs: atMs, lineId, barcode: gtin, quantity } as const;
  return runEngine(trip, grossG === null ? scan : { ...scan, weightG: grossG });
}

function takeConfirmed(trip: CartTrip, lineId: string, timestampMs: number): CartEvent[] {
  trip.confirmedMs.set(lineId, timestampMs);
  const { parts } = trip.lines.get(lineId)!;
  return parts.flatMap(({ partId }) =>
    runEngine(trip, { kind: "confirmation", timestampMs, lineId: partId }),
  );
}

function removeParts(
  trip: CartTrip,
  line: CartLine,
  removed: readonly LinePart[],
  timestampMs: number,
): CartEvent[] {
  const gone = new Set(removed.map(({ partId }) => partId));
  const asked = [...gone].flatMap((lineId) =>
    runEngine(trip, { kind: "removal", timestampMs, lineId }),
  );
  line.parts = line.parts.filter(({ partId }) => !gone.has(partId));
  return asked;
}

/** What comes to a line is a scan more to the engine, and the same line to whoever pays. */
function setQuantity(
  trip: CartTrip,
  { lineId, part, quantity, removedParts }: Extract<CartEvent, { kind: "quantity-set" }>,
  timestampMs: number,
): CartEvent[] {
  const line = trip.lines.get(lineId)!;
  const gone = line.parts.filter(({ partId }) => removedParts.includes(partId));
  const asked = removeParts(trip, line, gone, timestampMs);
  line.quantity = quantity;
  if (part === null) return asked;
  // Of what comes to it nothing was said.
  trip.confirmedMs.delete(lineId);
  line.parts = [...line.parts, part];
  const scan = { kind: "scan", lineId: part.partId, quantity: part.quantity } as const;
  return [...asked, ...runEngine(trip, { ...scan, timestampMs, barcode: line.gtin })];
}

/** The line that the engine knows, or knew, by this name. */
function findLineId({ lines, questions }: CartTrip, partId: string): string | null {
  for (const { lineId, parts } of lines.values()) {
    if (lineId === partId || parts.some((part) => part.partId === partId)) return lineId;
  }
  return questions.find((question) => question.partId === partId)?.lineId ?? null;
}

/** Steps the engine; returns what it asks. */
function runEngine(trip: CartTrip, observation: CartObservation): CartEvent[] {
  return stepEngine(trip, observation, () => {});
}

type OtherOutput = Exclude<CartOutput, CartQuestion>;

/** The engine's questions; what else it says goes to `onOutput`. */
function stepEngine(
  trip: CartTrip,
  observation: CartObservation,
  onOutput: (output: OtherOutput) => void,
): CartEvent[] {
  const { engine } = trip;
  const outputs = stepSmartCart(engine, observation);
  const asked: CartEvent[] = [];
  for (const output of outputs) {
    if (output.kind !== "question") onOutput(output);
    else {
      const { about, key, lineId: partId, weightG } = output;
      const lineId = partId === null ? null : findLineId(trip, partId);
      const questionId = `question-${trip.askedKeys.size + asked.length + 1}`;
      asked.push({ kind: "asked", key, questionId, about, lineId, partId, weightG });
    }
  }
  return asked;
}

export interface Weighed {
  /** Steps and rests that were found, which the engine has taken already. */
  readonly found: readonly Extract<CartEvent, { readonly kind: "step" | "rest" }>[];
  readonly asked: readonly CartEvent[];
  /** What is to be shown has changed. */
  readonly isNews: boolean;
  /** The tray has shown itself to be upside down. */
  readonly isUpsideDown: boolean;
}

/** Gives samples to the engine. */
export function weighBatch(trip: CartTrip, batch: TrayBatch): Weighed {
  const before = trip.engine.hypotheses[0]!;
  const found: Extract<CartEvent, { readonly kind: "step" | "rest" }>[] = [];
  let [isNews, isUpsideDown] = [false, false];
  const asked = stepEngine(trip, batch, (output) => {
    if (output.kind === "rest") {
      const { rest, timestampMs: atMs, tray } = output;
      noteRest(trip, tray, { atMs, ...rest });
      found.push({ kind: "rest", tray, rest });
      return;
    }
    isNews = true;
    if (output.kind === "warning") isUpsideDown ||= output.code === "upside-down";
    else if (output.kind === "provisional") {
      const { changeG, lineId: partId, timestampMs: atMs, tray } = output;
      const lineId = partId === null ? null : findLineId(trip, partId);
      trip.provisional.set(tray, { lineId, changeG, atMs });
    } else {
      const { step, tray } = output;
      trip.provisional.delete(tray);
      trip.levelsG.set(tray, step.levelG);
      trip.stepTray = tray;
      noteChange(trip, before, step);
      found.push({ kind: "step", tray, step });
    }
  });
  return { found, asked, isNews, isUpsideDown };
}

/** How a tray rests is told with its last change. */
function noteRest(
  trip: CartTrip,
  tray: number,
  { atMs, ...rest }: NonNullable<TripChange["rest"]>,
): void {
  const at = trip.changes.findLastIndex((one) => one.tray === tray);
  if (at < 0) return;
  const change = { ...trip.changes[at]!, rest: { atMs: Math.round(atMs), ...rest } };
  trip.changes = trip.changes.with(at, change);
}

function nameHeld(trip: CartTrip, { kind, lineId: partId }: Held) {
  const kinds = { line: "put-in", other: "other-goods" } as const;
  const lineId = partId === null ? null : findLineId(trip, partId);
  return { takenFor: kind === "line" || kind === "other" ? kinds[kind] : kind, lineId };
}

/** Changes as they're taken for by now: a hand that never lets go was none, and goods may be scanned later. */
export function listChanges(trip: CartTrip): TripChange[] {
  const { held } = advanceHypotheses(trip.engine, trip.engine.nowMs)[0]!;
  return trip.changes.map((change) => {
    const came = held.find(
      ({ sinceMs, tray }) => tray === change.tray && Math.round(sinceMs) === change.settledMs,
    );
    return came === undefined ? change : { ...change, ...nameHeld(trip, came) };
  });
}

/** What a change was taken for: by what lies in the cart now, and did not before. */
function noteChange(trip: CartTrip, before: CartHypothesis, step: TrayStep): void {
  const now = trip.engine.hypotheses[0]!;
  const { changeG, errorG, isRolled, levelG, settledMs, startMs } = step;
  const linesBefore = new Set(before.held.map(({ lineId }) => lineId));
  const come = now.held.find(
    ({ kind, lineId, sinceMs }) =>
      sinceMs === settledMs || (kind === "line" && !linesBefore.has(lineId)),
  );
  const gone = now.out.find((lineId) => !before.out.includes(lineId));
  let change: Pick<TripChange, "takenFor" | "lineId"> = { takenFor: "unclear", lineId: null };
  if (gone !== undefined) change = { takenFor: "taken-out", lineId: findLineId(trip, gone) };
  else if (come !== undefined) change = nameHeld(trip, come);
  trip.changes = [
    ...trip.changes,
    {
      tray: trip.stepTray,
      startMs: Math.round(startMs),
      settledMs: Math.round(settledMs),
      ...{ changeG, errorG, levelG, isRolled },
      ...change,
    },
  ].slice(-CHANGES_MAX);
}

/** Probability that all of a line's goods lie in the cart. */
export function weighInside({ engine, lines }: CartTrip, lineId: string): number {
  const { parts } = lines.get(lineId)!;
  return weighCart(engine.hypotheses, ({ held }) =>
    parts.every(({ partId }) => held.some((one) => one.kind === "line" && one.lineId === partId)),
  );
}

/** Whether what a question is about is still so. */
export function isOpenQuestion({ engine, lines }: CartTrip, question: Asked): boolean {
  const { about, answer, key, lineId, partId } = question;
  if (answer !== null) return false;
  if (lineId !== null && lines.get(lineId)?.isRemoved !== false) return false;
  return isStillAsked(engine, { about, key, lineId: partId });
}

/** Questions that wait for an answer, the oldest first; the last of each line. */
export function listOpenQuestions(trip: CartTrip): Asked[] {
  const open = trip.questions.filter((question) => isOpenQuestion(trip, question));
  const isLast = ({ lineId }: Asked, at: number): boolean =>
    lineId === null || open.findLastIndex((one) => one.lineId === lineId) === at;
  return open.filter(isLast);
}
