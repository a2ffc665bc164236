/** What `saunter evaluate-cart --report` writes: figures of recorded trips, and a picture. */
import { basename } from "node:path";
import type { Product } from "@saunter/engine/shop-model";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import {
  type CurvedRun,
  type CurveWords,
  formatRiskCoverageSvg,
} from "../evaluate/risk-coverage-svg.ts";
import { judgeProbabilities } from "../evaluate/summarize.ts";
import { formatRiskTable } from "../evaluate/write-report.ts";
import { formatGroups, listFigures } from "./format-trips.ts";
import { countUnits, type PlayedTrip } from "./play-trip.ts";
import { checkTrip, scoreTrips } from "./score-trips.ts";

export interface NamedTrip extends PlayedTrip {
  /** Of its recording. */
  readonly name: string;
  /** What the bill has wrong, in words. */
  readonly wrongs: readonly string[];
}

export interface TripReportInput {
  /** The day of the measurement, YYYY-MM-DD. */
  readonly date: string;
  readonly command: string;
  readonly trips: readonly NamedTrip[];
  /** Path of the picture, which the report shows beside itself. */
  readonly svgPath: string;
}

const BILL_WORDS: CurveWords = {
  heading: "Wrong bills among those let through",
  axis: "bills let through without a check",
  things: "bills",
  accepts: "lets through",
  accepted: "let through",
};

/** Wrong bills among those let through, against the share let through, as an SVG document. */
export function formatTripCurve(trips: readonly PlayedTrip[]): string {
  return formatRiskCoverageSvg(curveTrips(trips), null, BILL_WORDS);
}

/** The measurement as Markdown: on what, how, the figures, and what was wrong. */
export function formatTripReport(input: TripReportInput): string {
  const { command, date, svgPath, trips } = input;
  const score = scoreTrips(trips);
  const wrong = trips.filter(({ isExact }) => !isExact);
  const sections = [
    "# Accuracy of smart carts",
    `Measured on ${date} on ${trips.length} recorded trips, with:`,
    `\`\`\`sh\n${command}\n\`\`\``,
    "Figures of honest shoppers rest on honest trips alone, those of dishonest ones on the others: how many of each were recorded changes neither.",
    "## Figures",
    formatMarkdownTable(["measure", "figure"], listFigures(score)),
    "## Risk and coverage",
    `![Wrong bills among those let through, against the share let through](${basename(svgPath)})`,
    "Of all trips as they were recorded: the more dishonest ones, the higher it lies.",
    formatRiskTable(curveTrips(trips), "let through"),
    "## By habit",
    formatGroups("habit", score.habits),
    "## Trip by trip",
    formatMarkdownTable(TRIP_HEADER, trips.map(listTrip), TRIP_NUMBERS),
    "## What was wrong",
    wrong.length === 0
      ? "Every bill is right."
      : wrong.map((trip) => `- ${trip.name}: ${trip.wrongs.join("; ")}`).join("\n"),
  ];
  return `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`;
}

export const TRIP_HEADER = ["recording", "bill", "probability right", "check", "questions"];
/** Columns of numbers. */
export const TRIP_NUMBERS: ReadonlySet<number> = new Set([2, 4]);

export function listTrip(trip: NamedTrip): string[] {
  const { certainty, isExact, name, questions } = trip;
  const probability = certainty.probabilityExact.toFixed(3);
  return [name, isExact ? "right" : "wrong", probability, checkTrip(trip), String(questions)];
}

function curveTrips(trips: readonly PlayedTrip[]): CurvedRun {
  const letThrough = trips.filter((trip) => checkTrip(trip) === "none");
  return {
    receipts: trips.length,
    acceptedReceipts: letThrough.length,
    wrongAccepted: letThrough.filter(({ isExact }) => !isExact).length,
    ...judgeProbabilities(
      trips.map(({ certainty }) => certainty.probabilityExact),
      trips.map(({ isExact }) => isExact),
    ),
  };
}

/** What a trip's bill has wrong, in words. */
export function describeWrongs(trip: PlayedTrip, products: ReadonlyMap<string, Product>): string[] {
  return [...countUnits(trip)].flatMap(([barcode, units]) => {
    if (units === 0) return [];
    const what = units > 0 ? "billed, not in the cart" : "in the cart, not billed";
    return [`${what}: ${Math.abs(units)} × ${products.get(barcode)?.name ?? barcode}`];
  });
}
