import type { CameraFaultKind } from "@saunter/ingest/pipeline/camera-fault";
import type { CameraReport } from "@saunter/ingest/pipeline/camera-reports";
import { describe, expect, it } from "vitest";
import { countEvents, listAlerts, openTestShop, type TestShop } from "../../domain/shop-fixture.ts";
import { writeCameraAlerts } from "./watch-cameras.ts";

function report(
  cameraId: string,
  kinds: readonly CameraFaultKind[],
  lastFrameMs: number | null = 5,
) {
  const made: CameraReport = {
    cameraId,
    state: "live",
    message: "pictures come",
    framesPerS: 10,
    droppedShare: 0,
    lastFrameMs,
    isResting: false,
    isLeftOut: kinds.length > 0,
    clockCorrectionMs: 0,
    faults: kinds.map((kind) => ({ cameraId, kind, sinceMs: 0, message: `it is ${kind}` })),
  };
  return made;
}

const write = ({ store }: TestShop, ...reports: readonly CameraReport[]) =>
  store.transact((tx) => writeCameraAlerts(tx, { list: () => reports }));

describe("a camera with a fault", () => {
  it("is an alert by its name for each thing that is wrong, until that is over", async () => {
    const test = openTestShop();
    await write(test, report("door", []), report("till", ["frozen"]));
    await write(test, report("door", []), report("till", ["frozen", "moved"]));
    expect(listAlerts(test)).toEqual(["camera-fault:till:frozen", "camera-fault:till:moved"]);
    const row = test.store.db.prepare("SELECT kind, message FROM alerts").get();
    expect({ ...row }).toEqual({ kind: "camera-fault", message: "camera till: it is frozen" });
    await write(test, report("door", []), report("till", ["moved"]));
    expect(listAlerts(test)).toEqual(["camera-fault:till:moved"]);
    await write(test, report("door", []), report("till", []));
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "AlertRaised")).toBe(2);
    await test.close();
  });

  it("is none where it sees less well, and one where receipts are not touched, or nobody knows which of two is wrong", async () => {
    const test = openTestShop();
    await write(test, report("door", ["out-of-focus", "damaged"]), report("till", ["unsure"]));
    expect(listAlerts(test)).toEqual(["camera-fault:door:damaged", "camera-fault:till:unsure"]);
    await test.close();
  });

  it("was not when the process ended: that holds until a picture comes, or it is gone", async () => {
    const test = openTestShop();
    await write(test, report("door", ["black"]), report("do", ["black"]), report("old", ["black"]));
    const next = await test.restart();
    await write(next, report("door", [], null), report("do", []));
    expect(listAlerts(next)).toEqual(["camera-fault:door:black"]);
    await write(next, report("door", ["silent"], null));
    expect(listAlerts(next)).toEqual(["camera-fault:door:black", "camera-fault:door:silent"]);
    await write(next, report("door", [], 7));
    expect(listAlerts(next)).toEqual([]);
    await next.close();
  });
});
