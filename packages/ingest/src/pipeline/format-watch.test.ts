import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CameraTrouble,
  type IdentityAmbiguity,
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
} from "@saunter/engine/observation";
import { createSimulation } from "@saunter/sim/simulate";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatJointLine } from "../recordings/format-joint-line.ts";
import { readObservations } from "../recordings/read-observations.ts";
import { JOINTS_FILE } from "../recordings/recording-files.ts";
import { createRecordingWriter } from "../recordings/write-recording.ts";
import type { CameraFault } from "./camera-fault.ts";
import type { SeenFrame, WatchEvent } from "./cameras-watch.ts";
import { createWatchWarnings, formatWatchLine } from "./format-watch.ts";

const FAULT: CameraFault = {
  cameraId: "door",
  kind: "frozen",
  sinceMs: 5,
  message: "its picture stands still",
};

const coordinate = fc.double({ min: -20, max: 20, noNaN: true });
const joint = fc.oneof(
  fc.tuple(coordinate, coordinate, coordinate, fc.double({ min: 0, max: 1, noNaN: true })),
  fc.constant([Number.NaN, Number.NaN, Number.NaN, Number.NaN] as const),
);
const joints = fc
  .array(joint, { minLength: JOINT_NAMES.length, maxLength: JOINT_NAMES.length })
  .map((list) => Float64Array.from(list.flat()));
const frames = fc
  .array(
    fc.uniqueArray(fc.record({ shopperId: fc.nat().map(String), joints }), {
      maxLength: 3,
      selector: ({ shopperId }) => shopperId,
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all): JointFrame[] =>
    all.map((shoppers, at) => ({
      kind: "joints",
      timestampMs: 1_772_582_400_000 + 66.5 * at,
      shoppers,
    })),
  );
const word = fc.string({ minLength: 1, maxLength: 64 });
const trouble: fc.Arbitrary<CameraTrouble> = fc.record(
  { cameraId: word, fault: word, shopperIds: fc.array(fc.string(), { maxLength: 4 }) },
  { requiredKeys: ["cameraId", "fault"] },
);
const pair = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 9 }), {
  minLength: 2,
  maxLength: 2,
});
const ambiguity = fc
  .tuple(pair, fc.nat(60_000), fc.nat(60_000), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(
    ([ids, agoMs, lengthMs, probability]): IdentityAmbiguity => ({
      shopperIds: [ids[0]!, ids[1]!],
      fromMs: 1_772_582_400_000 - agoMs - lengthMs,
      toMs: 1_772_582_400_000 - agoMs,
      probability,
    }),
  );
const ambiguities = fc.option(fc.array(ambiguity, { maxLength: 3 }), { nil: undefined });
const troubles = fc.option(fc.array(trouble, { maxLength: 3 }), { nil: undefined });

describe("what a watch says of frames", () => {
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "saunter-watch-"));
    const simulation = createSimulation({ seed: 1, scenario: "everyday", shoppers: 1 });
    const writer = await createRecordingWriter(folder, simulation.shop);
    for (const observation of simulation.observations())
      if (observation.kind === "plates") await writer.write(observation);
    await writer.close(null);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function readBack(text: string): Promise<readonly JointFrame[]> {
    writeFileSync(join(folder, JOINTS_FILE), text);
    const { chunks, warnings } = await readObservations(folder);
    const read: JointFrame[] = [];
    for await (const chunk of chunks)
      for (const one of chunk) if (one.kind === "joints") read.push(one);
    expect(warnings().filter(({ file }) => file.endsWith(JOINTS_FILE))).toEqual([]);
    return read;
  }

  it("is read as a recording's joints, to a nanometre, with all camera faults and ambiguities", async () => {
    await fc.assert(
      fc.asyncProperty(frames, troubles, ambiguities, async (all, ill, unsure) => {
        const told = {
          ...(ill === undefined ? {} : { troubles: ill }),
          ...(unsure === undefined ? {} : { ambiguities: unsure }),
        };
        const lines = all.map((frame) => formatJointLine({ ...frame, ...told }));
        const read = await readBack(lines.join(""));
        expect(read).toHaveLength(all.length);
        for (const frame of read) expect(frame.troubles).toEqual(ill);
        for (const frame of read) expect(frame.ambiguities).toEqual(unsure);
        for (const [at, { timestampMs, shoppers }] of read.entries()) {
          expect(timestampMs).toBeCloseTo(all[at]!.timestampMs, 3);
          expect(shoppers.map(({ shopperId }) => shopperId)).toEqual(
            all[at]!.shoppers.map(({ shopperId }) => shopperId),
          );
          for (const [who, shopper] of shoppers.entries()) {
            const given = all[at]!.shoppers[who]!.joints;
            for (let entry = 0; entry < JOINT_NAMES.length * JOINT_STRIDE; entry++) {
              const [was, is] = [given[entry]!, shopper.joints[entry]!];
              if (Number.isNaN(was)) expect(is).toBeNaN();
              else expect(is).toBeCloseTo(was, 9);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("names cameras with faults, and says nothing of the others", () => {
    const frame: JointFrame = { kind: "joints", timestampMs: 1000, shoppers: [] };
    const read = (told: JointFrame) => JSON.parse(formatJointLine(told)).document;
    expect(read(frame)).not.toHaveProperty("cameras");
    const ill: CameraTrouble[] = [
      { cameraId: "door", fault: "frozen", shopperIds: ["7"] },
      { cameraId: "till", fault: "black" },
    ];
    expect(read({ ...frame, troubles: ill }).cameras).toEqual([
      { id: "door", fault: "frozen", concerns: ["7"] },
      { id: "till", fault: "black" },
    ]);
  });
});

describe("warnings of a watch", () => {
  it("are reported once, and counted", () => {
    const warnings = createWatchWarnings();
    const fault: WatchEvent = { kind: "fault", fault: FAULT };
    expect(warnings.take(fault)).toEqual({
      code: "camera-frozen",
      count: 1,
      message: "camera door: its picture stands still",
    });
    expect(warnings.take({ kind: "well", cameraId: "door", fault: "frozen" })).toBeNull();
    expect(warnings.take(fault)).toBeNull();
    expect(warnings.take({ kind: "fault", fault: { ...FAULT, cameraId: "till" } })).not.toBeNull();
    expect(warnings.take({ kind: "clock", cameraId: "till", offsetMs: -2300 })?.message).toBe(
      "camera till: its frames are 2.30 s behind the others': this is corrected",
    );
    expect(warnings.list().map(({ code, count }) => [code, count])).toEqual([
      ["camera-frozen", 2],
      ["camera-frozen", 1],
      ["camera-clock", 1],
    ]);
  });
});

describe("a line of a watch", () => {
  it("says who is there, how cameras are, and how fast it goes", () => {
    const frame: JointFrame = {
      kind: "joints",
      timestampMs: Date.UTC(2026, 2, 1, 8),
      shoppers: [],
    };
    const seen: SeenFrame = { kind: "seen", frame, cameras: 1, faults: [FAULT] };
    const states = [
      { cameraId: "door", faults: [FAULT] },
      { cameraId: "till", faults: [] },
    ];
    expect(formatWatchLine(seen, states, 19.96)).toBe(
      "08:00:00  0 inside  1 of 2 cameras (door frozen)  20.0 frames/s\n",
    );
  });
});
