/** Real recordings and re-enactments, as they are and made harder. */

import { basename, join } from "node:path";
import type { Observation } from "@saunter/engine/observation";
import type { Truth } from "@saunter/ingest/recordings/read-truth";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { type VariationOptions, varyObservations } from "@saunter/sim/vary-observations";
import { varyPlanogram } from "@saunter/sim/vary-planogram";
import { chunkObservations } from "../chunk-observations.ts";
import { measureStream, type SetPlan } from "./measured-set.ts";

/** What is done to a recording; the planogram's share apart, as `varyObservations` has it. */
interface Hardening extends Omit<VariationOptions, "seed" | "truth"> {
  readonly title: string;
  readonly what: string;
  readonly planogramWrongShare?: number;
}

const NOISE = { noiseScale: 2 };
const TOUCHES = { touchesPerMinute: 8 };
const DROPOUTS = { dropoutShare: 0.15 };
const MIX_UPS = { mixUpRate: 0.15 };
const PLANOGRAM = { planogramWrongShare: 0.15 };

export const HARDENINGS: readonly Hardening[] = [
  { title: "noise doubled", what: "the plates' noise around their slow level doubled", ...NOISE },
  {
    title: "touches",
    what: "8 touches a minute that vanish, near the shelves at which something happens",
    ...TOUCHES,
  },
  {
    title: "dropouts",
    what: "15 % more joints not seen, a quarter as many thrown off or whole shoppers lost",
    ...DROPOUTS,
  },
  {
    title: "people mixed up",
    what: "0.15 exchanges of identity and of wrists a second between people within 0.7 m",
    ...MIX_UPS,
  },
  {
    title: "wrong planogram",
    what: "15 % of the planogram's entries name another product",
    ...PLANOGRAM,
  },
  {
    title: "all of it",
    what: "the five at once",
    ...NOISE,
    ...TOUCHES,
    ...DROPOUTS,
    ...MIX_UPS,
    ...PLANOGRAM,
  },
];

/** Of a recording without a truth. */
const UNTOLD: Truth = { receipts: [], events: null };

export async function planRecordings(
  title: string,
  what: string,
  data: string,
  folder: string,
  recordingsMax: number,
): Promise<SetPlan> {
  const dirs = (await RECORDING_FOLDERS.find([join(data, folder)])).slice(0, recordingsMax);
  return {
    title,
    what,
    steps: dirs.length,
    run: async (onStep, names) => {
      const all = [];
      for (const dir of dirs) {
        const { shop, chunks } = await RECORDING_FOLDERS.open(dir);
        const truth = (await RECORDING_FOLDERS.readTruth(dir)) ?? UNTOLD;
        all.push(
          await measureStream({ name: basename(dir), shop, chunks, truth: () => truth }, names),
        );
        onStep();
      }
      return all;
    },
  };
}

/** One set for each way of making the recordings harder, with every seed. */
export async function planHarder(
  data: string,
  folder: string,
  seeds: readonly number[],
  recordingsMax: number,
): Promise<SetPlan[]> {
  const dirs = (await RECORDING_FOLDERS.find([join(data, folder)])).slice(0, recordingsMax);
  return HARDENINGS.map((hardening) => ({
    title: `harder: ${hardening.title}`,
    what: `the same re-enactments with ${hardening.what}; seeds ${seeds.join(", ")}`,
    steps: dirs.length * seeds.length,
    run: async (onStep, names) => {
      const all = [];
      for (const dir of dirs) {
        const recording = await readWhole(dir);
        for (const seed of seeds) {
          all.push(await measureStream(harden(recording, hardening, seed), names));
          onStep();
        }
      }
      return all;
    },
  }));
}

type WholeRecording = Awaited<ReturnType<typeof readWhole>>;

/** Recordings of a minute fit into memory; longer ones have no place in these sets. */
async function readWhole(dir: string) {
  const { shop, chunks } = await RECORDING_FOLDERS.open(dir);
  const observations: Observation[] = [];
  for await (const chunk of chunks) observations.push(...chunk);
  const truth = (await RECORDING_FOLDERS.readTruth(dir)) ?? UNTOLD;
  const events = (truth.events ?? []).map(({ timestampMs, gondola, shelf, plates }) => {
    return { timestamp: timestampMs / 1000, gondola, shelf, plates };
  });
  return { name: basename(dir), shop, observations, truth, events };
}

function harden(recording: WholeRecording, hardening: Hardening, seed: number) {
  const { title, what: _, planogramWrongShare, ...variation } = hardening;
  const { name, observations, truth, events } = recording;
  const shop =
    planogramWrongShare === undefined
      ? recording.shop
      : varyPlanogram(recording.shop, { seed, wrongShare: planogramWrongShare });
  const varied = varyObservations(observations, { seed, truth: { events }, ...variation });
  return {
    name: `${name}, ${title}, seed ${seed}`,
    shop,
    chunks: chunkObservations(varied),
    truth: () => truth,
  };
}
