import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JointFrame, PlateBatch } from "@saunter/engine/observation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRecordings } from "./find-recordings.ts";
import { readObservations } from "./read-observations.ts";
import {
  countByCode,
  jointLine,
  plateLine,
  REAL_RECORDINGS,
  type ReadRecording,
  readAll,
  readText,
  START_S,
  toText,
  withFolder,
  writeFiles,
} from "./recording-fixture.ts";
import { RECORDING_LIMITS } from "./recording-limits.ts";

const GOOD = plateLine(START_S);

function secondsOf({ observations }: ReadRecording, kind: "plates" | "joints"): number[] {
  const ofKind = observations.filter((observation) => observation.kind === kind);
  return ofKind.map(({ timestampMs }) => Math.round(timestampMs - START_S * 1000) / 1000);
}

function plateLines(...seconds: number[]): string {
  return toText(...seconds.map((second) => plateLine(START_S + second)));
}

/** Seconds from `from` to `to`, a tenth apart. */
function tenths(from: number, to: number): number[] {
  const count = Math.round((to - from) * 10) + 1;
  return Array.from({ length: count }, (_, i) => Math.round(from * 10 + i) / 10);
}

describe("a plate line", () => {
  it("gives gondola, time, rate, shape and samples", async () => {
    const { observations, warnings } = await readText(toText(GOOD));
    expect(warnings).toEqual([]);
    expect(observations[0]).toEqual({
      kind: "plates",
      gondola: 1,
      timestampMs: START_S * 1000,
      sampleRateHz: 60,
      sampleCount: 2,
      shelfCount: 2,
      plateCount: 3,
      samplesG: Float32Array.from({ length: 12 }, (_, i) => i),
    });
  });

  const variants: Record<string, (line: string) => string> = {
    "written with spaces": (line) => line.replaceAll(":", ": ").replaceAll(",", ", "),
    "with other fields, one of them named data too": (line) =>
      line.replace('{"timestamp"', '{"_id":{"data":"AAAA","x":[1,{"y":null}]},"timestamp"'),
    "with its timestamp in scientific notation": (line) =>
      line.replace(String(START_S), "1.58753199E+09"),
    "with its base64 escaped": (line) =>
      line.replace(/"data":"([^"]*)"/, (_, data) => `"data":"\\u0041${data.slice(1)}"`),
    "without base64 padding": (line) => line.replaceAll("=", ""),
    "ended as on Windows": (line) => `${line}\r`,
    "after a byte order mark": (line) => `\ufeff${line}`,
    "after blank lines": (line) => `\n  \n\r\n${line}`,
  };
  it.each(Object.entries(variants))("reads the same %s", async (_title, vary) => {
    const expected = (await readText(toText(GOOD))).observations[0] as PlateBatch;
    const { observations, warnings } = await readText(toText(vary(GOOD)));
    expect(warnings).toEqual([]);
    expect(observations[0]).toEqual(expected);
  });

  it("is read where the last one has no newline", async () => {
    expect((await readText(GOOD)).observations[0]?.kind).toBe("plates");
  });

  it("gives NaN for NaN and, counted, for infinite samples", async () => {
    const samplesG = [1, Number.NaN, Infinity, -Infinity, 5];
    const read = await readText(toText(plateLine(START_S, { shape: [1, 1, 5], samplesG })));
    const nan = Number.NaN;
    const batch = read.observations[0] as PlateBatch;
    expect([...batch.samplesG]).toEqual([1, nan, nan, nan, 5]);
    expect(countByCode(read.warnings)).toEqual({ "samples-infinite": 2 });
  });

  const faults: [string, string][] = [
    ["timestamp-missing", plateLine("1587531990")],
    ["timestamp-missing", GOOD.replace(String(START_S), "1e999")],
    ["sample-rate-wrong", plateLine(START_S, { sampleRateHz: -60 })],
    ["sample-rate-wrong", plateLine(START_S, { sampleRateHz: null })],
    ["sample-rate-wrong", GOOD.replace('"freq_samp":60', '"freq_samp": NaN')],
    ["shape-wrong", plateLine(START_S, { shape: [2, -2, -3] })],
    ["shape-wrong", plateLine(START_S, { shape: [0, 2, 3] })],
    ["shape-wrong", plateLine(START_S, { shape: [1.5, 2, 4] })],
    ["shape-wrong", plateLine(START_S, { shape: [12] })],
    ["data-length-wrong", plateLine(START_S, { shape: [1e9, 1e9, 1e9] })],
    ["data-length-wrong", plateLine(START_S, { samplesG: [] })],
    ["data-length-wrong", GOOD.replace(/"data":"..../, '"data":"!!!!')],
    ["gondola-missing", plateLine(START_S, { gondola: 0 })],
    ["line-malformed", "[]"],
    ["line-malformed", '{"timestamp":1}'],
    ["line-malformed", `${GOOD}${GOOD}`],
  ];
  it.each(faults)("is skipped and counted as %s: %.60s", async (code, line) => {
    const read = await readText(toText(plateLine(START_S - 0.1), line));
    expect(countByCode(read.warnings)).toEqual({ [code]: 1 });
    expect(secondsOf(read, "plates")).toEqual([-0.1]);
  });
});

describe("a joint line", () => {
  const readFrame = async (line: string): Promise<JointFrame> => {
    const read = await readText(toText(GOOD), toText(line));
    return read.observations.find(({ kind }) => kind === "joints") as JointFrame;
  };

  it("gives metres, 0 for what a point leaves out, and NaN for a joint not seen", async () => {
    const line = jointLine(START_S, '"1"').replace('"x":100,"y":-20', '"x":100');
    const { joints } = (await readFrame(line)).shoppers[0]!;
    expect([...joints.subarray(0, 4)]).toEqual([2.54, 0, 65.5 * 0.0254, 0.9]);
    expect([...joints.subarray(4)]).toEqual(Array.from({ length: 28 }, () => Number.NaN));
  });

  const ids: [string, string][] = [
    ['"3325379692103139202"', "3325379692103139202"],
    ["3325379692103139203", "3325379692103139203"],
    ["18446744073709551615", "18446744073709551615"],
    ["9007199254740993", "9007199254740993"],
    ["12", "12"],
    ['"caf\\u00e9"', "caf\u00e9"],
    ['"café"', "café"],
  ];
  it.each(ids)("keeps the id %s exact", async (written, shopperId) => {
    const frame = await readFrame(jointLine(START_S, written));
    expect(frame.shoppers.map((shopper) => shopper.shopperId)).toEqual([shopperId]);
  });

  it.each(["{}", "null", '{"targets":[]}', '{"targets":null}'])(
    "with %s for targets is a frame without shoppers",
    async (targets) => {
      const frame = await readFrame(`{"timestamp":${START_S},"document":{"targets":${targets}}}`);
      expect(frame).toMatchObject({ kind: "joints", shoppers: [] });
    },
  );

  it("reads Python's NaN as not seen", async () => {
    const frame = await readFrame(jointLine(START_S, '"1"').replace('"x":100', '"x": NaN'));
    expect(frame.shoppers[0]!.joints[0]).toBeNaN();
    expect(frame.shoppers[0]!.joints[3]).toBeNaN();
  });

  it("keeps the other shoppers where one cannot be read or comes twice", async () => {
    const read = await readText(toText(GOOD), toText(jointLine(START_S, "[]", '"1"', '"1"', "2")));
    const frame = read.observations.find(({ kind }) => kind === "joints") as JointFrame;
    expect(frame.shoppers.map(({ shopperId }) => shopperId)).toEqual(["1", "2"]);
    expect(countByCode(read.warnings)).toEqual({ "targets-malformed": 1, "target-doubled": 1 });
  });
});

describe("the order", () => {
  it("merges both files by time, plates first where both are at once", async () => {
    const joints = toText(jointLine(START_S + 0.05, '"1"'), jointLine(START_S + 0.1, '"1"'));
    const { observations } = await readText(plateLines(0, 0.1, 0.2), joints);
    expect(observations.map(({ kind }) => kind[0])).toEqual(["p", "j", "p", "j", "p"]);
  });

  it("is repaired within the window, and a line one past it is dropped", async () => {
    const reorderMs = 1000;
    const within = await readText(plateLines(0, 0.5, 1.5, 0.5 + 0.001, 1.6), null, { reorderMs });
    expect(secondsOf(within, "plates")).toEqual([0, 0.5, 0.501, 1.5, 1.6]);
    const past = await readText(plateLines(0, 0.5, 1.5, 0.5 - 0.002, 1.6), null, { reorderMs });
    expect(secondsOf(past, "plates")).toEqual([0, 0.5, 1.5, 1.6]);
    expect(countByCode(past.warnings)).toMatchObject({ "late-dropped": 1 });
  });

  it("holds at most the bound of lines back", async () => {
    const times = [0, 0.1, 0.2, 0.15, 0.3];
    const read = await readText(plateLines(...times), null, { confirmLines: 1, heldLinesMax: 1 });
    expect(secondsOf(read, "plates")).toEqual([0, 0.1, 0.15, 0.2, 0.3]);
    const none = await readText(plateLines(...times), null, { confirmLines: 1, heldLinesMax: 0 });
    expect(secondsOf(none, "plates")).toEqual(times);
  });

  it("drops exact repeats and keeps what differs at the same time", async () => {
    const other = plateLine(START_S, { gondola: 2 });
    const read = await readText(toText(GOOD, other, GOOD, other, plateLine(START_S + 0.1)));
    expect(secondsOf(read, "plates")).toEqual([0, 0, 0.1]);
    expect(countByCode(read.warnings)).toEqual({ "duplicate-dropped": 2 });
  });

  it("drops exact repeats of frames", async () => {
    const frame = jointLine(START_S, '"1"');
    const read = await readText(toText(GOOD), toText(frame, frame, jointLine(START_S, '"2"')));
    expect(secondsOf(read, "joints")).toEqual([0, 0]);
  });
});

describe("a step of time", () => {
  it("of a stray line is counted, the line delivered in place, the others untouched", async () => {
    for (const strayS of [-3600, 5, 86_400]) {
      const times = [...tenths(0, 2), strayS, ...tenths(2.1, 4)];
      const read = await readText(plateLines(...times));
      expect(secondsOf(read, "plates").filter((second) => second !== strayS)).toEqual(tenths(0, 4));
      expect(secondsOf(read, "plates")).toContain(strayS);
      expect(countByCode(read.warnings)).toEqual({ "clock-jump": 1 });
    }
  });

  it("of a stray first line does not move the others", async () => {
    for (const strayS of [-3600, 3600]) {
      const read = await readText(plateLines(strayS, ...tenths(0, 2)));
      expect(secondsOf(read, "plates")).toEqual([strayS, ...tenths(0, 2)]);
    }
  });

  it("forward by up to ten seconds is a gap, and by more a jump", async () => {
    const gap = await readText(plateLines(...tenths(0, 2), ...tenths(12, 14)));
    expect(gap.warnings).toEqual([]);
    const jump = await readText(plateLines(...tenths(0, 2), ...tenths(12.1, 14)));
    expect(countByCode(jump.warnings)).toEqual({ "clock-jump": 1 });
    expect(secondsOf(jump, "plates")).toEqual([...tenths(0, 2), ...tenths(12.1, 14)]);
  });

  it("back for good is delivered, and both files stay together", async () => {
    const times = [...tenths(0, 3), ...tenths(-100, -97)];
    const joints = toText(...times.map((second) => jointLine(START_S + second, '"1"')));
    const read = await readText(plateLines(...times), joints);
    expect(secondsOf(read, "plates")).toEqual(times);
    expect(secondsOf(read, "joints")).toEqual(times);
    let ahead = 0;
    for (const { kind } of read.observations) {
      ahead += kind === "plates" ? 1 : -1;
      expect(Math.abs(ahead)).toBeLessThanOrEqual(2);
    }
    expect(read.warnings.map(({ code, count }) => `${code} ${count}`)).toEqual([
      "clock-jump 1",
      "clock-jump 1",
    ]);
  });

  it("back by a few seconds is believed from the bound of lines in a row on", async () => {
    const late = (count: number) => tenths(5, 5 + (count - 1) / 10);
    const confirmLines = RECORDING_LIMITS.confirmLines;
    const believed = await readText(plateLines(...tenths(5, 8), ...late(confirmLines), 8.1));
    expect(countByCode(believed.warnings)).toHaveProperty("clock-jump");
    const dropped = await readText(plateLines(...tenths(5, 8), ...late(confirmLines - 1), 8.1));
    expect(countByCode(dropped.warnings)).toEqual({ "late-dropped": confirmLines - 1 });
  });

  it("between frames minutes apart leaves both files in order", async () => {
    const joints = toText(...[0, 1, 70, 140].map((second) => jointLine(START_S + second, '"1"')));
    const { observations } = await readText(plateLines(...tenths(0, 150)), joints);
    const times = observations.map(({ timestampMs }) => timestampMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe("the reader", () => {
  it("says whether there are joints", async () => {
    expect((await readText(toText(GOOD))).hasJoints).toBe(true);
    expect((await readText(toText(GOOD), null)).hasJoints).toBe(false);
    expect((await readText(toText(GOOD), "")).hasJoints).toBe(false);
    expect((await readText(toText(GOOD), "{}\n")).hasJoints).toBe(false);
  });

  it("says why there is no usable batch", async () => {
    await expect(readText("")).rejects.toThrow(/plate_data\.json: .*the file is empty/);
    await expect(readText("{}\n\n{\n")).rejects.toThrow(/no usable batch.*\(2, line 1\)/);
  });

  it("names the file that is missing and what is expected", async () => {
    await withFolder(async (dir) => {
      await expect(readObservations(dir)).rejects.toThrow(
        /plate_data\.json: missing; .*planogram\.json, products\.json/,
      );
      await expect(readObservations(join(dir, "nowhere"))).rejects.toThrow(/plate_data\.json/);
    });
  });

  it("takes a line of the longest length, and none that is a byte longer", async () => {
    const lineBytesMax = GOOD.length;
    expect((await readText(toText(GOOD), null, { lineBytesMax })).observations).toHaveLength(1);
    const refused = readText(toText(GOOD), null, { lineBytesMax: lineBytesMax - 1 });
    await expect(refused).rejects.toMatchObject({ code: "line-too-long", line: 1 });
    const open = readText(GOOD, null, { lineBytesMax: lineBytesMax - 1, blockBytes: 10 });
    await expect(open).rejects.toMatchObject({ code: "line-too-long", line: 1 });
  });

  it("reads the same in blocks and chunks of any size", async () => {
    const plates = plateLines(...tenths(0, 1));
    const joints = toText(...tenths(0, 1).map((second) => jointLine(START_S + second, '"1"')));
    const expected = await readText(plates, joints);
    const sizes = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 30 }));
    await fc.assert(
      fc.asyncProperty(sizes, async ([blockBytes, chunkObservations]) => {
        expect(await readText(plates, joints, { blockBytes, chunkObservations })).toMatchObject({
          observations: expected.observations,
        });
      }),
      { numRuns: 30 },
    );
  });

  it("hands over at most the bound of observations at once, and counts bytes", async () => {
    await withFolder(async (dir) => {
      await writeFiles(dir, { "plate_data.json": plateLines(...tenths(0, 1)) });
      const reader = await readObservations(dir, { chunkObservations: 4 });
      const lengths: number[] = [];
      for await (const chunk of reader.chunks) lengths.push(chunk.length);
      expect(lengths).toEqual([4, 4, 3]);
      expect(reader.bytesRead()).toBe(reader.bytesTotal);
    });
  });

  it("may be left before its end", async () => {
    await withFolder(async (dir) => {
      await writeFiles(dir, { "plate_data.json": plateLines(...tenths(0, 1)) });
      const reader = await readObservations(dir, { chunkObservations: 1 });
      for await (const chunk of reader.chunks) if (chunk.length > 0) break;
      expect(await reader.chunks.next()).toMatchObject({ done: true });
    });
  });
});

const isMissing = !existsSync(REAL_RECORDINGS);
const why = isMissing ? " (skipped: ../shared/data is missing)" : "";

describe.skipIf(isMissing)(`the real recordings${why}`, () => {
  it("are read as JSON.parse reads them, in order and without warnings", async () => {
    for (const dir of await findRecordings([REAL_RECORDINGS])) {
      const { observations, warnings, hasJoints } = await readAll(dir);
      expect(warnings.map(({ code }) => code)).toEqual(hasJoints ? [] : ["joints-missing"]);
      const batches = observations.filter((seen) => seen.kind === "plates");
      const lines = (await readFile(join(dir, "plate_data.json"), "utf8")).trim().split("\n");
      expect(batches.length).toBe(lines.length);
      let isSame = true;
      for (const [i, line] of lines.entries()) {
        const { timestamp, document } = JSON.parse(line);
        const batch = batches[i]!;
        const data = Buffer.from(document.plate_data.values.data, "base64");
        const samples = Buffer.from(batch.samplesG.buffer, batch.samplesG.byteOffset, data.length);
        isSame &&= batch.timestampMs === timestamp * 1000 && samples.equals(data);
        isSame &&= document.plate_data.plate_id.shelf_id.gondola_id.id === batch.gondola;
      }
      expect(isSame).toBe(true);
    }
  });

  it("have the joints that JSON.parse finds", async () => {
    for (const name of ["recordings/BENCHMARK-1", "reenacted/crowd-1"]) {
      const dir = join(REAL_RECORDINGS, name);
      const frames = (await readAll(dir)).observations.filter((seen) => seen.kind === "joints");
      const lines = (await readFile(join(dir, "full_targets.json"), "utf8")).trim().split("\n");
      expect(frames.length).toBe(lines.length);
      for (const [i, line] of lines.entries()) {
        const targets = JSON.parse(line).document.targets.targets ?? [];
        expect(frames[i]!.shoppers.length).toBe(targets.length);
        for (const [j, target] of targets.entries()) {
          const { shopperId, joints } = frames[i]!.shoppers[j]!;
          expect(shopperId).toBe(target.target_id.id);
          const { point, score } = target.r_wrist;
          if (point.x === undefined) expect(joints[28]).toBeNaN();
          else expect(joints[28]).toBeCloseTo(point.x * 0.0254, 12);
          if (score !== undefined) expect(joints[31]).toBeCloseTo(score, 12);
        }
      }
    }
  });
});
