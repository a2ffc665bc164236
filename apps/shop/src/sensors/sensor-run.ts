/**
 * From observations to events: doors, engine, journal, in the order in which things were seen. What
 * the engine says is on the disk before anybody is notified.
 */

import { decideVisit } from "@saunter/commerce/visit/decide";
import {
  concludeShopper,
  createEngine,
  type Engine,
  type EngineOptions,
  finishEngine,
  listFindings,
  restoreCart,
  stepEngine,
} from "@saunter/engine/engine";
import type { EngineOutput, Finding } from "@saunter/engine/engine-types";
import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { findVisitOf, seeShopper } from "../domain/binding-service.ts";
import {
  createDoorWatch,
  type Door,
  type DoorEvent,
  type DoorWatch,
} from "../domain/door-watch.ts";
import { applyEngineOutputs } from "../domain/engine-events.ts";
import { leaveShop, takeBack } from "../domain/floor-service.ts";
import { decideInto, type Shop } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { createShopperNames, type ShopperNames } from "./name-shoppers.ts";

/** The engine is told that somebody has left when all that can tell of them has been seen. */
export const CONCLUDE_AFTER_MS = 2500;
/** Transactions that may wait for the disk before the stream is held up. */
const BEHIND_MAX = 200;
/** How often findings about the shop are looked at, milliseconds of the stream. */
const FINDINGS_EVERY_MS = 10_000;

export interface SensorRunOptions {
  readonly shop: Shop;
  readonly model: ShopModel;
  readonly doors: readonly Door[];
  readonly engine: Partial<EngineOptions>;
  /** Name of this run of the engine, unique over all runs of the shop. */
  readonly run: string;
  readonly hooks: SensorHooks;
  /**
   * When something happened by the shop's clock, from the stream's time of it and the stream's time
   * now. The stream's clock is the shop's where not given.
   */
  readonly toShopMs?: (happenedMs: number, streamMs: number) => number;
}

/** Who else looks at what passes; nothing here may wait. */
export interface SensorHooks {
  /** The engine has started; whoever looks at it changes nothing. */
  readonly onEngine?: (engine: Engine) => void;
  readonly onObservation?: (observation: Observation) => void;
  readonly onAppeared?: (shopperId: string) => void;
  readonly onOutputs?: (outputs: readonly EngineOutput[], run: string) => void;
  readonly onFindings?: (findings: readonly Finding[]) => void;
}

export interface SensorRun {
  /**
   * Takes one observation; a promise holds the stream up while the disk is behind. Throws what could
   * not be written of earlier ones, as nothing after it can be trusted.
   */
  take(observation: Observation): Promise<void> | void;
  /** The stream has ended: all that is open is decided, and on the disk. */
  end(): Promise<void>;
}

interface State {
  readonly options: SensorRunOptions;
  readonly engine: Engine;
  readonly watch: DoorWatch;
  readonly names: ShopperNames;
  leaving: readonly { readonly shopperId: string; readonly dueMs: number }[];
  behind: number;
  last: Promise<unknown>;
  failure: { readonly error: unknown } | null;
  nowMs: number;
  findingsMs: number;
}

/** Starts with the carts and people that the journal knows. */
export function startSensorRun(options: SensorRunOptions): SensorRun {
  const { shop, doors } = options;
  const engine = createEngine(options.model, { ...options.engine, keepResults: false });
  options.hooks.onEngine?.(engine);
  const watch = createDoorWatch(doors);
  const inside = listInside(shop);
  for (const shopperId of inside) {
    const { lines } = shop.store.read("shopper", shopperId);
    restoreCart(
      engine,
      shopperId,
      lines.map(({ gtin, quantity }) => ({ barcode: gtin, quantity })),
    );
  }
  const state: State = {
    options,
    engine,
    watch,
    names: nameShoppers(options, watch, inside),
    leaving: [],
    behind: 0,
    last: Promise.resolve(),
    failure: null,
    nowMs: Number.NEGATIVE_INFINITY,
    findingsMs: Number.NEGATIVE_INFINITY,
  };
  const expected = [...inside];
  return {
    take: (observed) => {
      if (state.failure !== null) throw state.failure.error;
      if (Number.isFinite(observed.timestampMs)) {
        state.nowMs = Math.max(state.nowMs, observed.timestampMs);
        for (const shopperId of expected.splice(0)) watch.expect(shopperId, state.nowMs);
      }
      const observation = observed.kind === "joints" ? state.names.rename(observed) : observed;
      options.hooks.onObservation?.(observation);
      if (observation.kind !== "joints") return step(state, observation);
      const events = watch.see(observation);
      seeFrame(state, events, observation);
      // Their receipt does not wait for what the engine makes of everybody else.
      const isLeft = events.some(({ kind }) => kind === "left" || kind === "lost");
      if (isLeft) return state.last.then(() => step(state, observation));
      return step(state, observation);
    },
    end: async () => {
      concludeDue(state, Number.POSITIVE_INFINITY);
      applyOutputs(state, finishEngine(engine).outputs);
      await state.last;
      if (state.failure !== null) throw state.failure.error;
    },
  };
}

/** Has the engine take it; a promise holds the stream up. */
function step(state: State, observation: Observation): Promise<void> | void {
  const outputs = stepEngine(state.engine, observation);
  flagGivenUp(state, outputs);
  applyOutputs(state, outputs);
  concludeDue(state, state.nowMs - CONCLUDE_AFTER_MS);
  reportFindings(state);
  if (state.behind > BEHIND_MAX) return state.last.then(() => {});
}

function nameShoppers(
  { shop, run }: SensorRunOptions,
  watch: DoorWatch,
  shopperIds: readonly string[],
): ShopperNames {
  // Of two who have had one number, the tracker means the one who came later.
  const inside = new Map(
    shopperIds.map((shopperId) => [shop.store.read("shopper", shopperId).trackId, shopperId]),
  );
  const hasLeft = (shopperId: string): boolean => {
    const { status } = shop.store.read("shopper", shopperId);
    return status === "exited" || status === "concluded";
  };
  return createShopperNames({ inside, hasLeft, isOther: watch.isOther, run });
}

function listInside(shop: Shop): string[] {
  const sql = "SELECT shopper_id FROM shoppers WHERE status = 'inside' ORDER BY appeared_ms";
  return prepared(shop.store.db, sql)
    .all()
    .map((row) => row.shopper_id as string);
}

/** Writes in order; what fails ends the run. */
function write(state: State, work: (tx: Transaction) => void): void {
  state.behind++;
  state.last = state.options.shop.store.transact(work).finally(() => {
    state.behind--;
  });
  state.last.catch((error: unknown) => {
    state.failure ??= { error };
  });
}

function applyOutputs(state: State, outputs: readonly EngineOutput[]): void {
  if (outputs.length === 0) return;
  const { shop, run, hooks } = state.options;
  for (const output of outputs) takeIn(state, output);
  hooks.onOutputs?.(outputs, run);
  const timed = putIntoShopTime(state, outputs);
  write(state, (tx) => applyEngineOutputs(tx, shop, run, timed));
}

/** Counts of stock, visits and reviews use the shop's clock, so interactions and unclear changes do too. */
function putIntoShopTime(
  { options: { toShopMs }, nowMs }: State,
  outputs: readonly EngineOutput[],
): readonly EngineOutput[] {
  if (toShopMs === undefined) return outputs;
  const convert = <One extends { readonly timestampMs: number }>(one: One): One => ({
    ...one,
    timestampMs: toShopMs(one.timestampMs, nowMs),
  });
  return outputs.map((output) => {
    switch (output.kind) {
      case "interaction":
        return { ...output, interaction: convert(output.interaction) };
      case "receipt": {
        const { receipt } = output;
        return { ...output, receipt: { ...receipt, unclear: receipt.unclear.map(convert) } };
      }
      case "cart":
      case "unclear":
      case "warning":
        return output;
      default:
        return output satisfies never;
    }
  });
}

/** Who takes something has come in, also where they still stand in a door. */
function takeIn(state: State, output: EngineOutput): void {
  const takerId = output.kind === "interaction" ? output.interaction.targetId : null;
  const event = takerId === null ? null : state.watch.takeIn(takerId);
  if (event !== null) appear(state, event);
}

function appear(state: State, event: Extract<DoorEvent, { kind: "appeared" }>): void {
  const { shop, hooks } = state.options;
  const trackId = state.names.findTrack(event.shopperId);
  write(state, (tx) => seeShopper(tx, shop, { ...event, trackId }));
  hooks.onAppeared?.(event.shopperId);
}

function seeFrame(state: State, events: readonly DoorEvent[], frame: JointFrame): void {
  const { shop } = state.options;
  for (const event of events) {
    const { shopperId } = event;
    switch (event.kind) {
      case "appeared":
        appear(state, event);
        break;
      case "left":
        write(state, (tx) => leaveShop(tx, shop, shopperId));
        state.leaving = [...state.leaving, { shopperId, dueMs: frame.timestampMs }];
        break;
      case "lost":
        write(state, (tx) => flagLost(tx, shopperId));
        state.leaving = [{ shopperId, dueMs: Number.NEGATIVE_INFINITY }, ...state.leaving];
        break;
      case "returned":
        write(state, (tx) => takeBack(tx, shop, shopperId));
        state.leaving = state.leaving.filter((leaving) => leaving.shopperId !== shopperId);
        break;
      default:
        event satisfies never;
    }
  }
}

/** Where no frames come at all, nobody is seen to leave: the engine gives people up by itself. */
function flagGivenUp(state: State, outputs: readonly EngineOutput[]): void {
  for (const output of outputs) {
    if (output.kind !== "receipt" || output.receipt.targetId === null) continue;
    const { targetId } = output.receipt;
    write(state, (tx) => flagLost(tx, targetId));
    forget(state, targetId);
  }
}

function flagLost(tx: Transaction, shopperId: string): void {
  const visitId = findVisitOf(tx, shopperId);
  if (visitId === null || tx.read("visit", visitId).status !== "open") return;
  decideInto(tx, "visit", visitId, decideVisit, {
    type: "FlagVisit",
    flag: "track-lost",
    detail: "somebody of the party was lost from view before the exit",
  });
}

function concludeDue(state: State, beforeMs: number): void {
  for (;;) {
    const [first, ...others] = state.leaving;
    if (first === undefined || first.dueMs > beforeMs) return;
    state.leaving = others;
    applyOutputs(state, concludeShopper(state.engine, first.shopperId));
    forget(state, first.shopperId);
  }
}

/** Nothing more comes of this id: the next person with it is somebody else. */
function forget({ watch, names }: State, shopperId: string): void {
  watch.forget(shopperId);
  names.retire(shopperId);
}

function reportFindings(state: State): void {
  const { onFindings } = state.options.hooks;
  if (onFindings === undefined || state.nowMs - state.findingsMs < FINDINGS_EVERY_MS) return;
  state.findingsMs = state.nowMs;
  onFindings(listFindings(state.engine));
}
