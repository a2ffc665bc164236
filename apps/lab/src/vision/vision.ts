/**
 * What cameras make of people, beside the limits, without pictures of anybody.
 *
 *     npm run vision
 *     npm run vision -- --out docs/reference/vision.md   writes the page of what was measured, too
 *     npm run vision -- --quick                        a small part of it, to see whether it runs
 *
 * It measures on the data of ../shared; where that is missing on simulated shops alone.
 */
import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import {
  countMissed,
  type FigureGroup,
  formatGroup,
  formatVerdict,
  withoutLimits,
} from "../bench/figure.ts";
import { formatBenchPage } from "../bench/format-bench-page.ts";
import { takeSample } from "../published/published-pages.ts";
import { readOptions } from "../read-options.ts";
import { readVersion } from "../read-version.ts";
import { measureBlur } from "./measure-blur.ts";
import {
  type CostOptions,
  canMeasureCost,
  measureEmptyCost,
  measureVisitCost,
} from "./measure-cost.ts";
import { type DriftPlan, measureDrift } from "./measure-drift.ts";
import { type HandShopOptions, measureHandPictures, measureHandShops } from "./measure-hands.ts";
import { measureJoints } from "./measure-joints.ts";
import { measureServe } from "./measure-serve.ts";
import { measureShop, type ShopOptions } from "./measure-shop.ts";
import { measureTracks } from "./measure-tracks.ts";
import { measureVideo } from "./measure-video.ts";

const DATA = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const ABOUT_DATA = "../shared/data";
const WILDTRACK = join(DATA, "tracking/wildtrack");
const RECORDING = "BENCHMARK-1";
const RECORDED = join(DATA, "nanostore/recordings", RECORDING);
const FILMED = "cps-test-01";
const FILMS = join(DATA, "nanostore/recordings", FILMED);
const STORE = join(DATA, "nanostore/store");
const PICTURES = fileURLToPath(new URL("../../../../examples/demo/pictures", import.meta.url));
const HEIGHTS_M = [2.4, 4];
/** Of thirty people, who come in at the one aisle and leave by the other. */
const RUSH_DOORS = { entrance: { x: -1.5, y: -1.2 }, exit: { x: -1.5, y: -4.6 } };
const SEED = 1;
/** A switch is rare: it takes many visits to count them. */
const RUSH_SEEDS = [1, 2, 3, 4];
/** The films last a little longer. */
const COST: CostOptions = { seconds: 30 };
const COST_QUICK: CostOptions = { seconds: 3 };
/** Both things that are taken in the films are taken by then. */
const WATCHED_S_QUICK = 18;
const KNOCKS_PX = [3, 5, 10, 20];
const DRIFT: DriftPlan = {
  seed: SEED,
  minutes: 20,
  knocksPx: KNOCKS_PX,
  knockedAfterMin: 40,
  hours: 4,
};
const DRIFT_QUICK: DriftPlan = {
  seed: SEED,
  minutes: 3,
  knocksPx: [20],
  knockedAfterMin: 24,
  hours: 0.1,
};

const options = readOptions({ out: { type: "string" }, quick: { type: "boolean" } });

function listShops(): ShopOptions[] {
  const seeds = [SEED];
  if (options.quick) return [{ scenario: "busy", minutes: 0.3, cameras: 4, heightM: 2.4, seeds }];
  return HEIGHTS_M.flatMap((heightM) => [
    { scenario: "everyday", minutes: 60, cameras: 4, heightM, seeds },
    { scenario: "rush", minutes: 10, cameras: 8, heightM, seeds: RUSH_SEEDS, doors: RUSH_DOORS },
  ]);
}

function listHandShops(): HandShopOptions[] {
  if (options.quick) return [{ scenario: "swap", minutes: 1, seeds: [SEED] }];
  const size = { minutes: 10, seeds: [1, 2, 3, 4] };
  return (["swap", "misplace", "wrong-planogram"] as const).map((scenario) => ({
    scenario,
    ...size,
  }));
}

const cost = options.quick ? COST_QUICK : COST;
const watchedS = options.quick ? WATCHED_S_QUICK : Number.POSITIVE_INFINITY;

const plans: (() => Promise<FigureGroup> | FigureGroup)[] = [
  ...(existsSync(FILMS)
    ? [
        () => measureVideo({ folder: FILMS, name: FILMED, store: STORE, watchedS }),
        ...(options.quick ? [] : [() => measureServe(FILMS, FILMED)]),
        ...(options.quick ? [] : [() => measureBlur(join(FILMS, "cam1.mp4"), FILMED)]),
        ...(canMeasureCost() ? [() => measureVisitCost(cost), () => measureEmptyCost(cost)] : []),
      ]
    : []),
  () => measureDrift(options.quick ? DRIFT_QUICK : DRIFT),
  ...(existsSync(WILDTRACK) ? [() => measureTracks(WILDTRACK)] : []),
  ...(existsSync(RECORDED)
    ? HEIGHTS_M.slice(0, options.quick ? 1 : undefined).map(
        (heightM) => () => measureJoints(RECORDED, RECORDING, heightM, SEED),
      )
    : []),
  ...listShops().map((shop) => () => measureShop(shop)),
  () => measureHandPictures(PICTURES, options.quick ? 12 : undefined),
  ...listHandShops().map((shop) => () => measureHandShops(shop)),
];

const groups: FigureGroup[] = [];
const progress = startProgressBar("measurements", plans.length);
try {
  for (const [at, plan] of plans.entries()) {
    const whole = await plan();
    const group = options.quick ? withoutLimits(whole) : whole;
    groups.push(group);
    process.stdout.write(`\n${formatGroup(group)}`);
    progress.update(at + 1);
  }
} finally {
  progress.stop();
}
process.stdout.write(`\n${formatVerdict(groups)}\n`);
if (options.out !== undefined) {
  const page = formatBenchPage({
    title: "Cameras",
    version: readVersion(),
    date: new Date().toISOString().slice(0, 10),
    command: `npm run vision -- ${options.quick ? "--quick " : ""}--out ${options.out}`,
    machine: `Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? "?"}, ${cpus().length} cores`,
    about: existsSync(DATA) ? ABOUT_DATA : "simulated shops alone",
    groups,
    sample: options.quick ? null : await takeSample("cameras"),
  });
  writeFileSync(options.out, page);
}
if (countMissed(groups) > 0) process.exitCode = 1;
