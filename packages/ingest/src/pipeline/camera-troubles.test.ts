/** Cameras with faults, from their pictures to the receipts of those who were before them. */

import type { JointFrame } from "@saunter/engine/observation";
import { CAMERA_WORDS } from "@saunter/engine/reporting/alarms";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { describe, expect, it } from "vitest";
import { formatJointLine } from "../recordings/format-joint-line.ts";
import { plateLine, readText, toText } from "../recordings/recording-fixture.ts";
import { type CameraFault, type CameraFaultKind, findConcernedSinceMs } from "./camera-fault.ts";
import { createCameraViews, IN_VIEW_KEPT_MS, isInView } from "./camera-views.ts";
import {
  type Filming,
  FPS,
  makeScene,
  playFilm,
  type Scene,
  takeReceipts,
  watchFilms,
} from "./simulated-cameras-fixture.ts";

const SCENE = makeScene(2, 4);
const [FIRST, SECOND, THIRD, FOURTH] = SCENE.cameras as [Camera, Camera, Camera, Camera];
const BEGAN_MS = SCENE.instants[0]!.timestampMs;

async function film(filming: Partial<Filming>) {
  const { events } = await watchFilms({ scene: SCENE, ...filming });
  const frames = events.flatMap((event) => (event.kind === "seen" ? [event.frame] : []));
  return { events, frames };
}

/** Its own pictures, and from an instant on what is drawn. */
async function drawFrom(camera: Camera, scene: Scene, from: number, bad: (at: number) => number) {
  const images: Uint8Array[] = [];
  for await (const { rgb } of playFilm(scene, camera).frames) images.push(rgb);
  return (rgb: Uint8Array, at: number): void => {
    if (at < from) rgb.set(images[at]!);
    else if (bad(at) < 0) rgb.fill(2);
    else rgb.set(images[bad(at)]!);
  };
}

const wasThere = (frames: readonly JointFrame[], shopperId: string, from: number, to: number) =>
  frames.some(
    ({ timestampMs, shoppers }) =>
      timestampMs >= from &&
      timestampMs <= to &&
      shoppers.some((one) => one.shopperId === shopperId),
  );

interface Wrong {
  readonly title: string;
  readonly filming: Partial<Filming>;
  readonly play?: () => Promise<Partial<Filming>>;
  readonly named: readonly (readonly [Camera, CameraFaultKind | "clock"])[];
}

/** What a camera shows from an instant on, half turned. */
async function turnOver(camera: Camera, from: number): Promise<Partial<Filming>> {
  const own = await drawFrom(camera, SCENE, SCENE.instants.length, () => 0);
  const draw = (rgb: Uint8Array, at: number): void => {
    own(rgb, at);
    if (at < from) return;
    // Half a turn is all pixels in the other order, and each pixel's colours in their own.
    rgb.reverse();
    for (let pixel = 0; pixel < rgb.length; pixel += 3) rgb.subarray(pixel, pixel + 3).reverse();
  };
  return { playing: { [camera.cameraId]: { draw } } };
}

const { position } = THIRD;
const MOVED = { ...THIRD, position: { ...position, x: position.x + 1.2 } };

const WRONG: readonly Wrong[] = [
  {
    title: "was turned upside down",
    filming: { referenceEveryMs: 1500 },
    play: () => turnOver(SECOND, 65 * FPS),
    named: [[SECOND, "upside-down"]],
  },
  {
    title: "is swapped with another one",
    filming: {
      really: { [FIRST.cameraId]: { camera: SECOND }, [SECOND.cameraId]: { camera: FIRST } },
    },
    named: [
      [FIRST, "swapped"],
      [SECOND, "swapped"],
    ],
  },
  {
    title: "is calibrated wrongly",
    filming: {
      scene: { ...SCENE, cameras: [FIRST, SECOND, MOVED, FOURTH] },
      really: { [THIRD.cameraId]: { camera: THIRD } },
    },
    named: [[THIRD, "elsewhere"]],
  },
  {
    title: "has a clock that is off by seconds",
    filming: { really: { [SECOND.cameraId]: { offsetMs: 2300 } } },
    named: [[SECOND, "clock"]],
  },
  {
    title: "has a film that ends before the others",
    filming: { playing: { [SECOND.cameraId]: { endAt: 70 * FPS } } },
    named: [[SECOND, "silent"]],
  },
  {
    title: "gives damaged pictures",
    filming: {
      playing: {
        [SECOND.cameraId]: {
          countDamage: (at) => Math.max(0, Math.min(2 * FPS, at - 70 * FPS)),
        },
      },
    },
    named: [[SECOND, "damaged"]],
  },
];

describe("the receipt of somebody before a camera", () => {
  it.each([
    { fault: "black", words: CAMERA_WORDS.black!, show: () => -1 },
    { fault: "frozen", words: CAMERA_WORDS.frozen!, show: (from: number) => from - 1 },
  ])("that turned $fault is reviewed, and that of who came later is not", async (one) => {
    const [from, to] = [60 * FPS, 75 * FPS];
    const seen = await drawFrom(SECOND, SCENE, from, () => one.show(from));
    const well = await drawFrom(SECOND, SCENE, SCENE.instants.length, () => 0);
    const draw = (rgb: Uint8Array, at: number): void => (at < to ? seen : well)(rgb, at);
    const { frames } = await film({ playing: { [SECOND.cameraId]: { draw } } });
    const receipts = takeReceipts(frames);
    const [fromMs, toMs] = [BEGAN_MS + 60_000, BEGAN_MS + 78_000];
    const reason = `camera ${SECOND.cameraId} ${one.words} while this shopper was in its view`;
    const flagged = receipts.filter(({ needsReview }) => needsReview);
    const accepted = receipts.filter(({ needsReview }) => !needsReview);
    expect(flagged.length).toBeGreaterThan(0);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { targetId, faults } of flagged) {
      expect(faults).toEqual([reason]);
      expect(wasThere(frames, targetId!, fromMs - 6000, toMs + 3000)).toBe(true);
    }
    for (const { targetId } of accepted) {
      expect(wasThere(frames, targetId!, fromMs, toMs - 4000)).toBe(false);
    }
  });

  it("is accepted where all cameras are well", async () => {
    const receipts = takeReceipts((await film({})).frames);
    expect(receipts.map(({ needsReview, faults }) => [needsReview, faults])).toEqual(
      Array(4).fill([false, []]),
    );
  });

  it.each(WRONG)("that $title is reviewed, and the reason names it", async (one) => {
    const { frames } = await film({ ...one.filming, ...(await one.play?.()) });
    const receipts = takeReceipts(frames);
    const flagged = receipts.filter(({ needsReview }) => needsReview);
    const reasons = new Set(flagged.flatMap(({ faults }) => faults));
    expect([...reasons].filter((reason) => reason.startsWith("camera ")).sort()).toEqual(
      one.named.map(
        ([{ cameraId }, fault]) =>
          `camera ${cameraId} ${CAMERA_WORDS[fault]} while this shopper was in its view`,
      ),
    );
  });

  it("is accepted where a packet is lost now and then, of which staff are told at once", async () => {
    const countDamage = (at: number): number => 3 * Math.floor(at / (4 * FPS));
    const { events, frames } = await film({ playing: { [SECOND.cameraId]: { countDamage } } });
    const told = events.filter(({ kind }) => kind === "fault");
    expect(told).toMatchObject([{ fault: { cameraId: SECOND.cameraId, kind: "damaged" } }]);
    const sinceMs = BEGAN_MS + 4000;
    expect((told[0] as { fault: CameraFault }).fault.sinceMs - sinceMs).toBeLessThan(1000 / FPS);
    const troubles = frames.flatMap((frame) => frame.troubles ?? []);
    expect(troubles.length).toBeGreaterThan(100);
    expect(troubles.flatMap(({ shopperIds }) => shopperIds)).toEqual([]);
    expect(takeReceipts(frames).flatMap(({ faults }) => faults)).toEqual([]);
  });

  it("is reviewed where every camera has a fault, and nobody is reported as gone", async () => {
    const from = 20 * FPS;
    const scene = { ...SCENE, instants: SCENE.instants.slice(0, 40 * FPS) };
    const draw = await Promise.all(
      scene.cameras.map((camera) => drawFrom(camera, scene, from, () => -1)),
    );
    const playing = Object.fromEntries(
      scene.cameras.map(({ cameraId }, at) => [cameraId, { draw: draw[at]! }]),
    );
    const { events, frames } = await film({ scene, playing });
    expect(events.filter(({ kind }) => kind === "fault")).toHaveLength(4);
    const last = frames.at(-1)!;
    expect(last.timestampMs - BEGAN_MS).toBeLessThan(30_000);
    expect(last.troubles).toHaveLength(4);
    expect(last.shoppers.length).toBeGreaterThan(0);
    for (const { joints } of last.shoppers) expect(joints.every(Number.isNaN)).toBe(true);
    const flagged = takeReceipts(frames).filter(({ needsReview }) => needsReview);
    expect(flagged.map(({ faults }) => faults.length)).toContain(4);
  });

  it("whose clock was corrected by seconds is reviewed; nobody's after that", async () => {
    const really = { [SECOND.cameraId]: { offsetMs: 2300 } };
    const { events, frames } = await film({ really });
    const told = frames.filter(({ troubles = [] }) =>
      troubles.some(({ fault }) => fault === "clock"),
    );
    expect(told).toHaveLength(1);
    expect(told[0]!.troubles).toMatchObject([{ cameraId: SECOND.cameraId, fault: "clock" }]);
    expect(told[0]!.troubles![0]!.shopperIds!.length).toBeGreaterThan(0);
    expect(events.filter(({ kind }) => kind === "clock")).toHaveLength(1);
  });
});

describe("a clock that is corrected by less than half a second", () => {
  it("touches no receipt", async () => {
    const { events, frames } = await film({ really: { [SECOND.cameraId]: { offsetMs: 400 } } });
    expect(events.filter(({ kind }) => kind === "clock").length).toBeGreaterThan(0);
    expect(takeReceipts(frames).flatMap(({ faults }) => faults)).toEqual([]);
  });
});

describe("lines of frames from faulty cameras", () => {
  it("have the same receipts reviewed when they are replayed, for the same reasons", async () => {
    const from = 10 * FPS;
    const scene = { ...SCENE, instants: SCENE.instants.slice(0, 25 * FPS) };
    const draw = await drawFrom(SECOND, scene, from, () => -1);
    const { frames } = await film({ scene, playing: { [SECOND.cameraId]: { draw } } });
    const { observations, warnings } = await readText(
      toText(plateLine(BEGAN_MS / 1000)),
      frames.map((frame) => formatJointLine(frame)).join(""),
    );
    expect(warnings).toEqual([]);
    const replayed = observations.filter((one) => one.kind === "joints");
    const wanted = takeReceipts(frames).map(({ targetId, faults }) => [targetId, faults]);
    expect(wanted.some(([, faults]) => faults!.length > 0)).toBe(true);
    expect(takeReceipts(replayed).map(({ targetId, faults }) => [targetId, faults])).toEqual(
      wanted,
    );
  });
});

describe("cameras that show nothing from the start", () => {
  it("are reported, and no frame says that nobody is there", async () => {
    const scene = { ...SCENE, instants: SCENE.instants.slice(0, 10 * FPS) };
    const playing = Object.fromEntries(
      scene.cameras.map(({ cameraId }) => [cameraId, { draw: (rgb: Uint8Array) => rgb.fill(2) }]),
    );
    const { events, frames } = await film({ scene, playing });
    expect(events.filter(({ kind }) => kind === "fault")).toHaveLength(4);
    // Until that is known they are taken at their word.
    expect(frames.every(({ timestampMs }) => timestampMs - BEGAN_MS < 5000)).toBe(true);
    expect(frames.every(({ troubles = [] }) => troubles.length < 4)).toBe(true);
  });
});

describe("views of cameras", () => {
  const person = (shopperId: string, instant: number) => {
    const joints = new Float64Array(32).fill(Number.NaN);
    const { pose } = SCENE.instants[instant]!.people[0]!;
    joints.set([pose[0]!, pose[1]!, pose[2]!, 1]);
    return { shopperId, joints };
  };
  const at = SCENE.instants.findIndex(({ people }) => people.length > 0);

  it("have whoever was in them since a time, until they are gone for long", () => {
    const views = createCameraViews(SCENE.cameras);
    const seeing = SCENE.cameras.filter((camera) => isInView(camera, person("a", at).joints));
    expect(seeing.length).toBeGreaterThan(0);
    const [{ cameraId }] = seeing as [Camera];
    views.see(1000, [person("a", at)]);
    views.see(2000, [person("b", at)]);
    expect(views.list(cameraId, 1000)).toEqual(["a", "b"]);
    expect(views.list(cameraId, 1001)).toEqual(["b"]);
    views.see(1000 + IN_VIEW_KEPT_MS, []);
    expect(views.list(cameraId, 0)).toEqual(["a", "b"]);
    views.see(1001 + IN_VIEW_KEPT_MS, []);
    expect(views.list(cameraId, 0)).toEqual(["b"]);
  });

  it("have whoever was in them long ago, and is elsewhere in the shop still", () => {
    const views = createCameraViews(SCENE.cameras);
    const { cameraId } = SCENE.cameras.find((one) => isInView(one, person("a", at).joints))!;
    const elsewhere = { shopperId: "a", joints: new Float64Array(32).fill(Number.NaN) };
    views.see(0, [person("a", at)]);
    const endMs = 10 * IN_VIEW_KEPT_MS;
    for (let timeMs = 0; timeMs <= endMs; timeMs += 1000) views.see(timeMs, [elsewhere]);
    expect(views.list(cameraId, Number.NEGATIVE_INFINITY)).toEqual(["a"]);
    // Of what began since they have seen nothing.
    expect(views.list(cameraId, 1)).toEqual([]);
    views.see(endMs + IN_VIEW_KEPT_MS, []);
    expect(views.list(cameraId, Number.NEGATIVE_INFINITY)).toEqual(["a"]);
    views.see(endMs + IN_VIEW_KEPT_MS + 1, []);
    expect(views.list(cameraId, Number.NEGATIVE_INFINITY)).toEqual([]);
  });

  it("have nobody who is behind the camera, or of whom no joint is known", () => {
    const { position, rotation } = FIRST;
    const back = new Float64Array(32).fill(Number.NaN);
    const forward = rotation.slice(6);
    back.set([position.x - forward[0]!, position.y - forward[1]!, position.z - forward[2]!, 1]);
    expect(isInView(FIRST, back)).toBe(false);
    expect(isInView(FIRST, new Float64Array(32).fill(Number.NaN))).toBe(false);
  });
});

describe("every fault of a camera", () => {
  /** The compiler holds this list. */
  const KINDS: Readonly<Record<CameraFaultKind, "seeing" | "creeping" | "sudden">> = {
    black: "sudden",
    covered: "sudden",
    frozen: "sudden",
    silent: "sudden",
    moved: "sudden",
    "upside-down": "sudden",
    swapped: "creeping",
    elsewhere: "creeping",
    unsure: "creeping",
    drifted: "creeping",
    "out-of-focus": "seeing",
    damaged: "seeing",
  };

  it("has its words on receipts, and says since when people are concerned", () => {
    for (const [kind, how] of Object.entries(KINDS)) {
      expect(CAMERA_WORDS).toHaveProperty(kind);
      const fault = { cameraId: "a", kind, sinceMs: 50_000, message: "" } as CameraFault;
      const sinceMs = findConcernedSinceMs(fault);
      if (how === "seeing") expect(sinceMs).toBeNull();
      else if (how === "creeping") expect(sinceMs).toBe(Number.NEGATIVE_INFINITY);
      else expect(sinceMs).toBe(44_000);
    }
    const damaged = { cameraId: "a", kind: "damaged", sinceMs: 0, message: "" } as const;
    expect(findConcernedSinceMs({ ...damaged, spoiltSinceMs: 40_000 })).toBe(40_000);
  });
});
