import { describe, expect, it } from "vitest";
import { createCameraRest, KEY_MS_MAX, REST_AFTER_MS, STAY_AWAKE_MS } from "./rest-cameras.ts";

function open(...cameraIds: readonly string[]) {
  const told: (readonly [string, boolean])[] = [];
  const changes: boolean[] = [];
  const cameras = new Map(
    cameraIds.map((cameraId) => [
      cameraId,
      { rest: (rests: boolean) => void told.push([cameraId, rests]) },
    ]),
  );
  const rest = createCameraRest({ cameras, onChange: (rests) => void changes.push(rests) });
  const step = (nowMs: number, idle: Readonly<Record<string, number | null>>, blind = ""): void =>
    rest.step(nowMs, (cameraId) => ({
      sinceMs: idle[cameraId] ?? null,
      isBlind: cameraId === blind,
    }));
  return { rest, step, told, changes };
}

describe("createCameraRest", () => {
  it("lets all rest when nothing has moved before any of them for long, and wakes all at once", () => {
    const { step, told, changes } = open("door", "till");
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
    expect(changes).toEqual([true, false]);
  });

  it("lets none rest before all have been seen", () => {
    const { step, told } = open("door", "till");
    step(10 * REST_AFTER_MS, { door: 0 });
    expect(told).toEqual([]);
  });

  it("wakes them for whoever comes in, and keeps them awake for long", () => {
    const { rest, step, changes } = open("door");
    step(REST_AFTER_MS, { door: 0 });
    rest.wake(REST_AFTER_MS + 10);
    expect(changes).toEqual([true, false]);
    step(2 * REST_AFTER_MS + 9, { door: 0 });
    expect(changes).toHaveLength(2);
    step(2 * REST_AFTER_MS + 10, { door: 0 });
    expect(changes).toEqual([true, false, true]);
  });

  it("keeps cameras awake of which one sends key pictures too seldom, and tries again", () => {
    const { rest, step, changes } = open("door", "till");
    const idle = { door: 0, till: 0 };
    const restedMs = REST_AFTER_MS;
    step(restedMs, idle);
    rest.see("door", restedMs + KEY_MS_MAX);
    step(restedMs + KEY_MS_MAX, idle);
    expect(changes).toEqual([true]);
    const lateMs = restedMs + KEY_MS_MAX + 1;
    step(lateMs, idle);
    expect(changes).toEqual([true, false]);
    step(lateMs + STAY_AWAKE_MS - 1, idle);
    expect(changes).toHaveLength(2);
    step(lateMs + STAY_AWAKE_MS, idle);
    expect(changes).toEqual([true, false, true]);
  });

  it("does not wait for pictures of one that shows nothing", () => {
    const { rest, step, changes } = open("door", "till");
    const idle = { door: 0, till: 0 };
    step(REST_AFTER_MS, idle, "till");
    const laterMs = REST_AFTER_MS + KEY_MS_MAX + 1;
    rest.see("door", laterMs);
    step(laterMs, idle, "till");
    expect(changes).toEqual([true]);
  });
});
