/** What hands hold: how well small pictures identify products, and what comes of it in simulated shops. */

import { startFfmpegAt } from "@saunter/ingest/cameras/ffmpeg-run";
import { findFfmpeg } from "@saunter/ingest/cameras/find-ffmpeg";
import { scoreHandClassifier, trainHandClassifier } from "@saunter/ingest/hands/hand-classifier";
import { findPictures } from "@saunter/ingest/hands/open-hand-classifier";
import { readCutouts } from "@saunter/ingest/hands/read-product-pictures";
import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";
import { addHandViews, type HandViewOptions } from "@saunter/sim/hand-views";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { atLeast, atMost, createFigure, type FigureGroup } from "../bench/figure.ts";
import { evaluateSimulation } from "../evaluate/evaluate-stream.ts";

const SIZES_PX = [12, 16, 20, 28, 40];
const CROPS_EACH = 6;
const TEST_SEED = 7;
export const CALIBRATION_ERROR_MAX = 0.1;
/** Worthless pictures may cost so many points of F1, as one unit of some hundred falls otherwise. */
export const WORTHLESS_LOSS_MAX = 0.5;

/** Drawings of hands that hold what is in the pictures of a folder, other ones than it was trained on. */
export async function measureHandPictures(
  folder: string,
  productsMax = Number.POSITIVE_INFINITY,
): Promise<FigureGroup> {
  const start = startFfmpegAt(findFfmpeg(null, process.env.PATH));
  const pictures = [...findPictures(folder)].slice(0, productsMax);
  const cutouts = await readCutouts(new Map(pictures), start);
  const before = readCpuSeconds();
  const classifier = await trainHandClassifier(cutouts, 1, async () => {});
  if (classifier === null) throw new Error(`${folder} has fewer than two pictures`);
  const trainedS = readCpuSeconds() - before;
  const score = (sidePxMin: number, sidePxMax: number) =>
    scoreHandClassifier(classifier, cutouts, CROPS_EACH, TEST_SEED, { sidePxMin, sidePxMax });
  const all = score(SIZES_PX[0]!, SIZES_PX.at(-1)!);
  const percent = (share: number): number => 100 * share;
  return {
    title: `What hands hold, in drawings of ${cutouts.size} products of the demonstration`,
    figures: [
      createFigure("training, of one core", trainedS, "s", 1),
      createFigure("right, chance alone", percent(1 / cutouts.size), "%", 1),
      ...SIZES_PX.flatMap((px) => {
        const { rightShare, amongFiveShare } = score(px, px);
        return [
          createFigure(`right, ${px} pixels wide`, percent(rightShare), "%", 1),
          createFigure(`among the likeliest five, ${px} pixels`, percent(amongFiveShare), "%", 1),
        ];
      }),
      createFigure("empty hands recognised as empty", percent(all.emptyRightShare), "%", 1),
      createFigure("calibration error", all.calibrationError, "", 3, atMost(CALIBRATION_ERROR_MAX)),
    ],
  };
}

interface HandKind {
  readonly name: string;
  readonly views: Partial<HandViewOptions> | null;
}

/** The third is about as good as the classifier is on drawings of the demonstration. */
const KINDS: readonly HandKind[] = [
  { name: "without pictures of hands", views: null },
  { name: "with, three of four right", views: { kind: "useful" } },
  {
    name: "with, one of three right",
    views: { kind: "useful", rightShare: 0.35, toldShare: 0.35 },
  },
  { name: "with, at random", views: { kind: "random" } },
];

export interface HandShopOptions {
  readonly scenario: ScenarioName;
  readonly minutes: number;
  readonly seeds: readonly number[];
}

/** F1 over units, and what a person is asked, in simulated shops with pictures of hands and without. */
export async function measureHandShops(options: HandShopOptions): Promise<FigureGroup> {
  const { scenario, minutes, seeds } = options;
  const f1: number[] = [];
  const reviewed: number[] = [];
  for (const { views } of KINDS) {
    let [right, sum, asked, receipts] = [0, 0, 0, 0];
    for (const seed of seeds) {
      const { score } = await runShop(scenario, minutes, seed, views);
      right += score.truePositives;
      sum += score.predictedUnits + score.trueUnits;
      asked += score.flaggedReceipts;
      receipts += score.receipts.length;
    }
    f1.push((200 * right) / sum);
    reviewed.push((100 * asked) / receipts);
  }
  const [without, useful, , random] = f1 as [number, number, number, number];
  return {
    title: `Pictures of hands in simulated shops, ${scenario}, ${seeds.length} × ${minutes} min`,
    figures: [
      ...KINDS.map(({ name }, at) => createFigure(`F1, ${name}`, f1[at]!, "%", 2)),
      ...KINDS.map(({ name }, at) =>
        createFigure(`to be reviewed, ${name}`, reviewed[at]!, "%", 1),
      ),
      createFigure("gained, three of four right", useful - without, "points", 2),
      createFigure(
        "gained, at random",
        random - without,
        "points",
        2,
        atLeast(-WORTHLESS_LOSS_MAX),
      ),
    ],
  };
}

async function runShop(
  scenario: ScenarioName,
  minutes: number,
  seed: number,
  views: HandKind["views"],
) {
  const simulation = createSimulation({ seed, scenario, minutes });
  const engine = () => createSteppedEngine(simulation.shop, { overchargeCost: 1 });
  if (views === null) return evaluateSimulation(scenario, simulation, engine, readCpuSeconds);
  // The truth is known at the end of a run; the next one is the same.
  for (const _ of simulation.observations());
  const { events } = simulation.truth();
  const products = [...simulation.shop.products.keys()];
  const all = { seed, products, events, kind: "useful" as const, ...views };
  const observations = () => addHandViews(simulation.observations(), all);
  return evaluateSimulation(scenario, { ...simulation, observations }, engine, readCpuSeconds);
}
