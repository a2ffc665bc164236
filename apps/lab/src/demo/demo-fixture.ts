/** For tests: a shop that is a demonstration, and whose simulation goes on as it is told. */

import { EXAMPLE_RECORDINGS } from "@saunter/ingest/recordings/recording-example";
import type { ShopConfig, SourceConfig } from "@saunter/shop/config/shop-config";
import type { FixtureOptions, HttpFixture } from "@saunter/shop/http/http-fixture";
import { makeDemonstration } from "../simulator/extension.ts";

export const DEMO_RECORDINGS = ["real/one", "real/two"] as const;
const SIMULATED: SourceConfig = {
  kind: "simulated",
  seed: 3,
  scenario: "busy",
  speed: 1,
  shoppersAtOnce: 0,
};
const LOOK_MS = 500;
const PATIENCE_MS = 60_000;

export interface DemoOptions {
  readonly options: FixtureOptions;
  /** What was chosen to be played, in order; null is the simulation. */
  readonly chosen: readonly (string | null)[];
}

/** @param recording what is played; null: the simulation, in which nobody comes by themselves */
export function makeDemo(
  recording: string | null = null,
  change: (config: ShopConfig) => ShopConfig = (same) => same,
): DemoOptions {
  const chosen: (string | null)[] = [];
  const choose = (name: string | null): void => void chosen.push(name);
  const sources = { recording, recordings: DEMO_RECORDINGS, cartCount: 0, choose };
  const source: SourceConfig =
    recording === null ? SIMULATED : { kind: "recording", folder: recording, speed: 1 };
  const options: FixtureOptions = {
    extension: makeDemonstration(sources, null),
    recordings: EXAMPLE_RECORDINGS,
    config: (own) => change({ ...own, source, floor: null, catalogue: null, offers: [] }),
  };
  return { options, chosen };
}

export interface DemoRun {
  /** The simulation goes on until something holds; false if it does not within a minute of it. */
  goOn(isDone: () => Promise<boolean>): Promise<boolean>;
  stop(): Promise<void>;
}

interface Goal {
  readonly isDone: () => Promise<boolean>;
  readonly resolve: (isDone: boolean) => void;
  lookMs: number;
  endMs: number | null;
}

/** Processes the sensors of a fixture's shop, only while a test waits for something. */
export function runDemo({ process, hooks, clock }: HttpFixture): DemoRun {
  const stopped = new AbortController();
  let goal: Goal | null = null;
  let wake = Promise.withResolvers<void>();
  async function pace(timestampMs: number): Promise<void> {
    clock.nowMs = Math.max(clock.nowMs, Math.floor(timestampMs));
    while (!stopped.signal.aborted) {
      if (goal === null) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        continue;
      }
      if (timestampMs < goal.lookMs) return;
      goal.lookMs = timestampMs + LOOK_MS;
      goal.endMs ??= timestampMs + PATIENCE_MS;
      const isDone = await goal.isDone();
      if (!isDone && timestampMs <= goal.endMs) return;
      goal.resolve(isDone);
      goal = null;
    }
  }
  const sensing = process.runSensors(hooks, pace, stopped.signal);
  return {
    goOn: (isDone) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      goal = { isDone, resolve, lookMs: Number.NEGATIVE_INFINITY, endMs: null };
      wake.resolve();
      return promise;
    },
    stop: async () => {
      stopped.abort();
      wake.resolve();
      await sensing;
    },
  };
}
