import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import type { PlateBatch } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createSignal, cutBatches, recordPlates, type Signal } from "../test-builders.ts";
import { binTimeMs, createGondolaFrontEnd, pushBatch, type Step } from "./front-end.ts";
import {
  checkBalance,
  createWeightBalance,
  type Imbalance,
  noteReported,
} from "./weight-balance.ts";

const PICK = [{ second: 10, plate: 1, grams: -200 }];

const all = (step: Step): readonly Step[] => [step];

/** What does not add up in the batches of a shelf, if these of its steps are reported. */
function weighBatches(
  batches: readonly PlateBatch[],
  tell: (step: Step) => readonly Step[] = all,
  isOpen: (shelf: number) => boolean = () => false,
): Imbalance[] {
  const state = createGondolaFrontEnd(1, ENGINE_PARAMETERS.sensing);
  const balance = createWeightBalance(ENGINE_PARAMETERS);
  const found: Imbalance[] = [];
  const steps: Step[] = [];
  const check = () => {
    for (const step of steps.splice(0).flatMap(tell))
      noteReported(balance, state, step.shelf, step);
    found.push(...checkBalance(balance, state, binTimeMs(state, state.binCount - 1), isOpen));
  };
  for (const batch of batches) pushBatch(state, batch, steps, () => {}, check);
  return found;
}

const weighUp = (seconds: number, signal: Signal, tell = all, isOpen = () => false): Imbalance[] =>
  weighBatches(cutBatches(recordPlates(seconds, signal)), tell, isOpen);

const pick = (): Signal => createSignal(createRandom(1), 1, PICK);

describe("the weight of a plate", () => {
  it("adds up where every step is reported", () => {
    expect(weighUp(30, pick())).toEqual([]);
  });

  it("does not where one is lost, which is reported once, with its place", () => {
    const found = weighUp(60, pick(), () => []);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ shelf: 1, plate: 1 });
    expect(Math.abs(found[0]!.missingG - 200)).toBeLessThan(5);
    expect(found[0]!.message).toMatch(/^gondola 1, shelf 1, plate 1 weighs (19\d|20\d) g less/);
  });

  it("does not where one is reported twice", () => {
    const [found] = weighUp(30, pick(), (step) => [step, step]);
    expect(Math.abs(found!.missingG + 200)).toBeLessThan(5);
  });

  it("is not asked for while something is still to be reported", () => {
    expect(
      weighUp(
        30,
        pick(),
        () => [],
        () => true,
      ),
    ).toEqual([]);
  });

  it("may drift", () => {
    const base = createSignal(createRandom(1), 1, []);
    const drifting: Signal = (second, shelf, plate) => base(second, shelf, plate) + 0.2 * second;
    expect(weighUp(120, drifting)).toEqual([]);
  });

  it("may be off by what others leak, and by no more", () => {
    const leaking = (share: number): Signal =>
      createSignal(createRandom(1), 1, [
        { second: 10, plate: 1, grams: -1000 },
        { second: 10, plate: 2, grams: -1000 * share },
      ]);
    const tell = (step: Step): Step[] => (step.plate === 1 ? [step] : []);
    expect(weighUp(30, leaking(0.04), tell)).toEqual([]);
    expect(weighUp(30, leaking(0.16), tell)).toHaveLength(1);
  });

  it("that changed in a gap does not add up: nobody saw it go", () => {
    const batches = cutBatches(recordPlates(40, pick()));
    const [endMs, startMs] = [9, 12].map((second) => batches[0]!.timestampMs + 1000 * second);
    const left = batches.filter(
      ({ timestampMs }) => timestampMs < endMs! || timestampMs >= startMs!,
    );
    const found = weighBatches(
      left.map((batch) =>
        batch.timestampMs < endMs! ? batch : { ...batch, timestampMs: batch.timestampMs + 120_000 },
      ),
    );
    expect(found.map(({ plate }) => plate)).toEqual([1]);
  });
});
