/** Receipts of simulated visits by way of their devices, whatever the shop is built of and however fast its scales are. */
import { performance } from "node:perf_hooks";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { SHOP_FIXTURES, type ShopFixture } from "@saunter/sim/lay-fixtures";
import { DEFAULT_PHYSICS } from "@saunter/sim/physics";
import { SCALE_LAYOUTS, type ScaleLayout } from "@saunter/sim/scale-layouts";
import type { Simulation } from "@saunter/sim/simulate";
import { simulateVisit, type VisitOptions } from "@saunter/sim/worlds";
import type { ControllerSplit } from "./emulated-devices.ts";
import type { Reframe } from "./play-devices.ts";
import { playLive, sendAll } from "./play-live.ts";
import { formatLines } from "./settle-receipts.ts";

/** Of how many receipts so many are right, to be reviewed, and wrong and accepted. */
export interface LayoutScore {
  receipts: number;
  exact: number;
  flagged: number;
  wrongAccepted: number;
  /** Processor time of the hub and the engine, for a second of the shop. */
  cpuMsPerS: number;
  readonly wrong: string[];
}

export const LAYOUTS: readonly (ScaleLayout | ShopFixture)[] = [...SCALE_LAYOUTS, ...SHOP_FIXTURES];
export const RATES_HZ: readonly number[] = [5, 10, 20, 40, 80, 160, 320];

const MIX = "everyday";

/** Short visits of a few people in a shop of the layout; several controllers a gondola where it has shelves of each kind. */
export function scoreLayout(layout: ScaleLayout | ShopFixture, visits: number, seed: number) {
  const isFixture = (SHOP_FIXTURES as readonly string[]).includes(layout);
  const world = layout === "bins" ? "heavy-hands" : "measured";
  const options = isFixture
    ? { fixture: layout as ShopFixture }
    : { scales: layout as ScaleLayout };
  const isSplit = layout === "mixed-pitch";
  return scoreVisits(visits, (at) => ({ world, mix: MIX, seed: seed + at, ...options }), {
    split: isSplit ? "shelf" : "gondola",
    ...(isSplit ? { reframe: slowDown } : {}),
  });
}

/** The same visits on plates, at a rate. */
export function scoreRate(sampleRateHz: number, visits: number, seed: number): LayoutScore {
  const amplifiers = DEFAULT_PHYSICS.amplifiers.map((amplifier) => ({
    ...amplifier,
    sampleRateHz,
    batchSamples: Math.max(1, Math.round(sampleRateHz / 5)),
  }));
  const physics = { ...DEFAULT_PHYSICS, amplifiers };
  return scoreVisits(visits, (at) => ({ world: "measured", mix: MIX, seed: seed + at, physics }));
}

interface Sending {
  readonly split: ControllerSplit;
  readonly reframe?: Reframe;
}

function scoreVisits(
  visits: number,
  optionsOf: (at: number) => VisitOptions,
  sending: Sending = { split: "gondola" },
): LayoutScore {
  const score: LayoutScore = {
    receipts: 0,
    exact: 0,
    flagged: 0,
    wrongAccepted: 0,
    cpuMsPerS: 0,
    wrong: [],
  };
  let [cpuMs, shopMs] = [0, 0];
  for (let at = 0; at < visits; at++) {
    const options = optionsOf(at);
    const simulation = simulateVisit(options);
    const observations = [...simulation.observations()];
    const sent = sendAll(observations, sending);
    const fromMs = performance.now();
    const { receipts } = playLive(simulation.shop, sent);
    cpuMs += performance.now() - fromMs;
    shopMs += observations.at(-1)!.timestampMs - observations[0]!.timestampMs;
    takeScore(score, simulation, receipts, `${options.seed}`);
  }
  score.cpuMsPerS = (1000 * cpuMs) / shopMs;
  return score;
}

function takeScore(
  score: LayoutScore,
  { truth }: Pick<Simulation, "truth">,
  receipts: ReturnType<typeof playLive>["receipts"],
  where: string,
): void {
  for (const { products, targetId } of truth().receipts) {
    const lines = formatLines(products);
    const receipt = receipts.get(targetId);
    score.receipts++;
    if (receipt?.lines === lines) score.exact++;
    if (receipt?.needsReview !== false) score.flagged++;
    else if (receipt.lines !== lines) {
      score.wrongAccepted++;
      score.wrong.push(`${where}: ${targetId}: ${receipt.lines}; true ${lines}`);
    }
  }
}

/** Controllers of every second shelf give so many times fewer samples, each the mean of those that it stands for. */
const SLOWER = 6;

function slowDown(frame: ScaleFrame): ScaleFrame {
  const shelf = Number(frame.deviceId.split("-").at(-1));
  if (shelf % 2 === 1 || frame.sampleCount % SLOWER !== 0) return frame;
  const { channelCount, rateHz, samples, unit } = frame;
  const sampleCount = frame.sampleCount / SLOWER;
  const means = new Float64Array(sampleCount * channelCount);
  for (let at = 0; at < means.length; at++) {
    const [sample, channel] = [Math.floor(at / channelCount), at % channelCount];
    let sum = 0;
    for (let k = 0; k < SLOWER; k++)
      sum += samples[(sample * SLOWER + k) * channelCount + channel]!;
    means[at] = unit === "counts" ? Math.round(sum / SLOWER) : sum / SLOWER;
  }
  return { ...frame, sampleCount, samples: means, rateHz: rateHz / SLOWER };
}

/** A table in Markdown. */
export function formatScores(
  first: string,
  scores: readonly (readonly [string, LayoutScore])[],
): string {
  const share = (count: number, all: number): string => `${((100 * count) / all).toFixed(1)} %`;
  const rows = scores.map(([name, { cpuMsPerS, exact, flagged, receipts, wrongAccepted }]) =>
    [
      name,
      receipts,
      share(exact, receipts),
      share(flagged, receipts),
      wrongAccepted,
      `${(cpuMsPerS / 10).toFixed(1)} %`,
    ].join(" | "),
  );
  return [
    `| ${first} | receipts | exact | to review | wrong and accepted | of a core |`,
    "|---|---:|---:|---:|---:|---:|",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}
