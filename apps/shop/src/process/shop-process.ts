import type { ShopModel } from "@saunter/engine/shop-model";
import type { TopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import type { FastifyInstance } from "fastify";
import type { ChainSettings } from "../chain/chain-settings.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { CardSetups } from "../domain/card-setups.ts";
import type { ChargeRunner } from "../domain/charge-runner.ts";
import type { Door } from "../domain/door-watch.ts";
import type { DueWork } from "../domain/due-work.ts";
import type { Shop } from "../domain/shop-context.ts";
import type { CurveRecorder } from "../evidence/curve-recorder.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { PdfThread } from "../receipts/pdf-thread.ts";
import type { ClockWatch } from "../sensors/clock-watch.ts";
import type { SensorHooks } from "../sensors/sensor-run.ts";
import type { SensorSource } from "../sensors/sensor-source.ts";
import type { SensorWatch } from "../sensors/watch-sensors.ts";
import type { Store } from "../store/store.ts";
import type { ClockState } from "./clock-alerts.ts";
import type { EntryWays } from "./open-entry.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Watch } from "./watch.ts";
import type { MachineWatch } from "./watch-machine.ts";

export interface ShopProcess {
  readonly config: ShopConfig;
  readonly shop: Shop;
  readonly store: Store;
  readonly runner: ChargeRunner;
  readonly source: SensorSource;
  readonly model: ShopModel;
  readonly goods: LiveGoods;
  readonly chainSettings: ChainSettings;
  readonly doors: readonly Door[];
  /** Topics of the gates' devices, at the broker of the scales. */
  readonly bus: TopicBus;
  readonly entry: EntryWays;
  /** The last moments of plates and people. */
  readonly recorder: CurveRecorder;
  readonly sensors: SensorWatch;
  /** How far people's positions are behind the scales. */
  readonly clocks: ClockWatch;
  readonly machine: MachineWatch;
  /** The process's clock, compared with the machine's. */
  readonly clock: ClockState;
  readonly due: DueWork;
  readonly surroundings: Surroundings;
  /** Where receipts are made as PDF. */
  readonly pdfs: PdfThread;
  /** Pages on which payers of a simulated provider confirm; null of a real one. */
  readonly addCardPages: ((app: FastifyInstance) => void) | null;
  /** How shoppers save a card; null where they cannot. */
  readonly cardSetups: CardSetups | null;
  /** Alerts that are checked with the shop's own. */
  addWatches(watches: readonly Watch[]): void;
  /** What time brings: called every `TICK_MS`. */
  tick(): Promise<void>;
  /** Starts to process the sensors' data; resolves when the stream has ended or `signal` fires. */
  runSensors(hooks: SensorHooks, pace: Pace, signal: AbortSignal): Promise<void>;
  /** Stops ticking and lets go of the database. */
  close(): Promise<void>;
}

/** Holds a stream up so that it runs as fast as it should. */
export type Pace = (timestampMs: number) => Promise<void> | void;
