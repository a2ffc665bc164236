import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import {
  type ClockChange,
  createCameraClocks,
  LOOK_EVERY_MS,
  OFF_MS_MIN,
  OFFSET_MS_MAX,
} from "./camera-clocks.ts";

const FRAME_MS = 100;
const IDS = ["a", "b", "c"];
/** Less may be off by chance, and more is reported. */
const SLACK_MS = 30;

interface Looking {
  readonly offsetsMs: readonly number[];
  readonly seconds?: number;
  readonly isLive?: boolean;
  readonly forgets?: string;
}

/** Somebody comes and goes before all three, whose clocks are apart. */
function estimate({ offsetsMs, seconds = 60, isLive = false, forgets }: Looking) {
  const clocks = createCameraClocks({ cameraIds: IDS, frameMs: FRAME_MS, isLive });
  const random = createRandom(5);
  const changes: ClockChange[] = [];
  let [light, step] = [100, 0];
  for (let at = 0; at < (seconds * 1000) / FRAME_MS; at++) {
    if (random.chance(0.08)) step = random.uniform(-6, 6);
    light = Math.max(20, Math.min(200, light + step));
    for (const [index, cameraId] of IDS.entries()) {
      const values = new Float32Array(16).fill(light + random.normal(0, 0.2));
      const image = { widthPx: 4, heightPx: 4, values };
      clocks.see(cameraId, image, at * FRAME_MS + offsetsMs[index]!);
      if (cameraId === forgets) clocks.forget(cameraId);
    }
    changes.push(...clocks.estimate(at * FRAME_MS));
  }
  return { clocks, changes };
}

describe("cameras' clocks", () => {
  it("are corrected by what moves, once, and their spread is known", () => {
    const { clocks, changes } = estimate({ offsetsMs: [0, 0, 2500] });
    expect(changes.map(({ cameraId }) => cameraId)).toEqual(["c"]);
    expect(Math.abs(clocks.correct("c", 2500))).toBeLessThan(SLACK_MS);
    expect(clocks.correct("a", 7)).toBe(7);
    expect(Math.abs(clocks.spreadMs - 2500)).toBeLessThan(SLACK_MS);
  });

  it("are right in the middle of films, and where live pictures come soonest", () => {
    const films = estimate({ offsetsMs: [-1500, 0, 0] });
    expect(films.changes.map(({ cameraId }) => cameraId)).toEqual(["a"]);
    const live = estimate({ offsetsMs: [-1500, 0, 0], isLive: true });
    expect(live.changes.map(({ cameraId }) => cameraId).sort()).toEqual(["b", "c"]);
    expect(Math.abs(live.clocks.correct("b", 0) + 1500)).toBeLessThan(SLACK_MS);
  });

  it("are left as they are where they are off by little, and corrected from there on", () => {
    expect(estimate({ offsetsMs: [0, 0, OFF_MS_MIN - SLACK_MS] }).changes).toEqual([]);
    expect(estimate({ offsetsMs: [0, 0, OFF_MS_MIN + SLACK_MS] }).changes).toHaveLength(1);
  });

  it("are not known by one look, nor beyond the bound, nor where nothing is seen", () => {
    const seconds = (2 * LOOK_EVERY_MS) / 1000;
    expect(estimate({ offsetsMs: [0, 0, 2500], seconds }).changes).toEqual([]);
    expect(estimate({ offsetsMs: [0, 0, OFFSET_MS_MAX + 1000] }).changes).toEqual([]);
    expect(estimate({ offsetsMs: [0, 0, 2500], forgets: "c" }).changes).toEqual([]);
  });
});
