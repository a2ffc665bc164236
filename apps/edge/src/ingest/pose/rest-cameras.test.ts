import { describe, expect, it } from "vitest";
import { createCameraRest, REST_AFTER_MS } from "./rest-cameras.ts";

function open(...cameraIds: readonly string[]) {
  const told: (readonly [string, boolean])[] = [];
  const cameras = new Map(
    cameraIds.map((cameraId) => [
      cameraId,
      { rest: (rests: boolean) => void told.push([cameraId, rests]) },
    ]),
  );
  const rest = createCameraRest(cameras);
  const step = (nowMs: number, idle: Readonly<Record<string, number | null>>): void =>
    rest.step(nowMs, { idleSinceMs: new Map(Object.entries(idle)) });
  return { rest, step, told };
}

describe("createCameraRest", () => {
  it("lets all rest when nothing has moved before any of them for long, and wakes all at once", () => {
    const { step, told } = open("door", "till");
    step(REST_AFTER_MS, { door: 0, till: 1 });
    expect(told).toEqual([]);
    step(REST_AFTER_MS + 1, { door: 0, till: 1 });
    step(REST_AFTER_MS + 2, { door: 0, till: 1 });
    expect(told).toEqual([
      ["door", true],
      ["till", true],
    ]);
    step(REST_AFTER_MS + 500, { door: 0, till: null });
    expect(told.slice(2)).toEqual([
      ["door", false],
      ["till", false],
    ]);
  });

  it("lets none rest before all have been seen", () => {
    const { step, told } = open("door", "till");
    step(10 * REST_AFTER_MS, { door: 0 });
    expect(told).toEqual([]);
  });

  it("wakes them for whoever comes in, and keeps them awake for long", () => {
    const { rest, step, told } = open("door");
    step(REST_AFTER_MS, { door: 0 });
    rest.wake(REST_AFTER_MS + 10);
    expect(told).toEqual([
      ["door", true],
      ["door", false],
    ]);
    step(2 * REST_AFTER_MS + 9, { door: 0 });
    expect(told).toHaveLength(2);
    step(2 * REST_AFTER_MS + 10, { door: 0 });
    expect(told).toHaveLength(3);
  });
});
