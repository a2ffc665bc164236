import { ABSENCE_MS_MAX } from "@saunter/perception/limits";
import { JOINT_STRIDE, type JointFrame } from "@saunter/perception/observation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createDoorWatch,
  type Door,
  type DoorEvent,
  type DoorWatch,
  isInside,
  LEFT_AFTER_MS,
  LOST_AFTER_MS,
  type Point,
  type Zone,
} from "./door-watch.ts";

const JOINTS = 8;

function makeSquare(x: number, y: number, side = 1): Zone {
  return {
    corners: [
      { x, y },
      { x: x + side, y },
      { x: x + side, y: y + side },
      { x, y: y + side },
    ],
  };
}

/** A way in at (0, 0), a way out at (10, 0), and one for both at (20, 0), a metre wide each. */
const DOORS: readonly Door[] = [
  { gateId: "in", zone: makeSquare(0, 0), direction: "in" },
  { gateId: "out", zone: makeSquare(10, 0), direction: "out" },
  { gateId: "both", zone: makeSquare(20, 0), direction: "both" },
];
const IN: Point = { x: 0.5, y: 0.5 };
const OUT: Point = { x: 10.5, y: 0.5 };
const BOTH: Point = { x: 20.5, y: 0.5 };
const AISLE: Point = { x: 5, y: 5 };

/** A person whose head, neck and shoulders are around a place; nowhere where it is null. */
function pose(place: Point | null): Float64Array {
  const joints = new Float64Array(JOINTS * JOINT_STRIDE).fill(Number.NaN);
  if (place === null) return joints;
  for (const [joint, off] of [0, 0, -0.2, 0.2].entries()) {
    joints[joint * JOINT_STRIDE] = place.x + off;
    joints[joint * JOINT_STRIDE + 1] = place.y;
  }
  return joints;
}

function frame(timestampMs: number, people: Record<string, Point | null>): JointFrame {
  const shoppers = Object.entries(people).map(([shopperId, place]) => ({
    ...{ shopperId, joints: pose(place) },
  }));
  return { kind: "joints", timestampMs, shoppers };
}

/** What one person's ways tell: a place a time, and nobody seen where there is none. */
function walk(watch: DoorWatch, ...steps: (readonly [number, (Point | null)?])[]): DoorEvent[] {
  return steps.flatMap(([atMs, place]) =>
    watch.see(frame(atMs, place === undefined ? {} : { ann: place })),
  );
}

const kindsOf = (events: readonly DoorEvent[]): string[] => events.map(({ kind }) => kind);

describe("somebody who comes in", () => {
  it.each([
    ["in", IN, "in"],
    ["both", BOTH, "both"],
    ["only out", OUT, null],
    ["none", AISLE, null],
  ])("where the way is %s has come through it, or is inside", (_, place, gateId) => {
    expect(walk(createDoorWatch(DOORS), [0, place])).toEqual([
      { kind: "appeared", shopperId: "ann", gateId },
    ]);
  });

  it("appears once", () => {
    const watch = createDoorWatch(DOORS);
    expect(walk(watch, [0, IN], [100, IN], [200, AISLE], [5000, AISLE])).toHaveLength(1);
  });

  it("appears when it is seen where they are", () => {
    const watch = createDoorWatch(DOORS);
    expect(walk(watch, [0, null], [100, null])).toEqual([]);
    expect(walk(watch, [200, BOTH])).toEqual([
      { kind: "appeared", shopperId: "ann", gateId: "both" },
    ]);
  });

  it("and is expected has appeared already", () => {
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 0);
    expect(walk(watch, [100, IN], [200, AISLE])).toEqual([]);
  });

  it("belongs to the first of two gates at one place", () => {
    const zone = makeSquare(0, 0);
    const doors = ["first", "second"].map((gateId) => ({
      ...{ gateId, zone, direction: "both" as const },
    }));
    expect(walk(createDoorWatch(doors), [0, IN])).toMatchObject([{ gateId: "first" }]);
  });
});

describe("somebody who leaves", () => {
  it("has left when they are not seen at a way out for so long", () => {
    for (const place of [OUT, BOTH]) {
      const watch = createDoorWatch(DOORS);
      walk(watch, [0, IN], [1000, AISLE], [2000, place]);
      expect(walk(watch, [2000 + LEFT_AFTER_MS])).toEqual([]);
      expect(walk(watch, [2001 + LEFT_AFTER_MS])).toEqual([{ kind: "left", shopperId: "ann" }]);
      expect(walk(watch, [60_000])).toEqual([]);
    }
  });

  it("and turns back has not left", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, IN], [1000, AISLE], [2000, OUT], [2500, AISLE]);
    expect(walk(watch, [2500 + LEFT_AFTER_MS + 1], [20_000, AISLE])).toEqual([]);
  });

  it("has not left at the way in", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, IN], [1000, AISLE], [2000, IN]);
    expect(walk(watch, [2000 + LOST_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [2001 + LOST_AFTER_MS]))).toEqual(["lost"]);
  });

  it("has left also where their body was hidden when they were seen last", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, IN], [1000, AISLE], [2000, OUT], [2100, null]);
    expect(walk(watch, [2100 + LEFT_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [2101 + LEFT_AFTER_MS]))).toEqual(["left"]);
  });

  it("and has only just come in at the same place has not left while they stand there", () => {
    const watch = createDoorWatch(DOORS);
    expect(kindsOf(walk(watch, [0, BOTH], [700], [1400, BOTH], [2100]))).toEqual(["appeared"]);
    // Who never went further has gone out again.
    expect(kindsOf(walk(watch, [1401 + LOST_AFTER_MS]))).toEqual(["left"]);
  });

  it("is not held up by others, nor holds them up", () => {
    const watch = createDoorWatch(DOORS);
    watch.see(frame(0, { ann: AISLE, bob: AISLE }));
    watch.see(frame(1000, { ann: OUT, bob: AISLE }));
    expect(watch.see(frame(2000, { bob: OUT }))).toEqual([{ kind: "left", shopperId: "ann" }]);
    expect(watch.see(frame(3000, {}))).toEqual([{ kind: "left", shopperId: "bob" }]);
  });
});

describe("somebody who is not seen any more", () => {
  it("is lost after so long, and a new person where they are seen again", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE]);
    expect(walk(watch, [LOST_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [LOST_AFTER_MS + 1], [40_000, AISLE]))).toEqual([
      ...["lost", "appeared"],
    ]);
  });

  it("is lost before the engine gives them up by itself", () => {
    expect(LOST_AFTER_MS).toBeLessThan(ABSENCE_MS_MAX);
  });

  it("and was expected is lost so long after they were", () => {
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 5000);
    expect(walk(watch, [5000 + LOST_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [5001 + LOST_AFTER_MS]))).toEqual(["lost"]);
  });

  it("and was expected may leave", () => {
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 0);
    expect(kindsOf(walk(watch, [1000, OUT], [2000]))).toEqual(["left"]);
  });
});

describe("frames of the past", () => {
  it("tell nothing: neither of who comes, nor of where anybody is", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [1000, AISLE], [2000, OUT]);
    expect(watch.see(frame(1500, { ann: AISLE, bob: IN }))).toEqual([]);
    expect(kindsOf(walk(watch, [2001 + LEFT_AFTER_MS]))).toEqual(["left"]);
  });

  it("without a time tell nothing, and keep nobody from leaving", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [1000, AISLE], [2000, OUT]);
    expect(watch.see(frame(Number.NaN, { ann: AISLE, bob: IN }))).toEqual([]);
    expect(kindsOf(walk(watch, [2001 + LEFT_AFTER_MS]))).toEqual(["left"]);
  });

  it("of the same time count", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [1000, AISLE]);
    expect(watch.see(frame(1000, { bob: IN }))).toMatchObject([{ shopperId: "bob" }]);
  });
});

describe("a zone", () => {
  it("is what its corners enclose, in whichever order they are", () => {
    const square = makeSquare(0, 0);
    const turned = { corners: square.corners.toReversed() };
    for (const zone of [square, turned]) {
      expect(isInside({ x: 0.5, y: 0.5 }, zone)).toBe(true);
      for (const [x, y] of [
        ...[[-0.1, 0.5] as const, [1.1, 0.5] as const],
        ...[[0.5, -0.1] as const, [0.5, 1.1] as const],
      ]) {
        expect(isInside({ x, y }, zone)).toBe(false);
      }
    }
  });

  it("may have a notch", () => {
    const corners = [
      ...[
        { x: 0, y: 0 },
        { x: 4, y: 0 },
        { x: 4, y: 4 },
        { x: 2, y: 1 },
      ],
      { x: 0, y: 4 },
    ];
    expect(isInside({ x: 2, y: 0.5 }, { corners })).toBe(true);
    expect(isInside({ x: 2, y: 2 }, { corners })).toBe(false);
    expect(isInside({ x: 0.5, y: 2 }, { corners })).toBe(true);
    expect(isInside({ x: 3.5, y: 2 }, { corners })).toBe(true);
  });

  it("side by side with others leaves no point of a floor to none or to two", () => {
    const cells = [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => makeSquare(x, y)));
    const coordinate = fc.oneof(
      fc.double({ min: 0, max: 3, maxExcluded: true, noNaN: true }),
      fc.constantFrom(0, 1, 2),
    );
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        expect(cells.filter((zone) => isInside({ x, y }, zone))).toHaveLength(1);
      }),
    );
  });
});

describe("the watch", () => {
  it("tells of everybody in turn: appeared, then left or lost, whatever they do", () => {
    const places = [IN, OUT, BOTH, AISLE, null, undefined];
    const step = fc.record({
      afterMs: fc.integer({ min: -500, max: 31_000 }),
      ann: fc.constantFrom(...places),
      bob: fc.constantFrom(...places),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const watch = createDoorWatch(DOORS);
        const present = new Set<string>();
        let atMs = 0;
        for (const { afterMs, ...people } of steps) {
          atMs += afterMs;
          const seen = Object.fromEntries(
            Object.entries(people).flatMap(([id, place]) =>
              place === undefined ? [] : [[id, place] as const],
            ),
          );
          for (const { kind, shopperId } of watch.see(frame(atMs, seen))) {
            expect(present.has(shopperId)).toBe(kind !== "appeared");
            if (kind === "appeared") present.add(shopperId);
            else present.delete(shopperId);
          }
        }
        const end = watch.see(frame(1e9, {}));
        expect(end.map(({ shopperId }) => shopperId).sort()).toEqual([...present].sort());
      }),
    );
  });
});
