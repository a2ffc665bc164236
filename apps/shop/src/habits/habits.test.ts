import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NO_HABITS } from "@saunter/engine/shop-habits";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  admit,
  applyOutputs,
  CARD,
  decide,
  makePick,
  makeUncertain,
  openTestShop,
  readReview,
  shopFor,
  type TestShop,
  tell,
} from "../domain/shop-fixture.ts";
import { collectHabits } from "./collect-habits.ts";
import { readHabits, writeHabits } from "./habits-file.ts";

const UNSURE = { needsReview: true, reasons: ["not sure"], probabilityExact: 0.6 };

/** One uncertain pick of Ann's, which may have been another product. */
async function shopUncertainly(): Promise<TestShop> {
  const test = openTestShop();
  await admit(test, CARD, ["ann"]);
  await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "02" })));
  await shopFor(test, "ann", { "01": 1 }, UNSURE);
  return test;
}

function readEvidence(test: TestShop) {
  const { subject } = readReview(test, "run.1");
  if (subject.kind !== "interaction") throw new Error("no interaction");
  return subject.evidence;
}

describe("what reviewers' decisions say of habits", () => {
  it("is nothing while nobody has decided", async () => {
    expect(collectHabits((await shopUncertainly()).store)).toEqual(NO_HABITS);
  });

  it("is that nothing was taken, beside how likely that was", async () => {
    const test = await shopUncertainly();
    const evidence = readEvidence(test);
    const told = [evidence, ...evidence.candidates].reduce((sum, one) => sum + one.probability, 0);
    await decide(test, "run.1", { kind: "nothing" });
    const { handovers, presses } = collectHabits(test.store);
    expect(handovers).toEqual(NO_HABITS.handovers);
    expect(presses.expected).toBeCloseTo(Math.max(0, 1 - told), 12);
    expect(presses.seen).toBe(presses.expected > 0 ? 1 : 0);
  });

  it("is that the engine was right, too", async () => {
    const test = await shopUncertainly();
    await decide(test, "run.1", { kind: "candidate", candidate: readEvidence(test) });
    expect(collectHabits(test.store).presses.seen).toBe(0);
  });
});

describe("the file of habits", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-habits-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("says what was written, and nothing where there is none", () => {
    expect(readHabits(folder)).toEqual(NO_HABITS);
    const habits = { handovers: { expected: 4.5, seen: 1 }, presses: { expected: 2, seen: 6 } };
    writeHabits(folder, habits);
    expect(readHabits(folder)).toEqual(habits);
  });

  it.each([
    "{}",
    "no JSON",
    '{"handovers":{"expected":-1,"seen":0},"presses":{"expected":0,"seen":0}}',
  ])("says what to do where it has %s", (text) => {
    writeFileSync(join(folder, "habits.json"), text);
    expect(() => readHabits(folder)).toThrow(/no counts of habits; remove it, or run/);
  });
});
