import { describe, expect, it } from "vitest";
import { findNext, fitView, makeClusters, project, toScreen, zoomView } from "./map-view.ts";

const SIZE = { width: 800, height: 600 };

describe("the map", () => {
  const leeds = project(53.8, -1.55);
  const bristol = project(51.45, -2.6);
  const york = project(53.96, -1.09);

  it("shows all shops, north above south and east right of west", () => {
    const view = fitView([leeds, bristol, york], SIZE);
    const at = [leeds, bristol, york].map((point) => toScreen(point, view, SIZE));
    for (const { x, y } of at) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(SIZE.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(SIZE.height);
    }
    expect(at[2]!.y).toBeLessThan(at[1]!.y);
    expect(at[2]!.x).toBeGreaterThan(at[0]!.x);
  });

  it("keeps what is below the pointer there as it zooms", () => {
    const view = fitView([leeds, bristol], SIZE);
    const before = toScreen(leeds, view, SIZE);
    const after = toScreen(leeds, zoomView(view, 2, before, SIZE), SIZE);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
  });

  it("shows shops that lie together as one, and apart when zoomed in", () => {
    const placed = [leeds, york, bristol].map((at, value) => ({ at, value }));
    const far = { x: leeds.x, y: leeds.y, worldPx: 256 };
    expect(makeClusters(placed, far, SIZE)).toHaveLength(1);
    expect(makeClusters(placed, fitView([leeds, york, bristol], SIZE), SIZE)).toHaveLength(3);
  });

  it("goes to the nearest shop in a direction, and nowhere at the edge", () => {
    const one = (x: number, y: number, value: string) => ({ at: { x, y }, values: [value] });
    const clusters = [one(0, 0, "here"), one(50, 5, "near"), one(40, 200, "aside")];
    expect(findNext(clusters, { x: 0, y: 0 }, "ArrowRight")?.values).toEqual(["near"]);
    expect(findNext(clusters, { x: 0, y: 0 }, "ArrowDown")?.values).toEqual(["near"]);
    expect(findNext(clusters, { x: 0, y: 0 }, "ArrowLeft")).toBeNull();
  });
});
