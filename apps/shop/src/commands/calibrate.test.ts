import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { calibrateExact } from "@saunter/engine/reporting/calibration";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type CapturedIo, createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import {
  admit,
  applyOutputs,
  audit,
  decide,
  makePick,
  makeUncertain,
  openTestShop,
  pass,
  payCard,
  readReview,
  settle,
  shopFor,
  type TestShop,
  tell,
} from "../domain/shop-fixture.ts";
import { OUTCOMES_MIN, readCalibration } from "../habits/shop-calibration.ts";
import { addCalibrateCommand } from "./calibrate.ts";

function runCalibrate(captured: CapturedIo, ...args: string[]): Promise<number> {
  return runCommandLine(["calibrate", ...args], "1.2.3", captured.io, (program: Command) =>
    addCalibrateCommand(program, captured),
  );
}

/** Somebody takes an "01" of which the engine is not sure, and it is reviewed. */
async function shopUncertainly(test: TestShop, number: number, isRight: boolean): Promise<void> {
  const shopper = `shopper-of-${number}`;
  await admit(test, payCard(`pm_sim_ok-${number}`), [shopper]);
  await applyOutputs(test, tell(makeUncertain(makePick(`${number}`, shopper))));
  await shopFor(test, shopper, { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
  const { subject } = readReview(test, `run.${number}`);
  if (subject.kind !== "interaction") throw new Error("no interaction");
  const { candidates } = subject.evidence;
  const choice: ReviewChoice = isRight
    ? { kind: "candidate", candidate: candidates.find(({ gtin }) => gtin === "01")! }
    : { kind: "nothing" };
  await decide(test, `run.${number}`, choice);
  pass(test, 60_000);
}

/** A shop that has been stopped, with so many receipts of which it is known whether they were right. */
async function fill(count: number): Promise<TestShop> {
  const test = openTestShop();
  for (let at = 0; at < count; at++) await shopUncertainly(test, at, at % 10 === 0);
  await settle(test);
  expect(audit(test)).toEqual([]);
  await test.store.close();
  return test;
}

describe("calibrate", () => {
  it("asks for more receipts where few are known to be right or wrong", async () => {
    const { folder } = await fill(3);
    const captured = createCapturedIo();
    expect(await runCalibrate(captured, "--data", folder, "--write")).toBe(1);
    expect(captured.err()).toBe(
      `saunter: only 3 receipts are known to be right or wrong; ${OUTCOMES_MIN} are needed\n`,
    );
    expect(existsSync(join(folder, "calibration.json"))).toBe(false);
  });

  it("writes what reviews have shown", async () => {
    const { folder, clock } = await fill(OUTCOMES_MIN);
    const shown = createCapturedIo({ nowMs: () => clock.nowMs });
    expect(await runCalibrate(shown, "--data", folder)).toBe(0);
    expect(shown.out()).toMatch(/^100 receipts known to be right or wrong, 0 not known\n/);
    expect(existsSync(join(folder, "calibration.json"))).toBe(false);

    const path = join(folder, "calibration.json");
    const captured = createCapturedIo({ nowMs: () => clock.nowMs });
    expect(await runCalibrate(captured, "--data", folder, "--write")).toBe(0);
    const habitsPath = join(folder, "habits.json");
    expect(shown.out()).toMatch(/\nhand-overs: 0 where 0\.0 were expected; taken as 1\.00 times/);
    expect(captured.out()).toBe(`${shown.out()}wrote ${path}\nwrote ${habitsPath}\n`);
    // Nine of ten were wrong.
    expect(readCalibration(folder)(0.7)).toBeLessThan(calibrateExact(0.7) - 0.1);
  });
});
