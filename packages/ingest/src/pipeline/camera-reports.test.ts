import { describe, expect, it } from "vitest";
import type { CameraCounts, CameraStatus } from "../cameras/camera-status.ts";
import type { CameraFault } from "./camera-fault.ts";
import { createCameraReports } from "./camera-reports.ts";
import type { OpenPipeline } from "./open-pipeline.ts";
import { makeCamerasConfig, makeScene, makeStatus } from "./simulated-cameras-fixture.ts";

const SCENE = makeScene(4, 1);
const [ID] = SCENE.cameras.map(({ cameraId }) => cameraId) as [string];
const BLACK: CameraFault = { cameraId: ID, kind: "black", sinceMs: 3, message: "it is black" };

function open() {
  const clock = { nowMs: 1000 };
  const told: { status: CameraStatus; faults: CameraFault[] } = {
    status: makeStatus(ID),
    faults: [],
  };
  const pipeline = {
    watch: { list: () => told.faults, correct: (_: string, atMs: number) => atMs - 250 },
    listStatuses: () => [told.status],
  } as unknown as OpenPipeline;
  const config = makeCamerasConfig(SCENE);
  const reports = createCameraReports({ cameras: [config.cameras[0]!] }, () => clock.nowMs);
  /** So many frames more have been given and dropped by then. */
  const pass = (byMs: number, given: number, dropped: number) => {
    clock.nowMs += byMs;
    const { counts } = told.status;
    const more: CameraCounts = {
      ...counts,
      given: counts.given + given,
      dropped: counts.dropped + dropped,
    };
    told.status = { ...told.status, counts: more, lastFrameMs: clock.nowMs };
    return reports.list()[0]!;
  };
  return { reports, pipeline, told, pass, clock };
}

describe("reports of cameras", () => {
  it("say that each is starting until it is opened", () => {
    const { reports } = open();
    expect(reports.list()).toMatchObject([
      { cameraId: ID, state: "starting", framesPerS: 0, lastFrameMs: null, faults: [] },
    ]);
  });

  it("have rates of the last seconds, not of all time", () => {
    const { reports, pipeline, pass } = open();
    reports.begin(pipeline);
    expect(reports.list()[0]).toMatchObject({ framesPerS: 0, droppedShare: 0 });
    expect(pass(2000, 20, 0)).toMatchObject({ framesPerS: 10, droppedShare: 0, lastFrameMs: 3000 });
    expect(pass(2000, 10, 10)).toMatchObject({ framesPerS: 7.5, droppedShare: 0.25 });
    for (let at = 0; at < 12; at++) pass(1000, 5, 5);
    expect(pass(1000, 5, 5)).toMatchObject({ framesPerS: 5, droppedShare: 0.5 });
    // Nobody has asked for an hour.
    expect(pass(3_600_000, 0, 0)).toMatchObject({ framesPerS: 0, droppedShare: 0 });
  });

  it("say what each is corrected by so that it is in time with the others", () => {
    const { reports, pipeline } = open();
    expect(reports.list()[0]).toMatchObject({ clockCorrectionMs: 0 });
    reports.begin(pipeline);
    expect(reports.list()[0]).toMatchObject({ clockCorrectionMs: -250 });
  });

  it("say which rest", () => {
    const { reports, pipeline, told } = open();
    reports.begin(pipeline);
    expect(reports.list()[0]).toMatchObject({ isResting: false });
    told.status = { ...told.status, isResting: true };
    expect(reports.list()[0]).toMatchObject({ isResting: true });
  });

  it("have what is wrong, and whether it counts", () => {
    const { reports, pipeline, told } = open();
    reports.begin(pipeline);
    told.faults = [BLACK];
    expect(reports.list()[0]).toMatchObject({ isLeftOut: true, faults: [BLACK] });
    told.faults = [{ ...BLACK, kind: "out-of-focus" }];
    expect(reports.list()[0]).toMatchObject({ isLeftOut: false });
  });
});
