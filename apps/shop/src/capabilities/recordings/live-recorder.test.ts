/** A recording has weights and positions, numbers for people, and bounds. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JointFrame, PlateBatch } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { afterEach, expect, it } from "vitest";
import { createLiveRecorder, type EndedRecording } from "./live-recorder.ts";
import { LIVE_RECORDING_LIMITS, type LiveRecordingLimits } from "./recording-limits.ts";

const START_MS = Date.UTC(2026, 2, 2, 9);
const SHOP: ShopModel = {
  facings: [{ gondola: 1, shelf: 1, plates: [1], barcode: "5000001000028", place: null }],
  products: new Map([
    ["5000001000028", { barcode: "5000001000028", name: "Oats", weightG: 500, price: 129 }],
  ]),
  fixtures: [{ gondola: 1, kind: "fridge", hasDoorContact: true }],
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function setUp(limits: Partial<LiveRecordingLimits> = {}, hasPlates = true) {
  const dataFolder = mkdtempSync(join(tmpdir(), "saunter-recorder-"));
  folders.push(dataFolder);
  const clock = { nowMs: START_MS };
  const disk = { diskFreeBytes: 40e9, diskBytes: 100e9 };
  const ended: EndedRecording[] = [];
  const recorder = createLiveRecorder({
    ...{ dataFolder, hasPlates },
    readModel: () => SHOP,
    readDisk: () => disk,
    nowMs: () => clock.nowMs,
    onEnded: async (one) => void ended.push(one),
    onError: (error) => {
      throw error;
    },
    limits: { ...LIVE_RECORDING_LIMITS, ...limits },
  });
  const pathOf = () => join(recorder.read().folder, ended.at(-1)!.name);
  return { clock, dataFolder, disk, ended, pathOf, recorder };
}

const makeBatch = (timestampMs: number): PlateBatch => ({
  kind: "plates",
  gondola: 1,
  timestampMs,
  sampleRateHz: 10,
  sampleCount: 1,
  shelfCount: 2,
  plateCount: 2,
  samplesG: Float32Array.of(1, Number.NaN, Number.NaN, 500),
});

const pose = (shopperId: string) => ({ shopperId, joints: new Float64Array(32).fill(1) });

const FRAME: JointFrame = {
  kind: "joints",
  timestampMs: START_MS + 20,
  shoppers: [pose("visit-9f.ann"), pose("visit-07.bob")],
  troubles: [{ cameraId: "till", fault: "black", shopperIds: ["visit-07.bob"] }],
  ambiguities: [
    {
      shopperIds: ["visit-07.bob", "visit-9f.ann"],
      fromMs: START_MS,
      toMs: START_MS + 20,
      probability: 0.1,
    },
  ],
};

const readAll = async (path: string) => {
  const { chunks, shop } = await RECORDING_FOLDERS.open(path);
  const observations = [];
  for await (const chunk of chunks) observations.push(...chunk);
  return { observations, shop };
};

it("has weights, positions, the planogram and the catalogue, and numbers for people", async () => {
  const { ended, pathOf, recorder } = setUp();
  recorder.take(makeBatch(START_MS - 100));
  await recorder.start(5);
  for (const one of [makeBatch(START_MS), FRAME, makeBatch(START_MS + 100)]) recorder.take(one);
  for (const wrongMs of [Number.NaN, 1e300]) recorder.take(makeBatch(wrongMs));
  await recorder.stop("stopped");
  recorder.take(makeBatch(START_MS + 200));
  expect(ended).toMatchObject([{ name: "2026-03-02T09-00-00Z", endedBy: "stopped" }]);
  const { observations, shop } = await readAll(pathOf());
  expect(shop).toEqual(SHOP);
  expect(observations).toMatchObject([
    { kind: "plates", timestampMs: START_MS },
    {
      kind: "joints",
      shoppers: [{ shopperId: "1" }, { shopperId: "2" }],
      troubles: [{ cameraId: "till", fault: "black", shopperIds: ["2"] }],
      ambiguities: [{ shopperIds: ["2", "1"], probability: 0.1 }],
    },
    { kind: "plates", timestampMs: START_MS + 100 },
  ]);
});

it("has nothing that names a person, and no other files", async () => {
  const { pathOf, recorder } = setUp();
  await recorder.start(5);
  for (const one of [makeBatch(START_MS), FRAME]) recorder.take(one);
  await recorder.stop("stopped");
  const files = readdirSync(pathOf()).sort();
  expect(files).toEqual([
    ...["fixtures.json", "full_targets.json", "planogram.json"],
    ...["plate_data.json", "products.json"],
  ]);
  const texts = files.map((file) => readFileSync(join(pathOf(), file), "utf8"));
  for (const text of texts) expect(text).not.toMatch(/ann|bob|visit/);
  const [frame] = texts[1]!
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const joints = ["head", "neck", "l_shoulder", "r_shoulder", "l_elbow", "r_elbow"];
  expect(Object.keys(frame.document.targets.targets[0])).toEqual([
    ...["target_id", "target_state", ...joints, "l_wrist", "r_wrist"],
  ]);
  expect(Object.keys(frame.document)).toEqual(["header", "targets", "cameras", "doubts"]);
});

it("counts people from 1 in each recording", async () => {
  const { pathOf, recorder } = setUp();
  const record = async (frame: JointFrame) => {
    await recorder.start(5);
    for (const one of [makeBatch(START_MS), frame]) recorder.take(one);
    await recorder.stop("stopped");
    const { observations } = await readAll(pathOf());
    return observations.flatMap((one) => (one.kind === "joints" ? one.shoppers : []));
  };
  await record(FRAME);
  const { ambiguities: _, troubles: __, ...plain } = FRAME;
  expect(await record({ ...plain, shoppers: [pose("visit-07.bob")] })).toMatchObject([
    { shopperId: "1" },
  ]);
  expect(pathOf()).toMatch(/2026-03-02T09-00-00Z-2$/);
});

it("ends when its time is over, with or without readings", async () => {
  const { clock, ended, recorder } = setUp();
  for (const notice of [() => recorder.take(makeBatch(clock.nowMs)), recorder.checkLimits]) {
    await recorder.start(5);
    clock.nowMs += 5 * 60_000 - 1;
    await notice();
    expect(recorder.read().running).not.toBeNull();
    clock.nowMs += 1;
    await notice();
    expect(recorder.read().running).toBeNull();
    await expect.poll(() => ended.at(-1)).toMatchObject({ endedBy: "time" });
  }
  expect(ended).toHaveLength(2);
});

it("ends at its size", async () => {
  const { ended, pathOf, recorder } = setUp({ bytesMax: 1 });
  await recorder.start(5);
  recorder.take(makeBatch(START_MS));
  expect(recorder.read().running).not.toBeNull();
  recorder.take(makeBatch(START_MS + 100));
  await expect.poll(() => ended).toMatchObject([{ endedBy: "size" }]);
  expect((await readAll(pathOf())).observations).toHaveLength(1);
});

it("ends when the disk is nearly full, and starts only with more space", async () => {
  const { disk, ended, recorder } = setUp();
  const lowBytes = 4 * 2 ** 30;
  disk.diskFreeBytes = 1.25 * lowBytes - 1;
  expect(recorder.findObstacle()).toContain("disk");
  disk.diskFreeBytes = 1.25 * lowBytes;
  expect(recorder.findObstacle()).toBeNull();
  await recorder.start(5);
  disk.diskFreeBytes = lowBytes;
  await recorder.checkLimits();
  expect(ended).toEqual([]);
  disk.diskFreeBytes = lowBytes - 1;
  await recorder.checkLimits();
  expect(ended).toMatchObject([{ endedBy: "disk" }]);
});

it("does not start in a shop without scales", () => {
  expect(setUp({}, false).recorder.findObstacle()).toBe("the shop reads no scales");
});

it("ends if the disk is too slow for it", async () => {
  const { ended, recorder } = setUp({ unwrittenMax: 0 });
  await recorder.start(5);
  const large = { ...makeBatch(START_MS), sampleCount: 20_000 };
  recorder.take({ ...large, samplesG: new Float32Array(4 * large.sampleCount) });
  recorder.take(makeBatch(START_MS + 100));
  await expect.poll(() => ended).toMatchObject([{ endedBy: "failed" }]);
});

it("does not start in a folder that cannot be made", async () => {
  const { dataFolder, ended, recorder } = setUp();
  writeFileSync(join(dataFolder, "recordings"), "");
  await recorder.start(5);
  expect(recorder.read().running).toBeNull();
  expect(ended).toMatchObject([{ endedBy: "failed", bytes: 0 }]);
  expect(existsSync(join(dataFolder, "recordings"))).toBe(true);
});
