import { formatShare } from "@saunter/shop/command-line/format-figures";
import type { EvaluationSummary, RiskCoveragePoint } from "./summarize.ts";

const WIDTH = 680;
const HEIGHT = 420;
const LEFT = 72;
const RIGHT = 656;
const TOP = 64;
const BOTTOM = 356;
/** An axis never shows less risk than this, or a single error would fill the picture. */
const RISK_MAX_LEAST = 0.05;
const RISK_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25];
const RISK_TICKS_MAX = 6;
/** Marks of more points would hide the curve. */
const MARKS_MAX = 60;

// Contrast of every colour against its background is at least 4.5 : 1 (WCAG 2.2, 1.4.3).
const STYLE = `
    .page { fill: #ffffff }
    .ink { fill: #1f2328 }
    .quiet { fill: #59636e }
    .grid { stroke: #d1d9e0; stroke-width: 1 }
    .axis { stroke: #59636e; stroke-width: 1 }
    .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
    .engine { stroke: #0550ae }
    .engine-fill { fill: #0550ae }
    .baseline { stroke: #8a4600; stroke-dasharray: 7 4 }
    .baseline-fill { fill: #8a4600 }
    text { font: 14px system-ui, sans-serif }
    .head { font-size: 17px; font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 }
      .ink { fill: #f0f6fc }
      .quiet { fill: #9198a1 }
      .grid { stroke: #2f3742 }
      .axis { stroke: #9198a1 }
      .engine { stroke: #79c0ff }
      .engine-fill { fill: #79c0ff }
      .baseline { stroke: #f0a860 }
      .baseline-fill { fill: #f0a860 }
    }`;

/** What the picture needs of a run. */
export type CurvedRun = Pick<
  EvaluationSummary,
  "acceptedReceipts" | "receipts" | "riskCoverage" | "wrongAccepted"
>;

/** How the picture names what it is about. */
export interface CurveWords {
  readonly heading: string;
  readonly axis: string;
  readonly things: string;
  readonly accepts: string;
  readonly accepted: string;
}

const RECEIPT_WORDS: CurveWords = {
  heading: "Wrong receipts among those accepted",
  axis: "receipts accepted without a person",
  things: "receipts",
  accepts: "accepts",
  accepted: "accepted",
};

interface Scale {
  x(coverage: number): number;
  y(risk: number): number;
}

/**
 * The risk-coverage curve as an SVG document that stands alone: the share of wrong receipts among
 * those accepted, against the share accepted, with the point at which the engine works marked.
 */
export function formatRiskCoverageSvg(
  engine: CurvedRun,
  baseline: CurvedRun | null,
  words: CurveWords = RECEIPT_WORDS,
): string {
  const risks = [engine, baseline].flatMap((summary) => summary?.riskCoverage ?? []);
  const { riskMax, step } = chooseRiskAxis(Math.max(0, ...risks.map(({ risk }) => risk)));
  const scale: Scale = {
    x: (coverage) => LEFT + coverage * (RIGHT - LEFT),
    y: (risk) => BOTTOM - (risk / riskMax) * (BOTTOM - TOP),
  };
  const parts = [
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="ink head" x="24" y="32">${words.heading}</text>`,
    ...drawAxes(scale, riskMax, step, words.axis),
    ...(baseline === null ? [] : drawCurve(scale, baseline.riskCoverage, "baseline")),
    ...drawCurve(scale, engine.riskCoverage, "engine"),
    ...drawOperatingPoint(scale, engine),
    ...drawLegend(baseline !== null),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" \
width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
  <title id="title">Risk against coverage</title>
  <desc id="desc">${describeCurves(engine, baseline, words)}</desc>
  <style>${STYLE}
  </style>
  ${parts.join("\n  ")}
</svg>
`;
}

function chooseRiskAxis(riskHighest: number): { riskMax: number; step: number } {
  const highest = Math.max(riskHighest, RISK_MAX_LEAST);
  const step = RISK_STEPS.find((size) => highest / size <= RISK_TICKS_MAX) ?? 0.25;
  // 0.3 / 0.05 is just above 6 in binary: without the slack the axis would gain an empty step.
  return { riskMax: Math.ceil(highest / step - 1e-9) * step, step };
}

function drawAxes(scale: Scale, riskMax: number, step: number, axis: string): string[] {
  const parts: string[] = [];
  for (let tick = 0; tick * step <= riskMax + 1e-9; tick++) {
    const y = round(scale.y(tick * step));
    parts.push(`<line class="grid" x1="${LEFT}" y1="${y}" x2="${RIGHT}" y2="${y}"/>`);
    const label = `${Math.round(100 * tick * step)} %`;
    parts.push(
      `<text class="quiet" x="${LEFT - 10}" y="${y + 5}" text-anchor="end">${label}</text>`,
    );
  }
  for (let percent = 0; percent <= 100; percent += 20) {
    const x = round(scale.x(percent / 100));
    parts.push(`<line class="axis" x1="${x}" y1="${BOTTOM}" x2="${x}" y2="${BOTTOM + 5}"/>`);
    const anchor = percent === 100 ? "end" : "middle";
    parts.push(
      `<text class="quiet" x="${x}" y="${BOTTOM + 22}" text-anchor="${anchor}">${percent} %</text>`,
    );
  }
  parts.push(`<line class="axis" x1="${LEFT}" y1="${BOTTOM}" x2="${RIGHT}" y2="${BOTTOM}"/>`);
  const middle = (LEFT + RIGHT) / 2;
  parts.push(
    `<text class="ink" x="${middle}" y="${BOTTOM + 46}" text-anchor="middle">${axis}</text>`,
  );
  return parts;
}

function drawCurve(
  scale: Scale,
  points: readonly RiskCoveragePoint[],
  name: "engine" | "baseline",
): string[] {
  const places = points.map(({ coverage, risk }) => [
    round(scale.x(coverage)),
    round(scale.y(risk)),
  ]);
  const line = places.map((place) => place.join(",")).join(" ");
  const marks = places.map(([x, y]) => drawMark(name, x, y));
  if (places.length < 2) return marks;
  const curve = `<polyline class="curve ${name}" points="${line}"/>`;
  return places.length > MARKS_MAX ? [curve] : [curve, ...marks];
}

function drawMark(name: "engine" | "baseline", x: number, y: number): string {
  // Two shapes as well as two colours: the curves part without colour vision.
  return name === "engine"
    ? `<circle class="engine-fill" cx="${x}" cy="${y}" r="3.5"/>`
    : `<rect class="baseline-fill" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;
}

/** Where the engine's own flags put it: a ring, since the point may lie on the curve. */
function drawOperatingPoint(scale: Scale, engine: CurvedRun): string[] {
  if (engine.acceptedReceipts === 0) return [];
  const x = round(scale.x(engine.acceptedReceipts / engine.receipts));
  const y = round(scale.y(engine.wrongAccepted / engine.acceptedReceipts));
  return [`<circle class="curve engine" cx="${x}" cy="${y}" r="9"/>`];
}

function drawLegend(hasBaseline: boolean): string[] {
  const y = 52;
  const engine = [
    drawMark("engine", 32, y - 4),
    `<text class="ink" x="44" y="${y}">engine (ring: as it runs)</text>`,
  ];
  const baseline = [
    drawMark("baseline", 248, y - 4),
    `<text class="ink" x="260" y="${y}">rules of 2020 (always sure)</text>`,
  ];
  return hasBaseline ? [...engine, ...baseline] : engine;
}

function describeCurves(engine: CurvedRun, baseline: CurvedRun | null, words: CurveWords): string {
  const { accepts, things } = words;
  const parts = [
    `Of ${engine.receipts} ${things} the engine ${accepts} ${engine.acceptedReceipts}; ` +
      `${engine.wrongAccepted} of those are wrong.`,
    ...describeFull("the engine", engine, words),
    ...(baseline === null ? [] : describeFull("the rules of 2020", baseline, words)),
  ];
  return parts.join(" ");
}

function describeFull(
  name: string,
  { riskCoverage }: CurvedRun,
  { accepted, things }: CurveWords,
): string[] {
  const last = riskCoverage.at(-1);
  return last === undefined
    ? []
    : [`With all ${things} ${accepted}, ${formatShare(last.risk)} of those of ${name} are wrong.`];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
