import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JOINT_NAMES, JOINT_STRIDE, type JointName } from "@saunter/engine/observation";
import { drawRoom } from "@saunter/ingest/clips/clips-fixture";
import { ENCODERS, isList, pretend } from "@saunter/ingest/clips/piped-fixture";
import type { CameraReport } from "@saunter/ingest/pipeline/camera-reports";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makePick, openTestShop, START_MS } from "../../domain/shop-fixture.ts";
import { createCurveRecorder } from "../../evidence/curve-recorder.ts";
import { EVIDENCE_SCHEMA } from "../../evidence/evidence-store.ts";
import { findPlace, findReach } from "../../evidence/find-place.ts";
import { openClipSeal } from "../../process/process-keys.ts";
import { makeSampleConfig } from "../../testing/sample-config.ts";
import { throwOn } from "./evidence-shop-fixture.ts";
import { createClipReader } from "./keep-clips.ts";
import { openClips } from "./open-clips.ts";

const SIZE = { widthPx: 160, heightPx: 90 };
const rgb = drawRoom(SIZE, 1);

function report(cameraId: string, isLeftOut: boolean): CameraReport {
  return {
    cameraId,
    isLeftOut,
    state: "live",
    message: "pictures come",
    isResting: false,
    framesPerS: 10,
    droppedShare: 0,
    lastFrameMs: 5,
    clockCorrectionMs: 0,
    faults: [],
  };
}

const cameras = hangCameras({ xMin: 0, xMax: 6, yMin: 0, yMax: 4 }, 2, 2.4);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-clips-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (clips: "off" | "doubtful", hung = cameras) => {
  const { policies } = makeSampleConfig(folder, 1);
  const { shop } = openTestShop();
  const goods = { current: () => ({}) as never };
  const config = { policies: { ...policies, clips }, dataFolder: folder };
  const recorder = createCurveRecorder();
  const rest = { reporter: null, onError: () => {} };
  return openClips({ config, shop, goods, recorder, cameras: hung, ...rest });
};

describe("clips of a shop's process", () => {
  it("are made where the policy has them and there are cameras, with a key of their own", () => {
    expect(open("off")).toBeNull();
    expect(open("doubtful", [])).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    expect(open("doubtful")).not.toBeNull();
    expect(statSync(join(folder, "keys", "clips.pem")).mode & 0o777).toBe(0o600);
  });
});

describe("a camera that is reported to be left out", () => {
  it("makes no clip, and another one that sees the place does", async () => {
    const { policies } = makeSampleConfig(folder, 1);
    const sized = cameras.map((one) => scaleCamera(one, SIZE.widthPx, SIZE.heightPx));
    const place = { x: 3, y: 2, z: 1, yawRad: 0, widthM: 0.2, depthM: 0.2 };
    const facing = { gondola: 1, shelf: 1, plates: [1], barcode: null, place };
    const goods = { current: () => ({ model: { facings: [facing], products: new Map() } }) };
    const encoder = pretend((args) => ({ says: isList(args) ? ENCODERS : "a film" }));
    const { shop, store } = openTestShop({ schema: EVIDENCE_SCHEMA });
    const readClip = createClipReader(
      store,
      () => openClipSeal(folder),
      () => expect.unreachable(),
    );
    /** The camera whose clip is kept. */
    const make = async (id: string, leftOut: readonly string[]): Promise<string | null> => {
      const list = () => sized.map(({ cameraId }) => report(cameraId, leftOut.includes(cameraId)));
      const clips = openClips({
        config: { policies: { ...policies, clips: "doubtful" }, dataFolder: folder },
        shop,
        goods: goods as never,
        recorder: createCurveRecorder(),
        cameras: sized,
        reporter: { list },
        onError: throwOn,
        start: encoder.start,
      })!;
      for (let timestampMs = START_MS; timestampMs <= START_MS + 8000; timestampMs += 200)
        for (const { cameraId } of sized)
          clips.see({ cameraId, timestampMs, rgb, ...SIZE, poses: [], isLeftOut: false });
      clips.take(id, makePick("1", "ann", { timestampMs: START_MS + 4000 }));
      await clips.settle();
      return readClip(id, shop.nowMs())?.clip?.cameraId ?? null;
    };
    const best = (await make("run.1", []))!;
    const other = sized.map(({ cameraId }) => cameraId).find((cameraId) => cameraId !== best)!;
    expect(await make("run.2", [best])).toBe(other);
    expect(await make("run.3", [other])).toBe(best);
    expect(await make("run.4", [best, other])).toBeNull();
  });
});

describe("where a hand takes from", () => {
  const place = { x: 1, y: 2, z: 0.9, yawRad: Math.PI / 2, widthM: 0.4, depthM: 0.6 };
  const facing = { gondola: 1, shelf: 2, plates: [3, 4], barcode: null, place };
  const model = { facings: [facing], products: new Map() } as never;

  it("is above the middle of the plates", () => {
    const found = findPlace(model, { gondola: 1, shelf: 2, plates: [3, 4] })!;
    // Half as deep to the left of where the plates run to.
    expect(found.x).toBeCloseTo(1 - 0.3);
    expect(found.y).toBeCloseTo(2 + 0.2);
    expect(found.z).toBeCloseTo(1);
  });

  it("is not known where the layout does not say", () => {
    expect(findPlace(model, { gondola: 2, shelf: 2, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 1, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 9, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 2, plates: [] })).toBeNull();
  });
});

describe("where a hand takes from in a shop of no known layout", () => {
  const ANN = { targetId: "ann", timestampMs: 10_000 };
  /** Head at (1, 1), the hands so far to the left and the right; NaN where one is not seen. */
  const standing = (leftM: number, rightM: number, headM = 0) => {
    const recorder = createCurveRecorder();
    for (let timestampMs = 9000; timestampMs <= 11_000; timestampMs += 100) {
      const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);
      const put = (name: JointName, x: number): void =>
        joints.set([x, 1, 1.5, 1], JOINT_NAMES.indexOf(name) * JOINT_STRIDE);
      put("head", 1 + headM);
      put("l_wrist", 1 - leftM);
      put("r_wrist", 1 + rightM);
      recorder.takeFrame({
        kind: "joints",
        timestampMs,
        shoppers: [{ shopperId: "ann", joints }],
      });
    }
    return recorder;
  };

  it("is where the taker's hand is that is further out, or the taker", () => {
    expect(findReach(standing(0.2, 0.6), ANN)).toEqual({ x: 1.6, y: 1, z: 1.1 });
    expect(findReach(standing(0.6, 0.2), ANN)).toEqual({ x: 0.4, y: 1, z: 1.1 });
    expect(findReach(standing(Number.NaN, Number.NaN), ANN)).toEqual({ x: 1, y: 1, z: 1.1 });
  });

  it("is not known where the taker was not seen, or is not known", () => {
    expect(findReach(standing(0.2, 0.6, Number.NaN), ANN)).toBeNull();
    expect(findReach(standing(0.2, 0.6), { ...ANN, targetId: "bob" })).toBeNull();
    expect(findReach(standing(0.2, 0.6), { ...ANN, timestampMs: 90_000 })).toBeNull();
  });
});
