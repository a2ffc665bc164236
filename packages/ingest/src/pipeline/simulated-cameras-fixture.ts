/** A simulated shop before simulated cameras: small pictures in which people move, and their poses. */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { JointFrame } from "@saunter/engine/observation";
import type { Receipt } from "@saunter/engine/receipt-types";
import { createRandom, type Random } from "@saunter/numerics/random";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { createKeepApart } from "@saunter/sim/cameras/keep-apart";
import { POSE_NOISE, seePoses } from "@saunter/sim/cameras/see-poses";
import { makeNanoFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation, type Simulation, type ViewedFrame } from "@saunter/sim/simulate";
import { type Camera, projectPoint } from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { CameraStatus } from "../cameras/camera-status.ts";
import type { CamerasConfig } from "../cameras/cameras-config.ts";
import type { CameraFrame } from "../cameras/frame-box.ts";
import type { PoseFinder } from "../poses/pose-finder.ts";
import { type CamerasWatchOptions, createCamerasWatch, type WatchEvent } from "./cameras-watch.ts";
import { type OpenedCamera, watchFiles } from "./watch-files.ts";

export const FLOOR = { xMin: -1.2, xMax: 5.1, yMin: -3.6, yMax: 0.9 };
const DOOR = makeNanoFloorPlan().entrance;
const DOOR_M = 1.2;
/** The simulated tracker's, which cameras look at once with here. */
export const FPS = 15;
const SIZE = { widthPx: 160, heightPx: 90 };
const NECK = 1;
const ZOOM = 1.25;
/** Pictures of a room that differ by their noise alone: drawing one for each instant takes long. */
const ROOMS = 32;

export interface Instant {
  readonly timestampMs: number;
  readonly people: readonly ViewedFrame[];
}

export interface Scene {
  readonly instants: readonly Instant[];
  readonly cameras: readonly Camera[];
}

export const isInside = (x: number, y: number): boolean =>
  x > FLOOR.xMin && x < FLOOR.xMax && y > FLOOR.yMin && y < FLOOR.yMax;
export const isDoor = (x: number, y: number): boolean =>
  Math.hypot(x - DOOR.x, y - DOOR.y) < DOOR_M;

/**
 * @param shoppers who come in all in all, two at once
 * @param onSimulation for whoever writes its plates, too; it is run by whoever is called
 */
export function makeScene(
  seed: number,
  shoppers: number,
  onSimulation: (simulation: Simulation) => void = run,
): Scene {
  const instants: Instant[] = [];
  const keepApart = createKeepApart();
  const look = (timestampMs: number, everybody: readonly ViewedFrame[]) => {
    const people = keepApart(timestampMs, everybody).map(({ shopperId, pose }) => ({
      shopperId,
      pose: Float64Array.from(pose),
    }));
    instants.push({ timestampMs, people });
    return { kind: "joints" as const, timestampMs, shoppers: [] };
  };
  const options = { seed, scenario: "busy" as const, shoppers, shoppersAtOnce: 2, look };
  onSimulation(createSimulation(options));
  const { widthPx, heightPx } = SIZE;
  const cameras = hangCameras(FLOOR, 4, 2.4).map((one) =>
    nearer(scaleCamera(one, widthPx, heightPx)),
  );
  return { instants, cameras };
}

/** Hands have to be large enough in small pictures, too. */
function nearer(camera: Camera): Camera {
  const { focalXPx, focalYPx } = camera;
  return { ...camera, focalXPx: ZOOM * focalXPx, focalYPx: ZOOM * focalYPx };
}

function run(simulation: Simulation): void {
  for (const _ of simulation.observations());
}

/** The scene's films as a shop's configuration has them. */
export function makeCamerasConfig({ cameras }: Scene): CamerasConfig {
  const { xMin, xMax, yMin, yMax } = FLOOR;
  const box = (left: number, right: number, near: number, far: number) => [
    ...[
      { x: left, y: near },
      { x: right, y: near },
      { x: right, y: far },
      { x: left, y: far },
    ],
  ];
  const { x, y } = DOOR;
  return {
    cameras: cameras.map((camera) => ({
      camera,
      calibrated: camera,
      startMs: 0,
      source: { cameraId: camera.cameraId, url: `${camera.cameraId}.mp4`, ...SIZE, fps: FPS },
    })),
    calibrationFile: "cameras.json",
    isLive: false,
    floor: box(xMin, xMax, yMin, yMax),
    doors: [box(x - DOOR_M / 2, x + DOOR_M / 2, y - DOOR_M / 2, y + DOOR_M / 2)],
    pose: { model: "movenet", inputSize: null, inputSizeAt: null, workers: null },
    classifiesHands: true,
  };
}

/** A camera that is well, and gives as many frames as were taken. */
export function makeStatus(cameraId: string, more: Partial<CameraStatus> = {}): CameraStatus {
  return {
    cameraId,
    state: "live",
    sinceMs: 0,
    lastFrameMs: null,
    message: "receiving frames",
    counts: { frames: 0, given: 0, dropped: 0, skipped: 0, restarts: 0, stalls: 0, damaged: 0 },
    isResting: false,
    errors: [],
    fpsWanted: FPS,
    fps: FPS,
    nextTryMs: null,
    clock: null,
    ...more,
  };
}

export interface Playing {
  /** What is added to its stamps. */
  readonly offsetMs?: number;
  /** It ends there, of the scene's instants. */
  readonly endAt?: number;
  /** Where it shows what; its own pictures where not given. */
  readonly draw?: (rgb: Uint8Array, at: number) => void;
  /** Messages of damage until then; none where not given. */
  readonly countDamage?: (at: number) => number;
}

/** A film of the scene, as one camera took it. */
export function playFilm(
  scene: Scene,
  camera: Camera,
  { offsetMs = 0, endAt = scene.instants.length, draw, countDamage = () => 0 }: Playing = {},
): OpenedCamera & { readonly counts: { taken: number; released: number } } {
  const counts = { taken: 0, released: 0 };
  // What it shows is of the place where it hangs, whatever it is called: no two show the same.
  const { x, y } = camera.position;
  const seed = Math.round(1000 * Math.abs(x + 7 * y));
  const rooms = findRooms(seed);
  const random = createRandom(seed + 1);
  async function* play(): AsyncGenerator<CameraFrame> {
    for (const [at, instant] of scene.instants.slice(0, endAt).entries()) {
      const rgb = new Uint8Array(SIZE.widthPx * SIZE.heightPx * 3);
      if (draw === undefined) drawPicture(rgb, rooms, camera, instant, random);
      else draw(rgb, at);
      const timestampMs = instant.timestampMs + offsetMs;
      counts.taken++;
      const release = () => void counts.released++;
      const { cameraId } = camera;
      const damaged = countDamage(at);
      yield { cameraId, timestampMs, arrivedMs: 0, sequence: at, damaged, ...SIZE, rgb, release };
    }
  }
  return { cameraId: camera.cameraId, frames: play(), counts };
}

function drawRoom(random: Random): Uint8Array {
  const room = new Uint8Array(SIZE.widthPx * SIZE.heightPx).fill(90);
  for (let box = 0; box < 60; box++) {
    const [left, top] = [random.integer(0, 159), random.integer(0, 89)];
    fill(room, 1, 0, { left, top, right: left + 14, bottom: top + 10 }, random.integer(20, 220));
  }
  return room;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function fill(bytes: Uint8Array, stride: number, first: number, box: Box, value: number): void {
  const { widthPx, heightPx } = SIZE;
  const bound = (at: number, end: number): number => Math.max(0, Math.min(end, Math.round(at)));
  for (let y = bound(box.top, heightPx); y < bound(box.bottom, heightPx); y++) {
    for (let x = bound(box.left, widthPx); x < bound(box.right, widthPx); x++)
      bytes[(y * widthPx + x) * stride + first] = value;
  }
}

const roomsBySeed = new Map<number, readonly Uint8Array[]>();

/** Drawn once: the same cameras film in many tests. */
function findRooms(seed: number): readonly Uint8Array[] {
  const rooms = roomsBySeed.get(seed) ?? drawRooms(createRandom(seed));
  roomsBySeed.set(seed, rooms);
  return rooms;
}

/** The room in a noise of one step, several times. Only green is used. */
function drawRooms(random: Random): Uint8Array[] {
  const room = drawRoom(random);
  return Array.from({ length: ROOMS }, () => {
    const rgb = new Uint8Array(3 * room.length);
    let bits = random.integer(1, 0x7fffffff);
    for (let at = 0; at < room.length; at++) {
      bits = (bits * 48271) % 0x7fffffff;
      rgb[3 * at + 1] = room[at]! + (bits & 1);
    }
    return rgb;
  });
}

/** One of those, and whoever is there as a dark box. */
function drawPicture(
  rgb: Uint8Array,
  rooms: readonly Uint8Array[],
  camera: Camera,
  { people }: Instant,
  random: Random,
): void {
  rgb.set(rooms[random.integer(0, rooms.length - 1)]!);
  for (const { pose } of people) {
    const [x, y, z] = pose.subarray(3 * NECK) as unknown as [number, number, number];
    const pixel = projectPoint(camera, { x, y, z });
    if (pixel === null) continue;
    const { position } = camera;
    const pxPerM = camera.focalXPx / Math.hypot(position.x - x, position.y - y, position.z - z);
    const box = {
      left: pixel.x - 0.25 * pxPerM,
      right: pixel.x + 0.25 * pxPerM,
      top: pixel.y - 0.3 * pxPerM,
      bottom: pixel.y + pxPerM,
    };
    fill(rgb, 3, 1, box, 15);
  }
}

/** What a camera really is, and how its stamps lie. */
export interface Seeing {
  readonly camera: Camera;
  readonly offsetMs?: number;
}

/** A pose model of that scene: it finds by camera and stamp what a real one would, in its noise. */
export function createSceneFinder(
  { instants, cameras }: Scene,
  seed: number,
  really: ReadonlyMap<string, Seeing> = new Map(),
): PoseFinder & { readonly counts: { found: number } } {
  const random = createRandom(seed);
  const byMs = new Map(instants.map((instant) => [instant.timestampMs, instant]));
  const own = new Map(cameras.map((camera) => [camera.cameraId, camera]));
  const counts = { found: 0 };
  return {
    counts,
    find: async ({ cameraId, timestampMs }): Promise<readonly PoseDetection[]> => {
      const { camera = own.get(cameraId)!, offsetMs = 0 } = really.get(cameraId) ?? {};
      const instant = byMs.get(timestampMs - offsetMs);
      if (instant === undefined) throw new Error(`nothing is at ${timestampMs} of ${cameraId}`);
      counts.found++;
      const poses = instant.people.map(({ pose }) => pose);
      return seePoses(camera, poses, POSE_NOISE, random);
    },
    close: async () => {},
  };
}

export function makeWatchOptions(scene: Scene, find: PoseFinder["find"]): CamerasWatchOptions {
  return { cameras: scene.cameras, find, isInside, isDoor, fps: FPS, isLive: false };
}

/** What an engine makes of who was seen, where nothing is weighed. */
export function takeReceipts(frames: readonly JointFrame[]): readonly Receipt[] {
  const engine = createEngine({ facings: [], products: new Map() });
  for (const frame of frames) stepEngine(engine, frame);
  return finishEngine(engine).receipts;
}

export interface Filming {
  readonly scene: Scene;
  /** What cameras really are, where that is not what they are calibrated as. */
  readonly really?: Readonly<Record<string, Partial<Seeing>>>;
  readonly playing?: Readonly<Record<string, Playing>>;
  readonly referenceEveryMs?: number;
  readonly onView?: CamerasWatchOptions["onView"];
  readonly onInstant?: CamerasWatchOptions["onInstant"];
  /** The cameras are at rest all the time. */
  readonly isResting?: boolean;
}

/** Watches all films of a scene to their end. */
export async function watchFilms(filming: Filming) {
  const { scene, really = {}, playing = {}, referenceEveryMs, isResting = false } = filming;
  const { onView, onInstant } = filming;
  const seeing = new Map(
    scene.cameras.map((camera) => [camera.cameraId, { camera, ...really[camera.cameraId] }]),
  );
  const films = scene.cameras.map(({ cameraId }) => {
    const { camera, offsetMs = 0 } = seeing.get(cameraId)!;
    return playFilm(scene, { ...camera, cameraId }, { offsetMs, ...playing[cameraId] });
  });
  const finder = createSceneFinder(scene, 1, seeing);
  const watch = createCamerasWatch({
    ...makeWatchOptions(scene, finder.find),
    ...(referenceEveryMs === undefined ? {} : { referenceEveryMs }),
    ...(onView === undefined ? {} : { onView }),
    ...(onInstant === undefined ? {} : { onInstant }),
  });
  watch.rest(isResting);
  const events: WatchEvent[] = [];
  for await (const event of watchFiles(watch, films, 1000 / FPS)) events.push(event);
  return { scene, events, films, finder, watch };
}
