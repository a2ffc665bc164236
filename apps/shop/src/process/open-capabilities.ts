/** Opens what a shop's process can do, and joins it into what the process calls. */

import type { HttpExtension } from "../http/http-context.ts";
import { removeDemoPeople } from "../people/remove-demo-people.ts";
import type { SensorHooks } from "../sensors/sensor-run.ts";
import type { Capability, CapabilityContext, OpenCapability } from "./capability.ts";
import { createRepeated } from "./repeated.ts";
import type { ShopProcess } from "./shop-process.ts";

const TIDIED_EVERY_MS = 3_600_000;

export interface OpenCapabilities {
  readonly extensions: readonly HttpExtension[];
  readonly hooks: SensorHooks;
  begin(): void;
  end(): void;
  /** Ends repeated work and open answers. */
  close(): void;
  finish(isWell: boolean): Promise<void>;
}

/** Opens them in their order. Where none keeps people whom everybody knows, they are removed. */
export async function openCapabilities(
  capabilities: readonly Capability[],
  context: CapabilityContext,
): Promise<OpenCapabilities> {
  const opened: OpenCapability[] = [];
  const close = (): void => {
    for (const one of opened) one.close?.();
  };
  const finish = async (isWell: boolean): Promise<void> => {
    for (const one of opened) await one.finish?.(isWell);
  };
  const { process: shopProcess } = context;
  try {
    for (const capability of capabilities) opened.push(await capability.open(context));
    if (!opened.some(({ keepsDemoPeople }) => keepsDemoPeople)) await forgetDemoPeople(shopProcess);
  } catch (error) {
    // What is open has timers, which would keep the process alive.
    close();
    await finish(false);
    throw error;
  }
  shopProcess.addWatches(opened.flatMap(({ watches = [] }) => watches));
  const repeated = startRepeats(context, opened);
  return {
    extensions: opened.flatMap(({ http }) => (http === undefined ? [] : [http])),
    hooks: joinHooks(opened.flatMap(({ hooks }) => (hooks === undefined ? [] : [hooks]))),
    begin: () => {
      for (const one of opened) one.begin?.();
    },
    end: () => {
      for (const one of opened) one.end?.();
    },
    close: () => {
      for (const { stop } of repeated) stop();
      close();
    },
    finish: async (isWell) => {
      await Promise.all(repeated.map(({ rest }) => rest()));
      await finish(isWell);
    },
  };
}

function startRepeats(
  { process: { store, shop, due, surroundings }, onError }: CapabilityContext,
  opened: readonly OpenCapability[],
): { readonly stop: () => void; readonly rest: () => Promise<void> }[] {
  const tidyUp = async (): Promise<void> => {
    const failures: unknown[] = [];
    // Each by itself: where one fails the others' time is over all the same.
    for (const { tidy } of opened) {
      if (tidy === undefined) continue;
      await store.transact((tx) => tidy(tx, shop.nowMs())).catch((error) => failures.push(error));
    }
    // What was deleted stands in the log until that is written back.
    store.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    if (failures.length > 0) throw failures[0];
  };
  const tidying = { everyMs: TIDIED_EVERY_MS, what: "tidying up", work: tidyUp };
  return [...opened.flatMap(({ repeats = [] }) => repeats), tidying].map(
    ({ everyMs, what, work }) => {
      const item = { key: what, what, visitId: null };
      const { go, rest } = createRepeated({ item, work, due, onError });
      return { stop: surroundings.every(everyMs, go), rest };
    },
  );
}

async function forgetDemoPeople({ store, config }: ShopProcess): Promise<void> {
  const hashKey = config.entry.badge?.hashKey.reveal();
  const badgeHashKey = hashKey === undefined ? null : Buffer.from(hashKey);
  await store.transact((tx) => removeDemoPeople(tx, badgeHashKey));
}

function joinHooks(all: readonly SensorHooks[]): SensorHooks {
  return {
    onEngine: (engine) => {
      for (const one of all) one.onEngine?.(engine);
    },
    onObservation: (observation) => {
      for (const one of all) one.onObservation?.(observation);
    },
    onAppeared: (shopperId) => {
      for (const one of all) one.onAppeared?.(shopperId);
    },
    onOutputs: (outputs, run) => {
      for (const one of all) one.onOutputs?.(outputs, run);
    },
    onFindings: (findings) => {
      for (const one of all) one.onFindings?.(findings);
    },
  };
}
