import { JOINT_NAMES, JOINT_STRIDE, type PlateBatch } from "@saunter/engine/observation";
import { beforeEach, describe, expect, it } from "vitest";
import { admitByAttendant } from "../../domain/entry-service.ts";
import { closeVisit } from "../../domain/floor-service.ts";
import {
  admit,
  CARD,
  countEvents,
  DAY_MS,
  HOUR_MS,
  leave,
  listAlerts,
  makeUncertain,
  pass,
  reportReceipt,
  START_MS,
  see,
  tell,
  transact,
} from "../../domain/shop-fixture.ts";
import { RECORDED_MS } from "../../evidence/evidence-limits.ts";
import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import {
  type EvidenceShop,
  openEvidenceShop,
  POLICIES as policies,
} from "./evidence-shop-fixture.ts";
import { type EvidenceKeeperOptions, readReviewEvidence } from "./keep-evidence.ts";

const DISPUTE = makeEvidencePeriods({ ...policies, positionsKept: "dispute" });
const REVIEW = makeEvidencePeriods({ ...policies, positionsKept: "review" });

let { test, recorder, keeper, say, takeNow } = {} as EvidenceShop;

/** A shop that keeps evidence, for so long. */
function open(kept = DISPUTE, options: EvidenceKeeperOptions = {}): void {
  ({ test, recorder, keeper, say, takeNow } = openEvidenceShop(kept, () => options));
}

beforeEach(() => open());

/** One plate batch and one frame of people at these places, each 0.1 s. */
async function watch(untilMs: number, people: Readonly<Record<string, number>> = {}) {
  while (test.clock.nowMs < untilMs) {
    pass(test, 100);
    const timestampMs = test.clock.nowMs;
    recorder.takePlates(makeBatch(timestampMs));
    recorder.takeFrame({
      kind: "joints" as const,
      timestampMs,
      shoppers: Object.entries(people).map(([shopperId, x]) => ({
        shopperId,
        joints: Float64Array.from({ length: JOINT_NAMES.length * JOINT_STRIDE }, () => x),
      })),
    });
    keeper.see({ timestampMs });
  }
  // What was cut out is on the disk.
  await transact(test, () => {});
}

function makeBatch(timestampMs: number): PlateBatch {
  const samplesG = new Float32Array(6 * 3 * 4).fill(500);
  return {
    kind: "plates" as const,
    timestampMs,
    gondola: 1,
    shelfCount: 3,
    plateCount: 4,
    sampleCount: 6,
    sampleRateHz: 60,
    samplesG,
  };
}

const read = (id = "run.1") => readReviewEvidence(test.store, id, test.clock.nowMs);

describe("a change of weight that is told as no interaction", () => {
  it("has its curve and who was there kept, though it was taken for an interaction before", async () => {
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000, { ann: 1 });
    const pick = takeNow("4:1", "ann");
    await say(makeUncertain(pick, { barcode: "02" }));
    await say(pick, "retracted");
    const { id, timestampMs, targetId, giverId, weightG, gondola, shelf, plates } = pick;
    const place = { id, timestampMs, targetId, giverId, weightG, gondola, shelf, plates };
    const change = { ...place, kind: "pick", barcode: null, alternatives: [] } as const;
    keeper.applyOutputs([{ kind: "unclear", change }], "run");
    await watch(START_MS + 10_000, { ann: 1 });
    const kept = readReviewEvidence(test.store, "run.4:1", test.clock.nowMs);
    expect(kept.curve).toMatchObject({ gondola, shelf, happenedMs: timestampMs });
    expect(kept.positions?.shoppers.map(({ shopperId }) => shopperId)).toEqual(["ann"]);
  });

  it("keeps it where an interaction is retracted that a receipt asks about", async () => {
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000, { ann: 1 });
    const [asked, other] = [takeNow("4:1", "ann"), takeNow("5:1", "ann")];
    for (const pick of [asked, other]) await say(makeUncertain(pick, { barcode: "02" }));
    await watch(START_MS + 10_000, { ann: 1 });
    const { id, timestampMs, targetId, giverId, weightG, gondola, shelf, plates } = asked;
    const place = { id, timestampMs, targetId, giverId, weightG, gondola, shelf, plates };
    const change = {
      ...place,
      kind: "pick",
      barcode: null,
      alternatives: [],
      reason: "r",
    } as const;
    const receipt = reportReceipt("ann", {}, { needsReview: true, unclear: [change] });
    const retracted = [asked, other].map((pick) => tell(pick, "retracted"));
    keeper.applyOutputs([receipt, ...retracted], "run");
    await transact(test, () => {});
    const isKept = (evidenceId: string): boolean =>
      readReviewEvidence(test.store, evidenceId, test.clock.nowMs).curve !== null;
    expect(["run.4:1", "run.5:1"].map(isKept)).toEqual([true, false]);
  });
});

describe("evidence of an interaction", () => {
  it("of a certain interaction is kept, with the seconds before and after", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000, { ann: 1 });
    await say(takeNow("1", shopperId));
    await watch(START_MS + 13_900, { ann: 1 });
    expect(read().curve).toBeNull();
    await watch(START_MS + 14_100, { ann: 1 });
    const { curve, positions, curveDeleteAfterMs } = read();
    expect(curve).toMatchObject({ happenedMs: START_MS + 10_000, gondola: 1, shelf: 1 });
    const { startMs, stepMs, plates } = curve!;
    expect(startMs).toBe(START_MS + 6000);
    expect(startMs + stepMs * plates[0]!.gramsG.length).toBeGreaterThan(START_MS + 13_900);
    expect(plates[0]!.gramsG.filter((grams) => grams !== 500)).toEqual([]);
    expect(positions?.shoppers.map((one) => one.shopperId)).toEqual(["ann"]);
    expect(curveDeleteAfterMs).toBe(test.clock.nowMs + DISPUTE.curveMs);
  });

  it("that goes before its date, for want of room, is an alert to staff, once", async () => {
    open(DISPUTE, { bytesMax: 400 });
    const { shopperId } = await admit(test, CARD, ["ann"]);
    for (const [id, second] of [
      ["1", 10],
      ["2", 20],
      ["3", 30],
    ] as const) {
      await watch(START_MS + second * 1000, { ann: 1 });
      await say(takeNow(id, shopperId));
      await watch(START_MS + second * 1000 + 4100, { ann: 1 });
      if (id === "1") expect(listAlerts(test)).toEqual([]);
    }
    expect(read("run.1").curve).toBeNull();
    expect(read("run.3").curve).not.toBeNull();
    expect(listAlerts(test)).toEqual(["evidence-full"]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
    const row = test.store.db.prepare("SELECT kind, message FROM alerts").get();
    expect(row).toMatchObject({
      kind: "evidence-full",
      message: expect.stringMatching(/deleted before its date.*evidenceKeepDays/),
    });
  });

  it("has those whom it may concern and who came near them, and nobody else", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    const people = { ann: 0, near: 1.4, far: 1.5, bob: 9, byBob: 9.5 };
    await watch(START_MS + 5000, people);
    await say(takeNow("1", shopperId));
    await say(makeUncertain(takeNow("2", shopperId), { targetId: "bob" }));
    await say(takeNow("3", "gone"));
    await say({ ...takeNow("4", ""), targetId: null });
    await watch(START_MS + 9100, people);
    const listed = (id: string) =>
      read(`run.${id}`).positions?.shoppers.map((one) => one.shopperId);
    expect(listed("1")).toEqual(["ann", "near"]);
    expect(listed("2")).toEqual(["ann", "near", "bob", "byBob"]);
    expect(listed("3")).toEqual(Object.keys(people));
    expect(listed("4")).toEqual(Object.keys(people));
  });

  it("is cut out again where it was revised, and dropped where it was retracted", async () => {
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000);
    const pick = takeNow("1", "ann");
    await say(pick);
    await watch(START_MS + 9500);
    await say({ ...pick, plates: [2, 3] });
    await watch(START_MS + 10_000);
    expect(read().curve?.plates.map(({ plate }) => plate)).toEqual([2, 3]);
    await say(pick, "retracted");
    await watch(START_MS + 10_100);
    expect(read().curve).toBeNull();
    await say(takeNow("2", "ann"));
    await say(takeNow("2", "ann"), "retracted");
    await watch(START_MS + 20_000);
    expect(read("run.2").curve).toBeNull();
  });

  it("that is told when it is half forgotten stays as it was cut out", async () => {
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000);
    const pick = takeNow("1", "ann");
    await say(pick);
    await watch(START_MS + 9500);
    const { curve } = read();
    await watch(pick.timestampMs + RECORDED_MS);
    await say({ ...pick, plates: [2] });
    await watch(pick.timestampMs + RECORDED_MS + 100);
    expect(read().curve).toEqual(curve);
  });

  it("is cut out as far as it goes where the stream ends", async () => {
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000);
    await say(takeNow("1", "ann"));
    keeper.end();
    await transact(test, () => {});
    expect(read().curve).not.toBeNull();
  });

  it("of staff is not kept, but where somebody else may be meant", async () => {
    const staff = { kind: "staff", staffId: "s1" } as const;
    await transact(test, (tx) =>
      admitByAttendant(tx, test.shop, { gateId: "north", partySize: 1, payer: staff }),
    );
    await see(test, "sam");
    await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000, { sam: 0, ann: 0 });
    await say(takeNow("1", "sam"));
    await say(makeUncertain(takeNow("2", "sam"), { targetId: "ann" }));
    await watch(START_MS + 10_000, { sam: 0, ann: 0 });
    expect([read("run.1").curve, read("run.1").positions]).toEqual([null, null]);
    expect(read("run.2").curve).not.toBeNull();
  });
});

describe("evidence is kept", () => {
  /** A sure and an uncertain pick, and then nothing for an hour. */
  async function takeTwo(): Promise<string> {
    const { visitId, shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000, { ann: 0 });
    await say(takeNow("sure", shopperId));
    await say(makeUncertain(takeNow("unsure", shopperId)));
    await watch(START_MS + 10_000, { ann: 0 });
    pass(test, HOUR_MS);
    return visitId;
  }

  it("for so long from the exit, whenever in the visit it was made", async () => {
    await takeTwo();
    await leave(test, "ann");
    const exitMs = test.clock.nowMs;
    for (const id of ["run.sure", "run.unsure"]) {
      expect(read(id)).toMatchObject({
        curveDeleteAfterMs: exitMs + policies.evidenceKeepDays * DAY_MS,
        positionsDeleteAfterMs: exitMs + DISPUTE.positionsMs,
      });
    }
    // What is reported after the exit belongs to the same visit.
    await watch(exitMs + 1000, { ann: 0 });
    await say(takeNow("late", "ann"));
    await watch(exitMs + 6000, { ann: 0 });
    expect(read("run.late").curveDeleteAfterMs).toBe(exitMs + DISPUTE.curveMs);
  });

  it("in its positions only where somebody has to look, where the shop wants no more", async () => {
    open(REVIEW);
    const visitId = await takeTwo();
    await transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    const exitMs = test.clock.nowMs;
    expect(read("run.sure")).toMatchObject({ positions: null, positionsDeleteAfterMs: null });
    expect(read("run.sure").curve).not.toBeNull();
    expect(read("run.unsure").positionsDeleteAfterMs).toBe(exitMs + REVIEW.positionsMs);
    expect(REVIEW.positionsMs).toBe(2000 + 30 * 60_000 + HOUR_MS);
  });

  it("keeps positions only while the interaction is uncertain, where the shop wants no more", async () => {
    for (const [kept, lateMs] of [
      [REVIEW, 0],
      [REVIEW, 2 * RECORDED_MS],
      [DISPUTE, 0],
    ] as const) {
      open(kept);
      const { shopperId } = await admit(test, CARD, ["ann"]);
      await watch(START_MS + 5000, { ann: 0 });
      const pick = takeNow("1", shopperId);
      await say(makeUncertain(pick));
      await watch(START_MS + 10_000, { ann: 0 });
      expect(read().positions).not.toBeNull();
      await watch(START_MS + 10_000 + lateMs, { ann: 0 });
      await say(pick);
      await watch(START_MS + 10_200 + lateMs, { ann: 0 });
      expect(read().curve).not.toBeNull();
      expect(read().positions !== null).toBe(kept.keepsSurePositions);
    }
  });

  it("in its positions by the last report while its seconds went on", async () => {
    open(REVIEW);
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 5000, { ann: 0 });
    const [first, second] = [takeNow("1", shopperId), takeNow("2", shopperId)];
    await say(first);
    await say(makeUncertain(second));
    await watch(START_MS + 6000, { ann: 0 });
    await say(makeUncertain(first));
    await say(second);
    await watch(START_MS + 10_000, { ann: 0 });
    expect([read("run.1").positions !== null, read("run.2").positions]).toEqual([true, null]);
    // It became uncertain after it was cut out: it is cut out again.
    await say(makeUncertain(second));
    await watch(START_MS + 10_200, { ann: 0 });
    expect(read("run.2").positions).not.toBeNull();
  });

  it("until the last line that can be disputed has been reviewed, and no longer", () => {
    const { finalWithinMs, reviewWithinMin, disputeDays } = policies;
    const reviewMs = reviewWithinMin * 60_000;
    const lastMs = finalWithinMs + reviewMs + disputeDays * DAY_MS + reviewMs;
    expect(DISPUTE.positionsMs).toBe(lastMs + HOUR_MS);
    expect(DISPUTE.curveMs).toBeGreaterThan(lastMs);
    const short = makeEvidencePeriods({ ...policies, evidenceKeepDays: 3 });
    expect([short.curveMs, short.positionsMs]).toEqual([3 * DAY_MS, 3 * DAY_MS]);
  });
});
