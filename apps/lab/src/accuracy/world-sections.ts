/** What the page says of simulated worlds: each by itself, and by what the others say of it. */

import type { InteractionKind } from "@saunter/engine/receipt-types";
import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import { MIX_NAMES, type MixName } from "@saunter/sim/visit-mixes";
import { WORLDS, type WorldName } from "@saunter/sim/worlds";
import { listTally, TALLY_HEADER } from "../evaluate/format-events.ts";
import type { EventScore } from "../evaluate/score-events.ts";
import { EVENT_KINDS, summarizeEvents } from "../evaluate/summarize-events.ts";
import { type AmbiguityFigures, listAmbiguities } from "../worlds/ambiguities.ts";
import {
  formatBound,
  formatCount,
  type Table,
  tabulateBounds,
  tabulateHeldOut,
} from "../worlds/format-worlds.ts";
import { type HeldOut, leaveWorldsOut } from "../worlds/held-out.ts";
import { type BoundFigures, listBounds } from "../worlds/held-out-bounds.ts";
import { describeCost, listWorldReceipts, type MeasuredWorlds } from "../worlds/measure-worlds.ts";
import type { MeasuredVisit } from "../worlds/measured-visit.ts";

/** Of a world's everyday receipts so many may be accepted and wrong. */
const LEVEL = 0.02;
const LEVELS = [0.005, 0.01, 0.02];

export interface WorldsPart {
  readonly measured: MeasuredWorlds;
  readonly shippedBound: number;
  readonly heldOut: HeldOut;
  readonly bounds: readonly BoundFigures[];
  readonly ambiguities: Readonly<Record<MixName, readonly AmbiguityFigures[]>>;
}

export function judgeWorlds(measured: MeasuredWorlds, shippedBound: number): WorldsPart {
  const receipts = listWorldReceipts(measured.visits);
  const ofMix = (mix: MixName) =>
    listAmbiguities(
      receipts.filter((one) => one.mix === mix),
      shippedBound,
    );
  return {
    measured,
    shippedBound,
    heldOut: leaveWorldsOut(receipts, LEVEL, { model: null, bound: shippedBound }),
    bounds: listBounds(receipts, LEVELS),
    ambiguities: { everyday: ofMix("everyday"), adversarial: ofMix("adversarial") },
  };
}

const MIX_TITLES: Readonly<Record<MixName, string>> = {
  everyday: "what shops see",
  adversarial: "hard actions far more often than shops see them",
};

export function formatWorlds(part: WorldsPart): string[] {
  const { heldOut, bounds, measured, shippedBound } = part;
  const level = formatShare(heldOut.level);
  return [
    "## Simulated worlds",
    `Simulated shops, each of which differs from the measured ones in its own way. One to five shoppers visit
together, with two mixes of behaviour: **everyday**, ${MIX_TITLES.everyday}, and **adversarial**,
${MIX_TITLES.adversarial}. ${describeCost(measured)}.`,
    formatMarkdownTable(
      ["world", "how it differs"],
      [...new Set(measured.visits.map(({ world }) => world))].map((world) => [
        world,
        WORLDS[world].character,
      ]),
    ),
    "### Receipts by world",
    `Two things are fitted: the calibration, which turns a belief into the probability that a receipt is exact, and the
acceptance bound, the probability below which a receipt is flagged. The table compares three fits on the same receipts:

- **shipped**: as Saunter ships them, with a bound of ${shippedBound}.
- **in-world**: fitted on all worlds, including this one; bound ${formatBound(heldOut.all.bound)}.
- **held-out**: fitted on all other worlds. Expect this in a shop that is unlike all of them.

Conformal risk control (Angelopoulos et al. 2022) sets the fitted bounds: in each world that was fitted on, at most ${level} of
everyday receipts are accepted and wrong, with a reserve for the next visit, whose receipts may all be wrong together. **Calibration error** is the expected one over ten bins. **AURC** is the area under the
risk–coverage curve: lower is better.`,
    ...MIX_NAMES.flatMap((mix) => [`Mix ${mix}:`, formatTableOf(tabulateHeldOut(heldOut, mix))]),
    "### What a target costs",
    `The target is the share of everyday receipts that may be accepted and wrong. For each: the bound that this world's own
receipts need, and the bound that all other worlds need (the highest of theirs), each with what it flags here. The calibration is fitted on
all other worlds.`,
    formatTableOf(tabulateBounds(bounds)),
    "### Events by world",
    ...MIX_NAMES.flatMap((mix) => [
      `Mix ${mix}:`,
      formatWorldEvents(measured.visits.filter((visit) => visit.mix === mix)),
    ]),
    "### What is ambiguous by nature",
    ...explainAmbiguities(part),
  ];
}

function formatTableOf({ header, rows, rightAligned }: Table): string {
  return formatMarkdownTable(header, rows, rightAligned);
}

const EVENT_KIND_NAMES: Readonly<Record<InteractionKind, string>> = {
  pick: "picks",
  putback: "put-backs",
  handover: "hand-overs",
};

/** A row for each world and kind, with the calibration of each event's probability. */
function formatWorldEvents(visits: readonly MeasuredVisit[]): string {
  const header = ["world", "events", ...TALLY_HEADER, "stated", "right", "calibration error"];
  const byWorld: [WorldName | "all", readonly MeasuredVisit[]][] = [
    ...Map.groupBy(visits, ({ world }) => world),
    ["all", visits],
  ];
  const rows = byWorld.flatMap(([world, own]) =>
    [...EVENT_KINDS, null].map((kind) => {
      const { all, ...calibration } = summarizeEvents(
        own.map(({ events }) => ofKind(events, kind)),
      )!;
      return [
        ...[world, kind === null ? "all" : EVENT_KIND_NAMES[kind], ...listTally(all)],
        formatShare(calibration.meanProbability),
        formatShare(calibration.rightShare),
        formatNumber(calibration.calibrationError, 3),
      ];
    }),
  );
  return formatMarkdownTable(header, rows, new Set(header.map((_, at) => at).slice(2)));
}

function ofKind({ happened, reported }: EventScore, kind: InteractionKind | null): EventScore {
  if (kind === null) return { happened, reported };
  return {
    happened: happened.filter((event) => event.kind === kind),
    reported: reported.filter(({ interaction }) => interaction.kind === kind),
  };
}

function explainAmbiguities({ ambiguities, shippedBound }: WorldsPart): string[] {
  return [
    `Some actions leave the same signals as others. Scales and joints cannot tell them apart, however well they are read; a
person who watches the clip often can. Such receipts should be flagged.

- **Near weights on one board.** Units of one product differ by one to three per cent, and so do the gains of plates. A
  shopper who puts a tin where a tin of another product stands, within 4 % of its weight, leaves the signal of putting back that other tin.
- **Wrong places.** An item among units of another product is known by its weight alone: the plate suggests the wrong product.
- **Two hands on one plate.** If two shoppers move items on one plate, or on neighbours, within a second, the
  plate shows the sum, and both wrists fit both items.
- **A hand that presses.** A plate shows the hand and the goods as one weight. An item taken or put back meanwhile appears
  only when the hand leaves, and then looks like the end of the press.
- **Hand-overs.** No plate changes. Hands that meet look alike with and without an item, and nothing
  says which item it was unless somebody puts it back later.
- **Knocked and slid items.** An item that moves to another plate looks like a pick and a put-back by whoever stands there.

Receipts of shoppers who did such a thing, as Saunter ships (bound ${shippedBound}). A shopper who did several counts in each row.`,
    ...MIX_NAMES.flatMap((mix) => [`Mix ${mix}:`, formatAmbiguities(ambiguities[mix])]),
  ];
}

function formatAmbiguities(ambiguities: readonly AmbiguityFigures[]): string {
  const rows = ambiguities.map(({ title, figures }) => {
    if (figures === null) return [title, "0", "–", "–", "–", "–"];
    const { receipts, exact, flagged, wrongAccepted } = figures;
    return [
      ...[title, String(receipts), formatCount(exact, receipts), formatCount(flagged, receipts)],
      formatCount(wrongAccepted, receipts - flagged, 2),
      formatNumber(figures.calibrationError, 3),
    ];
  });
  return formatMarkdownTable(
    [
      ...["the shopper", "receipts", "exact", "flagged", "wrong among accepted"],
      "calibration error",
    ],
    rows,
    new Set([1, 2, 3, 4, 5]),
  );
}
