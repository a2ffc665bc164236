/** For tests: the control of a demonstration on a real simulation, which goes on as it is told. */

import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { EXAMPLE_RECORDINGS } from "@saunter/ingest/recordings/recording-example";
import type { SourceConfig } from "@saunter/shop/config/shop-config";
import { openSource } from "@saunter/shop/sensors/open-sensor-source";
import type { Store } from "@saunter/shop/store/store";
import { SIMULATOR } from "../simulator/simulator.ts";
import { createDemoControl, type DemoControl } from "./demo-control.ts";

export interface DemoFixture {
  readonly control: DemoControl;
  /** What was chosen to be played, in order; null is the simulation. */
  readonly chosen: readonly (string | null)[];
  /** The simulation goes on until something holds; false where it does not within a minute of it. */
  goOn(isDone: () => boolean): Promise<boolean>;
}

export const DEMO_RECORDINGS = ["real/one", "real/two"] as const;
const START_MS = 1_772_442_000_000;
const SIMULATED: SourceConfig = {
  kind: "simulated",
  seed: 3,
  scenario: "busy",
  speed: 1,
  shoppersAtOnce: 0,
};
const PATIENCE_MS = 60_000;

/** @param recording what is played; null: the simulation, in which nobody is by themselves */
export async function openDemoFixture(
  store: Pick<Store, "db">,
  recording: string | null = null,
): Promise<DemoFixture> {
  const config: Parameters<typeof openSource>[0] = {
    source: recording === null ? SIMULATED : { kind: "recording", folder: recording, speed: 1 },
    shopModel: null,
    floor: null,
    pictures: NO_PICTURES,
  };
  const source = await openSource(config, {
    nowMs: () => START_MS,
    recordings: EXAMPLE_RECORDINGS,
    isChangeable: true,
    simulator: SIMULATOR,
    openPipeline: () => Promise.reject(new Error("a demonstration has no cameras")),
  });
  const stream = source.observations(new AbortController().signal)[Symbol.asyncIterator]();
  let begun: Promise<unknown> | null = null;
  /** Most tests ask nothing of the demonstration, and a simulation that begins fills all its shelves. */
  const begin = (): Promise<unknown> => {
    begun ??= stream.next();
    return begun;
  };
  const chosen: (string | null)[] = [];
  const made = createDemoControl({
    process: { store, source, config },
    sources: {
      recording,
      recordings: DEMO_RECORDINGS,
      cartCount: 0,
      choose: (name) => void chosen.push(name),
    },
    hasEnded: () => false,
  });
  const control: DemoControl = {
    ...made,
    change: (change) => {
      void begin();
      made.change(change);
    },
    enter: () => {
      void begin();
      made.enter();
    },
    prepareArrival: () => {
      void begin();
      return made.prepareArrival();
    },
  };
  return {
    control,
    chosen,
    goOn: async (isDone) => {
      await begin();
      for (let endMs = Number.POSITIVE_INFINITY; !isDone(); ) {
        const { value, done } = await stream.next();
        if (done) return false;
        const nowMs = value[0]!.timestampMs;
        if (endMs === Number.POSITIVE_INFINITY) endMs = nowMs + PATIENCE_MS;
        if (nowMs > endMs) return false;
      }
      return true;
    },
  };
}
