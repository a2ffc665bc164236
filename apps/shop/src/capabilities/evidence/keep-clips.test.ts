import { JOINT_NAMES } from "@saunter/engine/observation";
import type { Interaction } from "@saunter/engine/receipt-types";
import { type ClipEncoder, ClipError } from "@saunter/ingest/clips/clip-encoder";
import { CLIP_STEP_MS, CLIPS_WAITING_MAX } from "@saunter/ingest/clips/clip-limits";
import { type ClipFrames, type ClipRing, createClipRing } from "@saunter/ingest/clips/clip-ring";
import { createClipSeal } from "@saunter/ingest/clips/clip-seal";
import { drawRoom, makePose } from "@saunter/ingest/clips/clips-fixture";
import { CELL_PX_MIN } from "@saunter/ingest/clips/mosaic-cells";
import { createCamerasWatch } from "@saunter/ingest/pipeline/cameras-watch";
import {
  createSceneFinder,
  makeScene,
  makeWatchOptions,
  playFilm,
} from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import { watchFiles } from "@saunter/ingest/pipeline/watch-files";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { projectPoint } from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { admitByAttendant } from "../../domain/entry-service.ts";
import {
  admit,
  CARD,
  HOUR_MS,
  leave,
  listAlerts,
  makePick,
  makeUncertain,
  pass,
  START_MS,
  see,
  transact,
} from "../../domain/shop-fixture.ts";
import { generateEntryKeys } from "../../entry/entry-keys.ts";
import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import {
  type EvidenceShop,
  openEvidenceShop,
  POLICIES as policies,
  throwOn,
} from "./evidence-shop-fixture.ts";
import { type ClipKeeper, createClipKeeper, createClipReader } from "./keep-clips.ts";
import { purgeOldEvidence } from "./keep-evidence.ts";

const PERIODS = makeEvidencePeriods({ ...policies, clips: "doubtful" });
const REVIEWED = { ...policies, positionsKept: "review" } as const;
const SIZE = { widthPx: 320, heightPx: 180 };
const AREA = { xMin: 0, xMax: 6, yMin: 0, yMax: 4 };
const CAMERAS = hangCameras(AREA, 2, 2.4).map((one) => scaleCamera(one, 320, 180));
const PLACE = { x: 3, y: 1, z: 1 };
const SEAL = createClipSeal(generateEntryKeys().privateKey);

let { test, keeper, say, takeNow: takeSurely } = {} as EvidenceShop;
let ring: ClipRing;
let clips: ClipKeeper;
/** What was encoded; and what the next answers with, when `release` is called. */
let encoded: ClipFrames[];
let failure: ClipError | null;
let gate: Promise<void> | null;
let isUnwell: (cameraId: string) => boolean;
let isPlaced: boolean;
let timers: (() => void)[];

const encoder: ClipEncoder = {
  encode: async (pictures, signal) => {
    encoded.push(pictures);
    const stopped = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(new ClipError("stopped")));
    });
    await Promise.race([gate, stopped]);
    if (failure !== null) throw failure;
    return { mediaType: "video/webm", video: Uint8Array.of(encoded.length) };
  },
};

beforeEach(() => {
  [encoded, failure, gate] = [[], null, null];
  ring = createClipRing({ cameras: CAMERAS.length });
  [isUnwell, isPlaced, timers] = [() => false, true, []];
  const opened = openEvidenceShop(PERIODS, ({ shop }) => {
    clips = createClipKeeper({
      shop,
      cameras: CAMERAS,
      ring,
      encoder,
      seal: SEAL,
      findPlace: () => (isPlaced ? PLACE : null),
      isLeftOut: (cameraId) => isUnwell(cameraId),
      clipsMs: PERIODS.clipsMs!,
      onError: throwOn,
      setTimer: (_, then) => {
        timers.push(then);
        return () => {};
      },
    });
    return { clips };
  });
  ({ test, keeper, say, takeNow: takeSurely } = opened);
});
afterEach(() => clips.settle());

const rgb = drawRoom(SIZE, 1);

/** Both cameras see an empty room; the one that `hand` names a hand at the place, too. */
async function watch(
  untilMs: number,
  hand: string | null = null,
  leftOut: string | null = null,
): Promise<void> {
  while (test.clock.nowMs < untilMs) {
    pass(test, 200);
    const timestampMs = test.clock.nowMs;
    for (const camera of CAMERAS) {
      const { cameraId } = camera;
      const { x, y } = projectPoint(camera, PLACE)!;
      const pose = makePose({ neck: [160, 10], r_wrist: [x, y] });
      const poses = cameraId === hand ? [pose] : [];
      const isLeftOut = cameraId === leftOut;
      clips.see({ cameraId, timestampMs, rgb, ...SIZE, poses, isLeftOut });
    }
    keeper.see({ timestampMs });
  }
  await clips.settle();
  await transact(test, () => {});
}

let unreadable = 0;
const read = (id = "run.1", seal = SEAL) =>
  createClipReader(
    test.store,
    () => seal,
    () => void unreadable++,
  )(id, test.clock.nowMs);
const takeNow = (id: string, shopperId: string) =>
  makeUncertain(takeSurely(id, shopperId), { targetId: "bob" });

/** What was reported long ago is forgotten when the next one is cut out. */
async function forgetTold(shopperId: string): Promise<void> {
  await say(takeSurely("later", shopperId));
  await watch(test.clock.nowMs + 4200);
}

describe("a clip of an uncertain interaction", () => {
  it("is four seconds before and after, of the camera that saw the hand, sealed", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    const seeing = CAMERAS.at(-1)!.cameraId;
    await watch(START_MS + 10_000, seeing);
    await say(takeNow("1", shopperId));
    await watch(START_MS + 13_800, seeing);
    expect(read()).toBeNull();
    await watch(START_MS + 14_200, seeing);
    const { clip, deleteAfterMs } = read()!;
    expect(clip).toMatchObject({
      cameraId: seeing,
      mediaType: "video/webm",
      ...SIZE,
      startMs: START_MS + 6000,
      happenedMs: START_MS + 10_000,
      durationMs: 8000 + CLIP_STEP_MS,
    });
    expect([...clip!.video]).toEqual([1]);
    expect(encoded[0]!.frames).toHaveLength(8000 / CLIP_STEP_MS + 1);
    const madeMs = deleteAfterMs - PERIODS.clipsMs!;
    expect(madeMs).toBeGreaterThanOrEqual(START_MS + 14_000);
    expect(madeMs).toBeLessThanOrEqual(test.clock.nowMs);
    expect(clips.counts).toMatchObject({ kept: 1, unseen: 0, failed: 0 });
  });

  it("is not kept of a certain interaction, of one that no camera saw, or where clips are off", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    await say(takeSurely("1", shopperId));
    await watch(START_MS + 15_000);
    expect([read(), encoded.length]).toEqual([null, 0]);
    // Long after the last picture.
    pass(test, 60_000);
    clips.take("run.2", takeNow("2", shopperId));
    expect(clips.counts.unseen).toBe(1);
    expect(makeEvidencePeriods(policies).clipsMs).toBeNull();
  });

  it("is kept until reviews are over, from the exit; then it is deleted", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    await say(takeNow("1", shopperId));
    await watch(START_MS + 15_000);
    pass(test, HOUR_MS);
    await leave(test, shopperId);
    const exitMs = test.clock.nowMs;
    expect(read()!.deleteAfterMs).toBe(exitMs + PERIODS.clipsMs!);
    expect(PERIODS.clipsMs).toBe(makeEvidencePeriods(REVIEWED).positionsMs);
    pass(test, PERIODS.clipsMs! - 1);
    await transact(test, purgeOldEvidence);
    expect(read()).not.toBeNull();
    pass(test, 1);
    expect(read()).toBeNull();
    await transact(test, purgeOldEvidence);
    const sql = "SELECT count(*) AS n FROM evidence_files WHERE kind = 'clip'";
    expect(test.store.db.prepare(sql).get()!.n).toBe(0);
  });

  it("that was taken back is not kept, though it was being made", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const watched = watch(START_MS + 15_000);
    await expect.poll(() => encoded.length).toBe(1);
    await say(pick, "retracted");
    held.resolve();
    await watched;
    expect(read()).toBeNull();
    expect(clips.counts.kept).toBe(0);
  });

  it("of an interaction that has become certain is deleted, made already or being made", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    await watch(START_MS + 15_000);
    expect(read()).not.toBeNull();
    await say({ ...pick, alternatives: [] });
    await watch(START_MS + 15_200);
    expect(read()).toBeNull();
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    await say(pick);
    const watched = watch(START_MS + 15_400);
    await expect.poll(() => encoded.length).toBe(2);
    await say({ ...pick, alternatives: [] });
    held.resolve();
    await watched;
    expect(read()).toBeNull();
  });

  it("is made where it became uncertain while its seconds went on", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    // The same people either way: only how sure it is differs.
    const [first, second] = ["1", "2"].map((id) => makeUncertain(takeSurely(id, shopperId))) as [
      Interaction,
      Interaction,
    ];
    await say({ ...first, alternatives: [] });
    await say(second);
    await watch(START_MS + 11_000);
    await say(first);
    await say({ ...second, alternatives: [] });
    await watch(START_MS + 15_000);
    expect([read("run.1") !== null, read("run.2")]).toEqual([true, null]);
  });

  it.each([
    ["before another shelf", { shelf: 2 }],
    ["at another gondola", { gondola: 2 }],
    ["long before", { timestampMs: START_MS + 7999 }],
    ["long after", { timestampMs: START_MS + 12_001 }],
  ])("that is told to have been %s, and was not seen there, is not kept", async (_, more) => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    await watch(START_MS + 14_200);
    const made = read();
    isPlaced = false;
    await say({ ...pick, ...more });
    await watch(START_MS + 16_200);
    expect([made === null, read(), clips.counts.unseen]).toEqual([false, null, 1]);
  });

  it("that is told to have been elsewhere while it is made is not kept, either", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const watched = watch(START_MS + 15_000);
    await expect.poll(() => encoded.length).toBe(1);
    isPlaced = false;
    await say({ ...pick, shelf: 2 });
    held.resolve();
    await watched;
    expect([read(), clips.counts.kept]).toEqual([null, 0]);
  });

  it.each([
    ["while its seconds are there", 0],
    ["when they are forgotten", 60_000],
  ])(
    "that is told again in small steps, %s, goes when all of them are too far",
    async (_, lateMs) => {
      const { shopperId } = await admit(test, CARD, ["ann"]);
      await watch(START_MS + 10_000);
      const pick = takeNow("1", shopperId);
      await say(pick);
      await watch(START_MS + 14_200 + lateMs);
      if (lateMs > 0) await forgetTold(shopperId);
      isPlaced = false;
      const clip = read()!.clip;
      const tell = async (timestampMs: number) => {
        await say({ ...pick, timestampMs });
        await watch(test.clock.nowMs + 200);
        return read()?.clip ?? null;
      };
      expect(clip).not.toBeNull();
      expect(await tell(START_MS + 11_500)).toEqual(clip);
      expect(await tell(START_MS + 12_000)).toEqual(clip);
      expect(await tell(START_MS + 12_001)).toBeNull();
    },
  );

  it("that turns out to be elsewhere after it is forgotten is deleted", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    await watch(START_MS + 60_000);
    await forgetTold(shopperId);
    await say(makeUncertain(pick, { targetId: "carl" }));
    await watch(START_MS + 70_000);
    expect(read()).not.toBeNull();
    await say({ ...pick, shelf: 2 });
    await watch(START_MS + 70_200);
    expect(read()).toBeNull();
  });

  it("that is reported again in small steps while it waits, or is made, is deleted", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const picks = ["1", "2"].map((id) => takeNow(id, shopperId));
    for (const pick of picks) clips.take(`run.${pick.id}`, pick);
    await expect.poll(() => encoded.length).toBe(1);
    for (const pick of picks) {
      for (const afterMs of [1500, 3000]) {
        clips.compare(`run.${pick.id}`, { ...pick, timestampMs: pick.timestampMs + afterMs });
      }
    }
    held.resolve();
    await clips.settle();
    expect([read("run.1"), read("run.2"), encoded.length]).toEqual([null, null, 1]);
  });

  it("stays where others may have taken it, or it was a little later, and its seconds are gone", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    await watch(START_MS + 14_200);
    const { clip } = read()!;
    isPlaced = false;
    const later = { ...pick, timestampMs: START_MS + 12_000 };
    await say(makeUncertain(later, { targetId: "carl" }));
    await watch(START_MS + 16_200);
    expect([read()!.clip, clips.counts.unseen]).toEqual([clip, 1]);
    // While it waits to be made it is the same.
    isPlaced = true;
    clips.take("run.2", takeNow("2", shopperId));
    isPlaced = false;
    clips.take("run.2", takeNow("2", shopperId));
    await clips.settle();
    expect([read("run.2") === null, clips.counts.unseen]).toEqual([false, 2]);
  });

  it("of what staff alone have moved after all is deleted, with all that was kept of it", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    const staff = { kind: "staff", staffId: "s1" } as const;
    await transact(test, (tx) =>
      admitByAttendant(tx, test.shop, { gateId: "north", partySize: 1, payer: staff }),
    );
    await see(test, "sam");
    await watch(START_MS + 10_000);
    const pick = takeNow("1", shopperId);
    await say(pick);
    await watch(START_MS + 14_200);
    expect(read()).not.toBeNull();
    await say(makeUncertain({ ...pick, targetId: "sam", alternatives: [] }));
    await watch(START_MS + 16_200);
    const sql = "SELECT count(*) AS n FROM evidence_files";
    expect([read(), test.store.db.prepare(sql).get()!.n]).toEqual([null, 0]);
  });

  it("is of a camera that is well, and was so in those seconds", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    const [well, other] = [CAMERAS.at(-1)!.cameraId, CAMERAS[0]!.cameraId];
    await watch(START_MS + 10_000, other);
    await say(takeNow("1", shopperId));
    await watch(START_MS + 10_200, other, other);
    await watch(START_MS + 15_000, other);
    expect(read()!.clip!.cameraId).toBe(well);
    await watch(START_MS + 25_000, other);
    await say(takeNow("2", shopperId));
    await say(takeNow("3", shopperId));
    await watch(START_MS + 30_000, other);
    expect(read("run.2")!.clip!.cameraId).toBe(other);
    isUnwell = (cameraId) => cameraId === other;
    clips.take("run.4", { ...takeNow("4", shopperId), timestampMs: START_MS + 25_000 });
    await clips.settle();
    expect(read("run.4")!.clip!.cameraId).toBe(well);
  });

  it("that is not made in time is given up where the shop closes, and is no alert", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    for (const withinMs of [5000, 0]) {
      gate = new Promise(() => {});
      for (const id of ["1", "2"]) clips.take(`run.${id}`, takeNow(id, shopperId));
      const closed = clips.close(withinMs);
      if (withinMs > 0) timers[0]!();
      await closed;
    }
    expect(encoded).toHaveLength(1);
    expect(clips.counts).toEqual({ kept: 0, unseen: 0, dropped: 4, failed: 0 });
    expect(listAlerts(test)).toEqual([]);
  });

  it("that is taken back while it is made takes room until it is made", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    clips.take("run.0", takeNow("0", shopperId));
    await expect.poll(() => encoded.length).toBe(1);
    clips.forget("run.0");
    for (let at = 1; at <= CLIPS_WAITING_MAX; at++) {
      clips.take(`run.${at}`, takeNow(String(at), shopperId));
      // One that waits gives its room to the newest of the same name.
      clips.take("run.1", takeNow("1", shopperId));
    }
    expect(clips.counts.dropped).toBe(1);
    held.resolve();
    await clips.settle();
    expect([encoded.length, clips.counts.kept]).toEqual([CLIPS_WAITING_MAX, CLIPS_WAITING_MAX - 1]);
  });

  it("that cannot be made is told to staff, until one can", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    failure = new ClipError("no encoder");
    await watch(START_MS + 10_000);
    await say(takeNow("1", shopperId));
    await watch(START_MS + 15_000);
    expect([read(), clips.counts.failed, listAlerts(test)]).toEqual([null, 1, ["clips-failing"]]);
    failure = null;
    await say(takeNow("2", shopperId));
    await watch(START_MS + 20_000);
    expect(read("run.2")).not.toBeNull();
    expect(listAlerts(test)).toEqual([]);
  });

  it("is one of so many that wait; of more, the newest are dropped, and counted", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    for (let at = 0; at <= CLIPS_WAITING_MAX; at++) {
      clips.take(`run.${at}`, takeNow(String(at), shopperId));
      expect(clips.counts.dropped).toBe(at < CLIPS_WAITING_MAX ? 0 : 1);
    }
    held.resolve();
    await clips.settle();
    expect(clips.counts.kept).toBe(CLIPS_WAITING_MAX);
  });

  it("that another key has sealed, or that was changed, cannot be read, and is counted", async () => {
    const { shopperId } = await admit(test, CARD, ["ann"]);
    await watch(START_MS + 10_000);
    await say(takeNow("1", shopperId));
    await watch(START_MS + 15_000);
    unreadable = 0;
    const other = createClipSeal(generateEntryKeys().privateKey);
    expect(read("run.1", other)).toMatchObject({ clip: null });
    expect(unreadable).toBe(1);
    expect(read()!.clip).not.toBeNull();
    test.store.db.exec("UPDATE evidence_files SET content = zeroblob(40) WHERE kind = 'clip'");
    expect(read()).toMatchObject({ clip: null });
    expect(unreadable).toBe(2);
  });
});

describe("cameras that are watched", () => {
  it("give the seconds of an uncertain interaction, with nobody's head in them", async () => {
    const scene = makeScene(3, 2);
    const { instants, cameras } = scene;
    const ownRing = createClipRing({ cameras: cameras.length, usualAfterMs: 1000 });
    const watched = createCamerasWatch({
      ...makeWatchOptions(scene, createSceneFinder(scene, 5).find),
      onView: (frame) => ownRing.see(frame),
    });
    const busy = instants.findIndex(({ people }) => people.length > 0);
    const end = instants[busy]!.timestampMs + 12_000;
    const endAt = instants.findIndex(({ timestampMs }) => timestampMs > end);
    const films = cameras.map((camera) => playFilm(scene, camera, { endAt }));
    let seen = 0;
    for await (const event of watchFiles(watched, films, 1000 / 15)) {
      if (event.kind === "seen") seen++;
    }
    expect(seen).toBeGreaterThan(20);
    const happenedMs = end - 4000;
    const { pose } = instants.find(({ timestampMs }) => timestampMs >= happenedMs)!.people[0]!;
    const [x, y, z] = pose.subarray(3 * JOINT_NAMES.indexOf("head")) as unknown as number[];
    const place = { x: x!, y: y!, z: z! };
    const keeping = createClipKeeper({
      shop: test.shop,
      cameras,
      findPlace: () => place,
      ring: ownRing,
      encoder,
      seal: SEAL,
      clipsMs: PERIODS.clipsMs!,
      onError: throwOn,
      isLeftOut: () => false,
    });
    keeping.take("run.9", makeUncertain(makePick("9", "ann", { timestampMs: happenedMs })));
    await keeping.settle();
    const { clip } = read("run.9")!;
    const camera = cameras.find(({ cameraId }) => cameraId === clip!.cameraId)!;
    const middle = encoded[0]!.frames[Math.round((happenedMs - clip!.startMs) / CLIP_STEP_MS)]!;
    const pixel = projectPoint(camera, place)!;
    const { widthPx } = encoded[0]!;
    // Where the head is a whole cell is of one colour; beside it there is noise.
    const left = CELL_PX_MIN * Math.floor(pixel.x / CELL_PX_MIN);
    const row = Math.round(pixel.y) * widthPx;
    const colours = Array.from({ length: CELL_PX_MIN }, (_, x) =>
      middle.subarray(3 * (row + left + x), 3 * (row + left + x) + 3).join(),
    );
    expect(new Set(colours).size).toBe(1);
    const all = Array.from({ length: widthPx * 90 }, (_, at) => middle[3 * at + 1]!);
    expect(new Set(all).size).toBeGreaterThan(1);
  });
});
