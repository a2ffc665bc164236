/** What the project set itself to reach, beside what it reaches. */

import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import type { ReceiptFigures } from "../worlds/receipt-models.ts";
import type { AccuracyParts } from "./accuracy-parts.ts";
import type { SummedSet } from "./summed-set.ts";
import type { WorldsPart } from "./world-sections.ts";

interface Aim {
  readonly set: string;
  readonly aim: string;
  readonly reached: string;
  readonly kept: boolean;
}

/** The whole set of re-enactments; of a part of it the counts below would mean nothing. */
const REENACTED_RECEIPTS = 43;

export function formatAims({ recorded, everyday }: AccuracyParts, worlds: WorldsPart): string {
  const [real, reenacted] = recorded.sets;
  const aims = [
    ...(real === undefined ? [] : listRealAims(real)),
    ...(reenacted === undefined ? [] : listReenactedAims(reenacted)),
    ...(everyday.joined === null ? [] : listEverydayAims(everyday.joined)),
    ...listWorldAims(worlds),
  ];
  return formatMarkdownTable(
    ["on", "aim", "reached", "kept"],
    aims.map(({ set, aim, reached, kept }) => [set, aim, reached, kept ? "yes" : "**no**"]),
  );
}

function listRealAims({ title, engine }: SummedSet): Aim[] {
  const { rightUnits, chargedUnits, takenUnits, summary } = engine;
  return [
    {
      set: title,
      aim: "every unit right, none too many",
      reached: `${rightUnits} of ${takenUnits} right, ${chargedUnits - rightUnits} too many`,
      kept: rightUnits === takenUnits && chargedUnits === rightUnits,
    },
    {
      set: title,
      aim: "every receipt exact",
      reached: `${summary.exactReceipts} of ${summary.receipts}`,
      kept: summary.exactReceipts === summary.receipts,
    },
  ];
}

function listReenactedAims({ title, engine }: SummedSet): Aim[] {
  const { meanF1, receipts, exactReceipts, wrongAccepted, flaggedReceipts } = engine.summary;
  const whole = receipts === REENACTED_RECEIPTS;
  const aims: Aim[] = [
    {
      set: title,
      aim: "mean F1 at least 0.97",
      reached: formatNumber(meanF1, 3),
      kept: meanF1 >= 0.97,
    },
    {
      set: title,
      aim: "no wrong receipt accepted",
      reached: String(wrongAccepted),
      kept: wrongAccepted === 0,
    },
  ];
  if (!whole) return aims;
  const exact = { aim: "at least 39 of 43 exact", reached: `${exactReceipts} of ${receipts}` };
  const flagged = { aim: "at most 8 flagged", reached: String(flaggedReceipts) };
  return [
    ...aims,
    { set: title, ...exact, kept: exactReceipts >= 39 },
    { set: title, ...flagged, kept: flaggedReceipts <= 8 },
  ];
}

function listEverydayAims({ title, engine }: SummedSet): Aim[] {
  const { acceptedReceipts, wrongAccepted, wrongAcceptedUpper, reviewRate } = engine.summary;
  const exactShare = 1 - wrongAccepted / acceptedReceipts;
  return [
    {
      set: title,
      aim: "at least 99.5 % exact among accepted",
      reached:
        `${formatShare(exactShare, 2)} of ${acceptedReceipts} ` +
        `(above ${formatShare(1 - wrongAcceptedUpper, 2)} at 95 % confidence)`,
      kept: exactShare >= 0.995,
    },
    {
      set: title,
      aim: "at most 5 % flagged",
      reached: formatShare(reviewRate, 2),
      kept: reviewRate <= 0.05,
    },
  ];
}

const WORLD_FLAGGED_MAX = 0.08;
const WORLD_WRONG_MAX = 0.005;
const WORLD_CALIBRATION_MAX = 0.03;

/** Each world by the weights and the bound of all others, everyday mix. */
function listWorldAims({ heldOut }: WorldsPart): Aim[] {
  const own = heldOut.figures.filter(({ mix }) => mix === "everyday");
  const sum = heldOut.sums.find(({ mix }) => mix === "everyday")!.heldOut;
  const judge = (aim: string, most: number, read: (one: ReceiptFigures) => number, all: string) => {
    const kept = own.filter((one) => read(one.heldOut) <= most).length;
    return {
      set: "held-out worlds, everyday",
      aim: `in each ${aim}`,
      reached: `in ${kept} of ${own.length}; ${all} in all`,
      kept: kept === own.length,
    };
  };
  const flagged = ({ flagged: some, receipts }: ReceiptFigures) => some / receipts;
  // Who accepts nothing keeps no promise of what is accepted.
  const wrong = ({ wrongAccepted, flagged: some, receipts }: ReceiptFigures) =>
    some === receipts ? Number.NaN : wrongAccepted / (receipts - some);
  const calibration = ({ calibrationError }: ReceiptFigures) => calibrationError;
  return [
    judge("at most 8 % flagged", WORLD_FLAGGED_MAX, flagged, formatShare(flagged(sum))),
    judge(
      "at most 0.5 % wrong among accepted",
      WORLD_WRONG_MAX,
      wrong,
      Number.isNaN(wrong(sum)) ? "nothing is accepted" : formatShare(wrong(sum), 2),
    ),
    judge(
      "a calibration error of at most 0.03",
      WORLD_CALIBRATION_MAX,
      calibration,
      formatNumber(calibration(sum), 3),
    ),
  ];
}
