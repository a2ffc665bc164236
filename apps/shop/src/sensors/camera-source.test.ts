/** The shop's process with cameras, from frames to receipts; and what becomes of it where they fail. */
import { join } from "node:path";
import type { JointFrame, Observation, PlateBatch } from "@saunter/engine/observation";
import { CameraError } from "@saunter/ingest/cameras/camera-source";
import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import {
  makeCamerasConfig,
  makeScene,
  makeStatus,
  playFilm,
} from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import { readTruth } from "@saunter/ingest/recordings/read-truth";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createHealthReader } from "../capabilities/health/read-health.ts";
import { createShopMetrics } from "../http/metrics.ts";
import {
  applyAll,
  type CamerasSource,
  listReceipts,
  makeFolder,
  makeMachine,
  openProcess,
  recordScene,
} from "../process/camera-shop-fixture.ts";
import { openCameraSource } from "./camera-source.ts";
import { mergePlates } from "./merge-plates.ts";

const SCENE_SEED = 4;
describe("a shop with films and plates", () => {
  it("makes a receipt of each person, with what they took, and closes what it opened", async () => {
    const folder = makeFolder();
    const day = join(folder, "day");
    const scene = await recordScene(SCENE_SEED, 1, day);
    const truth = (await readTruth(day))!;
    const machine = makeMachine(scene);
    const clock = { nowMs: scene.instants[0]!.timestampMs };
    const cameras = makeCamerasConfig(scene);
    const source: CamerasSource = { kind: "cameras", cameras, platesFolder: day };
    const opened = await openProcess({ folder, source, machine, clock });
    expect(opened.doors).toEqual([
      { gateId: "door", zone: { corners: cameras.doors[0] }, direction: "both" },
    ]);
    const readHealth = createHealthReader(opened);
    expect(readHealth().cameras.map(({ state }) => state)).toEqual(
      scene.cameras.map(() => "starting"),
    );
    expect(readHealth().sensors.map(({ name }) => name)).toContain("gondola 1");
    const wake = vi.spyOn(opened.source.cameras!, "wake");
    await applyAll(opened, clock);
    // Who is admitted is told to the cameras, which may be at rest.
    expect(wake).toHaveBeenCalled();
    expect(readHealth().cameras).toMatchObject(
      scene.cameras.map(({ cameraId }) => ({ cameraId, isLeftOut: false, faults: [] })),
    );
    const receipts = listReceipts(opened);
    expect(receipts).toHaveLength(1);
    const [receipt] = receipts;
    expect(receipt!.status).toBe("final");
    if (receipt!.status === "none") throw new Error("there is no receipt");
    expect(receipt!.content.lines.map(({ gtin, quantity }) => [gtin, quantity])).toEqual(
      truth.receipts[0]!.products.map(({ barcode, quantity }) => [barcode, quantity]),
    );
    expect(machine.closed.finders).toBe(0);
    await opened.close();
    expect(machine.closed.finders).toBe(1);
  });
});

const NEVER = new AbortController().signal;
const SMALL = makeScene(SCENE_SEED, 1);
const FILMS: CamerasSource = {
  kind: "cameras",
  cameras: makeCamerasConfig(SMALL),
  platesFolder: null,
};
const LIVE: CamerasSource = { ...FILMS, cameras: { ...FILMS.cameras, isLive: true } };

const openSource = (source: CamerasSource, machine: CameraMachine) =>
  openCameraSource(source, {
    nowMs: () => 5000,
    recordings: RECORDING_FOLDERS,
    machine,
    pictures: new Map(),
  });

describe("cameras as a source", () => {
  it("have nothing that is weighed where there are no plates", async () => {
    const machine = makeMachine(SMALL);
    const source = await openSource(FILMS, machine);
    expect(source).toMatchObject({
      isLive: false,
      isRecorded: true,
      hasPlates: false,
      pace: { speed: 1 },
    });
    expect(source.shop.facings).toEqual([]);
    const kinds = new Set<string>();
    for await (const chunk of source.observations(NEVER))
      for (const { kind } of chunk) kinds.add(kind);
    expect([...kinds]).toEqual(["joints"]);
    await source.close();
    expect(machine.closed.finders).toBe(1);
  });

  it("are anywhere where their file has no doors, and each its own where it has several", async () => {
    const machine = makeMachine(SMALL);
    const { cameras } = FILMS;
    const [door] = cameras.doors;
    const open = async (doors: typeof cameras.doors) =>
      (await openSource({ ...FILMS, cameras: { ...cameras, doors } }, machine)).doors;
    expect(await open([])).toEqual([{ gateId: "door", zone: null, direction: "both" }]);
    expect((await open([door!, door!])).map(({ gateId }) => gateId)).toEqual(["door-1", "door-2"]);
  });

  it("that are live are of now, and end with the signal where no picture comes", async () => {
    const stop = new AbortController();
    const asked: unknown[] = [];
    const machine = makeMachine(SMALL, {
      openCamera: ({ cameraId }, { nowMs, pace }, signal) => {
        asked.push([nowMs(), pace]);
        const ended = new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
        const next = () => ended.then(() => ({ done: true as const, value: undefined }));
        return {
          frames: { [Symbol.asyncIterator]: () => ({ next }) },
          closed: ended,
          rest: () => {},
          status: () => makeStatus(cameraId),
        };
      },
    });
    const source = await openSource(LIVE, machine);
    expect(source).toMatchObject({ isLive: true, isRecorded: false, pace: null });
    const next = source.observations(stop.signal)[Symbol.asyncIterator]().next();
    expect(asked).toEqual(SMALL.cameras.map(() => [5000, undefined]));
    stop.abort();
    expect(await next).toMatchObject({ done: true });
    await source.close();
  });

  it("without ffmpeg, or a pose model, say so, and the shop's data is let go of", async () => {
    const folder = makeFolder();
    const clock = { nowMs: 1_772_442_000_000 };
    const failing = (more: Partial<CameraMachine>) =>
      openProcess({ folder, source: FILMS, machine: makeMachine(SMALL, more), clock });
    const missing = new CameraError("ffmpeg-missing", "there is no ffmpeg on this machine");
    await expect(
      failing({
        checkFfmpeg: () => {
          throw missing;
        },
      }),
    ).rejects.toBe(missing);
    const broken = new Error("it is no model");
    await expect(failing({ openPoseFinder: () => Promise.reject(broken) })).rejects.toBe(broken);
    const opened = await failing({});
    await opened.close();
  });

  it("that none of can be read end the stream with what is wrong, once all is closed", async () => {
    const unread = new CameraError("no-picture", "camera camera-1: it is no video");
    const machine = makeMachine(SMALL, {
      openCamera: ({ cameraId }) => ({
        closed: Promise.resolve(),
        rest: () => {},
        status: () => makeStatus(cameraId),
        frames: {
          [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(unread) }),
        },
      }),
    });
    const folder = makeFolder();
    const opened = await openProcess({ folder, source: FILMS, machine, clock: { nowMs: 5000 } });
    await expect(opened.runSensors({}, () => {}, NEVER)).rejects.toBe(unread);
    await opened.close();
    expect(machine.closed.finders).toBe(1);
  });
});

describe("a camera that turns black in the shop", () => {
  it("is an alert and a figure by its name, and receipts of those before it are reviewed", async () => {
    const [dark] = SMALL.cameras;
    const machine = makeMachine(SMALL);
    const openCamera: CameraMachine["openCamera"] = (camera, ...rest) => {
      const opened = machine.openCamera(camera, ...rest);
      if (camera.cameraId !== dark!.cameraId) return opened;
      return { ...opened, frames: playFilm(SMALL, dark!, { draw: (rgb) => rgb.fill(2) }).frames };
    };
    const clock = { nowMs: SMALL.instants[0]!.timestampMs };
    const opened = await openProcess({
      folder: makeFolder(),
      source: FILMS,
      machine: { ...machine, openCamera },
      clock,
    });
    const metrics = createShopMetrics(() => 0);
    metrics.watchCameras(opened.source.cameras!.reporter, () => clock.nowMs);
    await applyAll(opened, clock);
    const key = `camera-fault:${dark!.cameraId}:black`;
    const sql = "SELECT message FROM alerts WHERE alert_key = ? AND cleared_ms IS NULL";
    expect(opened.store.db.prepare(sql).get(key)!.message).toMatch(/its image is black/);
    const text = await metrics.registry.metrics();
    const figures = SMALL.cameras.map(({ cameraId }) =>
      Number(text.split(`saunter_camera_faults{camera="${cameraId}"} `)[1]!.split("\n")[0]),
    );
    expect(figures).toEqual([1, 0, 0, 0]);
    expect(text).toContain(`saunter_camera_silent_seconds{camera="${dark!.cameraId}"} Nan`);
    metrics.close();
    const health = createHealthReader(opened)().cameras.find(({ isLeftOut }) => isLeftOut)!;
    expect(health).toMatchObject({ cameraId: dark!.cameraId, faults: [{ kind: "black" }] });
    const concluded = opened.store
      .readFrom(1)
      .flatMap(({ event }) => (event.type === "CartConcluded" ? [event] : []));
    expect(concluded).toHaveLength(1);
    expect(concluded[0]).toMatchObject({ needsReview: true });
    expect(concluded[0]!.faults).toEqual([
      `camera ${dark!.cameraId} was black while this shopper was in its view`,
    ]);
    await opened.close();
  });
});

describe("plates and frames", () => {
  const makeBatch = (timestampMs: number): PlateBatch => ({
    kind: "plates",
    gondola: 1,
    timestampMs,
    sampleRateHz: 60,
    sampleCount: 1,
    shelfCount: 1,
    plateCount: 1,
    samplesG: new Float32Array(1),
  });
  const makeFrame = (timestampMs: number): JointFrame => ({
    kind: "joints",
    timestampMs,
    shoppers: [],
  });
  async function* give<T>(list: readonly T[]): AsyncGenerator<T> {
    yield* list;
  }
  const times = fc
    .array(fc.nat({ max: 200 }), { maxLength: 30 })
    .map((list) => list.toSorted((a, b) => a - b));

  it("are put in order of time, each once; joints of the recording are left out", async () => {
    await fc.assert(
      fc.asyncProperty(times, times, async (plateMs, frameMs) => {
        const chunk: Observation[] = [...plateMs.map(makeBatch), makeFrame(7777)];
        const merged: Observation[] = [];
        for await (const some of mergePlates(give([chunk]), give(frameMs.map(makeFrame))))
          merged.push(...some);
        const all = [...plateMs, ...frameMs].sort((a, b) => a - b);
        expect(merged.map(({ timestampMs }) => timestampMs)).toEqual(all);
        expect(merged.filter(({ kind }) => kind === "plates")).toHaveLength(plateMs.length);
      }),
    );
  });

  it("are closed by whoever has had enough", async () => {
    const ended: string[] = [];
    async function* endless<T>(name: string, one: T): AsyncGenerator<T> {
      try {
        for (;;) yield one;
      } finally {
        ended.push(name);
      }
    }
    const merged = mergePlates(endless("plates", [makeBatch(9)]), endless("frames", makeFrame(5)));
    for await (const _ of merged) break;
    expect(ended.sort()).toEqual(["frames", "plates"]);
  });
});
