import { createRandom } from "@saunter/numerics/random";
import { mean } from "@saunter/numerics/statistics";
import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART } from "../parameters/smart-cart.ts";
import type { RestReading, TrayStep } from "./cart-observation.ts";
import { createTrayScale, findProvisional, pushTray, readTray } from "./tray-scale.ts";

const NOISE_G = 0.6;

interface Shown {
  readonly atMs: number;
  readonly changeG: number;
}

/** A tray that reads what a function of time says, with noise. */
function createScene(rateHz: number, seed = 1, expectedG: readonly number[] = []) {
  const random = createRandom(seed);
  const scale = createTrayScale(DEFAULT_SMART_CART);
  const steps: TrayStep[] = [];
  const foundMs: number[] = [];
  const shown: Shown[] = [];
  const warnings: string[] = [];
  const rests: RestReading[] = [];
  let nowMs = 0;
  const push = (sampleG: number, atMs: number): void => {
    const samplesG = Float32Array.of(sampleG);
    const batch = { kind: "weights", tray: 0, timestampMs: atMs, sampleRateHz: rateHz } as const;
    for (const news of pushTray(scale, { ...batch, samplesG }, (code) => warnings.push(code))) {
      if (news.kind === "rest") rests.push(news.rest);
      if (news.kind !== "step") continue;
      steps.push(news.step);
      foundMs.push(atMs);
    }
    const changeG = findProvisional(scale, () => expectedG);
    if (changeG !== null) shown.push({ atMs, changeG });
  };
  return {
    scale,
    steps,
    foundMs,
    shown,
    warnings,
    rests,
    random,
    push,
    now: () => nowMs,
    skip(ms: number): void {
      nowMs += ms;
    },
    play(ms: number, readG: (sinceMs: number) => number): void {
      const fromMs = nowMs;
      for (; nowMs < fromMs + ms; nowMs += 1000 / rateHz) {
        push(readG(nowMs - fromMs) + random.normal(0, NOISE_G), nowMs);
      }
    },
  };
}

/** Comes within a fifth of a second, and rings. */
function ringing(fromG: number, changeG: number, ringHz = 7, decayMs = 180) {
  return (sinceMs: number): number => {
    if (sinceMs < 200) return fromG + (changeG * sinceMs) / 200;
    const ringMs = sinceMs - 200;
    const swing = Math.exp(-ringMs / decayMs) * Math.sin((2 * Math.PI * ringHz * ringMs) / 1000);
    return fromG + changeG * (1 + 0.2 * swing);
  };
}

/** When a change of about so much was shown first; infinite where it never was. */
function findShownMs({ shown }: ReturnType<typeof createScene>, changeG: number): number {
  const found = shown.find((one) => Math.abs(one.changeG - changeG) < 0.2 * changeG);
  return found?.atMs ?? Number.POSITIVE_INFINITY;
}

describe("a tray's scale", () => {
  it("shows what is expected sooner, and nothing that does not come", () => {
    const show = (expectedG: readonly number[]): number[] =>
      Array.from({ length: 20 }, (_, at) => {
        const scene = createScene(10, at, expectedG);
        const ring = ringing(0, 300, 3 + at / 2, 300);
        scene.play(4000, () => 0);
        scene.play(4000, (ms) => ring(ms) + 2 * (ring(ms) - Math.min(300, ring(ms))));
        return findShownMs(scene, 300);
      });
    const plain = show([]);
    expect(mean(show([300]))).toBeLessThan(mean(plain) - 10);
    expect(show([900])).toEqual(plain);
  });

  it.each([5, 10, 12, 20, 50, 60, 80, 320])(
    "finds what came and what went once, at %d samples a second, and shows it before",
    (rateHz) => {
      const scene = createScene(rateHz);
      scene.play(4000, () => 0);
      scene.play(4000, ringing(0, 500));
      scene.play(4000, ringing(500, -320));
      expect(scene.steps).toHaveLength(2);
      for (const [at, [changeG, restMs]] of [
        [500, 4200],
        [-320, 8200],
      ].entries()) {
        const step = scene.steps[at]!;
        expect(Math.abs(step.changeG - changeG!)).toBeLessThan(4);
        expect(Math.abs(step.changeG - changeG!)).toBeLessThan(5 * step.errorG);
        expect(step.isRolled).toBe(false);
        expect(step.startMs).toBeLessThanOrEqual(restMs!);
        const soon = scene.shown.find(
          ({ atMs, changeG: shownG }) =>
            atMs > restMs! - 200 && Math.abs(shownG - changeG!) < 0.2 * Math.abs(changeG!),
        );
        // Two samples at 5 a second.
        expect((soon?.atMs ?? scene.foundMs[at]!) - restMs!).toBeLessThanOrEqual(
          Math.max(300, 3000 / rateHz),
        );
      }
      expect(Math.abs(readTray(scene.scale) - 180)).toBeLessThan(1.5);
    },
  );

  it("finds goods of few grams, and nothing where there is drift alone", () => {
    const scene = createScene(10);
    scene.play(3000, () => 0);
    scene.play(3000, () => 6);
    expect(scene.steps.map(({ changeG }) => Math.round(changeG))).toEqual([6]);
    scene.play(600_000, (sinceMs) => 6 + (2 * sinceMs) / 60_000);
    expect(scene.steps).toHaveLength(1);
    expect(Math.abs(readTray(scene.scale) - 26)).toBeLessThan(1);
    expect(scene.shown.filter(({ atMs }) => atMs > 6000)).toEqual([]);
  });

  it.each([10, 80, 320])("takes no spike for anything, at %d samples a second", (rateHz) => {
    const scene = createScene(rateHz);
    scene.play(2000, () => 0);
    const spikes = createRandom(5);
    scene.play(300_000, () => (spikes.chance(0.01) ? spikes.uniform(-22_000, 22_000) : 300));
    scene.play(2000, () => 300);
    expect(scene.steps).toHaveLength(1);
    expect(scene.steps[0]!.changeG).toBeCloseTo(300, -1);
    expect(scene.shown.filter(({ atMs }) => atMs > 5000)).toEqual([]);
  });

  it("finds changes though a third of the samples is lost", () => {
    const scene = createScene(20);
    const lost = createRandom(9);
    const losing = (readG: (sinceMs: number) => number) => (sinceMs: number) =>
      lost.chance(0.33) ? Number.NaN : readG(sinceMs);
    scene.play(
      4000,
      losing(() => 0),
    );
    scene.play(4000, losing(ringing(0, 250)));
    expect(scene.steps).toHaveLength(1);
    expect(Math.abs(scene.steps[0]!.changeG - 250)).toBeLessThan(4);
  });

  it("finds after a scale was away what came meanwhile, and nothing where nothing did", () => {
    const scene = createScene(10);
    scene.play(3000, () => 100);
    scene.skip(60_000);
    scene.play(3000, () => 100);
    expect(scene.steps).toEqual([]);
    scene.skip(60_000);
    scene.play(3000, () => 350);
    expect(scene.steps).toHaveLength(1);
    expect(scene.steps[0]).toMatchObject({ isRolled: true });
    expect(scene.steps[0]!.changeG).toBeCloseTo(250, -1);
  });

  it("drops samples that come twice, and goes on with a clock that was set back", () => {
    const scene = createScene(10);
    scene.play(3000, () => 100);
    scene.push(9000, scene.now() - 500);
    expect(scene.warnings).toEqual(["batch-late"]);
    scene.skip(-600_000);
    scene.play(3000, () => 100);
    expect(scene.steps).toEqual([]);
    scene.play(3000, () => 400);
    expect(scene.steps).toHaveLength(1);
    expect(scene.warnings).toEqual(["batch-late"]);
  });

  it.each([
    [10, 4],
    [10, 150],
    [80, 4],
    [80, 1500],
  ])("takes nothing for a change while it rolls, at %d Hz and %d g", (rateHz, shakeG) => {
    const scene = createScene(rateHz);
    const shake = createRandom(3);
    scene.play(3000, () => 2000);
    scene.play(1_200_000, () => 2000 + shake.normal(0, shakeG));
    expect(scene.steps).toEqual([]);
    // On a floor as smooth as glass it shows one every few minutes, for a moment.
    expect(scene.shown.length).toBeLessThanOrEqual(shakeG < 10 ? 8 : 1);
    // It stands on another slope, and its shaking has not been learnt for its noise.
    scene.play(4000, () => 2012);
    scene.play(4000, ringing(2012, 40));
    const last = scene.steps.at(-1)!;
    expect(Math.abs(last.changeG - 40)).toBeLessThan(3);
    expect(last.isRolled).toBe(false);
  });

  it.each([10, 20, 80])(
    "knows within a second of standing what came while it rolled, at %d Hz, though it still rings",
    (rateHz) => {
      const scene = createScene(rateHz);
      const shake = createRandom(4);
      scene.play(3000, () => 0);
      scene.play(5000, () => shake.normal(0, 200));
      scene.play(5000, () => 500 + shake.normal(0, 200));
      const standsMs = scene.now();
      const rings = (sinceMs: number): number => 400 * Math.exp(-sinceMs / 300);
      scene.play(
        4000,
        (sinceMs) => 500 + rings(sinceMs) * Math.cos((2 * Math.PI * 6 * sinceMs) / 1000),
      );
      expect(scene.steps).toHaveLength(1);
      expect(Math.abs(scene.steps[0]!.changeG - 500)).toBeLessThan(15);
      expect(scene.steps[0]!.isRolled).toBe(true);
      expect(scene.foundMs[0]! - standsMs).toBeLessThanOrEqual(1000);
      expect(Math.abs(readTray(scene.scale) - 500)).toBeLessThan(2);
    },
  );

  it("shows a hand that presses for a moment, and that it was nothing", () => {
    const scene = createScene(40);
    scene.play(3000, () => 100);
    scene.play(250, () => 900);
    scene.play(3000, () => 100);
    expect(scene.steps).toEqual([]);
    expect(scene.shown[0]!.changeG).toBeCloseTo(800, -1);
    expect(Math.abs(scene.shown.at(-1)!.changeG)).toBeLessThan(2);
    expect(scene.shown.length).toBeLessThanOrEqual(3);
  });

  it("counts what came beside a machine that shakes the cart, where it is much", () => {
    const scene = createScene(20);
    const shake = createRandom(6);
    scene.play(3000, () => 0);
    scene.play(20_000, () => shake.normal(0, 15));
    scene.play(6000, () => 600 + shake.normal(0, 15));
    expect(scene.steps).toHaveLength(1);
    expect(Math.abs(scene.steps[0]!.changeG - 600)).toBeLessThan(30);
  });

  it.each([1, 2, 5, 10])("finds the same on a scale that rounds to %d g", (divisionG) => {
    const scale = createTrayScale(DEFAULT_SMART_CART);
    const random = createRandom(2);
    const changesG: number[] = [];
    let at = 0;
    // Half a division beside a multiple, where it goes to and fro.
    for (const [seconds, levelG] of [
      [60, 0],
      [60, 490],
      [600, 740 + divisionG / 2],
      [60, 40],
    ] as const) {
      for (let until = at + 10 * seconds; at < until; at++) {
        const readG = levelG + random.normal(0, 0.5);
        const samplesG = Float32Array.of(Math.round(readG / divisionG) * divisionG);
        const batch = {
          kind: "weights",
          tray: 0,
          timestampMs: 100 * at,
          sampleRateHz: 10,
        } as const;
        for (const news of pushTray(scale, { ...batch, samplesG }, () => {})) {
          if (news.kind === "step") changesG.push(news.step.changeG);
        }
      }
    }
    expect(changesG).toHaveLength(3);
    for (const [index, expectedG] of [490, 250, -700].entries()) {
      expect(Math.abs(changesG[index]! - expectedG)).toBeLessThanOrEqual(divisionG);
    }
  });

  it("tells once after each step what it spreads by at rest: noise, or a hand that trembles", () => {
    const scene = createScene(40);
    scene.play(3000, () => 0);
    scene.play(6000, ringing(0, 800));
    let trembleG = 0;
    scene.play(6000, (sinceMs) => {
      trembleG = 0.9 * trembleG + 0.44 * scene.random.normal(0, 1.2);
      return sinceMs < 200 ? 800 + sinceMs : 1000 + trembleG;
    });
    expect(scene.steps.length).toBeGreaterThanOrEqual(2);
    const [still, trembling] = [scene.rests[0]!, scene.rests.at(-1)!];
    expect(scene.rests).toHaveLength(2);
    expect(still.spreadG).toBeLessThan(1.5 * NOISE_G);
    expect(trembling.spreadG).toBeGreaterThan(1.5 * trembling.noiseG);
    for (const { points } of scene.rests) expect(points).toBeGreaterThanOrEqual(5);
  });

  it("warns of a batch without a time or a rate", () => {
    const scene = createScene(0);
    scene.push(1, 0);
    createScene(10).push(1, 0);
    expect(scene.warnings).toEqual(["batch-unusable"]);
  });
});
