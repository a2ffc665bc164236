/** The calibration that was made for the video of a real shop: what it rests on is kept with it. */
import { fileURLToPath } from "node:url";
import { castRay, projectPoint } from "@saunter/vision/cameras/camera-model";
import { measureTurn } from "@saunter/vision/cameras/rotations";
import { describe, expect, it } from "vitest";
import { findLens, readCameras } from "./calibration-files.ts";
import { placeCamera } from "./place-camera.ts";
import { readPointsCsv } from "./points-csv.ts";

const folder = new URL("../../../../examples/cps-test-01/", import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));
const cameras = readCameras(path("calibration.json")).map(({ camera }) => camera);
const pointsOf = (cameraId: string) => readPointsCsv(path(`points-${cameraId}.csv`));

describe("the cameras of cps-test-01", () => {
  it("are four", () => {
    expect(cameras.map(({ cameraId }) => cameraId)).toEqual(["cam1", "cam3", "cam5", "cam7"]);
  });

  it.each(cameras)("are placed by their points: $cameraId", (camera) => {
    const { cameraId } = camera;
    const found = placeCamera(pointsOf(cameraId), {
      cameraId,
      lens: findLens(path("lenses.json"), cameraId),
      pointSdPx: 1,
      estimateFocal: false,
      estimateK1: false,
      workingPlace: { x: 1.5, y: -0.4, z: 1.2 },
    });
    expect(found.errorPxRms).toBeLessThan(1.7);
    expect(found.workingSdCm).toBeLessThan(3.5);
    // What somebody who walked has added.
    expect(measureTurn(found.camera.rotation, camera.rotation)).toBeLessThan(0.02);
  });

  it("show what was clicked, still, after they were made to agree on somebody who walks", () => {
    for (const camera of cameras) {
      const squares = pointsOf(camera.cameraId).map(({ place, x, y }) => {
        const pixel = projectPoint(camera, place)!;
        return (pixel.x - x) ** 2 + (pixel.y - y) ** 2;
      });
      const rms = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
      expect(rms, camera.cameraId).toBeLessThan(1.8);
    }
  });

  it("agree on where the glass wall stands, of which each sees another part", () => {
    const feet = [
      { cameraId: "cam1", x: 160.9, y: 285.6 },
      { cameraId: "cam3", x: 349.9, y: 207.8 },
      { cameraId: "cam5", x: 281.3, y: 193.4 },
      { cameraId: "cam7", x: 404.3, y: 234.8 },
    ];
    for (const { cameraId, ...pixel } of feet) {
      const camera = cameras.find((one) => one.cameraId === cameraId)!;
      const { origin, direction } = castRay(camera, pixel)!;
      const y = origin.y - (origin.z / direction.z) * direction.y;
      expect(Math.abs(y + 1.55), cameraId).toBeLessThan(0.05);
    }
  });
});
