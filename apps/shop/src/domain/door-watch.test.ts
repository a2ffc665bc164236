import { ABSENCE_MS_MAX } from "@saunter/engine/limits";
import { JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { isInside, measureToZoneM, type Point, type Zone } from "@saunter/numerics/polygon";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createDoorWatch,
  type Door,
  type DoorEvent,
  type DoorWatch,
  LEFT_AFTER_MS,
  LOST_AFTER_MS,
  NEAR_EXIT_M,
  RETURN_WITHIN_MS,
  STEPPED_IN_MS,
  UNSEEN_MS_MAX,
  UNSEEN_NEAR_EXIT_MS,
  WALK_OUT_M_PER_S,
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
    shopperId,
    joints: pose(place),
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
  ])("where the way is %s has come through it when they are seen inside", (_, place, gateId) => {
    const watch = createDoorWatch(DOORS);
    expect(walk(watch, [0, place], [5000, place])).toEqual([]);
    expect(walk(watch, [5100, AISLE], [5099 + STEPPED_IN_MS, AISLE])).toEqual([]);
    const crossed = [{ kind: "appeared", shopperId: "ann", gateId }];
    expect(walk(watch, [5100 + STEPPED_IN_MS, AISLE])).toEqual(crossed);
    expect(walk(watch, [6000, AISLE], [7000, place], [8000, AISLE], [9000, AISLE])).toEqual([]);
  });

  it("and stands in the door has not come in, however long, nor when their joints jitter", () => {
    const watch = createDoorWatch(DOORS);
    const places = [IN, IN, { x: 1.1, y: 0.5 }];
    for (let at = 0; at < 200; at++) {
      expect(walk(watch, [at * STEPPED_IN_MS, places[at % 3]])).toEqual([]);
    }
    // And back out into the street.
    expect(walk(watch, [61_000 + LOST_AFTER_MS], [200_000])).toEqual([]);
  });

  it("through the one of two doors that they stood in last", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, IN], [1000, BOTH], [2000, AISLE]);
    expect(walk(watch, [3000, AISLE])).toMatchObject([{ gateId: "both" }]);
  });

  it("is inside at once where they are first seen there", () => {
    expect(walk(createDoorWatch(DOORS), [0, AISLE], [100, IN], [5000, AISLE])).toEqual([
      { kind: "appeared", shopperId: "ann", gateId: null },
    ]);
  });

  it("is followed through the door while their body is hidden", () => {
    const watch = createDoorWatch(DOORS);
    expect(walk(watch, [0, null], [100, BOTH], [200, null], [20_000, AISLE])).toEqual([]);
    expect(walk(watch, [21_000, null], [22_000, AISLE])).toMatchObject([{ gateId: "both" }]);
  });

  it("and takes something from where they stand in the door has come in, once", () => {
    const watch = createDoorWatch(DOORS);
    expect(watch.takeIn("ann")).toBeNull();
    walk(watch, [0, BOTH]);
    expect(watch.takeIn("ann")).toEqual({ kind: "appeared", shopperId: "ann", gateId: "both" });
    expect(watch.takeIn("ann")).toBeNull();
    expect(walk(watch, [1000, AISLE], [2000, AISLE])).toEqual([]);
    expect(kindsOf(walk(watch, [3000, BOTH], [4000]))).toEqual(["left"]);
  });

  it("and is expected has come in already", () => {
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 0);
    expect(walk(watch, [100, IN], [200, AISLE], [900, AISLE])).toEqual([]);
  });

  it("belongs to the first of two gates at one place that leads in", () => {
    const zone = makeSquare(0, 0);
    const doors = (["out", "both", "in"] as const).map((direction) => ({
      gateId: direction,
      zone,
      direction,
    }));
    const watch = createDoorWatch(doors);
    walk(watch, [0, IN], [1000, AISLE]);
    expect(walk(watch, [2000, AISLE])).toMatchObject([{ gateId: "both" }]);
  });
});

describe("a door that is anywhere", () => {
  const doors: readonly Door[] = [{ gateId: "door", zone: null, direction: "both" }];

  it("is come in by at first sight, and left by not being seen any more", () => {
    const watch = createDoorWatch(doors);
    expect(walk(watch, [0, AISLE])).toEqual([
      { kind: "appeared", shopperId: "ann", gateId: "door" },
    ]);
    expect(walk(watch, [LOST_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [LOST_AFTER_MS + 1]))).toEqual(["left"]);
  });
});

describe("somebody who leaves", () => {
  it("has left when they are not seen at a way out for so long", () => {
    for (const place of [OUT, BOTH]) {
      const watch = createDoorWatch(DOORS);
      walk(watch, [0, IN], [1000, AISLE], [1500, AISLE], [2000, place]);
      expect(walk(watch, [2000 + LEFT_AFTER_MS])).toEqual([]);
      expect(walk(watch, [2001 + LEFT_AFTER_MS])).toEqual([{ kind: "left", shopperId: "ann" }]);
      expect(walk(watch, [60_000])).toEqual([]);
    }
  });

  it("and turns back has not left", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE], [2000, OUT], [2500, AISLE]);
    expect(walk(watch, [2500 + LEFT_AFTER_MS + 1], [20_000, AISLE])).toEqual([]);
  });

  it("has not left at the way in", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE], [2000, IN]);
    expect(walk(watch, [2000 + LOST_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [2001 + LOST_AFTER_MS]))).toEqual(["lost"]);
  });

  it("has left also where their body was hidden when they were seen last", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE], [2000, OUT], [2100, null]);
    expect(walk(watch, [2100 + LEFT_AFTER_MS])).toEqual([]);
    expect(kindsOf(walk(watch, [2101 + LEFT_AFTER_MS]))).toEqual(["left"]);
  });

  it("by the door that they came in by has left, and who only stood in it has not", () => {
    const watch = createDoorWatch(DOORS);
    const inside = [
      [1000, AISLE],
      [1400, AISLE],
    ] as const;
    expect(kindsOf(walk(watch, [0, BOTH], ...inside, [2000, BOTH], [2700]))).toEqual([
      ...["appeared", "left"],
    ]);
    expect(walk(watch, [3000, BOTH], [4000], [5000, BOTH], [6000], [60_000])).toEqual([]);
  });

  it("is not held up by others, nor holds them up", () => {
    const watch = createDoorWatch(DOORS);
    watch.see(frame(0, { ann: AISLE, bob: AISLE }));
    watch.see(frame(1000, { ann: OUT, bob: AISLE }));
    expect(watch.see(frame(2000, { bob: OUT }))).toEqual([{ kind: "left", shopperId: "ann" }]);
    expect(watch.see(frame(3000, {}))).toEqual([{ kind: "left", shopperId: "bob" }]);
  });
});

describe("somebody who was a few steps from a way out", () => {
  /** Distance in front of the zone, whose side is at x = 10. */
  const before = (distanceM: number): Point => ({ x: 10 - distanceM, y: 0.5 });

  it.each([0.3, 1, NEAR_EXIT_M - 0.01])("%f m, has left when they can be out", (distanceM) => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE], [2000, before(distanceM)]);
    const leftMs = 2000 + UNSEEN_NEAR_EXIT_MS + (1000 * distanceM) / WALK_OUT_M_PER_S;
    expect(walk(watch, [leftMs - 1])).toEqual([]);
    expect(kindsOf(walk(watch, [leftMs + 1]))).toEqual(["left"]);
    expect(kindsOf(walk(watch, [leftMs + 100, before(distanceM + 1)]))).toEqual(["returned"]);
  });

  it("and not so few is lost, as is one who was near a way in", () => {
    for (const place of [before(NEAR_EXIT_M + 0.01), { x: 1.2, y: 0.5 }]) {
      const watch = createDoorWatch(DOORS);
      walk(watch, [0, AISLE], [2000, place]);
      expect(walk(watch, [2000 + LOST_AFTER_MS])).toEqual([]);
      expect(kindsOf(walk(watch, [2001 + LOST_AFTER_MS]))).toEqual(["lost"]);
    }
  });

  it("is not taken to have left where somebody new is first seen that near", () => {
    const watch = createDoorWatch(DOORS);
    walk(watch, [0, AISLE], [2000, before(1)]);
    const near = watch.see(frame(2200, { bob: { x: 8.5, y: 1 } }));
    expect(near).toMatchObject([{ kind: "appeared", shopperId: "bob" }]);
    expect(kindsOf(watch.see(frame(20_000, { bob: AISLE })))).toEqual([]);
    expect(kindsOf(watch.see(frame(30_000, { bob: AISLE })))).toEqual(["lost"]);
  });

  it("has left though somebody new is first seen far off, or comes in through a door", () => {
    for (const bob of [AISLE, BOTH]) {
      const watch = createDoorWatch(DOORS);
      walk(watch, [0, AISLE], [2000, before(1)]);
      watch.see(frame(2200, { bob }));
      const later = watch.see(frame(5000, { bob }));
      expect(later).toEqual([{ kind: "left", shopperId: "ann" }]);
    }
  });

  it("and goes out under the number of another has left as one who was seen in the door", () => {
    const watch = createDoorWatch(DOORS);
    watch.see(frame(0, { ann: AISLE, bob: AISLE }));
    // It is ann who is in the door, and bob who stands before it.
    watch.see(frame(2000, { ann: before(1), bob: OUT }));
    expect(watch.see(frame(2066, { bob: before(1.1) }))).toEqual([]);
    const outMs = 2000 + LEFT_AFTER_MS;
    expect(watch.see(frame(outMs, { bob: before(1.1) }))).toEqual([]);
    expect(watch.see(frame(outMs + 1, { bob: before(1.1) }))).toEqual([
      { kind: "left", shopperId: "ann" },
    ]);
  });

  it("has not gone out where another walks back from the door to where they are hidden", () => {
    const watch = createDoorWatch(DOORS);
    watch.see(frame(0, { ann: AISLE, bob: AISLE }));
    watch.see(frame(2000, { ann: before(0.5), bob: OUT }));
    for (const [atMs, distanceM] of [
      [2066, -0.1],
      [2133, 0.1],
      [2200, 0.3],
    ] as const) {
      watch.see(frame(atMs, { bob: before(distanceM) }));
    }
    expect(watch.see(frame(2001 + LEFT_AFTER_MS, { bob: before(1) }))).toEqual([]);
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

describe("a number that is seen again", () => {
  /** Whether whoever is seen there then is somebody else, after the ways that were gone. */
  const isOther = (steps: Parameters<typeof walk>[1][], atMs: number, place: Point | null) => {
    const watch = createDoorWatch(DOORS);
    walk(watch, ...steps);
    return watch.isOther("ann", pose(place), atMs);
  };
  const LEFT: Parameters<typeof walk>[1][] = [[0, AISLE], [2000, OUT], [2700]];
  const NEAR: Point = { x: 9, y: 1.5 };

  it.each([
    ["near the exit at once", 2000 + RETURN_WITHIN_MS, NEAR, false],
    ["near the exit later", 2001 + RETURN_WITHIN_MS, NEAR, true],
    ["in the exit", 2800, OUT, true],
    ["farther than they can have walked", 2800, { x: 5.5, y: 2.5 }, true],
    ["nobody can tell where", 2800, null, false],
  ])("after they have left: %s", (_, atMs, place, isSomebodyElse) => {
    expect(isOther(LEFT, atMs, place)).toBe(isSomebodyElse);
  });

  it.each([
    ["in the aisle, however long unseen", 20_000, AISLE, false],
    ["in a way in, soon", RETURN_WITHIN_MS, { x: 0.9, y: 0.9 }, false],
    ["in a way in, later", RETURN_WITHIN_MS + 1, { x: 0.9, y: 0.9 }, true],
    ["in a way that leads in and out, later", RETURN_WITHIN_MS + 6000, BOTH, true],
    ["in a way that only leads out, later", RETURN_WITHIN_MS + 6000, OUT, true],
    ["far off while they are followed", UNSEEN_MS_MAX, BOTH, false],
    ["far off when they were not", UNSEEN_MS_MAX + 1, BOTH, true],
  ])("while they are inside: %s", (_, atMs, place, isSomebodyElse) => {
    expect(isOther([[0, AISLE]], atMs, place)).toBe(isSomebodyElse);
  });

  it("is theirs of those who have never come in, or are expected inside", () => {
    expect(isOther([], 0, AISLE)).toBe(false);
    expect(isOther([[0, IN]], 20_000, BOTH)).toBe(false);
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 0);
    expect(watch.isOther("ann", pose(AISLE), 20_000)).toBe(false);
  });

  it("of an earlier run, and seen in a door, is somebody else's: nobody knows when they were seen last", () => {
    const watch = createDoorWatch(DOORS);
    watch.expect("ann", 0);
    for (const place of [IN, OUT]) expect(watch.isOther("ann", pose(place), 100)).toBe(true);
    expect(walk(watch, [200, null], [300, AISLE])).toEqual([]);
    expect(watch.isOther("ann", pose(OUT), 400)).toBe(false);
  });

  it("of somebody who has left is theirs again, and they leave again", () => {
    const watch = createDoorWatch(DOORS);
    expect(kindsOf(walk(watch, ...LEFT))).toEqual(["appeared", "left"]);
    expect(walk(watch, [2900, NEAR])).toEqual([{ kind: "returned", shopperId: "ann" }]);
    expect(walk(watch, [3900, AISLE], [9000, OUT])).toEqual([]);
    expect(kindsOf(walk(watch, [9700]))).toEqual(["left"]);
  });

  it("is new once they are forgotten, whether they have left or not", () => {
    for (const steps of [LEFT, [[0, AISLE]] as const]) {
      const watch = createDoorWatch(DOORS);
      walk(watch, ...steps);
      watch.forget("ann");
      expect(watch.isOther("ann", pose(BOTH), 2800)).toBe(false);
      expect(kindsOf(walk(watch, [2800, NEAR]))).toEqual(["appeared"]);
    }
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
    expect(watch.see(frame(1000, { bob: AISLE }))).toMatchObject([{ shopperId: "bob" }]);
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

  it("is as far as its nearest edge or corner", () => {
    const square = makeSquare(0, 0);
    expect(measureToZoneM({ x: 0.2, y: 0.9 }, square)).toBe(0);
    expect(measureToZoneM({ x: 0.2, y: 1.5 }, square)).toBeCloseTo(0.5);
    expect(measureToZoneM({ x: -3, y: 5 }, square)).toBeCloseTo(5);
    const point = { corners: [IN, IN, IN] };
    expect(measureToZoneM({ x: 0.5, y: 2.5 }, point)).toBeCloseTo(2);
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
    const places = [IN, OUT, BOTH, AISLE, { x: 9.5, y: 0.5 }, null, undefined];
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
            const isComing = kind === "appeared" || kind === "returned";
            expect(present.has(shopperId)).toBe(!isComing);
            if (isComing) present.add(shopperId);
            else present.delete(shopperId);
          }
        }
        const end = watch.see(frame(1e9, {}));
        expect(end.map(({ shopperId }) => shopperId).sort()).toEqual([...present].sort());
      }),
    );
  });
});
