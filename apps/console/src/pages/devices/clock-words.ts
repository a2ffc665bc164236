/** Whether cameras, or a tracker, and shelves are in time with each other, in words. */
import type { Answer } from "@saunter/client/api";
import type { State } from "../health/health-row.tsx";

type Devices = Answer<"GET /v1/devices">;
export type Clocks = NonNullable<Devices["clocks"]>;
type Watcher = Devices["people"]["by"];

const STATES: Readonly<Record<Clocks["state"], State>> = {
  unknown: ["now", "measuring"],
  aligned: ["sure", "in time"],
  corrected: ["sure", "corrected"],
  lost: ["warning", "out of time"],
};

export function wordClocks({ state }: Pick<Clocks, "state">): State {
  return STATES[state];
}

/** "0.31 s". */
export function formatSeconds(timeMs: number): string {
  return `${(Math.abs(timeMs) / 1000).toFixed(2)} s`;
}

/** "0.31 s behind the shelves"; "in time with the shelves" below 0.05 s. */
export function wordOffset(offsetMs: number): string {
  if (Math.abs(offsetMs) < 50) return "in time with the shelves";
  return `${formatSeconds(offsetMs)} ${offsetMs > 0 ? "behind" : "ahead of"} the shelves`;
}

const REVIEWED = "Until then, receipts of shoppers who stood together need review.";

/** "The cameras are 0.31 s behind the shelves; corrected. Give or take 0.02 s, from 42 picks and put-backs." */
export function describeClocks(
  { changes, offsetMs, sdMs, state }: Pick<Clocks, "changes" | "offsetMs" | "sdMs" | "state">,
  by: Watcher,
): string {
  const who = by === "cameras" ? "The cameras" : "The tracker";
  const is = by === "cameras" ? "are" : "is";
  switch (state) {
    case "unknown":
      return `Not known yet whether ${who.toLowerCase()} and the shelves are in time: ${changes} picks and put-backs so far. ${REVIEWED}`;
    case "lost":
      return `${who} ${is} no longer in time with the shelves. The new offset is measured at the next picks. ${REVIEWED}`;
    case "aligned":
    case "corrected": {
      if (offsetMs === null || sdMs === null) return `${who} ${is} in time with the shelves.`;
      const corrected = state === "corrected" ? "; corrected" : "";
      const from = `Give or take ${formatSeconds(sdMs)}, from ${changes} picks and put-backs.`;
      return `${who} ${is} ${wordOffset(offsetMs)}${corrected}. ${from}`;
    }
    default:
      return state satisfies never;
  }
}

/** How far a gondola's scales are from the others; null where that does no harm. */
export function describeGondola(
  { gondola, isOff, offsetMs }: Clocks["gondolas"][number],
  { appliedMs, state }: Pick<Clocks, "appliedMs" | "state">,
): string | null {
  if (!isOff || offsetMs === null || state === "unknown" || state === "lost") return null;
  const side = appliedMs > offsetMs ? "behind" : "ahead of";
  return `The scales of gondola ${gondola} are ${formatSeconds(appliedMs - offsetMs)} ${side} the others. Check the rate and the filter of its controller.`;
}

/** A line through the offsets, and the band in which they lie (95 %), in a box of this size. */
export interface OffsetPlot {
  readonly line: string;
  readonly band: string;
  /** Where no offset is, from the top. */
  readonly zeroY: number;
  /** The least and the greatest that is shown. */
  readonly leastMs: number;
  readonly mostMs: number;
}

const GAP_MS = 30 * 60_000;
const SDS = 2;

/** Null where there is nothing to draw a line through. */
export function plotOffsets(
  history: Clocks["history"],
  { height, width }: { readonly width: number; readonly height: number },
): OffsetPlot | null {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const leastMs = Math.min(-100, ...history.map(({ offsetMs, sdMs }) => offsetMs - SDS * sdMs));
  const mostMs = Math.max(100, ...history.map(({ offsetMs, sdMs }) => offsetMs + SDS * sdMs));
  const toX = (atMs: number): string =>
    ((width * (atMs - first.atMs)) / (last.atMs - first.atMs)).toFixed(1);
  const toY = (timeMs: number): string =>
    ((height * (mostMs - timeMs)) / (mostMs - leastMs)).toFixed(1);
  const runs = splitAtGaps(history);
  const draw = (points: readonly string[]): string => `M${points.join("L")}`;
  return {
    line: runs
      .map((run) => draw(run.map(({ atMs, offsetMs }) => `${toX(atMs)} ${toY(offsetMs)}`)))
      .join(""),
    band: runs
      .map((run) => {
        const above = run.map((one) => `${toX(one.atMs)} ${toY(one.offsetMs + SDS * one.sdMs)}`);
        const below = run.map((one) => `${toX(one.atMs)} ${toY(one.offsetMs - SDS * one.sdMs)}`);
        return `${draw([...above, ...below.reverse()])}Z`;
      })
      .join(""),
    zeroY: Number(toY(0)),
    leastMs,
    mostMs,
  };
}

/** Nobody came for a while: nothing is known of the time between. */
function splitAtGaps(history: Clocks["history"]): Clocks["history"][] {
  const runs: Clocks["history"][] = [];
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (const one of history) {
    if (one.atMs - beforeMs > GAP_MS) runs.push([]);
    runs.at(-1)!.push(one);
    beforeMs = one.atMs;
  }
  return runs;
}
