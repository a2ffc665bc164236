import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { NO_FINDINGS } from "@saunter/shop/testing/findings";
import { repeats } from "@saunter/testing/sample";
import { describe, expect, it } from "vitest";
import type { CrashOptions, CrashSummary } from "../torture/run-crashes.ts";
import { runCrashes } from "../torture/run-crashes.ts";
import { addCrashCommand } from "./crash.ts";

async function run(crashes: (options: CrashOptions) => Promise<CrashSummary>, ...args: string[]) {
  const captured = createCapturedIo();
  const code = await runCommandLine(["crash", ...args], "1", captured.io, (program) =>
    addCrashCommand(program, { io: captured.io, runCrashes: crashes }),
  );
  return { code, captured };
}

describe("crash", () => {
  it("kills the real process, and finds all that it had acknowledged", async () => {
    const kills = repeats(2, 3);
    const { code, captured } = await run(runCrashes, "--kills", String(kills), "--json");
    expect(captured.err()).toBe("");
    expect(code).toBe(0);
    const told = JSON.parse(captured.out());
    expect(told).toMatchObject({
      kills,
      lost: 0,
      doubled: 0,
      double_charges: 0,
      missing_charges: 0,
      unbalanced: 0,
    });
    expect(told.acknowledged).toBeGreaterThan(0);
    expect(told.events).toBeGreaterThanOrEqual(told.acknowledged);
  });

  it("fails where an event was lost, and says which", async () => {
    const findings = { ...NO_FINDINGS(), lost: 1, words: ["lost: event 7"] };
    const { code, captured } = await run(async ({ onKill }) => {
      onKill?.(1);
      return { kills: 1, events: 6, acknowledged: 7, startMsMax: 300.4, findings };
    });
    expect(code).toBe(1);
    expect(captured.out()).toContain("1 lost, 0 doubled");
    expect(captured.out()).toContain("longest start 300 ms\n  lost: event 7");
    expect(captured.progress).toEqual([1]);
  });
});
