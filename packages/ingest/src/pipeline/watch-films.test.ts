/** Films of a simulated shop, from frames to people, with all that goes wrong on the way. */

import { JOINT_NAMES, JOINT_STRIDE } from "@saunter/engine/observation";
import { quantile } from "@saunter/numerics/statistics";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { describe, expect, it } from "vitest";
import { CameraError } from "../cameras/camera-source.ts";
import { createCamerasWatch, type SeenFrame, type WatchEvent } from "./cameras-watch.ts";
import {
  createSceneFinder,
  type Filming,
  FPS,
  type Instant,
  makeScene,
  makeWatchOptions,
  playFilm,
  type Scene,
  watchFilms,
} from "./simulated-cameras-fixture.ts";
import { type OpenedCamera, watchFiles } from "./watch-files.ts";

export const HEAD_CM_MAX = 5;
export const WRIST_CM_MAX = 8;
const NEAR_M = 0.6;
const HEAD = JOINT_NAMES.indexOf("head");
const NECK = JOINT_NAMES.indexOf("neck");
const WRISTS = [JOINT_NAMES.indexOf("l_wrist"), JOINT_NAMES.indexOf("r_wrist")];

const SCENE = makeScene(2, 4);
const [FIRST, SECOND, THIRD, FOURTH] = SCENE.cameras as [Camera, Camera, Camera, Camera];
const BEGAN_MS = SCENE.instants[0]!.timestampMs;

/** The scene's first so many seconds. */
function cut(seconds: number): Scene {
  const instants = SCENE.instants.filter(
    ({ timestampMs }) => timestampMs - BEGAN_MS < 1000 * seconds,
  );
  return { ...SCENE, instants };
}

const film = (filming: Partial<Filming>) => watchFilms({ scene: SCENE, ...filming });

const listSeen = (events: readonly WatchEvent[]): SeenFrame[] =>
  events.filter((event) => event.kind === "seen");

const listFaults = (events: readonly WatchEvent[]): string[] =>
  events.flatMap((event) =>
    event.kind === "fault" ? [`${event.fault.cameraId} ${event.fault.kind}`] : [],
  );

/** What is reported, beside the truth; from so many seconds on. */
function compare({ instants }: Scene, events: readonly WatchEvent[], fromS = 0) {
  const offCm = JOINT_NAMES.map((): number[] => []);
  const tracks = new Set<string>();
  let [there, told] = [0, 0];
  for (const { frame } of listSeen(events)) {
    if (frame.timestampMs - BEGAN_MS < 1000 * fromS) continue;
    const instant = instants.findLast(({ timestampMs }) => timestampMs <= frame.timestampMs + 1);
    if (instant === undefined) continue;
    there += instant.people.length;
    told += frame.shoppers.length;
    compareInstant(instant, frame.shoppers, offCm, tracks);
  }
  const median = (joints: readonly number[]): number =>
    quantile(
      joints.flatMap((joint) => offCm[joint]!),
      0.5,
    );
  return { headCm: median([HEAD]), wristCm: median(WRISTS), tracks: tracks.size, there, told };
}

function compareInstant(
  { people }: Instant,
  shoppers: SeenFrame["frame"]["shoppers"],
  offCm: readonly number[][],
  tracks: Set<string>,
): void {
  for (const { pose } of people) {
    const measureM = (joints: Float64Array, joint: number, axes: number): number =>
      Math.hypot(
        ...Array.from(
          { length: axes },
          (_, axis) => joints[JOINT_STRIDE * joint + axis]! - pose[3 * joint + axis]!,
        ),
      );
    const own = shoppers.find(({ joints }) => measureM(joints, NECK, 2) < NEAR_M);
    if (own === undefined) continue;
    tracks.add(own.shopperId);
    for (const [joint, list] of offCm.entries()) {
      const offM = measureM(own.joints, joint, 3);
      if (Number.isFinite(offM)) list.push(100 * offM);
    }
  }
}

describe("films of a shop", () => {
  it("become people with their heads and wrists where they are, each on one track", async () => {
    const { scene, events, films } = await film({});
    expect(events.every(({ kind }) => kind === "seen")).toBe(true);
    const { headCm, wristCm, tracks, there, told } = compare(scene, events);
    expect(headCm).toBeLessThan(HEAD_CM_MAX);
    expect(wristCm).toBeLessThan(WRIST_CM_MAX);
    expect(tracks).toBe(4);
    expect(there).toBeGreaterThan(1000);
    expect(Math.abs(told - there)).toBeLessThan(0.03 * there);
    // Each frame was processed once, and given back.
    expect(listSeen(events)).toHaveLength(scene.instants.length);
    for (const { counts } of films)
      expect(counts).toEqual({ taken: scene.instants.length, released: scene.instants.length });
  });

  it("that are seconds apart are corrected by what moves in them", async () => {
    const offsetMs = 2300;
    const { scene, events } = await film({ really: { [SECOND.cameraId]: { offsetMs } } });
    const clocks = events.filter((event) => event.kind === "clock");
    expect(clocks.map(({ cameraId }) => cameraId)).toEqual([SECOND.cameraId]);
    expect(Math.abs(clocks[0]!.offsetMs + offsetMs)).toBeLessThan(80);
    expect(events.indexOf(clocks[0]!)).toBeLessThan(events.length / 2);
    const { headCm, wristCm, there, told } = compare(scene, events, 50);
    expect(headCm).toBeLessThan(HEAD_CM_MAX);
    expect(wristCm).toBeLessThan(WRIST_CM_MAX);
    expect(Math.abs(told - there)).toBeLessThan(0.05 * there);
    expect(listFaults(events)).toEqual([]);
  });

  it("of which one ends midway go on without it, and say so", async () => {
    const endAt = Math.round(SCENE.instants.length / 2);
    const { scene, events } = await film({ playing: { [SECOND.cameraId]: { endAt } } });
    expect(listFaults(events)).toEqual([`${SECOND.cameraId} silent`]);
    const endMs = scene.instants[endAt - 1]!.timestampMs;
    const after = listSeen(events).filter(({ frame }) => frame.timestampMs > endMs + 1500);
    expect(after.every(({ cameras }) => cameras === 3)).toBe(true);
    for (const { faults } of after)
      expect(faults).toMatchObject([{ kind: "silent", sinceMs: endMs, cameraId: SECOND.cameraId }]);
    const { headCm, wristCm, tracks } = compare(scene, events);
    expect(headCm).toBeLessThan(HEAD_CM_MAX);
    expect(wristCm).toBeLessThan(WRIST_CM_MAX);
    expect(tracks).toBe(4);
  });

  it("of two cameras that are swapped name both, and go on without them", async () => {
    const { scene, events } = await film({
      scene: cut(60),
      really: { [FIRST.cameraId]: { camera: SECOND }, [SECOND.cameraId]: { camera: FIRST } },
    });
    expect(listFaults(events).sort()).toEqual([
      `${FIRST.cameraId} swapped`,
      `${SECOND.cameraId} swapped`,
    ]);
    const last = listSeen(events).at(-1)!;
    expect(last.cameras).toBeLessThanOrEqual(2);
    expect(last.faults[0]!.message).toBe(
      `it sees what camera ${SECOND.cameraId} is calibrated for: check whether the two are swapped`,
    );
    expect(compare(scene, events, 45).headCm).toBeLessThan(2 * HEAD_CM_MAX);
  });

  it("name the camera whose calibration is wrong, and go on without it", async () => {
    const { position } = THIRD;
    const moved = { ...THIRD, position: { ...position, x: position.x + 1.2 } };
    const scene = { ...cut(70), cameras: [FIRST, SECOND, moved, FOURTH] };
    const { events } = await film({ scene, really: { [THIRD.cameraId]: { camera: THIRD } } });
    expect(listFaults(events)).toEqual([`${THIRD.cameraId} elsewhere`]);
    // Who was seen by it alone is given up some seconds after it is left out.
    const { headCm, there, told } = compare(scene, events, 53);
    expect(there).toBeGreaterThan(100);
    expect(headCm).toBeLessThan(HEAD_CM_MAX);
    expect(Math.abs(told - there)).toBeLessThan(0.05 * there);
  });

  it("that turn black are not processed for poses, and count again when light is on", async () => {
    const scene = cut(40);
    const [darkFrom, darkTo] = [150, 300];
    const whole = playFilm(scene, SECOND).frames[Symbol.asyncIterator]();
    const images: Uint8Array[] = [];
    for (let at = 0; at < scene.instants.length; at++) images.push((await whole.next()).value.rgb);
    const draw = (rgb: Uint8Array, at: number): void => {
      if (at < darkFrom || at >= darkTo) rgb.set(images[at]!);
      else rgb.fill(2);
    };
    const { events, finder } = await film({ scene, playing: { [SECOND.cameraId]: { draw } } });
    expect(listFaults(events)).toEqual([`${SECOND.cameraId} black`]);
    expect(events).toContainEqual({ kind: "well", cameraId: SECOND.cameraId, fault: "black" });
    const { length } = scene.instants;
    expect(finder.counts.found).toBeLessThan(4 * length - 60);
    expect(finder.counts.found).toBeGreaterThan(4 * length - 200);
    expect(listSeen(events).at(-1)).toMatchObject({ cameras: 4, faults: [] });
  });

  it("are reported frame by frame, and which of them do not count", async () => {
    const scene = cut(12);
    const draw = (rgb: Uint8Array): void => void rgb.fill(2);
    const looked = new Map<string, boolean[]>();
    const { events } = await film({
      scene,
      playing: { [SECOND.cameraId]: { draw } },
      onView: ({ cameraId, isLeftOut }) => {
        looked.set(cameraId, [...(looked.get(cameraId) ?? []), isLeftOut]);
      },
    });
    const { fault } = events.find((event) => event.kind === "fault")!;
    expect(fault).toMatchObject({ cameraId: SECOND.cameraId, kind: "black" });
    const dark = looked.get(SECOND.cameraId)!;
    const from = dark.indexOf(true);
    expect(from).toBeGreaterThan(0);
    expect(dark).toEqual(scene.instants.map((_, at) => at >= from));
    for (const { cameraId } of [FIRST, THIRD, FOURTH])
      expect(looked.get(cameraId)).toEqual(scene.instants.map(() => false));
  });

  it("whose cameras are at rest tell nothing of their clocks", async () => {
    const really = { [SECOND.cameraId]: { offsetMs: 2300 } };
    const { events } = await film({ really, isResting: true });
    expect(listSeen(events).length).toBeGreaterThan(1000);
    expect(events.filter(({ kind }) => kind === "clock")).toEqual([]);
  });

  it("of which one comes to show another's pictures are reported by what it showed before", async () => {
    const scene = cut(40);
    const swapAt = 200;
    const other = playFilm(scene, SECOND).frames[Symbol.asyncIterator]();
    const own = playFilm(scene, FIRST).frames[Symbol.asyncIterator]();
    const images: Uint8Array[] = [];
    for (let at = 0; at < scene.instants.length; at++) {
      const both = [(await own.next()).value.rgb, (await other.next()).value.rgb];
      images.push(both[at < swapAt ? 0 : 1]!);
    }
    const draw = (rgb: Uint8Array, at: number): void => rgb.set(images[at]!);
    const playing = { [FIRST.cameraId]: { draw } };
    const { events } = await film({ scene, playing, referenceEveryMs: 1500 });
    expect(listFaults(events)).toEqual([`${FIRST.cameraId} swapped`]);
    expect(listSeen(events).at(-1)!.faults[0]!.message).toBe(
      `it shows what camera ${SECOND.cameraId} showed at set-up: check whether the two are swapped`,
    );
  });
});

describe("films that cannot be read", () => {
  const broken = (cameraId: string, code: "no-picture" | "ffmpeg-missing"): OpenedCamera => ({
    cameraId,
    frames: {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          throw new CameraError(code, `camera ${cameraId}: it is no video`);
        },
      }),
    },
  });

  async function watchWith(films: readonly OpenedCamera[]) {
    const scene = cut(3);
    const watch = createCamerasWatch(makeWatchOptions(scene, createSceneFinder(scene, 1).find));
    const events: WatchEvent[] = [];
    for await (const event of watchFiles(watch, films, 1000 / FPS)) events.push(event);
    return events;
  }

  it("are reported, and the others are processed", async () => {
    const rest = SCENE.cameras.slice(1).map((camera) => playFilm(cut(3), camera));
    const events = await watchWith([broken(FIRST.cameraId, "no-picture"), ...rest]);
    expect(listFaults(events)).toEqual([`${FIRST.cameraId} silent`]);
    expect(listSeen(events).length).toBeGreaterThan(30);
  });

  it("are a failure where none can, or there is no ffmpeg", async () => {
    const all = SCENE.cameras.map(({ cameraId }) => broken(cameraId, "no-picture"));
    await expect(watchWith(all)).rejects.toThrow("it is no video");
    const rest = SCENE.cameras.slice(1).map((camera) => playFilm(cut(3), camera));
    const films = [broken(FIRST.cameraId, "ffmpeg-missing"), ...rest];
    await expect(watchWith(films)).rejects.toThrow(CameraError);
  });
});
