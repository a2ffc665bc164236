/** Clocks of cameras and scales that are not in time, as alerts; they clear by themselves. */
import { setAlerts } from "../../domain/alerts.ts";
import type { Clocks } from "../../sensors/clock-watch.ts";
import type { Transaction } from "../../store/transaction.ts";

const KIND = "clock-offset";
const BY = "clocks";

/** After so many changes the offset should be known. */
export const CHANGES_UNKNOWN_MAX = 40;

/** @param by what tells where people are */
export function writeClockAlerts(
  tx: Transaction,
  clocks: Clocks | null,
  by: "cameras" | "tracker",
): void {
  if (clocks === null) return;
  setAlerts(tx, { kind: KIND, by: BY }, listProblems(clocks, by));
}

function listProblems(clocks: Clocks, by: "cameras" | "tracker"): Map<string, string> {
  const problems = new Map<string, string>();
  const who = by === "cameras" ? "The cameras" : "The tracker";
  const reviewed = "receipts of shoppers who stood together are reviewed";
  const { changes, gondolas, state } = clocks;
  if (state === "lost") {
    const message = `${who} and the scales are no longer in time with each other. The new offset is found and corrected within some picks; until then ${reviewed}.`;
    problems.set(`${KIND}:shop`, message);
  }
  if (state === "unknown" && changes >= CHANGES_UNKNOWN_MAX) {
    const message = `${who} and the scales could not be put in time with each other after ${changes} picks and put-backs: hands are not seen at the plates that change. Check the calibration of cameras and the places of shelves; until then ${reviewed}.`;
    problems.set(`${KIND}:shop`, message);
  }
  if (state !== "aligned" && state !== "corrected") return problems;
  for (const { gondola, isOff, offsetMs } of gondolas) {
    if (!isOff) continue;
    const behindMs = clocks.appliedMs - offsetMs;
    const seconds = (Math.abs(behindMs) / 1000).toFixed(2);
    const message = `The scales of gondola ${gondola} are ${seconds} s ${behindMs > 0 ? "behind" : "ahead of"} the others: check the rate and the filter of its controller. Until then ${reviewed}, if it was there.`;
    problems.set(`${KIND}:${gondola}`, message);
  }
  return problems;
}
