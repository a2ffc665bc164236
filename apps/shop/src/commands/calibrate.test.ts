import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { SIMULATOR } from "@saunter/lab/simulator/simulator";
import type { Command } from "commander";
import { describe, expect, it, onTestFinished } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
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
import type { FittedTable } from "../habits/fit-table.ts";
import { OUTCOMES_MIN } from "../habits/shop-calibration.ts";
import { openShopProcess } from "../process/open-shop-process.ts";
import type { StoredEvent } from "../store/journal.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { addCalibrateCommand } from "./calibrate.ts";

/** A simulated shopper has left, and been concluded, by then. */
const STREAM_MS_MAX = 15 * 60_000;
const CONCLUDED = 4;

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

/** What the engine of a shop that starts on this folder says of the first shoppers that it concludes. */
async function startAndConclude(dataFolder: string, startMs: number) {
  const config = {
    ...makeSampleConfig(dataFolder, 1),
    source: { kind: "simulated", scenario: "busy", seed: 1, speed: 1, shoppersAtOnce: null },
    floor: null,
  } as const;
  const errors: unknown[] = [];
  let nowMs = startMs;
  const opened = await openShopProcess({
    config,
    nowMs: () => nowMs,
    recordings: RECORDING_FOLDERS,
    simulator: SIMULATOR,
    capabilities: SHOP_CAPABILITIES,
    onError: (error) => void errors.push(error),
    onTrouble: (error) => void errors.push(error),
  });
  const stop = new AbortController();
  const concluded: Extract<StoredEvent["event"], { type: "CartConcluded" }>[] = [];
  opened.store.onCommitted((events) => {
    for (const { event } of events) {
      if (event.type === "CartConcluded" && event.lines.length > 0) concluded.push(event);
    }
  });
  const pace = async (timestampMs: number): Promise<void> => {
    nowMs = Math.max(nowMs, timestampMs);
    if (concluded.length >= CONCLUDED || nowMs - startMs > STREAM_MS_MAX) stop.abort();
  };
  await opened.runSensors({}, pace, stop.signal);
  await opened.close();
  expect(errors).toEqual([]);
  return concluded.slice(0, CONCLUDED);
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

  it("writes what reviewers have told, and the engine goes by it from the next start on", async () => {
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
    const { values } = JSON.parse(readFileSync(path, "utf8")) as FittedTable;

    const fresh = makeScratchFolder();
    onTestFinished(() => rmSync(fresh, { recursive: true, force: true }));
    const before = await startAndConclude(fresh, clock.nowMs);
    const after = await startAndConclude(folder, clock.nowMs);
    expect(after.map(({ lines }) => lines)).toEqual(before.map(({ lines }) => lines));
    const sure = before.flatMap(({ probabilityExact }, at) =>
      probabilityExact > 0.95 ? [at] : [],
    );
    expect(sure.length).toBeGreaterThan(0);
    // Of these beliefs the table has its last value, which the engine makes of none.
    for (const at of sure) expect(after[at]!.probabilityExact).toBe(values.at(-1));
    expect(before.map(({ probabilityExact }) => probabilityExact)).not.toContain(values.at(-1));
  });
});
