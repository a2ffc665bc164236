import { describe, expect, it } from "vitest";
import {
  createPen,
  DISC_PX,
  type Drawn,
  makeDrawn,
  type Palette,
  takeHands,
} from "./draw-people.ts";
import type { Hand, Placed } from "./picture-history.ts";

const hidden = (): Hand => ({ x: 0, y: 0, isSeen: false });
const seen = (x: number, y: number): Hand => ({ x, y, isSeen: true });
const placed = (left: Hand, right: Hand): Placed => ({
  ...{ number: 7, x: 100, y: 100, heading: Number.NaN, left, right },
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
    ["clearRect", "moveTo", "lineTo", "arc", "stroke", "fill", "beginPath", "drawImage"].map(
      (name) => [name, write(name)],
    ),
  );
  const canvas = { getContext: () => context } as unknown as OffscreenCanvas;
  const pen = createPen(canvas, () => ({}) as ImageBitmap);
  return {
    ...{ pen, context },
    take: (): string[] => calls.splice(0).filter((call) => !/^(beginPath|stroke|fill)/.test(call)),
    countStrokes: (): number => calls.splice(0).filter((call) => call === "stroke").length,
  };
}

describe("a hand", () => {
  it("that hangs down is not drawn, and one that reaches is", () => {
    const drawn = makeDrawn();
    expect(takeHands(drawn, placed(seen(138, 100), hidden()))).toBe(false);
    expect([...drawn.hands]).toEqual([NaN, NaN, NaN, NaN]);
    expect(takeHands(drawn, placed(seen(139, 100), hidden()))).toBe(true);
    expect([...drawn.hands]).toEqual([139, 100, NaN, NaN]);
  });

  it("is drawn anew when it has moved, and when it is drawn back", () => {
    const drawn = makeDrawn();
    takeHands(drawn, placed(hidden(), seen(100, 160)));
    expect(takeHands(drawn, placed(hidden(), seen(100, 160.1)))).toBe(false);
    expect(takeHands(drawn, placed(hidden(), seen(100, 161)))).toBe(true);
    expect(takeHands(drawn, placed(hidden(), hidden()))).toBe(true);
    expect([...drawn.hands]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe("a pen", () => {
  it("draws no spikes where somebody turns back, which would not be rubbed out", () => {
    const { pen, context } = openPen();
    pen.setPalette(PALETTE);
    pen.draw([makeDrawn()], VIEW);
    expect(context).toMatchObject({ lineJoin: "bevel" });
  });

  it("draws the trails of all who look alike in as many strokes as those of one", () => {
    const { pen, countStrokes } = openPen();
    pen.setPalette(PALETTE);
    const walker = (number: number, trailLength: number): Drawn => {
      const drawn = { ...makeDrawn(), number, x: 10 * trailLength, y: number, trailLength };
      for (let at = 0; at < trailLength; at++) drawn.trail.set([10 * at, number], 2 * at);
      return drawn;
    };
    pen.draw([walker(1, 8)], VIEW);
    const ofOne = countStrokes();
    pen.draw([walker(1, 8), walker(2, 5), walker(3, 2)], VIEW);
    expect(countStrokes()).toBe(ofOne);
  });

  it("draws a trail from its oldest place to where somebody is, without a gap", () => {
    const { pen, take } = openPen();
    pen.setPalette(PALETTE);
    for (const trailLength of [2, 3, 5, 8]) {
      const drawn = { ...makeDrawn(), x: 10 * trailLength, y: 0, trailLength };
      for (let at = 0; at < trailLength; at++) drawn.trail.set([10 * at, 0], 2 * at);
      pen.draw([drawn], VIEW);
      const lines = take().filter((call) => /^(moveTo|lineTo)/.test(call));
      const steps = new Set<string>();
      let from = Number.NaN;
      for (const line of lines) {
        const to = Number(line.split(" ")[1]) / (10 * VIEW.scale);
        if (line.startsWith("lineTo")) steps.add(`${from}-${to}`);
        from = to;
      }
      expect([...steps]).toEqual(Array.from({ length: trailLength }, (_, at) => `${at}-${at + 1}`));
      pen.draw([], VIEW);
      take();
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
      `moveTo ${x} ${y}`,
      `lineTo ${x} ${y - 120}`,
      `arc ${x} ${y - 120} 4 0 6`,
      `drawImage ${x - side / 2} ${y - side / 2} ${side} ${side}`,
    ]);
  });

  it("rubs out all that it drew, however far a hand reached", () => {
    const { pen, take } = openPen();
    pen.setPalette(PALETTE);
    const drawn = { ...makeDrawn(), x: 100, y: 100 };
    takeHands(drawn, placed(hidden(), seen(160, 100)));
    pen.draw([drawn], VIEW);
    take();
    pen.draw([], VIEW);
    const boxes = take().map((call) => call.split(" ").slice(1).map(Number));
    expect(boxes.length).toBeGreaterThan(0);
    const right = Math.max(...boxes.map(([left, , width]) => left! + width!));
    const left = Math.min(...boxes.map(([from]) => from!));
    expect(right).toBeGreaterThanOrEqual(320 + 4);
    expect(left).toBeLessThanOrEqual(200 - DISC_PX - 5);
    pen.draw([], VIEW);
    expect(take()).toEqual([]);
  });
});
