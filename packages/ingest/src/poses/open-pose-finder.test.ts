import { createRandom } from "@saunter/numerics/random";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { describe, expect, it } from "vitest";
import { createHandClock, settle } from "../cameras/camera-fixture.ts";
import { STILL_LOOK_MS } from "./motion-gate.ts";
import {
  type GatedPoseFinder,
  openPoseFinder,
  type PoseFinderOptions,
} from "./open-pose-finder.ts";
import { POSE_LIMITS, WORKERS_MAX } from "./pose-limits.ts";
import { PoseModelError } from "./pose-model.ts";
import { startPoseThreadOf } from "./pose-thread.ts";
import {
  createFakeThreads,
  DIES_AT,
  FAILS_AT,
  type FakeThreads,
  SCRIPTED_WORKER,
  THROWS_AT,
} from "./pose-thread-fixture.ts";

const SIZE = { widthPx: 32, heightPx: 18 };
const BYTES = SIZE.widthPx * SIZE.heightPx * 3;

function makeFrame(cameraId: string, timestampMs: number, value = 100) {
  return { cameraId, timestampMs, pixels: new Uint8Array(BYTES).fill(value), ...SIZE };
}

function seeAt(x: number): PoseDetection {
  const joints = new Float64Array(24).fill(Number.NaN);
  joints.set([x, 5, 0.9], 0);
  return { joints };
}

async function open(workers: number, options: Partial<PoseFinderOptions> = {}) {
  const threads = createFakeThreads();
  const clock = createHandClock(0);
  const { start } = threads;
  const finder = await openPoseFinder({
    model: { kind: "movenet" },
    workers,
    start,
    setTimer: clock.setTimer,
    ...options,
  });
  return { finder, threads, clock };
}

/** The answer, or "open" while there is none. */
async function peek<T>(promise: Promise<T>): Promise<T | "open"> {
  await settle();
  return Promise.race([promise, Promise.resolve("open" as const)]);
}

describe("openPoseFinder", () => {
  it("tells whom the model sees, and takes the pixels before the call returns", async () => {
    const { finder, threads } = await open(1);
    const frame = makeFrame("door", 0, 7);
    const found = finder.find(frame);
    frame.pixels.fill(0);
    await settle();
    expect(threads.all[0]!.tasks[0]).toMatchObject(SIZE);
    expect(new Set(threads.all[0]!.tasks[0]!.pixels)).toEqual(new Set([7]));
    await threads.all[0]!.find([seeAt(3)]);
    expect(await found).toEqual([seeAt(3)]);
    expect(finder.status()).toMatchObject({ looked: 1, still: 0, dropped: 0, restarts: 0 });
    await finder.close();
  });

  it("lets the newest frame of a camera wait alone, and processes one of it at a time", async () => {
    const { finder, threads } = await open(2);
    const [first, second, third] = [0, 100, 200].map((at) =>
      finder.find(makeFrame("door", at, at)),
    );
    expect(await peek(second!)).toBe("open");
    expect(threads.all.flatMap(({ tasks }) => tasks)).toHaveLength(1);
    await threads.all[0]!.find([seeAt(1)]);
    expect(await first).toEqual([seeAt(1)]);
    expect(await second).toBeNull();
    expect(threads.all.flatMap(({ tasks }) => tasks)).toHaveLength(2);
    const busy = threads.all.find(({ tasks }) => tasks.at(-1)?.pixels[0] === 200)!;
    await busy.find([seeAt(2)]);
    expect(await third).toEqual([seeAt(2)]);
    expect(finder.status()).toMatchObject({ looked: 2, dropped: 1 });
    await finder.close();
  });

  it("processes cameras in turn, whichever is quicker with its frames", async () => {
    const { finder, threads } = await open(1);
    const thread = threads.all[0]!;
    const order: string[] = [];
    const look = (cameraId: string, at: number): void => {
      void finder.find(makeFrame(cameraId, at)).then((poses) => {
        if (poses !== null) order.push(cameraId);
      });
    };
    look("a", 0);
    for (const at of [1, 2, 3]) look("b", at);
    look("c", 1);
    for (const at of [4, 5]) look("b", at);
    look("a", 6);
    for (let done = 0; done < 4; done++) {
      await settle();
      await thread.find([seeAt(1)]);
    }
    expect(order).toEqual(["a", "b", "c", "a"]);
    await finder.close();
  });

  it("does not look where nothing moves and nobody was, and says since when", async () => {
    const { finder, threads } = await open(1);
    const thread = threads.all[0]!;
    const random = createRandom(1);
    const film = async (at: number, light: number) => {
      const frame = makeFrame("door", at);
      for (const [index] of frame.pixels.entries())
        frame.pixels[index] = light + random.integer(0, 3);
      const found = finder.find(frame);
      await settle();
      return found;
    };
    const first = film(0, 80);
    await settle();
    expect(finder.status().idleSinceMs.get("door")).toBeNull();
    await thread.find([]);
    expect(await first).toEqual([]);
    for (let at = 100; at < 2000; at += 100) expect(await film(at, 80)).toEqual([]);
    expect(thread.tasks).toHaveLength(1);
    expect(finder.status()).toMatchObject({ looked: 1, still: 19 });
    expect(finder.status().idleSinceMs.get("door")).toBe(100);
    const later = film(2000, 140);
    await settle();
    expect(thread.tasks).toHaveLength(2);
    await thread.find([seeAt(4)]);
    expect(await later).toEqual([seeAt(4)]);
    // Who stands still is not looked for in each frame: they are there still, and that is nothing new.
    expect(await film(2100, 140)).toEqual([{ ...seeAt(4), isRepeated: true }]);
    const again = film(2000 + STILL_LOOK_MS, 140);
    await settle();
    await thread.find([]);
    expect(await again).toEqual([]);
    // That they are gone is not believed yet.
    expect(await film(2100 + STILL_LOOK_MS, 140)).toBeNull();
    await finder.close();
  });

  it("answers frames of one camera in their order, also those that need no look", async () => {
    const { finder, threads } = await open(1);
    const thread = threads.all[0]!;
    const order: string[] = [];
    const film = (at: number, value: number): void => {
      void finder.find(makeFrame("door", at, value)).then((poses) => {
        order.push(
          `${at} ${poses === null ? "null" : poses.map(({ joints }) => joints[0]).join()}`,
        );
      });
    };
    film(0, 100);
    await settle();
    await thread.find([seeAt(1)]);
    // Moves, and stands again as it did before the look is there.
    film(100, 200);
    film(200, 100);
    await settle();
    expect(thread.tasks).toHaveLength(2);
    expect(order).toEqual(["0 1"]);
    await thread.find([seeAt(2)]);
    expect(order).toEqual(["0 1", "100 2", "200 2"]);
    await finder.close();
  });

  it("counts movement in its region alone", async () => {
    const corner = [
      { x: -1, y: -1 },
      { x: 8, y: -1 },
      { x: 8, y: 8 },
      { x: -1, y: 8 },
    ];
    const { finder, threads } = await open(1, { regions: new Map([["door", corner]]) });
    const thread = threads.all[0]!;
    const paint = (at: number, fromX: number) => {
      const frame = makeFrame("door", at, 80);
      for (let y = 0; y < 6; y++)
        frame.pixels.fill(200, (y * 32 + fromX) * 3, (y * 32 + fromX + 6) * 3);
      return finder.find(frame);
    };
    const first = finder.find(makeFrame("door", 0, 80));
    await settle();
    await thread.find([]);
    await first;
    expect(await paint(100, 20)).toEqual([]);
    void paint(200, 1);
    await settle();
    expect(thread.tasks).toHaveLength(2);
    await finder.close();
  });

  it("starts a thread that died again, later each time, and answers null for its frame", async () => {
    const { finder, threads, clock } = await open(1);
    const { backOffMsFirst } = POSE_LIMITS;
    const found = finder.find(makeFrame("door", 0));
    await settle();
    await threads.all[0]!.die("out of memory");
    expect(await found).toBeNull();
    expect(finder.status()).toMatchObject({ restarts: 1, lastError: "out of memory", looked: 0 });
    // Meanwhile a frame waits, and is processed when there is a thread again.
    const waiting = finder.find(makeFrame("door", 100));
    await clock.pass(backOffMsFirst - 1);
    expect(threads.all).toHaveLength(1);
    await clock.pass(1);
    expect(threads.all).toHaveLength(2);
    await threads.all[1]!.die("again");
    await clock.pass(backOffMsFirst);
    expect(threads.all).toHaveLength(2);
    await clock.pass(backOffMsFirst);
    expect(threads.all).toHaveLength(3);
    expect(await waiting).toBeNull();
    const third = finder.find(makeFrame("door", 200));
    await settle();
    await threads.all[2]!.find([seeAt(1)]);
    expect(await third).toEqual([seeAt(1)]);
    // One that has answered is started again as soon as at first.
    await threads.all[2]!.die("once more");
    await clock.pass(backOffMsFirst);
    expect(threads.all).toHaveLength(4);
    expect(finder.status().restarts).toBe(3);
    await finder.close();
  });

  it("gives up a thread that does not answer, at the bound and not before", async () => {
    const { finder, threads, clock } = await open(1, { limits: { answerMsMax: 1000 } });
    const found = finder.find(makeFrame("door", 0));
    await clock.pass(999);
    expect(threads.all[0]!.isStopped).toBe(false);
    await clock.pass(1);
    expect(threads.all[0]!.isStopped).toBe(true);
    expect(await found).toBeNull();
    expect(finder.status()).toMatchObject({ restarts: 1, lastError: "it did not answer in time" });
    await finder.close();
  });

  it("counts pictures that the model fails at, and goes on", async () => {
    const { finder, threads } = await open(1);
    const found = finder.find(makeFrame("door", 0));
    await settle();
    await threads.all[0]!.fail("no such operation");
    expect(await found).toBeNull();
    expect(finder.status()).toMatchObject({ failures: 1, restarts: 0 });
    expect(finder.status().lastError).toBe("no such operation");
    void finder.find(makeFrame("door", 100));
    await settle();
    expect(threads.all[0]!.tasks).toHaveLength(2);
    await finder.close();
  });

  it("answers null for all that is left when it is closed", async () => {
    const { finder, threads } = await open(1);
    const answers = [0, 100].map((at) => finder.find(makeFrame("door", at)));
    await settle();
    await finder.close();
    expect(await Promise.all(answers)).toEqual([null, null]);
    expect(await finder.find(makeFrame("door", 200))).toBeNull();
    expect(threads.all[0]!.isStopped).toBe(true);
  });

  it("is not opened where a thread refuses its model, dies or takes too long; no thread is left", async () => {
    const tryToOpen = async (
      threads: FakeThreads,
      clock = createHandClock(0),
    ): Promise<{ error: unknown; isLeft: boolean }> => {
      const { start } = threads;
      const opening = openPoseFinder({
        model: { kind: "movenet" },
        workers: 2,
        start,
        setTimer: clock.setTimer,
        limits: { loadMsMax: 5000 },
      });
      const failed = opening.catch((error: unknown) => error);
      await clock.pass(5000);
      return { error: await failed, isLeft: threads.all.some(({ isStopped }) => !isStopped) };
    };
    const refusing = createFakeThreads(
      (thread) => void thread.say({ kind: "refused", code: "model-missing", message: "no file" }),
    );
    const refused = await tryToOpen(refusing);
    expect(refused.error).toEqual(new PoseModelError("model-missing", "no file"));
    expect(refused.isLeft).toBe(false);
    const dying = await tryToOpen(createFakeThreads((thread) => void thread.die("no memory")));
    expect(String(dying.error)).toMatch(/ended before it had begun: no memory/);
    const silent = await tryToOpen(createFakeThreads(() => {}));
    expect(String(silent.error)).toMatch(/its model was not loaded in time/);
    expect(silent.isLeft).toBe(false);
  });

  it("refuses numbers of threads that are none, and pixels that are not as many as they should be", async () => {
    for (const workers of [0, 1.5, WORKERS_MAX + 1])
      await expect(openPoseFinder({ model: { kind: "movenet" }, workers })).rejects.toThrow(
        RangeError,
      );
    const regions = new Map([["door", [{ x: 0, y: 0 }]]]);
    await expect(open(1, { regions })).rejects.toThrow(/three corners|3 corners/);
    const { finder } = await open(1);
    const short = { ...makeFrame("door", 0), pixels: new Uint8Array(BYTES - 1) };
    await expect(finder.find(short)).rejects.toThrow(/camera door: 1727 bytes are not 32 by 18/);
    await finder.close();
  });
});

describe("Real threads", () => {
  async function openReal(workers: number): Promise<GatedPoseFinder> {
    const start = startPoseThreadOf({ kind: "movenet" }, SCRIPTED_WORKER);
    const limits = { backOffMsFirst: 1 };
    return openPoseFinder({ model: { kind: "movenet" }, workers, start, limits });
  }

  it("answer, die, fail, and are there again", async () => {
    const finder = await openReal(1);
    const read = async (at: number, value: number) => {
      const poses = await finder.find(makeFrame(`camera ${at}`, at, value));
      return poses?.map(({ joints }) => joints[0]);
    };
    expect(await read(0, 7)).toEqual([7]);
    expect(await read(1000, DIES_AT)).toBeUndefined();
    expect(await read(2000, 9)).toEqual([9]);
    expect(await read(3000, THROWS_AT)).toBeUndefined();
    expect(finder.status()).toMatchObject({ restarts: 2, lastError: /out of memory/ });
    expect(await read(4000, FAILS_AT)).toBeUndefined();
    expect(await read(5000, 11)).toEqual([11]);
    expect(finder.status()).toMatchObject({ looked: 3, restarts: 2, failures: 1 });
    await finder.close();
  });

  it("share the work of several cameras", async () => {
    const finder = await openReal(2);
    const answers = await Promise.all(
      ["a", "b"].map((cameraId) => finder.find(makeFrame(cameraId, 0, 5))),
    );
    const threads = answers.map((poses) => poses![0]!.joints[1]);
    expect(new Set(threads).size).toBe(2);
    await finder.close();
  });

  it("say which model cannot be loaded", async () => {
    const opening = openPoseFinder({ model: { kind: "onnx", file: "nowhere.onnx" }, workers: 1 });
    await expect(opening).rejects.toThrow(/the model nowhere.onnx cannot be read/);
    const odd = openPoseFinder({ model: { kind: "movenet", longSidePx: 300 }, workers: 1 });
    await expect(odd).rejects.toThrow(/a multiple of 32 from 128 to 1024, not 300/);
    await expect(odd).rejects.toThrow(PoseModelError);
  });
});
