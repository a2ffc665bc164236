import { describe, expect, it } from "vitest";
import { createPen, DISC_PX, makeDrawn, type Palette, takeHands } from "./draw-people.ts";
import type { Hand, Placed } from "./snapshot-history.ts";

const hidden = (): Hand => ({ x: 0, y: 0, isSeen: false });
const seen = (x: number, y: number): Hand => ({ x, y, isSeen: true });
const placed = (left: Hand, right: Hand): Placed => ({
  number: 7,
  x: 100,
  y: 100,
  heading: Number.NaN,
  left,
  right,
});

const PALETTE: Palette = {
  fill: { shopper: "blue", flagged: "blue", unbound: "amber", staff: "violet" },
  paper: "white",
};
/** Two pixels a centimetre; y goes up on the floor and down on the screen. */
const VIEW = { scale: 2, x: 0, y: 400 };

/** A canvas that writes down what is drawn on it. */
function openPen() {
  const calls: string[] = [];
  const write =
    (name: string) =>
    (...values: unknown[]): void => {
      const words = values.filter((value) => typeof value === "number").map(Math.round);
      calls.push([name, ...words].join(" "));
    };
  const context = Object.fromEntries(
    [
      ...["clearRect", "moveTo", "lineTo", "arc", "stroke", "fill", "beginPath", "drawImage"],
      ...["fillRect", "setTransform"],
    ].map((name) => [name, write(name)]),
  );
  const canvas = {
    width: 800,
    height: 600,
    getContext: () => context,
  } as unknown as OffscreenCanvas;
  const disc = { width: 2 * (DISC_PX + 5) } as ImageBitmap;
  const pen = createPen(canvas, () => disc);
  const take = (): string[] =>
    calls.splice(0).filter((call) => !/^(beginPath|stroke|fill)$/.test(call));
  return { pen, canvas, take };
}

describe("a hand", () => {
  it("that hangs down is not drawn, and one that reaches is", () => {
    const drawn = makeDrawn();
    expect(takeHands(drawn, placed(seen(138, 100), hidden()))).toBe(false);
    expect([...drawn.hands]).toEqual([NaN, NaN, NaN, NaN]);
    expect(takeHands(drawn, placed(seen(139, 100), hidden()))).toBe(true);
    expect([...drawn.hands]).toEqual([139, 100, NaN, NaN]);
  });

  it("is redrawn when it has moved, and when it is drawn back", () => {
    const drawn = makeDrawn();
    takeHands(drawn, placed(hidden(), seen(100, 160)));
    expect(takeHands(drawn, placed(hidden(), seen(100, 160.1)))).toBe(false);
    expect(takeHands(drawn, placed(hidden(), seen(100, 161)))).toBe(true);
    expect(takeHands(drawn, placed(hidden(), hidden()))).toBe(true);
    expect([...drawn.hands]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe("a pen", () => {
  it("draws a footprint at each place of a trail", () => {
    const { pen, take } = openPen();
    pen.setPalette(PALETTE);
    for (const trailLength of [1, 2, 3, 5, 8]) {
      const drawn = { ...makeDrawn(), x: 10 * trailLength, y: 0, trailLength };
      for (let at = 0; at < trailLength; at++) drawn.trail.set([10 * at, 40], 2 * at);
      pen.draw([drawn], VIEW);
      const prints = take().filter((call) => call.startsWith("fillRect"));
      const places = Array.from({ length: trailLength }, (_, at) => 20 * at - 1);
      expect(prints).toEqual(places.map((x) => `fillRect ${x} 319 3 3`));
    }
  });

  it("draws discs and footprints on whole pixels of the device", () => {
    const calls: number[][] = [];
    const note = (...values: number[]): void => void calls.push(values);
    const idle = (): void => {};
    const context = {
      clearRect: idle,
      moveTo: idle,
      lineTo: idle,
      stroke: idle,
      beginPath: idle,
      setTransform: idle,
      fill: idle,
      fillRect: note,
      drawImage: (_: unknown, ...values: number[]) => void calls.push(values),
    };
    const ratio = 1.25;
    const disc = { width: 40 } as ImageBitmap;
    const canvas = { getContext: () => context } as unknown as OffscreenCanvas;
    const pen = createPen(canvas, () => disc);
    pen.setPalette(PALETTE);
    pen.resize(500, 500, ratio);
    const drawn = { ...makeDrawn(), x: 33.3, y: 44.7, trailLength: 1 };
    drawn.trail.set([20.1, 30.2]);
    pen.draw([drawn], VIEW);
    expect(calls).toHaveLength(2);
    for (const value of calls.flat()) {
      expect(value * ratio).toBeCloseTo(Math.round(value * ratio), 9);
    }
  });

  it("draws nothing before it has colours", () => {
    const { pen, take } = openPen();
    pen.draw([makeDrawn()], VIEW);
    expect(take()).toEqual([]);
  });

  it("draws a line from a person to a hand, a dot there, and the disc above the line", () => {
    const { pen, take } = openPen();
    pen.setPalette(PALETTE);
    const drawn = { ...makeDrawn(), x: 100, y: 100 };
    takeHands(drawn, placed(hidden(), seen(100, 160)));
    pen.draw([drawn], VIEW);
    const [x, y] = [200, 200];
    const side = 2 * (DISC_PX + 5);
    expect(take()).toEqual([
      "clearRect 0 0 800 600",
      `moveTo ${x} ${y}`,
      `lineTo ${x} ${y - 120}`,
      `moveTo ${x + 4} ${y - 120}`,
      `arc ${x} ${y - 120} 4 0 6`,
      `drawImage ${x - side / 2} ${y - side / 2} ${side} ${side}`,
    ]);
  });

  it("rubs out all that it drew before it draws", () => {
    const { pen, canvas, take } = openPen();
    pen.setPalette(PALETTE);
    pen.draw([{ ...makeDrawn(), x: 100, y: 100 }], VIEW);
    expect(take()).toEqual(["clearRect 0 0 800 600", expect.stringMatching(/^drawImage/)]);
    pen.resize(1000, 500, 2);
    expect(canvas).toMatchObject({ width: 1000, height: 500 });
    take();
    pen.draw([], VIEW);
    expect(take()).toEqual(["clearRect 0 0 500 250"]);
  });
});
