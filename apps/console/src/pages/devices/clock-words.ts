/** Whether cameras, or a tracker, and shelves are in time with each other, in words. */
import type { Answer } from "@saunter/client/api";
import { words } from "../../words.ts";
import type { State } from "../health/health-row.tsx";
import { formatNumber } from "./device-words.ts";

type Devices = Answer<"GET /v1/devices">;
export type Clocks = NonNullable<Devices["clocks"]>;
type Watcher = Devices["people"]["by"];

const TONES: Readonly<Record<Clocks["state"], State[0]>> = {
  unknown: "now",
  aligned: "sure",
  corrected: "sure",
  lost: "warning",
};

export function wordClocks({ state }: Pick<Clocks, "state">): State {
  return [TONES[state], words.texts.devices.clocks.states[state]];
}

/** "0.31 s", "−0.31 s". */
export function formatSeconds(timeMs: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const seconds = formatNumber(Math.abs(timeMs) / 1000, digits);
  return words.texts.devices.clocks.seconds(timeMs < 0 ? `−${seconds}` : seconds);
}

/** "0.31 s behind the shelves"; "in time with the shelves" below 0.05 s. */
export function wordOffset(offsetMs: number): string {
  const t = words.texts.devices.clocks.offsets;
  if (Math.abs(offsetMs) < 50) return t.none;
  const seconds = formatSeconds(Math.abs(offsetMs));
  return offsetMs > 0 ? t.behind(seconds) : t.ahead(seconds);
}

/** "The cameras are 0.31 s behind the shelves; corrected. Give or take 0.02 s, from 42 picks and put-backs." */
export function describeClocks(
  { changes, offsetMs, sdMs, state }: Pick<Clocks, "changes" | "offsetMs" | "sdMs" | "state">,
  by: Watcher,
): string {
  const t = words.texts.devices.clocks;
  switch (state) {
    case "unknown":
      return t.unknown(by, changes);
    case "lost":
      return t.lost(by);
    case "aligned":
    case "corrected": {
      if (offsetMs === null || sdMs === null) return t.inTime(by);
      const found = { changes, isCorrected: state === "corrected", spread: formatSeconds(sdMs) };
      return t.known(by, wordOffset(offsetMs), found);
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
  const t = words.texts.devices.clocks;
  const seconds = formatSeconds(Math.abs(appliedMs - offsetMs));
  return appliedMs > offsetMs
    ? t.gondolaBehind(gondola, seconds)
    : t.gondolaAhead(gondola, seconds);
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
