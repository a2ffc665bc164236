/**
 * Draws docs/images/visit.svg: seconds of a simulated visit as the sensors saw them, and what the
 * engine made of it. All in it comes from a run of the simulator and of the engine.
 *
 *     npx node scripts/make-picture.ts [FILE]
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { JOINT_STRIDE, type Observation } from "@saunter/engine/observation";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import type { Interaction, Receipt } from "@saunter/engine/receipt-types";
import { createShopIndex, findPlace, toPlateAxes } from "@saunter/engine/shop-index";
import type { PlatePlace, ShopModel } from "@saunter/engine/shop-model";
import { createSimulation } from "@saunter/sim/simulate";

/** A visit in which a hand rests on a plate, and then takes what stands there. */
const VISIT = { seed: 17, scenario: "hold", shoppers: 1 } as const;
const PLATE = { gondola: 4, shelf: 1, plate: 8 } as const;
const FROM_S = 10;
const TO_S = 17.5;

interface Sample {
  readonly timeS: number;
  readonly value: number;
}

interface Visit {
  readonly shop: ShopModel;
  /** Readings of the plate, grams from where it was. */
  readonly readings: readonly Sample[];
  /** Distance of the nearer wrist from the plate, metres. */
  readonly wrists: readonly Sample[];
  /** What the engine tells of the plate. */
  readonly picks: readonly (Interaction & { readonly timeS: number })[];
  readonly receipt: Receipt;
}

function runVisit(): Visit {
  const simulation = createSimulation(VISIT);
  const { shop } = simulation;
  const place = findPlace(
    createShopIndex(shop, ENGINE_PARAMETERS),
    PLATE.gondola,
    PLATE.shelf,
    PLATE.plate,
  );
  if (place === null) throw new Error("the plate has no place");
  const engine = createEngine(shop);
  const readings: Sample[] = [];
  const wrists: Sample[] = [];
  let startMs = Number.NaN;
  for (const observation of simulation.observations()) {
    if (Number.isNaN(startMs)) startMs = observation.timestampMs;
    readings.push(...readPlate(observation, startMs));
    wrists.push(...measureWrists(observation, place, startMs));
    stepEngine(engine, observation);
  }
  const { receipts, interactions } = finishEngine(engine);
  const isShown = ({ timeS }: Sample): boolean => timeS >= FROM_S && timeS <= TO_S;
  const shown = readings.filter(isShown);
  const level = median(shown.slice(0, 60).map(({ value }) => value));
  return {
    shop,
    readings: shown.map(({ timeS, value }) => ({ timeS, value: value - level })),
    wrists: wrists.filter(isShown),
    picks: interactions
      .filter(isHere)
      .map((one) => ({ ...one, timeS: (one.timestampMs - startMs) / 1000 })),
    receipt: receipts[0]!,
  };
}

function isHere(event: { gondola: number; shelf: number; plates: readonly number[] }): boolean {
  const { gondola, shelf, plate } = PLATE;
  return event.gondola === gondola && event.shelf === shelf && event.plates.includes(plate);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function readPlate(observation: Observation, startMs: number): Sample[] {
  if (observation.kind !== "plates" || observation.gondola !== PLATE.gondola) return [];
  const { timestampMs, sampleRateHz, sampleCount, shelfCount, plateCount, samplesG } = observation;
  const cell = PLATE.shelf * plateCount + PLATE.plate;
  return Array.from({ length: sampleCount }, (_, at) => ({
    timeS: (timestampMs - startMs) / 1000 + at / sampleRateHz,
    value: samplesG[at * shelfCount * plateCount + cell]!,
  }));
}

const LEFT_WRIST = 6;
const RIGHT_WRIST = 7;

function measureWrists(observation: Observation, place: PlatePlace, startMs: number): Sample[] {
  if (observation.kind !== "joints") return [];
  const local = { across: 0, into: 0, above: 0 };
  const distances = observation.shoppers.flatMap(({ joints }) =>
    [LEFT_WRIST, RIGHT_WRIST].map((joint) => {
      const [x, y, z] = joints.subarray(joint * JOINT_STRIDE) as unknown as number[];
      toPlateAxes(place, x!, y!, z!, local);
      return Math.hypot(local.across, local.into - place.depthM / 2, local.above);
    }),
  );
  const value = Math.min(...distances.filter((distance) => !Number.isNaN(distance)));
  if (!Number.isFinite(value)) return [];
  return [{ timeS: (observation.timestampMs - startMs) / 1000, value }];
}

const WIDTH = 880;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 580;

// Contrast of every text against its background is at least 4.5 : 1 (WCAG 2.2, 1.4.3).
const STYLE = `
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .page { fill: #ffffff }
    .quiet { fill: #59636e; font-size: 13px }
    .head { font-size: 15px; font-weight: 600 }
    .line { fill: none; stroke-width: 1; stroke: #d1d9e0 }
    .raw { fill: none; stroke: #8c959f; stroke-width: 1.5 }
    .level { fill: none; stroke: #0550ae; stroke-width: 2.5 }
    .wrist { fill: none; stroke: #8a4600; stroke-width: 2 }
    .found { fill: #0550ae }
    .rest { fill: #8c959f; fill-opacity: 0.15 }
    .pick { fill: #0550ae; fill-opacity: 0.15 }
    .card { fill: #f6f8fa; stroke: #d1d9e0 }
    .sure { fill: #116329; font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .page { fill: #0d1117 }
      .quiet { fill: #9198a1 }
      .line { stroke: #2f3742 }
      .raw { stroke: #6e7681 }
      .level { stroke: #79c0ff }
      .wrist { stroke: #f0a860 }
      .found { fill: #79c0ff }
      .pick { fill: #79c0ff }
      .card { fill: #151b23; stroke: #3d444d }
      .sure { fill: #56d364 }
    }`;

interface Plot {
  readonly top: number;
  readonly bottom: number;
  readonly low: number;
  readonly high: number;
}

const WEIGHT: Plot = { top: 64, bottom: 222, low: -160, high: 90 };
const WRIST: Plot = { top: 262, bottom: 352, low: 0, high: 1.5 };

function toX(timeS: number): number {
  return LEFT + ((timeS - FROM_S) / (TO_S - FROM_S)) * (RIGHT - LEFT);
}

function toY({ top, bottom, low, high }: Plot, value: number): number {
  const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
  return bottom - share * (bottom - top);
}

function drawCurve(plot: Plot, samples: readonly Sample[], style: string): string {
  const points = samples.map(
    ({ timeS, value }) => `${toX(timeS).toFixed(1)} ${toY(plot, value).toFixed(1)}`,
  );
  return `<path class="${style}" d="M${points.join("L")}"/>`;
}

function drawText(x: number, y: number, text: string, style = "", anchor = "start"): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text class="${style}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}

function drawAxis(
  plot: Plot,
  ticks: readonly number[],
  format: (tick: number) => string,
): string[] {
  return ticks.flatMap((tick) => {
    const y = toY(plot, tick);
    return [
      `<path class="line" d="M${LEFT} ${y}H${RIGHT}"/>`,
      drawText(LEFT - 8, y + 4.5, format(tick), "quiet", "end"),
    ];
  });
}

function drawBand(fromS: number, toS: number, style: string): string {
  const x = toX(fromS);
  const size = `width="${toX(toS) - x}" height="${WRIST.bottom - WEIGHT.top}"`;
  return `<rect class="${style}" x="${x}" y="${WEIGHT.top}" ${size}/>`;
}

/** Seconds in which the plate was away from its level before the pick: a hand was on it. */
function findTouch(readings: readonly Sample[], pickS: number): [number, number] {
  const away = readings.filter(({ timeS, value }) => timeS < pickS - 0.4 && Math.abs(value) > 20);
  if (away.length === 0) throw new Error("no hand was on the plate");
  return [away[0]!.timeS, away.at(-1)!.timeS];
}

function drawSensors({ shop, readings, wrists, picks }: Visit): string[] {
  const [pick] = picks;
  if (pick === undefined || picks.length > 1) throw new Error("one pick of the plate is expected");
  const [forceS, forceEndS] = findTouch(readings, pick.timeS);
  const after = median(readings.slice(-60).map(({ value }) => value));
  const level = [
    { timeS: FROM_S, value: 0 },
    { timeS: pick.timeS, value: 0 },
    { timeS: pick.timeS, value: after },
    { timeS: TO_S, value: after },
  ];
  const name = shop.products.get(pick.barcode)?.name ?? pick.barcode;
  const seconds = Array.from({ length: Math.floor(TO_S - FROM_S) + 1 }, (_, at) => FROM_S + at);
  return [
    drawBand(forceS, forceEndS, "rest"),
    drawBand(pick.timeS - 0.35, pick.timeS + 0.35, "pick"),
    drawText(LEFT, 28, "A shelf plate’s readings, and the level that the engine keeps", "head"),
    ...drawAxis(WEIGHT, [-150, -100, -50, 0, 50], (tick) => `${tick} g`.replace("-", "−")),
    drawCurve(WEIGHT, readings, "raw"),
    drawCurve(WEIGHT, level, "level"),
    drawText(toX((forceS + forceEndS) / 2), 56, "lifted, let go: no event", "quiet", "middle"),
    drawText(toX(pick.timeS - 0.35), 56, `${pick.quantity} × ${name} taken`, "found"),
    drawText(LEFT, 250, "How far the shopper’s nearer wrist is from the plate", "head"),
    ...drawAxis(WRIST, [0, 0.5, 1, 1.5], (tick) => `${tick} m`),
    drawCurve(WRIST, wrists, "wrist"),
    ...seconds.map((second) => drawText(toX(second), 374, `${second} s`, "quiet", "middle")),
  ];
}

const CARD_X = 604;
const CARD_WIDTH = 256;

function drawReceipt({ shop, receipt }: Visit): string[] {
  const { targetId, products, probabilityExact, needsReview } = receipt;
  const right = CARD_X + CARD_WIDTH - 18;
  const left = CARD_X + 18;
  const formatPrice = (hundredths: number): string => (hundredths / 100).toFixed(2);
  let totalHundredths = 0;
  let y = 132;
  const lines = products.flatMap(({ barcode, quantity }) => {
    const product = shop.products.get(barcode)!;
    totalHundredths += quantity * product.price;
    y += 28;
    const price = formatPrice(quantity * product.price);
    return [
      drawText(left, y, `${quantity} × ${product.name}`),
      drawText(right, y, price, "", "end"),
    ];
  });
  const sure = (Math.floor(probabilityExact * 1000) / 10).toFixed(1);
  return [
    `<rect class="card" x="${CARD_X}" y="64" width="${CARD_WIDTH}" height="${y + 52}" rx="10"/>`,
    drawText(left, 96, "Receipt", "head"),
    drawText(left, 118, `shopper ${targetId}`, "quiet"),
    ...lines,
    `<path class="line" d="M${left} ${y + 18}H${right}"/>`,
    drawText(left, y + 42, "Total", "head"),
    drawText(right, y + 42, formatPrice(totalHundredths), "head", "end"),
    drawText(left, y + 74, `${sure} % sure that it is exact:`, "sure"),
    drawText(left, y + 94, needsReview ? "somebody looks at it" : "accepted as it is", "sure"),
  ];
}

function drawVisit(visit: Visit): string {
  const parts = [
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    ...drawSensors(visit),
    ...drawReceipt(visit),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" \
width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
  <title id="title">From a shelf plate and a wrist to a receipt</title>
  <desc id="desc">A plate's weight over ${TO_S - FROM_S} seconds of a simulated visit: a hand \
lifts an item and lets go, which is no event; then it takes the item. Below, the distance of the \
shopper's wrist from the plate, near at both times. Beside it, the receipt with its probability.\
</desc>
  <style>${STYLE}
  </style>
  ${parts.join("\n  ")}
</svg>
`;
}

const standard = fileURLToPath(new URL("../docs/images/visit.svg", import.meta.url));
writeFileSync(process.argv[2] ?? standard, drawVisit(runVisit()));
