/** A simulated shop whose joints and readings are stamped by two clocks. */
import { type EngineOptions, readClocks } from "@saunter/engine/engine";
import type { ClockReport } from "@saunter/engine/engine-types";
import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Receipts } from "./play-live.ts";
import { createReceiptCollector } from "./settle-receipts.ts";

/** How much later joints are stamped than readings, by when they were seen, milliseconds. */
export type OffsetAt = (timestampMs: number) => number;

/** The observations as they come where joints are stamped, and come, so much later or sooner. */
export function offsetJoints(
  observations: readonly Observation[],
  offsetAt: OffsetAt,
): Observation[] {
  return observations
    .map((one): readonly [number, Observation] => {
      if (one.kind === "plates") return [one.timestampMs, one];
      const late = delayFrame(one, offsetAt(one.timestampMs));
      return [late.timestampMs, late];
    })
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function delayFrame(frame: JointFrame, offsetMs: number): JointFrame {
  const { ambiguities, timestampMs } = frame;
  return {
    ...frame,
    timestampMs: timestampMs + offsetMs,
    ...(ambiguities === undefined
      ? {}
      : {
          ambiguities: ambiguities.map((one) => ({
            ...one,
            fromMs: one.fromMs + offsetMs,
            toMs: one.toMs + offsetMs,
          })),
        }),
  };
}

export interface ClockRun {
  readonly receipts: Receipts;
  /** How the clocks stood after each change that told something, with the time of it. */
  readonly trace: readonly { readonly timeMs: number; readonly clocks: ClockReport }[];
}

export function playClocks(
  shop: ShopModel,
  observations: readonly Observation[],
  options: Partial<EngineOptions>,
): ClockRun {
  const collector = createReceiptCollector(shop, () => {}, options);
  const trace: { timeMs: number; clocks: ClockReport }[] = [];
  let changes = 0;
  for (const observation of observations) {
    collector.take(observation);
    const told = collector.engine.attribution.clocks?.shop.changes ?? 0;
    if (told === changes) continue;
    changes = told;
    trace.push({ timeMs: observation.timestampMs, clocks: readClocks(collector.engine)! });
  }
  return { receipts: collector.finish(), trace };
}
