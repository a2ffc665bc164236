import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import {
  createBlindEngine,
  createExampleEngine,
  EXAMPLE_PICK,
  EXAMPLE_RECORDINGS,
} from "@saunter/ingest/recordings/recording-example";
import { type CapturedIo, createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addEvaluateCommand } from "./evaluate.ts";

interface Given {
  readonly captured: CapturedIo;
  readonly files?: Map<string, string>;
  readonly recordings?: RecordingSource;
}

/** Two picks in the first one, of which the example's engine tells one. */
const LABELLED_RECORDINGS: RecordingSource = {
  ...EXAMPLE_RECORDINGS,
  readTruth: async (dir) => {
    const truth = await EXAMPLE_RECORDINGS.readTruth(dir);
    const { timestampMs, targetId, barcode, gondola, shelf, plates } = EXAMPLE_PICK;
    const place = { gondola, shelf, plates, weightG: -50 };
    const pick = {
      kind: "pickup",
      timestampMs,
      targetId,
      otherId: null,
      barcode,
      ...place,
    } as const;
    return truth && { ...truth, events: [pick, { ...pick, targetId: "17", barcode: "x" }] };
  },
};

function runEvaluate({ captured, files, recordings }: Given, ...args: string[]): Promise<number> {
  const dependencies = {
    io: captured.io,
    recordings: recordings ?? EXAMPLE_RECORDINGS,
    createEngine: createExampleEngine,
    createBaseline: createBlindEngine,
    writeFile: async (path: string, text: string) => void files?.set(path, text),
  };
  return runCommandLine(["evaluate", ...args], "1.2.3", captured.io, (program: Command) =>
    addEvaluateCommand(program, dependencies),
  );
}

describe("evaluate", () => {
  it("prints a row a recording, the figures, and what is wrong", async () => {
    const captured = createCapturedIo();
    expect(await runEvaluate({ captured }, "a")).toBe(0);
    const out = captured.out();
    expect(out).toMatch(/^recording +F1 +TP +predicted +true +exact +flagged +wrong +CPU s\n/);
    expect(out).toMatch(/\nfirst +0\.500 +1 +1 +3 +1 of 2 +1 +0 +0\.25\n/);
    expect(out).toMatch(/exact receipts +1 of 2\n/);
    expect(out).toMatch(/wrong among accepted +0 of 1 \(at most 95\.0 % at 95 % confidence\)/);
    expect(out).toContain(
      "Not exact: 1 of 2 receipts\n" +
        "  first 17 (flagged, probability 60 %): taken, not charged: 2 x Crisps\n",
    );
    expect(out).not.toContain("2020");
    expect(captured.progress).toEqual([1, 2]);
  });

  it("tells of events where the truth lists them, of the baseline, too", async () => {
    const silent = createCapturedIo();
    await runEvaluate({ captured: silent }, "a");
    expect(silent.out()).not.toMatch(/^events /m);
    const captured = createCapturedIo();
    const labelled = { captured, recordings: LABELLED_RECORDINGS };
    await runEvaluate(labelled, "a", "--baseline");
    const out = captured.out();
    expect(out).toMatch(/\nevents +found +missed +phantom +wrong shopper +wrong product +wrong q/);
    expect(out).toMatch(/\npicks +1 +1 +0 +0 +0 +0\n/);
    expect(out).toMatch(/\nevents, rules of 2020 +found/);
    expect(out).toMatch(/\npicks +0 +2 +0 +0 +0 +0\n/);
  });

  it("prints events as JSON, null where the truth lists none", async () => {
    const captured = createCapturedIo();
    await runEvaluate({ captured }, "a", "--json");
    const withoutEvents = JSON.parse(captured.out());
    expect([withoutEvents.recordings[0].events, withoutEvents.overall.events]).toEqual([
      null,
      null,
    ]);
    const labelled = createCapturedIo();
    await runEvaluate({ captured: labelled, recordings: LABELLED_RECORDINGS }, "a", "--json");
    const { recordings, overall } = JSON.parse(labelled.out());
    expect(overall.events.pick).toMatchObject({ found: 1, missed: 1, phantoms: 0 });
    expect(recordings[0].events.mistakes).toMatchObject([{ mistakes: ["missed"], barcode: "x" }]);
  });

  it("says which recordings it skips for want of a truth", async () => {
    const captured = createCapturedIo();
    await runEvaluate({ captured }, "a");
    expect(captured.err()).toBe("skipped a/second: it has no truth.json\n");
  });

  it("fails where no recording has a truth", async () => {
    const captured = createCapturedIo();
    const recordings = { ...EXAMPLE_RECORDINGS, readTruth: async () => null };
    expect(await runEvaluate({ captured, recordings }, "a")).toBe(1);
    expect(captured.err()).toContain("saunter: no recording has a truth.json");
    expect(captured.out()).toBe("");
  });

  it("sets the baseline beside the engine", async () => {
    const captured = createCapturedIo();
    await runEvaluate({ captured }, "a", "--baseline");
    expect(captured.out()).toMatch(/F1 2020 +exact 2020\n/);
    expect(captured.out()).toMatch(/mean F1 over recordings +0\.500 +0\.000\n/);
  });

  it("prints one JSON object", async () => {
    const captured = createCapturedIo();
    await runEvaluate({ captured }, "a", "--json", "--baseline");
    const document = JSON.parse(captured.out());
    expect(document.recordings).toHaveLength(1);
    expect(document.recordings[0]).toMatchObject({
      name: "first",
      f1: 0.5,
      exact_receipts: 1,
      baseline: { f1: 0, wrong_accepted: 2 },
    });
    expect(document.overall).toMatchObject({ receipts: 2, review_rate: 0.5, mean_f1: 0.5 });
    // JSON has no NaN: the blind engine reported nothing, so there is no precision.
    expect(document.baseline.precision).toBeNull();
  });

  it("writes a report of the day and the picture beside it", async () => {
    const captured = createCapturedIo();
    const files = new Map<string, string>();
    await runEvaluate({ captured, files }, "a", "--baseline", "--report", "docs/accuracy.md");
    expect([...files.keys()]).toEqual(["docs/accuracy.md", "docs/accuracy.svg"]);
    const report = files.get("docs/accuracy.md");
    expect(report).toContain("Measured on 2026-03-04");
    expect(report).toContain("saunter evaluate a --baseline --report docs/accuracy.md");
    expect(report).toContain("](accuracy.svg)");
    expect(files.get("docs/accuracy.svg")).toMatch(/^<svg /);
  });

  it("wants a report's name to end in .md, before it runs anything", async () => {
    const captured = createCapturedIo();
    expect(await runEvaluate({ captured }, "a", "--report", "accuracy.txt")).toBe(1);
    expect(captured.err()).toContain("ends in .md");
    expect(captured.progress).toEqual([]);
  });
});
