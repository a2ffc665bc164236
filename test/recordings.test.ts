/** The engine on the two real recordings and the 28 re-enactments, read as a user's are. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineResult } from "@saunter/engine/engine-types";
import { findRecordings } from "@saunter/ingest/recordings/find-recordings";
import { readObservations } from "@saunter/ingest/recordings/read-observations";
import { readShop } from "@saunter/ingest/recordings/read-shop";
import { readTruth, type Truth } from "@saunter/ingest/recordings/read-truth";
import { type RecordingScore, scoreRecording } from "@saunter/lab/evaluate/score-recording";
import { beforeAll, describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../shared/data/nanostore", import.meta.url));
const isMissing = !existsSync(folder);

interface Evaluated {
  readonly name: string;
  readonly result: EngineResult;
  readonly truth: Truth;
  readonly score: RecordingScore;
}

async function evaluate(dir: string): Promise<Evaluated> {
  const { shop } = await readShop(dir);
  const engine = createEngine(shop);
  for await (const chunk of (await readObservations(dir)).chunks) {
    for (const observation of chunk) stepEngine(engine, observation);
  }
  const result = finishEngine(engine);
  const truth = (await readTruth(dir))!;
  const score = scoreRecording(result.receipts, truth.receipts);
  return { name: basename(dir), result, truth, score };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

describe.skipIf(isMissing)("the real recordings (skipped where ../shared/data is missing)", () => {
  it.each(["BENCHMARK-1", "cps-test-01"])(
    "%s: every pick is found, and nothing else",
    async (name) => {
      const { result, truth } = await evaluate(`${folder}/recordings/${name}`);
      const events = truth.events ?? [];
      expect(events.length).toBeGreaterThan(0);
      const found = result.interactions.map(({ kind, barcode, quantity, gondola, shelf }) => ({
        kind,
        barcode,
        quantity,
        gondola,
        shelf,
      }));
      const labelled = events.toSorted((a, b) => a.timestampMs - b.timestampMs);
      const expected = labelled.map(({ barcode, gondola, shelf }) => ({
        kind: "pick",
        barcode,
        quantity: 1,
        gondola,
        shelf,
      }));
      expect(found).toEqual(expected);
      for (const [at, { timestampMs }] of labelled.entries()) {
        expect(Math.abs(result.interactions[at]!.timestampMs - timestampMs)).toBeLessThan(1000);
      }
    },
  );

  it("BENCHMARK-1's receipt is exact and accepted", async () => {
    const { score, result } = await evaluate(`${folder}/recordings/BENCHMARK-1`);
    expect(score).toMatchObject({ exactReceipts: 1, flaggedReceipts: 0, f1: 1 });
    expect(result.receipts).toHaveLength(1);
    expect(result.receipts[0]!.products).toEqual([{ barcode: "071142008582", quantity: 1 }]);
  });

  it("cps-test-01, which has no joints, has one receipt of nobody", async () => {
    const { result } = await evaluate(`${folder}/recordings/cps-test-01`);
    expect(result.receipts.map(({ targetId }) => targetId)).toEqual([null]);
  });
});

describe.skipIf(isMissing)("the re-enactments (skipped where ../shared/data is missing)", () => {
  const evaluated: Evaluated[] = [];

  beforeAll(async () => {
    for (const dir of await findRecordings([`${folder}/reenacted`])) {
      evaluated.push(await evaluate(dir));
    }
  });

  it("are 28, of 43 shoppers, each with a receipt", () => {
    expect(evaluated).toHaveLength(28);
    expect(sum(evaluated.map(({ truth }) => truth.receipts.length))).toBe(43);
    for (const { result, truth } of evaluated) {
      const told = new Set(result.receipts.map(({ targetId }) => targetId));
      expect(truth.receipts.filter(({ targetId }) => !told.has(targetId))).toEqual([]);
    }
  });

  it("have a mean F1 of 0.94 or more", () => {
    expect(sum(evaluated.map(({ score }) => score.f1)) / 28).toBeGreaterThanOrEqual(0.94);
  });

  it("have 40 of 43 receipts exact or more", () => {
    expect(sum(evaluated.map(({ score }) => score.exactReceipts))).toBeGreaterThanOrEqual(40);
  });

  it("have no receipt that is wrong and accepted", () => {
    const wrong = evaluated.filter(({ score }) => score.wrongAccepted > 0);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("have 7 receipts flagged at most, each with a reason", () => {
    const flagged = evaluated.flatMap(({ score }) => score.receipts).filter((one) => one.flagged);
    expect(flagged.length).toBeLessThanOrEqual(7);
    expect(flagged.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
  });

  it("have weights that add up: no gram is lost, and none reported twice", () => {
    const off = evaluated.filter(({ result }) =>
      result.warnings.some(({ code }) => code === "weight-unaccounted"),
    );
    expect(off.map(({ name }) => name)).toEqual([]);
  });

  it("have interactions reported within 0.8 s of the plate's settling, 95th percentile", () => {
    const latenciesMs = evaluated
      .flatMap(({ result }) => result.interactions)
      .filter(({ kind }) => kind !== "handover")
      .map(({ decidedMs, settledMs }) => decidedMs - settledMs)
      .sort((a, b) => a - b);
    expect(latenciesMs.length).toBeGreaterThan(100);
    expect(latenciesMs[Math.ceil(0.95 * latenciesMs.length) - 1]).toBeLessThanOrEqual(800);
  });
});
