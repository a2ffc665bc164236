/** One use of a cart: what was kept of it, folded, and the engine that goes with it. */

import type { Product } from "@saunter/engine/shop-model";
import {
  type CartHypothesis,
  EMPTY_CART,
  weighCart,
} from "@saunter/engine/smart-cart/cart-hypotheses";
import type {
  CartObservation,
  TrayBatch,
  TrayStep,
} from "@saunter/engine/smart-cart/cart-observation";
import type { SmartCart } from "@saunter/engine/smart-cart/cart-state";
import {
  type CartChange,
  createSmartCart,
  stepSmartCart,
} from "@saunter/engine/smart-cart/smart-cart";
import type { Trip, TripChange, TripQuestion } from "@saunter/protocol/smart-cart/trip";
import { ACTS_KNOWN_MAX, CHANGES_MAX, QUESTIONS_MAX } from "../cart-limits.ts";
import type { CartEvent, CartRecord, ListItem, ShopNews, SimulatedThings } from "./cart-record.ts";

export interface CartLine {
  readonly lineId: string;
  readonly gtin: string;
  readonly name: string;
  readonly quantity: number;
  readonly weightG: number | null;
  /** Price on a label, which is charged. */
  readonly labelMinor?: number;
  readonly unitMinor: number | null;
  readonly depositMinor: number;
  readonly scannedMs: number;
  isRemoved: boolean;
}

export interface Asked {
  readonly questionId: string;
  readonly key: string;
  readonly about: TripQuestion["about"];
  readonly lineId: string | null;
  readonly weightG: number;
  readonly askedMs: number;
  answer: TripQuestion["answer"];
}

export interface CartTrip {
  readonly engine: SmartCart;
  tripId: string | null;
  startedMs: number;
  status: "free" | "shopping" | "at-lane" | "ended" | "abandoned";
  readonly lines: Map<string, CartLine>;
  questions: Asked[];
  changes: TripChange[];
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
  /** Records of this trip, by which reports are numbered over restarts. */
  recordCount: number;
  lastMs: number;
  /** What the engine has asked of this trip. */
  readonly askedKeys: Set<string>;
  /** Weights of the catalogue, which may change: those of a trip's goods stay. */
  readonly products: Map<string, Product>;
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
    recordCount: 0,
    lastMs: 0,
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
  return applyEvent(trip, event, atMs);
}

function applyEvent(trip: CartTrip, event: CartEvent, atMs: number): CartEvent[] {
  switch (event.kind) {
    case "opened":
      return [];
    case "started":
      startTrip(trip, event.tripId, atMs);
      return [];
    case "scanned":
      return takeScanned(trip, event, atMs);
    case "removed":
      trip.lines.get(event.lineId)!.isRemoved = true;
      return runEngine(trip, { kind: "removal", timestampMs: atMs, lineId: event.lineId });
    case "said-own":
      return runEngine(trip, { kind: "own", timestampMs: atMs });
    case "step": {
      const { step, tray } = event;
      trip.levelsG.set(tray, step.levelG);
      trip.stepTray = tray;
      const before = trip.engine.hypotheses[0]!;
      const more = runEngine(trip, { kind: "step", tray, timestampMs: atMs, step });
      noteChange(trip, before, step);
      return more;
    }
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
      return [];
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

function startTrip(trip: CartTrip, tripId: string, atMs: number): void {
  const { engine } = trip;
  engine.hypotheses = [EMPTY_CART];
  engine.before = null;
  engine.scannedMs = Number.NEGATIVE_INFINITY;
  engine.lines.clear();
  engine.asked.clear();
  trip.askedKeys.clear();
  trip.lines.clear();
  trip.recordCount = 1;
  Object.assign(trip, {
    tripId,
    startedMs: atMs,
    status: "shopping",
    questions: [],
    changes: [],
    laneId: null,
    payer: null,
    helpCalledMs: null,
    taredG: 0,
    news: null,
  } satisfies Partial<CartTrip>);
}

function takeScanned(
  trip: CartTrip,
  event: Extract<CartEvent, { kind: "scanned" }>,
  atMs: number,
): CartEvent[] {
  const { grossG, kind: _, unitWeightG, ...line } = event;
  const { gtin, lineId, name, quantity } = line;
  trip.lines.set(lineId, { ...line, scannedMs: atMs, isRemoved: false });
  if (unitWeightG !== null) {
    trip.products.set(gtin, { barcode: gtin, name, weightG: unitWeightG, price: 0 });
  }
  const scan = { kind: "scan", timestampMs: atMs, lineId, barcode: gtin, quantity } as const;
  return runEngine(trip, grossG === null ? scan : { ...scan, weightG: grossG });
}

/** Steps the engine; returns what it asks. */
function runEngine(trip: CartTrip, observation: CartObservation): CartEvent[] {
  return stepEngine(trip, observation, () => {});
}

/** The engine's questions, and to `onChange` what its samples showed. */
function stepEngine(
  trip: CartTrip,
  observation: CartObservation,
  onChange: (change: CartChange) => void,
): CartEvent[] {
  const { engine } = trip;
  const known = engine.asked.size;
  const outputs = stepSmartCart(engine, observation);
  const keys = [...engine.asked].slice(known);
  const asked: CartEvent[] = [];
  for (const output of outputs) {
    if (output.kind === "change") onChange(output);
    else if (output.kind === "question") {
      const { about, lineId, weightG } = output;
      // The engine notes each question under a key, in the order in which it asks.
      const key = keys[asked.length]!;
      const questionId = `question-${trip.askedKeys.size + asked.length + 1}`;
      asked.push({ kind: "asked", key, questionId, about, lineId, weightG });
    }
  }
  return asked;
}

export interface Weighed {
  /** Steps that were found, which the engine has taken already. */
  readonly steps: readonly { readonly tray: number; readonly step: TrayStep }[];
  readonly asked: readonly CartEvent[];
}

/** Gives samples to the engine. */
export function weighBatch(trip: CartTrip, batch: TrayBatch): Weighed {
  const before = trip.engine.hypotheses[0]!;
  const steps: { tray: number; step: TrayStep }[] = [];
  const asked = stepEngine(trip, batch, ({ step, tray }) => {
    trip.levelsG.set(tray, step.levelG);
    trip.stepTray = tray;
    noteChange(trip, before, step);
    steps.push({ tray, step });
  });
  return { steps, asked };
}

/** What a change was taken for: by what lies in the cart now, and did not before. */
function noteChange(trip: CartTrip, before: CartHypothesis, step: TrayStep): void {
  const now = trip.engine.hypotheses[0]!;
  const { changeG, levelG, settledMs } = step;
  const linesBefore = new Set(before.held.map(({ lineId }) => lineId));
  const come = now.held.find(
    ({ kind, lineId, sinceMs }) =>
      sinceMs === settledMs || (kind === "line" && !linesBefore.has(lineId)),
  );
  const gone = now.out.find((lineId) => !before.out.includes(lineId));
  const kinds = { line: "put-in", other: "other-goods" } as const;
  let change: Pick<TripChange, "takenFor" | "lineId"> = { takenFor: "unclear", lineId: null };
  if (gone !== undefined) change = { takenFor: "taken-out", lineId: gone };
  else if (come !== undefined) {
    const { kind, lineId } = come;
    const takenFor = kind === "line" || kind === "other" ? kinds[kind] : kind;
    change = { takenFor, lineId };
  }
  trip.changes = [
    ...trip.changes,
    { settledMs: Math.round(settledMs), changeG, levelG, ...change },
  ].slice(-CHANGES_MAX);
}

/** Probability that a line's goods lie in the cart. */
export function weighInside({ engine }: CartTrip, wantedId: string): number {
  return weighCart(engine.hypotheses, ({ held }) =>
    held.some(({ kind, lineId }) => kind === "line" && lineId === wantedId),
  );
}

/** Whether what a question is about is still so. */
export function isOpenQuestion({ engine, lines }: CartTrip, question: Asked): boolean {
  const { about, answer, key, lineId } = question;
  if (answer !== null) return false;
  const { held, open, out } = engine.hypotheses[0]!;
  if (lineId !== null && lines.get(lineId)?.isRemoved !== false) return false;
  switch (about) {
    case "not-scanned":
      return held.some(
        (one) => one.lineId === null && !one.isDeclared && `not-scanned ${one.sinceMs}` === key,
      );
    case "not-in-cart":
      return open.includes(lineId!);
    case "taken-out":
      return out.includes(lineId!);
    case "other-goods":
      return held.some((one) => one.kind === "other" && one.lineId === lineId);
    default:
      return about satisfies never;
  }
}

/** Questions that wait for an answer, the oldest first. */
export function listOpenQuestions(trip: CartTrip): Asked[] {
  return trip.questions.filter((question) => isOpenQuestion(trip, question));
}
