/** From the exit to the draft receipt: the whole process, with a shop full of people. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Observation } from "@saunter/engine/observation";
import { quantile } from "@saunter/numerics/statistics";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { createPace } from "@saunter/shop/serve/pace-stream";
import type { StoredEvent } from "@saunter/shop/store/journal";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { admitPeople, openBusyShop } from "../torture/busy-shop.ts";
import { atLeast, atMost, createFigure, type FigureGroup } from "./figure.ts";

export const DRAFT_MS_MAX = 1000;
export const FINAL_MS_MAX = 5000;

/** Thirty, but for those who are just coming or going. */
export const SHOPPERS_MEAN_MIN = 28;
/** A short run may have no receipt without review: it goes on until there is one, up to this long. */
const LONGER_S_MAX = 600;

export interface ExitOptions {
  readonly seed: number;
  readonly scenario: ScenarioName;
  /** So long the shop is let fill, seconds of the stream: it takes a minute. */
  readonly fillingSeconds: number;
  /** Of the stream, after that. */
  readonly seconds: number;
  /**
   * Times real time, so that there are exits enough; what the process needs counts as much more.
   */
  readonly speed: number;
  readonly progress: Progress;
}

export function countExitSteps(fillingSeconds: number, seconds: number): number {
  return fillingSeconds + seconds;
}

export async function measureExits(options: ExitOptions): Promise<FigureGroup[]> {
  const { seed, scenario, fillingSeconds, seconds, speed, progress } = options;
  const folder = mkdtempSync(join(tmpdir(), "saunter-exits-"));
  const shopProcess = await openBusyShop(folder, seed, Date.now, scenario);
  const arrivals = admitPeople(shopProcess, seed);
  const watch = createExitWatch(fillingSeconds, speed);
  shopProcess.store.onCommitted(watch.takeEvents);
  const stop = new AbortController();
  const io = { nowMs: () => Date.now(), sleep: (durationMs: number) => wait(durationMs) };
  const see = (observation: Observation): void => {
    const streamS = watch.see(observation);
    progress.update(Math.floor(streamS));
    const overS = streamS - fillingSeconds - seconds;
    if (overS > LONGER_S_MAX || (overS > 0 && watch.finals.length > 0)) stop.abort();
  };
  await shopProcess.runSensors({ onObservation: see }, createPace(speed, io), stop.signal);
  await arrivals.empty();
  await shopProcess.close();
  rmSync(folder, { recursive: true });
  return [
    {
      title: `exit to receipt, the whole process at ${speed} x real time`,
      figures: [
        createFigure(
          "shoppers in the shop, mean",
          watch.shoppersMean(),
          "",
          1,
          atLeast(SHOPPERS_MEAN_MIN),
        ),
        createFigure("visits that ended", watch.drafts.length, "", 0),
        createFigure(
          "last seen at the exit to draft, 99th percentile",
          quantile(watch.drafts, 0.99),
          "ms",
          0,
          atMost(DRAFT_MS_MAX),
        ),
        createFigure(
          "to final where nobody has to look, 99th percentile",
          quantile(watch.finals, 0.99),
          "ms",
          0,
          atMost(FINAL_MS_MAX),
        ),
      ],
    },
  ];
}

/** Latencies on the stream's clock: what the process needs counts `speed` times as much. */
function createExitWatch(fillingSeconds: number, speed: number) {
  const lastSeenMs = new Map<string, number>();
  const exitMs = new Map<string, number>();
  const drafts: number[] = [];
  const finals: number[] = [];
  let streamMs = 0;
  let wallMs = 0;
  let startMs = Number.NaN;
  let frames = 0;
  let people = 0;
  const nowMs = (): number => streamMs + (performance.now() - wallMs) * speed;
  const isFull = (): boolean => streamMs - startMs > fillingSeconds * 1000;
  return {
    drafts,
    finals,
    shoppersMean: () => people / frames,
    see: (observation: Observation): number => {
      streamMs = Math.max(streamMs, observation.timestampMs);
      wallMs = performance.now();
      if (Number.isNaN(startMs)) startMs = streamMs;
      if (observation.kind === "joints") {
        for (const { shopperId } of observation.shoppers) lastSeenMs.set(shopperId, streamMs);
        if (isFull()) {
          frames++;
          people += observation.shoppers.length;
        }
      }
      return (streamMs - startMs) / 1000;
    },
    takeEvents: (events: readonly StoredEvent[]): void => {
      let leftMs = Number.NaN;
      for (const { event, stream } of events) {
        const visitId = stream.slice(stream.indexOf("-") + 1);
        if (event.type === "ShopperLeft") leftMs = lastSeenMs.get(event.shopperId) ?? Number.NaN;
        // Who was taken to have left and comes back leaves later: it is that which counts.
        const isDraft = event.type === "ReceiptDrafted" || event.type === "ReceiptRedrafted";
        if (isDraft && isFull() && !Number.isNaN(leftMs)) {
          exitMs.set(visitId, leftMs);
          drafts.push(nowMs() - leftMs);
        }
        const exitedMs = event.type === "ReceiptFinalised" ? exitMs.get(visitId) : undefined;
        if (exitedMs !== undefined) finals.push(nowMs() - exitedMs);
      }
    },
  };
}
