/** Confirms an unexplained time if the machine's clock is synchronized with a time server. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ClockState } from "../process/clock-alerts.ts";

/** How often, while the time is in doubt. */
export const ASKED_EVERY_MS = 60_000;
const ANSWER_WITHIN_MS = 2000;

const run = promisify(execFile);

/** Resolves in a moment; asks only while the time is in doubt. */
export async function confirmByTimeServer(
  clock: Pick<ClockState, "unexplainedMs" | "confirm">,
  readState: () => Promise<string> = readSystemState,
): Promise<void> {
  if (clock.unexplainedMs() === 0) return;
  // No answer confirms nothing: a machine may have no systemd.
  const state = await readState().catch(() => "");
  if (state.trim() === "yes") clock.confirm();
}

/** The kernel's state, which any program that synchronizes the clock sets and a step by hand clears: timedatectl(1). */
async function readSystemState(): Promise<string> {
  const { stdout } = await run("timedatectl", ["show", "--property=NTPSynchronized", "--value"], {
    timeout: ANSWER_WITHIN_MS,
  });
  return stdout;
}
