/** Cameras with faults, and whose receipts go to review for that. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine, finishEngine, stepEngine } from "../engine.ts";
import { ALARMS_MAX, PEOPLE_UNSEEN_MS } from "../limits.ts";
import type { CameraTrouble } from "../observation.ts";
import { createFacing, createJoints, createShop, FRAME_MS } from "../test-builders.ts";
import { CAMERA_WORDS, UNSEEN } from "./alarms.ts";

const START_MS = 1_000_000;
const SHOP = createShop([createFacing(1, [1, 2], "soup")], { soup: 400 });

/** Ada and Bob stand in the shop for as many frames as there are troubles; what is said of both. */
function play(
  frames: readonly (readonly CameraTrouble[] | undefined)[],
  ambiguous: readonly string[] = [],
) {
  const engine = createEngine(SHOP);
  for (const [at, troubles] of frames.entries()) {
    const shoppers = ["ada", "bob"].map((shopperId, x) => ({
      shopperId,
      joints: createJoints({ x, y: -2 }),
      ...(at === 1 && ambiguous.includes(shopperId) ? { isAmbiguous: true } : {}),
    }));
    stepEngine(engine, {
      kind: "joints",
      timestampMs: START_MS + at * FRAME_MS,
      shoppers,
      ...(troubles === undefined ? {} : { troubles }),
    });
  }
  const { receipts, warnings } = finishEngine(engine);
  const faultsOf = (name: string) => receipts.find(({ targetId }) => targetId === name)!.faults;
  return { receipts, warnings, ada: faultsOf("ada"), bob: faultsOf("bob") };
}

describe("a tracker that is not sure who somebody is", () => {
  it("is a reason to review their receipt, and nobody else's", () => {
    const { ada, bob } = play([undefined, undefined, undefined], ["bob"]);
    expect(ada).toEqual([]);
    expect(bob).toEqual(["cameras may have taken this shopper for somebody else for a while"]);
  });
});

describe("a camera with a fault", () => {
  it("is a reason to review the receipts of those in its view, and of nobody else", () => {
    const black: CameraTrouble = { cameraId: "till", fault: "black", shopperIds: ["ada", "eve"] };
    const { receipts, warnings, ada, bob } = play([undefined, [black], [black], []]);
    expect(ada).toEqual(["camera till was black while this shopper was in its view"]);
    expect(bob).toEqual([]);
    expect(receipts.map(({ targetId, needsReview }) => [targetId, needsReview])).toEqual([
      ["ada", true],
      ["bob", false],
    ]);
    expect(warnings).toEqual([
      { code: "camera-trouble", message: "camera till was black", count: 2 },
    ]);
  });

  it("concerns everybody in the frame where it is not said whom", () => {
    const { ada, bob } = play([[{ cameraId: "till", fault: "frozen" }]]);
    expect(ada).toEqual(["camera till stood still while this shopper was in its view"]);
    expect(bob).toEqual(ada);
  });

  it("has words whatever a recording calls it, and no more of them than a bound", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 40 }), (faults) => {
        const { ada } = play([faults.map((fault) => ({ cameraId: "till", fault }))]);
        const words = faults.map((fault) =>
          Object.hasOwn(CAMERA_WORDS, fault) ? CAMERA_WORDS[fault]! : "was not well",
        );
        expect(ada).toEqual(
          [...new Set(words)].map((one) => `camera till ${one} while this shopper was in its view`),
        );
      }),
      { examples: [[["__proto__"]], [["constructor", "black"]]] },
    );
    const many = (count: number): CameraTrouble[] =>
      Array.from({ length: count }, (_, at) => ({ cameraId: `cam${at}`, fault: "black" }));
    expect(play([many(ALARMS_MAX)]).ada).toHaveLength(ALARMS_MAX);
    expect(play([many(ALARMS_MAX + 1)]).ada).toHaveLength(ALARMS_MAX);
  });
});

describe("people who are not observed", () => {
  /** Ada stands there for ten seconds, of which joints come as the fault has them. */
  const play = (fault: (atMs: number) => number | null) => {
    const engine = createEngine(SHOP);
    for (let at = 0; at < 150; at++) {
      const timestampMs = fault(at * FRAME_MS);
      if (timestampMs === null) continue;
      const shoppers = [{ shopperId: "ada", joints: createJoints({ x: 0, y: -2 }) }];
      stepEngine(engine, { kind: "joints", timestampMs: START_MS + timestampMs, shoppers });
    }
    return finishEngine(engine).receipts.find(({ targetId }) => targetId === "ada")!;
  };

  it("make a receipt uncertain from a bound on, which is not reached by single frames", () => {
    const dropFor = (ms: number) => play((atMs) => (atMs > 4000 && atMs < 4000 + ms ? null : atMs));
    expect(dropFor(PEOPLE_UNSEEN_MS - 2 * FRAME_MS).needsReview).toBe(false);
    const { faults, needsReview } = dropFor(PEOPLE_UNSEEN_MS + FRAME_MS);
    expect(needsReview).toBe(true);
    expect(faults).toEqual([UNSEEN]);
  });

  it("make it uncertain if their time leaps by any amount, either way, for any time", () => {
    const leapMs = fc.integer({ min: 2 * PEOPLE_UNSEEN_MS, max: 3_600_000 });
    const fault = fc.record({
      leapMs,
      isBack: fc.boolean(),
      frames: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(fault, ({ frames, isBack, leapMs: ms }) => {
        const isLeapt = (atMs: number) => atMs > 4000 && atMs <= 4000 + frames * FRAME_MS;
        const receipt = play((atMs) => (isLeapt(atMs) ? atMs + (isBack ? -ms : ms) : atMs));
        expect(receipt.needsReview).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
