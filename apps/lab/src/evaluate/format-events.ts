/** Scores of events, for the terminal, for reports and for programs. */

import type { InteractionKind } from "@saunter/engine/receipt-types";
import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable, formatTable } from "@saunter/shop/command-line/format-table";
import {
  type EventScore,
  PHANTOM_CAUSES,
  type PhantomCause,
  TIME_TOLERANCE_MS,
} from "./score-events.ts";
import {
  EVENT_KINDS,
  type EventSummary,
  type EventTally,
  SURE_PROBABILITY,
  tallyEvents,
} from "./summarize-events.ts";

const KIND_NAMES: Readonly<Record<InteractionKind, string>> = {
  pick: "picks",
  putback: "put-backs",
  handover: "hand-overs",
};

const CAUSE_NAMES: Readonly<Record<PhantomCause, string>> = {
  press: "during or after a press on that shelf",
  meeting: "where hands met",
  other: "other",
};

const WITHIN = `${TIME_TOLERANCE_MS / 1000} s`;

/** What the figures mean, for reports. */
export const EVENTS_EXPLAINED = `\
An event is one or more units of a product that one shopper moved at once. A pick or put-back is
found if the engine reported one on that shelf, on the same plates or the ones beside, within
${WITHIN}; a hand-over if it reported one within ${WITHIN} that names one of the two people.
Otherwise the event is missed. A found event may have the wrong shopper, product or quantity, or several of them. A phantom
is an event that the engine reported and that never happened. An event is entirely right if its kind,
shopper, product and quantity are right.`;

/** What `listTally` lists. */
export const TALLY_HEADER = [
  ...["found", "missed", "phantom"],
  ...["wrong shopper", "wrong product", "wrong quantity"],
];

export function listTally(tally: EventTally): string[] {
  const { found, missed, phantoms, wrongShopper, wrongProduct, wrongQuantity } = tally;
  return [found, missed, phantoms, wrongShopper, wrongProduct, wrongQuantity].map(String);
}

/** Tables by kind and by the cause of phantoms, and a line on calibration, for the terminal. */
export function formatEvents(title: string, summary: EventSummary): string {
  const kinds = formatTable(
    [title, ...TALLY_HEADER],
    listKinds(summary),
    new Set(TALLY_HEADER.map((_, at) => at + 1)),
  );
  const causes = formatTable(CAUSE_HEADER, listCauses(summary), new Set([1, 2]));
  return `${kinds}\n${causes}\n${describeEventCalibration(summary)}\n`;
}

/** The same in Markdown, with the bins of the calibration. */
export function formatEventSections(summary: EventSummary): string[] {
  return [
    formatMarkdownTable(
      ["events", ...TALLY_HEADER],
      listKinds(summary),
      new Set(TALLY_HEADER.map((_, at) => at + 1)),
    ),
    formatMarkdownTable(CAUSE_HEADER, listCauses(summary), new Set([1, 2])),
    formatMarkdownTable(
      ["predicted probability", "events", "mean predicted", "right"],
      summary.calibrationBins
        .filter(({ count }) => count > 0)
        .map((bin) => [
          `${formatShare(bin.lower, 0)} to ${formatShare(bin.upper, 0)}`,
          String(bin.count),
          formatShare(bin.meanProbability),
          formatShare(bin.trueShare),
        ]),
      new Set([1, 2, 3]),
    ),
    describeEventCalibration(summary),
  ];
}

function listKinds({ byKind, all }: EventSummary): string[][] {
  const kinds = EVENT_KINDS.map((kind) => [KIND_NAMES[kind], ...listTally(byKind[kind])]);
  return [...kinds, ["all", ...listTally(all)]];
}

const CAUSE_HEADER = ["phantoms", "reported", `at ${formatShare(SURE_PROBABILITY, 0)} or more`];

function listCauses({ phantomsByCause, allPhantoms }: EventSummary): string[][] {
  const causes = PHANTOM_CAUSES.map(
    (cause) => [CAUSE_NAMES[cause], phantomsByCause[cause]] as const,
  );
  return [...causes, ["all", allPhantoms] as const].map(([name, { phantoms, sure }]) => [
    ...[name, String(phantoms), String(sure)],
  ]);
}

function describeEventCalibration(summary: EventSummary): string {
  const { all, meanProbability, rightShare, calibrationError, brier } = summary;
  if (all.reported === 0) return "The engine reported no event.";
  return (
    `Of the ${all.reported} events reported, ${formatShare(rightShare)} are entirely right; ` +
    `the engine predicted ${formatShare(meanProbability)} on average.\n` +
    `Expected calibration error ${formatNumber(calibrationError, 3)}, ` +
    `Brier score ${formatNumber(brier, 3)}.`
  );
}

/** A recording's events as `--json` prints them: counts by kind, and each that went wrong. */
export function buildEventsDocument(score: EventScore): object {
  return { ...buildKinds((kind) => tallyEvents(score, kind)), mistakes: listMistakes(score) };
}

/** A summary of events as `--json` prints it. */
export function buildEventSummaryDocument(summary: EventSummary): object {
  const causes = PHANTOM_CAUSES.map((cause) => {
    const { phantoms, sure } = summary.phantomsByCause[cause];
    return [cause, { phantoms, sure }];
  });
  return {
    recordings: summary.recordings,
    ...buildKinds((kind) => (kind === null ? summary.all : summary.byKind[kind])),
    phantoms_by_cause: Object.fromEntries(causes),
    sure_phantoms: summary.allPhantoms.sure,
    mean_probability: summary.meanProbability,
    right_share: summary.rightShare,
    calibration_error: summary.calibrationError,
    brier: summary.brier,
    calibration_bins: summary.calibrationBins.map((bin) => ({
      lower: bin.lower,
      upper: bin.upper,
      events: bin.count,
      mean_probability: bin.meanProbability,
      right_share: bin.trueShare,
    })),
  };
}

function buildKinds(tally: (kind: InteractionKind | null) => EventTally): object {
  const build = (kind: InteractionKind | null) => {
    const counts = tally(kind);
    return {
      happened: counts.happened,
      found: counts.found,
      missed: counts.missed,
      reported: counts.reported,
      // The name that it had in earlier versions.
      told: counts.reported,
      phantoms: counts.phantoms,
      wrong_shopper: counts.wrongShopper,
      wrong_product: counts.wrongProduct,
      wrong_quantity: counts.wrongQuantity,
    };
  };
  return {
    all: build(null),
    pick: build("pick"),
    putback: build("putback"),
    handover: build("handover"),
  };
}

/** What is missed or wrong, as it happened; phantoms, as they were reported. */
function listMistakes({ happened, reported }: EventScore): object[] {
  const wrong = happened.flatMap((event) => {
    const mistakes = [
      ...(event.found ? [] : ["missed"]),
      ...(event.wrongShopper ? ["wrong-shopper"] : []),
      ...(event.wrongProduct ? ["wrong-product"] : []),
      ...(event.wrongQuantity ? ["wrong-quantity"] : []),
    ];
    if (mistakes.length === 0) return [];
    const { targetId, otherId } = event;
    const [giver, shopper] = event.kind === "handover" ? [targetId, otherId] : [null, targetId];
    const reported = event.reported.map((interaction) => ({
      target_id: interaction.targetId,
      giver_id: interaction.giverId,
      barcode: interaction.barcode,
      quantity: interaction.quantity,
      probability: interaction.probability,
    }));
    const place = describePlace(event);
    // `told` is the name that it had in earlier versions.
    return [{ mistakes, ...place, target_id: shopper, giver_id: giver, reported, told: reported }];
  });
  const phantoms = reported.flatMap(({ interaction, phantom }) => {
    if (phantom === null) return [];
    return [
      {
        mistakes: ["phantom"],
        ...describePlace(interaction),
        target_id: interaction.targetId,
        giver_id: interaction.giverId,
        probability: interaction.probability,
        cause: phantom,
      },
    ];
  });
  return [...wrong, ...phantoms];
}

interface Placed {
  readonly kind: InteractionKind;
  readonly timestampMs: number;
  readonly barcode: string;
  readonly quantity: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

function describePlace(event: Placed): object {
  const { kind, timestampMs, barcode, quantity, gondola, shelf, plates } = event;
  return { kind, timestamp: timestampMs / 1000, barcode, quantity, gondola, shelf, plates };
}
