import { describe, expect, it } from "vitest";
import { createFrameBox } from "./frame-box.ts";

function open(isEachKept: boolean, framesMax = 3) {
  let rooms = 0;
  const box = createFrameBox({
    frameBytes: 12,
    framesMax,
    isEachKept,
    onRoom: () => void rooms++,
  });
  let sequence = 0;
  const put = (): boolean => {
    const rgb = box.takeBuffer();
    if (rgb === null) return false;
    const stamps = { timestampMs: sequence, arrivedMs: 0, sequence: sequence++ };
    const frame = { cameraId: "door", ...stamps, damaged: 0 };
    box.put({ ...frame, widthPx: 2, heightPx: 2, rgb });
    return true;
  };
  return { box, put, countRooms: () => rooms };
}

describe("createFrameBox", () => {
  it("has the newest frame take the place of the one that waits", async () => {
    const { box, put } = open(false);
    for (let at = 0; at < 10; at++) expect(put()).toBe(true);
    expect((await box.fetch())!.sequence).toBe(9);
    expect(box.counts).toEqual({ given: 1, replaced: 9 });
  });

  it("gives a frame at once to who waits for it", async () => {
    const { box, put } = open(false);
    const fetched = box.fetch();
    put();
    expect((await fetched)!.sequence).toBe(0);
    await expect(Promise.all([box.fetch(), box.fetch()])).rejects.toThrow("two wait");
  });

  it("holds no more frames than the pool, and takes the one that waits rather than nothing", async () => {
    const { box, put } = open(false);
    const held = [];
    for (let at = 0; at < 2; at++) {
      put();
      held.push((await box.fetch())!);
    }
    expect([put(), put()]).toEqual([true, true]);
    held.push((await box.fetch())!);
    expect(held.at(-1)!.sequence).toBe(3);
    expect(put()).toBe(false);
    const { rgb } = held[0]!;
    held[0]!.release();
    held[0]!.release();
    expect(box.takeBuffer()).toBe(rgb);
    expect(box.takeBuffer()).toBeNull();
  });

  it("keeps each frame where each counts: the next has to wait", async () => {
    const { box, put, countRooms } = open(true);
    expect([put(), put()]).toEqual([true, false]);
    const roomsBefore = countRooms();
    const frame = await box.fetch();
    expect(countRooms()).toBeGreaterThan(roomsBefore);
    expect([put(), put()]).toEqual([true, false]);
    frame!.release();
    expect(box.counts).toEqual({ given: 1, replaced: 0 });
  });

  it("reads one frame at a time where each counts: two would be one too many", () => {
    const { box } = open(true);
    const rgb = box.takeBuffer();
    expect(box.takeBuffer()).toBeNull();
    box.giveBack(rgb!);
    expect(box.takeBuffer()).toBe(rgb);
  });

  it("gives what waits after the end, then null", async () => {
    const { box, put } = open(false);
    put();
    box.end();
    expect([(await box.fetch())?.sequence, await box.fetch()]).toEqual([0, null]);
  });
});
