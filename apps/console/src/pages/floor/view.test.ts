import { describe, expect, it } from "vitest";
import { fitView, panView, toScreenX, toScreenY, toTransform, zoomView } from "./view.ts";

const BOUNDS = { minX: -100, minY: -500, maxX: 500, maxY: 100 };

describe("a view of the floor", () => {
  it("has all of it in the middle, whatever the screen's shape", () => {
    for (const size of [
      { width: 900, height: 400 },
      { width: 320, height: 700 },
    ]) {
      const view = fitView(BOUNDS, size, 10);
      expect(toScreenX(view, 200)).toBeCloseTo(size.width / 2);
      expect(toScreenY(view, -200)).toBeCloseTo(size.height / 2);
      for (const [x, y] of [
        [-100, -500],
        [500, 100],
      ] as const) {
        expect(toScreenX(view, x)).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(toScreenX(view, x)).toBeLessThanOrEqual(size.width - 10 + 1e-9);
        expect(toScreenY(view, y)).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(toScreenY(view, y)).toBeLessThanOrEqual(size.height - 10 + 1e-9);
      }
    }
  });

  it("has the back of the shop at the top", () => {
    const view = fitView(BOUNDS, { width: 600, height: 600 }, 0);
    expect(toScreenY(view, 100)).toBeLessThan(toScreenY(view, -500));
  });

  it("stands where nothing has a size", () => {
    const view = fitView({ minX: 5, minY: 5, maxX: 5, maxY: 5 }, { width: 0, height: 0 }, 20);
    expect(Number.isFinite(view.scale + view.x + view.y)).toBe(true);
    expect(view.scale).toBeGreaterThan(0);
  });

  it("keeps in its place what one zooms at, and has ends", () => {
    const view = fitView(BOUNDS, { width: 600, height: 600 }, 0);
    const nearer = zoomView(view, 2, 150, 450);
    const floorX = (150 - view.x) / view.scale;
    expect(nearer.scale).toBeCloseTo(2 * view.scale);
    expect(toScreenX(nearer, floorX)).toBeCloseTo(150);
    expect(zoomView(view, 1e6, 0, 0).scale).toBe(12);
    expect(zoomView(view, 1e-6, 0, 0).scale).toBe(0.3);
    const far = { scale: 0.1, x: 0, y: 0 };
    expect(zoomView(far, 0.5, 0, 0).scale).toBe(0.1);
  });

  it("goes along with a finger, and can be written for SVG", () => {
    const view = panView({ scale: 2, x: 10, y: 20 }, 5, -5);
    expect(view).toEqual({ scale: 2, x: 15, y: 15 });
    expect(toTransform(view)).toBe("translate(15.00 15.00) scale(2.0000)");
  });
});
