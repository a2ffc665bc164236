import { beforeEach, describe, expect, it } from "vitest";
import { createFrameDamage, DAMAGED_MS, type FrameDamage, SPOILT_MS_MAX } from "./frame-damage.ts";

const SNAPSHOT_MS = 100;
const PICTURES_MAX = SPOILT_MS_MAX / SNAPSHOT_MS;

let damage: FrameDamage;
let [messages, sequence] = [0, 0];
let nowMs: number;

beforeEach(() => {
  [damage, messages, sequence, nowMs] = [createFrameDamage(), 0, 0, 0];
});

/** One picture after the other, with so many messages of damage each, of so many that came. */
function see(images: number, messagesEach: number, everyMs = SNAPSHOT_MS, came = 1): void {
  for (let at = 0; at < images; at++) {
    nowMs += everyMs;
    messages += messagesEach;
    sequence += came;
    damage.see({ damaged: messages, sequence, timestampMs: nowMs });
  }
}

const tell = () => [damage.sinceMs, damage.spoiltSinceMs];

describe("damage of pictures", () => {
  it("is none where there is none", () => {
    see(100, 0);
    expect(tell()).toEqual([null, null]);
  });

  it("is known with the first picture, for ten seconds after the last, and does not matter by itself", () => {
    see(10, 0);
    see(1, 40);
    const sinceMs = nowMs;
    expect(tell()).toEqual([sinceMs, null]);
    see(DAMAGED_MS / SNAPSHOT_MS - 1, 0);
    expect(tell()).toEqual([sinceMs, null]);
    see(1, 0);
    expect(tell()).toEqual([null, null]);
  });

  it("matters above a second in ten, and no longer than that is so", () => {
    see(10, 0);
    const fromMs = nowMs;
    see(PICTURES_MAX, 1);
    expect(tell()).toEqual([fromMs + SNAPSHOT_MS, null]);
    see(1, 1);
    expect(tell()).toEqual([fromMs + SNAPSHOT_MS, fromMs]);
    see(DAMAGED_MS / SNAPSHOT_MS - PICTURES_MAX - 1, 0);
    expect(tell()).toEqual([fromMs + SNAPSHOT_MS, fromMs]);
    see(1, 0);
    expect(tell()).toEqual([fromMs + SNAPSHOT_MS, null]);
  });

  it.each([
    ["before one that is damaged", [0, 1, 0]],
    ["soon after one", [1, 0, 0]],
    ["soon before one", [0, 0, 1]],
  ])("is of pictures that are missing %s, too", (_, [before, own, after]) => {
    see(10, 0);
    see(1, before!);
    see(9, 0);
    const fromMs = nowMs;
    see(1, own!, SPOILT_MS_MAX + 1);
    see(9, 0);
    see(1, after!);
    expect(damage.spoiltSinceMs).toBeGreaterThanOrEqual(fromMs - 1000);
    expect(damage.spoiltSinceMs).toBeLessThanOrEqual(fromMs);
    see(100, 0);
    expect(damage.spoiltSinceMs).toBeNull();
  });

  it("is not of pictures that are missing where none came damaged, or were left out, or of a slow camera", () => {
    see(10, 0);
    see(1, 0, 2 * SPOILT_MS_MAX);
    expect(tell()).toEqual([null, null]);
    see(200, 0);
    see(1, 1);
    see(5, 0, 4 * SNAPSHOT_MS, 4);
    expect(damage.sinceMs).not.toBeNull();
    expect(damage.spoiltSinceMs).toBeNull();
    // Fewer come from here on, which is soon what is usual.
    see(200, 0, 2 * SNAPSHOT_MS);
    see(1, 1, 2 * SNAPSHOT_MS);
    see(50, 0, 4 * SNAPSHOT_MS);
    expect(damage.spoiltSinceMs).toBeNull();
  });

  it("that goes on a little for hours does not matter, and nobody of hours ago is concerned by more", () => {
    for (let at = 0; at < 2000; at++) {
      see(19, 0);
      see(1, 3);
      expect(damage.spoiltSinceMs).toBeNull();
    }
    expect(damage.sinceMs).toBe(20 * SNAPSHOT_MS);
    see(PICTURES_MAX, 1);
    expect(nowMs - damage.spoiltSinceMs!).toBeLessThanOrEqual(DAMAGED_MS);
  });
});
