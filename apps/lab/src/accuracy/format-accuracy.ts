/** The page of what was measured. No figure on it is written by hand. */

import { formatNumber, formatShare } from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import {
  EVENTS_EXPLAINED,
  formatEventSections,
  listTally,
  TALLY_HEADER,
} from "../evaluate/format-events.ts";
import {
  formatCalibrationTable,
  formatLatency,
  formatRiskTable,
  listWrongReceipts,
} from "../evaluate/write-report.ts";
import { formatSensitivity } from "../fit/default-sensitivity.ts";
import { formatSample } from "../published/published-pages.ts";
import type { AccuracyPage, AccuracyPart, AccuracyParts } from "./accuracy-parts.ts";
import { formatAims } from "./format-aims.ts";
import { type EngineSum, joinSets, type SummedSet } from "./summed-set.ts";
import { formatWorlds } from "./world-sections.ts";

export const REAL_TITLE = "real recordings";
export const REENACTED_TITLE = "re-enactments";

export function formatAccuracy(page: AccuracyPage): string {
  const { parts } = page;
  const all = [parts.recorded, parts.harder, parts.everyday, parts.scenarios];
  const sections = [
    "# Accuracy",
    `Saunter ${page.version}, measured on ${page.date} by the command`,
    `\`\`\`sh\n${page.command}\n\`\`\``,
    ...(page.sample === null ? [] : [formatSample(page.sample)]),
    HOW_TO_READ,
    ...(page.missing === null ? [] : [page.missing]),
    "## What is aimed at",
    formatAims(parts, page.worlds),
    ...all.filter(({ sets }) => sets.length > 0).flatMap(formatPart),
    ...formatWorlds(page.worlds),
    "## Sensitivity",
    formatSensitivity(page.sensitivity),
    "## Risk and coverage",
    ...formatRisk(page),
    "## Events",
    ...formatEventPart(parts),
    "## The rules of 2020",
    ...explainBaseline(parts.recorded),
    "## Recording by recording",
    formatRecordings(parts.recorded),
    "## What was wrong",
    ...formatWrong(page),
    "## The data",
    formatData(all),
  ];
  return `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`;
}

const HOW_TO_READ = `It runs the engine, and beside it the rules of the program that won the \
competition of CPS-IoT Week
2020, on the same streams. Every figure here was written by that command.

- **exact**: receipts of which every line is right, and nothing is missing.
- **flagged**: receipts that go to review instead of being accepted.
- **wrong among accepted**: receipts that are neither exact nor flagged, and the upper
  bound of their share at 95 % confidence (Clopper and Pearson, one-sided).
- **mean F1**: the competition's score, 2 TP / (charged + taken) over the item units of a recording, 1
  where both are none, averaged over recordings.
- **found** and **missed**: events, picks, put-backs and hand-overs, that the engine reported or did
  not; **phantom**: events that it reported and that never happened, **of a press** if the truth has
  a hand resting on that shelf then or shortly before (touches that nobody labelled do not count),
  **confident** if reported with a probability of 90 % or more.
- **units right**: item units that are on the receipt of who took them, of all that were taken;
  **too many**: units charged that were not taken.

Read them with care. The real recordings are two. The engine was made with the re-enactments at
hand, and the simulator by the same people as the engine, so both flatter it. What it does in a shop
of your own only recordings of that shop can tell: \`saunter evaluate DIR --baseline\`.`;

function formatPart({ title, about, sets, joined }: AccuracyPart): string[] {
  const rows = joined === null ? sets : [...sets, joined];
  return [
    `## ${title}`,
    about,
    formatMarkdownTable(
      ["set", "receipts", "exact", "exact, 2020", "mean F1", "mean F1, 2020"],
      rows.map(({ title: name, engine, baseline }) => [
        name,
        String(engine.summary.receipts),
        formatExact(engine),
        formatExact(baseline),
        formatNumber(engine.summary.meanF1, 3),
        formatNumber(baseline.summary.meanF1, 3),
      ]),
      new Set([1, 2, 3, 4, 5]),
    ),
    formatMarkdownTable(
      ["set", "units taken", "units right", "units right, 2020", "too many", "too many, 2020"],
      rows.map(({ title: name, engine, baseline }) => [
        name,
        String(engine.takenUnits),
        formatUnits(engine),
        formatUnits(baseline),
        String(engine.chargedUnits - engine.rightUnits),
        String(baseline.chargedUnits - baseline.rightUnits),
      ]),
      new Set([1, 2, 3, 4, 5]),
    ),
    formatMarkdownTable(
      ["set", "flagged", "wrong among accepted", "wrong among accepted, 2020"],
      rows.map(({ title: name, engine, baseline }) => [
        name,
        `${engine.summary.flaggedReceipts} (${formatShare(engine.summary.reviewRate)})`,
        formatWrongAccepted(engine),
        formatWrongAccepted(baseline),
      ]),
      new Set([1, 2, 3]),
    ),
    ...formatEventTable(rows),
  ];
}

/** Of the sets whose truth lists events; none where there are none. */
function formatEventTable(sets: readonly SummedSet[]): string[] {
  const header = ["set", ...TALLY_HEADER, "of a press", "confident phantoms"];
  const rows = sets.flatMap(({ title, engine }) => {
    const { events } = engine.summary;
    if (events === null) return [];
    const { phantomsByCause, allPhantoms } = events;
    const phantoms = [phantomsByCause.press.phantoms, allPhantoms.sure].map(String);
    return [[title, ...listTally(events.all), ...phantoms]];
  });
  return rows.length === 0
    ? []
    : [formatMarkdownTable(header, rows, new Set(header.map((_, at) => at).slice(1)))];
}

function formatExact({ summary }: EngineSum): string {
  const { exactReceipts, receipts } = summary;
  return `${exactReceipts} (${formatShare(exactReceipts / receipts)})`;
}

function formatUnits({ rightUnits, takenUnits }: EngineSum): string {
  return `${rightUnits} (${formatShare(rightUnits / takenUnits)})`;
}

function formatWrongAccepted({ summary }: EngineSum): string {
  const { acceptedReceipts, wrongAccepted, wrongAcceptedUpper } = summary;
  if (acceptedReceipts === 0) return "none accepted";
  return `${wrongAccepted} of ${acceptedReceipts} (below ${formatShare(wrongAcceptedUpper, 2)})`;
}

/** The sets of which the picture shows the curve. */
export function joinForChart({ recorded, harder, everyday }: AccuracyParts): SummedSet | null {
  const sets = [...recorded.sets, ...harder.sets];
  return joinSets("recordings", "", sets.length > 0 ? sets : everyday.sets);
}

function formatRisk({ parts, svgName }: AccuracyPage): string[] {
  const charted = joinForChart(parts);
  const { joined: everyday } = parts.everyday;
  const recorded = parts.recorded.sets.length > 0;
  return [
    `Were receipts accepted from some stated probability on, and nothing else: the share accepted, \
and
the share of wrong ones among them. The ring is where the engine's own flags put it. The picture
is of ${recorded ? "all recordings and re-enactments, as they are and harder" : "the ordinary days"}.`,
    `![Wrong receipts among those accepted, against the share accepted](${svgName})`,
    ...(charted === null || !recorded
      ? []
      : [
          "Recordings and re-enactments, as they are and harder:",
          formatRiskTable(charted.engine.summary),
          formatCalibrationTable(charted.engine.summary),
          describeCalibration(charted.engine),
        ]),
    ...(everyday === null
      ? []
      : [
          "Ordinary days:",
          formatRiskTable(everyday.engine.summary),
          formatCalibrationTable(everyday.engine.summary),
          describeCalibration(everyday.engine),
        ]),
  ];
}

function describeCalibration({ summary }: EngineSum): string {
  const { calibrationError, brier, cartLatencyMsP95 } = summary;
  return (
    `Expected calibration error ${formatNumber(calibrationError, 3)}, ` +
    `Brier score ${formatNumber(brier, 3)}; carts are reported ` +
    `${formatLatency(cartLatencyMsP95)} after the plate's rest (95th percentile).`
  );
}

function formatEventPart(parts: AccuracyParts): string[] {
  const recorded = parts.recorded.sets.length > 0 ? joinForChart(parts) : null;
  const described = (title: string, set: SummedSet | null): string[] => {
    const events = set?.engine.summary.events ?? null;
    return events === null ? [] : [`### ${title}`, ...formatEventSections(events)];
  };
  return [
    EVENTS_EXPLAINED,
    ...described("Recordings and re-enactments, as they are and harder", recorded),
    ...described("Ordinary days", parts.everyday.joined),
  ];
}

/** As published with the re-enactments, of the original program. */
const ORIGINAL = { meanF1: 0.74, exact: 23, receipts: 43, crowdMeanF1: 0.5, crowdExact: 4 };

function explainBaseline({ sets }: AccuracyPart): string[] {
  const about = `The rules were rewritten from a description of the program; they flag nothing, \
as it flagged
nothing.`;
  const reenacted = sets.find(({ title }) => title === REENACTED_TITLE);
  // Figures were published for the whole set alone.
  if (reenacted?.baseline.summary.receipts !== ORIGINAL.receipts) return [about];
  const { meanF1, exactReceipts, receipts } = reenacted.baseline.summary;
  const measured = reenacted.measured.filter(({ engine }) => engine.name.startsWith("crowd-"));
  const crowds = joinSets("crowds", "", [{ title: "", what: "", measured }])!.baseline.summary;
  const better = meanF1 >= ORIGINAL.meanF1 ? "somewhat better" : "somewhat worse";
  return [
    about,
    formatMarkdownTable(
      ["on the re-enactments", "mean F1", "exact", "mean F1, crowds", "exact, crowds"],
      [
        [
          "the original, as published with them",
          ORIGINAL.meanF1.toFixed(2),
          `${ORIGINAL.exact} of ${ORIGINAL.receipts}`,
          ORIGINAL.crowdMeanF1.toFixed(2),
          `${ORIGINAL.crowdExact} of ${crowds.receipts}`,
        ],
        [
          "its rules rewritten, as measured here",
          formatNumber(meanF1, 3),
          `${exactReceipts} of ${receipts}`,
          formatNumber(crowds.meanF1, 3),
          `${crowds.exactReceipts} of ${crowds.receipts}`,
        ],
      ],
      new Set([1, 2, 3, 4]),
    ),
    `The rewritten rules are ${better} by F1 than the original. The columns "2020" on this page
are those of the rules rewritten.`,
  ];
}

function formatRecordings({ sets }: AccuracyPart): string {
  if (sets.length === 0) return "None were there.";
  const rows = sets.flatMap(({ measured }) =>
    measured.map(({ engine, baseline }) => [
      engine.name,
      engine.score.f1.toFixed(3),
      baseline.score.f1.toFixed(3),
      `${engine.score.exactReceipts} of ${engine.score.receipts.length}`,
      `${baseline.score.exactReceipts} of ${baseline.score.receipts.length}`,
      String(engine.score.flaggedReceipts),
      String(engine.score.wrongAccepted),
    ]),
  );
  return formatMarkdownTable(
    ["recording", "F1", "F1, 2020", "exact", "exact, 2020", "flagged", "wrong among accepted"],
    rows,
    new Set([1, 2, 3, 4, 5, 6]),
  );
}

/** Longer lists are cut, which is said. */
const WRONG_LISTED_MAX = 60;

function formatWrong({ parts, names }: AccuracyPage): string[] {
  const list = (title: string, part: AccuracyPart, acceptedOnly: boolean): string[] => {
    if (part.sets.length === 0) return [];
    const recordings = part.sets.flatMap(({ measured }) => measured.map(({ engine }) => engine));
    const nameProduct = (barcode: string) => names.get(barcode) ?? barcode;
    const wrong = listWrongReceipts(recordings, nameProduct).filter(
      ({ verdict }) => !acceptedOnly || verdict.startsWith("accepted"),
    );
    const lines = wrong
      .slice(0, WRONG_LISTED_MAX)
      .map(
        ({ recording, shopper, wrongs, verdict }) =>
          `- ${recording}, shopper ${shopper} (${verdict}): ${wrongs.join("; ")}`,
      );
    const more = wrong.length - lines.length;
    if (more > 0) lines.push(`- and ${more} more`);
    return [`### ${title}`, lines.length === 0 ? "None." : lines.join("\n")];
  };
  return [
    "Receipts of the engine that were not right, flagged or not; for the larger sets only those that\nwere accepted.",
    ...list("Recordings and re-enactments, all", parts.recorded, false),
    ...list("Harder re-enactments, accepted", parts.harder, true),
    ...list("Ordinary days, accepted", parts.everyday, true),
  ];
}

function formatData(parts: readonly AccuracyPart[]): string {
  const rows = parts.flatMap(({ sets }) =>
    sets.map(({ title, what, engine }) => [
      title,
      what,
      String(engine.summary.recordings),
      formatNumber(engine.summary.recordedSeconds / 60, 0),
    ]),
  );
  return formatMarkdownTable(["set", "what it is", "streams", "minutes"], rows, new Set([2, 3]));
}
