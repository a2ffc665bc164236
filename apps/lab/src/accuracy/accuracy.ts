/**
 * Writes docs/reference/accuracy.md, and a curve of risk against coverage beside it as SVG.
 *
 *     npm run accuracy                               all of it, some minutes
 *     npm run accuracy -- --date 2026-03-04          the day that the page tells; else today
 *     npm run accuracy -- --quick --out out/a.md     a small part of it, to see whether it runs
 *     npm run accuracy -- --receipts 500             so many of each world every day, half as many adversarial (2000)
 *     npm run accuracy -- --minutes 5                the most that the sensitivity table may take (no limit)
 *
 * It measures on the recordings of ../shared/data; where those are missing on simulated days alone.
 */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { SCENARIO_NAMES } from "@saunter/sim/scenarios";
import { WORLD_NAMES } from "@saunter/sim/worlds";
import { formatRiskCoverageSvg } from "../evaluate/risk-coverage-svg.ts";
import { measureDefaultSensitivity, SENSITIVITY_SIZE } from "../fit/default-sensitivity.ts";
import { takeSample } from "../published/published-pages.ts";
import { readOptions, refuse } from "../read-options.ts";
import { readVersion } from "../read-version.ts";
import { measureWorlds } from "../worlds/measure-worlds.ts";
import type { AccuracyPart } from "./accuracy-parts.ts";
import { formatAccuracy, joinForChart, REAL_TITLE, REENACTED_TITLE } from "./format-accuracy.ts";
import type { MeasuredSet, ProductNames, SetPlan } from "./measured-set.ts";
import { planHarder, planRecordings } from "./recorded-sets.ts";
import { planEverydays, planScenarios } from "./simulated-sets.ts";
import { joinSets, sumSet } from "./summed-set.ts";
import { judgeWorlds } from "./world-sections.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const DATA = join(ROOT, "../shared/data/nanostore");
const PAGE = join(ROOT, "docs/reference/accuracy.md");

const FULL = {
  recordingsMax: Number.POSITIVE_INFINITY,
  hardSeeds: [1, 2, 3],
  everydaySeeds: [1, 2, 3],
  everydayHours: 20,
  scenarios: SCENARIO_NAMES.filter((name) => name !== "everyday"),
  scenarioSeeds: [1, 2, 3],
  scenarioMinutes: 5,
  worlds: WORLD_NAMES.slice(),
  worldReceipts: { everyday: 2000, adversarial: 1000 },
  sensitivity: SENSITIVITY_SIZE,
};

const QUICK: typeof FULL = {
  recordingsMax: 2,
  hardSeeds: [1],
  everydaySeeds: [1],
  everydayHours: 0.2,
  scenarios: ["quiet", "busy"],
  scenarioSeeds: [1],
  scenarioMinutes: 0.3,
  worlds: ["measured", "families", "poor-cameras"],
  worldReceipts: { everyday: 4, adversarial: 4 },
  sensitivity: {
    worlds: ["poor-cameras"],
    screeningVisits: 1,
    visits: 1,
    keptMost: 2,
    every: 50,
  },
};

/** Other seeds than those that weights were fitted on. */
const WORLD_FIRST_SEED = 90_000;

interface PlannedPart {
  readonly title: string;
  readonly about: string;
  readonly joinedTitle: string | null;
  readonly plans: readonly SetPlan[];
}

async function planParts(size: typeof FULL): Promise<Record<PartName, PlannedPart>> {
  const { recordingsMax } = size;
  const real = "two visits to the real shop; the second has no joints, so one receipt for all";
  const acted = "labelled shopping scripts of the real shop, acted again on its recorded noise";
  const recorded = existsSync(DATA)
    ? [
        await planRecordings(REAL_TITLE, real, DATA, "recordings", recordingsMax),
        await planRecordings(REENACTED_TITLE, acted, DATA, "reenacted", recordingsMax),
      ]
    : [];
  const harder = existsSync(DATA)
    ? await planHarder(DATA, "reenacted", size.hardSeeds, recordingsMax)
    : [];
  return {
    recorded: {
      title: "Recordings and re-enactments",
      about: "As they are.",
      joinedTitle: null,
      plans: recorded,
    },
    harder: {
      title: "The re-enactments made harder",
      about: `The same scripts with worse sensors and a worse planogram. Sets and seeds share the \
scripts, so
the bounds are narrower than as many receipts of different scripts would give.`,
      joinedTitle: "all harder ones",
      plans: harder,
    },
    everyday: {
      title: "Ordinary days",
      about: "Simulated, with the arrivals and baskets of published tickets.",
      joinedTitle: "all ordinary days",
      plans: planEverydays(size.everydaySeeds, size.everydayHours),
    },
    scenarios: {
      title: "Where it is weak",
      about: "Simulated scenarios, each of which does one thing far more often than shops see it.",
      joinedTitle: null,
      plans: planScenarios(size.scenarios, size.scenarioSeeds, size.scenarioMinutes),
    },
  };
}

type PartName = "recorded" | "harder" | "everyday" | "scenarios";

async function measurePart(planned: PlannedPart, names: ProductNames): Promise<AccuracyPart> {
  const { title, about, joinedTitle, plans } = planned;
  const sets: MeasuredSet[] = [];
  for (const plan of plans) {
    const progress = startProgressBar(`steps: ${plan.title}`, plan.steps);
    let done = 0;
    const measured = await plan
      .run(() => progress.update(++done), names)
      .finally(() => progress.stop());
    sets.push({ title: plan.title, what: plan.what, measured });
  }
  const joined = joinedTitle === null ? null : joinSets(joinedTitle, "all of them", sets);
  return { title, about, sets: sets.map(sumSet), joined };
}

const options = readOptions({
  date: { type: "string" },
  out: { type: "string" },
  quick: { type: "boolean" },
  receipts: { type: "string" },
  minutes: { type: "string" },
});
const startMs = performance.now();
const date = options.date ?? new Date().toISOString().slice(0, 10);
if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) refuse(`--date ${date}: write it as YYYY-MM-DD`);
const out = options.out ?? PAGE;
if (!out.endsWith(".md")) refuse(`--out ${out}: give a name that ends in .md`);
const receipts = Number(options.receipts ?? FULL.worldReceipts.everyday);
if (!(Number.isInteger(receipts) && receipts > 1))
  refuse("--receipts takes a whole number above 1");
const minutes = Number(options.minutes ?? Number.POSITIVE_INFINITY);
if (!(minutes > 0)) refuse("--minutes takes a number above 0");
const names: ProductNames = new Map();
const worldReceipts = { everyday: receipts, adversarial: Math.floor(receipts / 2) };
const size = options.quick ? QUICK : { ...FULL, worldReceipts };
const planned = await planParts(size);
const parts = {
  recorded: await measurePart(planned.recorded, names),
  harder: await measurePart(planned.harder, names),
  everyday: await measurePart(planned.everyday, names),
  scenarios: await measurePart(planned.scenarios, names),
};
const measuredWorlds = await measureWorlds({
  worlds: size.worlds,
  receiptsLeast: size.worldReceipts,
  firstSeed: WORLD_FIRST_SEED,
});
const sensitivity = await measureDefaultSensitivity(size.sensitivity, minutes);
const version = readVersion();
const sample = options.quick ? null : await takeSample("accuracy");
const svg = out.replace(/\.md$/, ".svg");
const flags = [
  `--date ${date}`,
  ...(options.quick ? ["--quick"] : []),
  ...(options.receipts === undefined ? [] : [`--receipts ${receipts}`]),
  ...(options.minutes === undefined ? [] : [`--minutes ${minutes}`]),
];
mkdirSync(dirname(out), { recursive: true });
writeFileSync(
  out,
  formatAccuracy({
    date,
    version,
    command: `npm run accuracy -- ${flags.join(" ")}`,
    svgName: basename(svg),
    missing: existsSync(DATA)
      ? null
      : "Recordings and re-enactments are missing: ../shared/data was not there.",
    parts,
    sensitivity,
    worlds: judgeWorlds(measuredWorlds, ENGINE_PARAMETERS.belief.acceptProbability),
    names,
    sample,
  }),
);
const charted = joinForChart(parts)!;
writeFileSync(svg, formatRiskCoverageSvg(charted.engine.summary, charted.baseline.summary));
const seconds = (performance.now() - startMs) / 1000;
console.log(
  `${relative(process.cwd(), out)} and ${basename(svg)}: written in ${seconds.toFixed(0)} s`,
);
