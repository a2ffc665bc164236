import { JOINT_NAMES } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { DETECTION_STRIDE, type PoseDetection } from "@saunter/vision/fusion/pose-detection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPeopleBlur } from "./blur-people.ts";
import {
  COVERED,
  coverBody,
  type Disc,
  findHands,
  HAND_PX_MAX,
  HEAD,
  type Mask,
  measureHeadPx,
  SHOWN,
  WRIST_SCORE_MIN,
} from "./body-regions.ts";
import {
  drawRoom,
  drawThing,
  HEAD_WIDTH_M,
  makeNoise,
  makePose,
  SIZE,
  standAt,
} from "./clips-fixture.ts";
import { COLOUR_STEP, coverCells } from "./mosaic.ts";
import { CELL_PX_MIN, findLevel, LEVELS, makeGrids } from "./mosaic-cells.ts";

const { widthPx, heightPx } = SIZE;
const GRIDS = makeGrids(widthPx, heightPx);

const person = fc
  .record({
    x: fc.integer({ min: -20, max: 340 }),
    y: fc.integer({ min: -20, max: 200 }),
    scalePx: fc.integer({ min: 15, max: 250 }),
    score: fc.double({ min: 0.25, max: 1, noNaN: true }),
  })
  .map((where) => ({ ...where, pose: standAt(where.x, where.y, where.scalePx, where.score) }));
const people = fc.array(person, { minLength: 1, maxLength: 4 });

function cover(poses: readonly PoseDetection[]): { mask: Mask; hands: Disc[] } {
  const pixels = widthPx * heightPx;
  const mask = { ...SIZE, values: new Uint8Array(pixels), levels: new Uint8Array(pixels) };
  for (const pose of poses) coverBody(mask, pose, measureHeadPx(pose));
  return { mask, hands: poses.flatMap(findHands) };
}

/** The mosaic of a picture. */
function paint(rgb: Uint8Array, { mask, hands }: ReturnType<typeof cover>): Uint8Array {
  const painted = Uint8Array.from(rgb);
  coverCells({ ...SIZE, rgb: painted }, mask, GRIDS, hands);
  return painted;
}

interface Cell {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function findCell(level: number, x: number, y: number): Cell {
  const { lefts, tops } = GRIDS[level]!;
  const column = lefts.findLastIndex((left) => left <= x);
  const row = tops.findLastIndex((top) => top <= y);
  return {
    left: lefts[column]!,
    right: lefts[column + 1]!,
    top: tops[row]!,
    bottom: tops[row + 1]!,
  };
}

function listPixels({ left, right, top, bottom }: Cell): number[] {
  const pixels: number[] = [];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) pixels.push(y * widthPx + x);
  }
  return pixels;
}

/** Pixels of the heads of some people, as large as heads really are, with their widths. */
function listHeads(all: readonly { x: number; y: number; scalePx: number }[]) {
  return all.flatMap(({ x, y, scalePx }) => {
    const headPx = HEAD_WIDTH_M * scalePx;
    const pixels: { x: number; y: number; headPx: number }[] = [];
    const reach = Math.ceil(headPx / 2);
    for (let dy = -reach; dy <= reach; dy += 2) {
      for (let dx = -reach; dx <= reach; dx += 2) {
        const [px, py] = [x + dx, y + dy];
        const isOut = px < 0 || py < 0 || px >= widthPx || py >= heightPx;
        if (!isOut && Math.hypot(dx, dy) <= headPx / 2) pixels.push({ x: px, y: py, headPx });
      }
    }
    return pixels;
  });
}

const readColour = (rgb: Uint8Array, pixel: number): string =>
  rgb.subarray(3 * pixel, 3 * pixel + 3).join();

describe("cells of a mosaic", () => {
  it("are at least as large as is asked for, and each lies within one of the next size", () => {
    const side = fc.integer({ min: 2, max: 400 });
    fc.assert(
      fc.property(side, side, fc.double({ min: 0, max: 320, noNaN: true }), (w, h, headPx) => {
        const grids = makeGrids(w, h);
        expect(grids).toHaveLength(LEVELS);
        const level = findLevel(headPx);
        expect(CELL_PX_MIN * 2 ** level).toBeGreaterThanOrEqual(Math.min(headPx, 320));
        for (const [at, grid] of grids.entries()) {
          for (const [starts, length] of [
            [grid.lefts, w],
            [grid.tops, h],
          ] as const) {
            const cellPx = Math.min(CELL_PX_MIN * 2 ** at, length);
            expect([starts[0], starts.at(-1)]).toEqual([0, length]);
            for (let part = 0; part + 1 < starts.length; part++) {
              expect(starts[part + 1]! - starts[part]!).toBeGreaterThanOrEqual(cellPx);
            }
          }
          const finer = grids[at - 1];
          if (finer === undefined) continue;
          expect([...finer.lefts]).toEqual(expect.arrayContaining([...grid.lefts]));
          expect([...finer.tops]).toEqual(expect.arrayContaining([...grid.tops]));
        }
      }),
    );
  });
});

describe("somebody's head", () => {
  it("is measured no smaller than it is, however they stand, while two joints are seen", () => {
    fc.assert(
      fc.property(person, ({ pose, scalePx }) => {
        expect(measureHeadPx(pose)).toBeGreaterThanOrEqual(HEAD_WIDTH_M * scalePx);
      }),
    );
    // Seen from above the head lies on the neck; from the side one shoulder behind the other.
    const above = makePose({ head: [50, 50], l_shoulder: [30, 50], r_shoulder: [70, 50] });
    expect(measureHeadPx(above)).toBeGreaterThan(40 * (155 / 360));
    const side = makePose({ head: [50, 50], l_shoulder: [50, 80], r_shoulder: [50, 80] });
    expect(measureHeadPx({ joints: side.joints })).toBeGreaterThan(30 * (155 / 250));
  });

  it("is one colour with all about it, in a square no smaller than it is, whosever hand is there", () => {
    fc.assert(
      fc.property(people, fc.integer(), (all, seed) => {
        const covered = cover(all.map(({ pose }) => pose));
        const painted = paint(makeNoise(SIZE, seed), covered);
        for (const { x, y, headPx } of listHeads(all)) {
          if (covered.mask.values[y * widthPx + x] !== HEAD) throw new Error("a head is shown");
          const cell = findCell(findLevel(headPx), x, y);
          if (cell.right - cell.left < Math.min(headPx, widthPx)) throw new Error("a small cell");
          const colour = readColour(painted, y * widthPx + x);
          for (const pixel of listPixels(cell)) {
            if (readColour(painted, pixel) !== colour) throw new Error(`more than one colour`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("shows nothing that is finer than the means of such squares", () => {
    fc.assert(
      fc.property(people, fc.integer(), (all, seed) => {
        const covered = cover(all.map(({ pose }) => pose));
        const rgb = makeNoise(SIZE, seed);
        const shuffled = Uint8Array.from(rgb);
        const random = createRandom(seed + 1);
        const done = new Set<string>();
        // The pixels of each square that has something of a head change places.
        for (const { x, y, headPx } of listHeads(all)) {
          const cell = findCell(findLevel(headPx), x, y);
          const key = JSON.stringify(cell);
          if (done.has(key)) continue;
          done.add(key);
          const pixels = listPixels(cell);
          for (const [at, pixel] of pixels.entries()) {
            const other = pixels[random.integer(0, at)]!;
            const kept = shuffled.slice(3 * pixel, 3 * pixel + 3);
            shuffled.copyWithin(3 * pixel, 3 * other, 3 * other + 3);
            shuffled.set(kept, 3 * other);
          }
        }
        const [before, after] = [paint(rgb, covered), paint(shuffled, covered)];
        for (const { x, y, headPx } of listHeads(all)) {
          for (const pixel of listPixels(findCell(findLevel(headPx), x, y))) {
            if (readColour(before, pixel) === readColour(after, pixel)) continue;
            throw new Error(`pixel ${pixel} tells of more than a mean`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("that is not seen is covered wherever it may be about the shoulders", () => {
    const shoulders = makePose({ l_shoulder: [140, 90], r_shoulder: [176, 90] });
    const one = makePose({ l_shoulder: [140, 90], l_elbow: [140, 119] });
    for (const pose of [shoulders, one]) {
      const { mask } = cover([pose]);
      const middle = pose === one ? 140 : 158;
      for (let turn = 0; turn < 16; turn++) {
        const [x, y] = [Math.cos(turn), Math.sin(turn)].map((way) => 25 * way) as [number, number];
        const at = Math.round(90 + y) * widthPx + Math.round(middle + x);
        expect(mask.values[at]).toBe(HEAD);
      }
    }
  });
});

describe("hands", () => {
  it("show what is there, where no head is near, and nothing else of somebody is shown", () => {
    fc.assert(
      fc.property(people, fc.integer(), (all, seed) => {
        const covered = cover(all.map(({ pose }) => pose));
        const { mask, hands } = covered;
        const coarsest = Math.max(...all.map(({ pose }) => findLevel(measureHeadPx(pose))));
        const rgb = makeNoise(SIZE, seed);
        const painted = paint(rgb, covered);
        const isHead = (x: number, y: number): boolean =>
          listPixels(findCell(coarsest, x, y)).some((one) => mask.values[one] === HEAD);
        for (let pixel = 0; pixel < mask.values.length; pixel += 101) {
          const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
          const isHand = hands.some(
            ({ xPx, yPx, radiusPx }) => (x - xPx) ** 2 + (y - yPx) ** 2 <= radiusPx ** 2,
          );
          const isSame = readColour(rgb, pixel) === readColour(painted, pixel);
          if (isHand && !isSame && !isHead(x, y)) throw new Error(`no hand is shown at ${x}, ${y}`);
          if (isHand || !isSame || mask.values[pixel] === SHOWN) continue;
          // Noise may by chance be what covers it, in all three colours.
          const colour = readColour(rgb, pixel).split(",").map(Number);
          if (colour.some((one) => one % COLOUR_STEP !== COLOUR_STEP / 2)) {
            throw new Error(`a body is shown at ${x}, ${y}`);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("are shown of wrists that are sure, with what they hold, and of no others", () => {
    const pose = makePose({ r_elbow: [100, 100], r_wrist: [120, 100] }, WRIST_SCORE_MIN);
    const [hand] = findHands(pose);
    expect(hand).toMatchObject({ xPx: 128, yPx: 100 });
    expect(hand!.radiusPx).toBeCloseTo(1.1 * 0.86 * 20, 9);
    expect(findHands(makePose({ r_wrist: [9, 9] }, WRIST_SCORE_MIN - 0.01))).toEqual([]);
  });

  it("are shown no larger than 0.25 m, nor than that is at 2 m, and yet not much smaller", () => {
    fc.assert(
      fc.property(person, ({ pose, scalePx }) => {
        const quarterPx = Math.min(HAND_PX_MAX, 0.25 * scalePx);
        for (const { radiusPx } of findHands(pose)) {
          expect(radiusPx).toBeLessThanOrEqual(Math.max(8, quarterPx));
          expect(radiusPx).toBeGreaterThanOrEqual(0.8 * quarterPx);
        }
      }),
    );
  });

  const far = fc.integer({ min: -400, max: 400 });
  const scale = fc.integer({ min: 40, max: 90 });
  const elbowAt = fc.constantFrom("l_elbow", "r_elbow");

  it("show no more where an elbow is taken to be elsewhere, however sure that is", () => {
    fc.assert(
      fc.property(scale, elbowAt, far, far, (scalePx, name, dx, dy) => {
        const pose = standAt(160, 60, scalePx);
        const at = JOINT_NAMES.indexOf(name) * DETECTION_STRIDE;
        pose.joints[at]! += dx;
        pose.joints[at + 1]! += dy;
        const [left, right] = findHands(pose) as [Disc, Disc];
        for (const [disc, wrist] of [
          [left, "l_wrist"],
          [right, "r_wrist"],
        ] as const) {
          const [x, y] = pose.joints.subarray(JOINT_NAMES.indexOf(wrist) * DETECTION_STRIDE);
          expect(disc.radiusPx).toBeLessThanOrEqual(0.25 * scalePx);
          const movedPx = Math.hypot(disc.xPx - x!, disc.yPx - y!);
          expect(movedPx).toBeLessThanOrEqual(disc.radiusPx / 2 + 1e-9);
        }
      }),
    );
  });

  it("are where wrists are, by lengths that are sure, where an elbow is not sure", () => {
    const pose = standAt(160, 60, 60);
    const at = JOINT_NAMES.indexOf("r_elbow") * DETECTION_STRIDE;
    pose.joints[at + 2] = WRIST_SCORE_MIN - 0.01;
    const [, right] = findHands(pose) as [Disc, Disc];
    expect(right).toMatchObject({ xPx: 160 + 0.72 * 60, yPx: 60 + 0.25 * 60 });
    pose.joints[at]! += 100;
    expect(findHands(pose)[1]).toEqual(right);
    expect(findHands(makePose({ l_elbow: [0, 0], l_wrist: [200, 0] }))).toEqual([
      { xPx: 200 + HAND_PX_MAX / 2, yPx: 0, radiusPx: HAND_PX_MAX },
    ]);
  });

  it("cover no more of a body that has nothing to be told by: the floor is shown", () => {
    const { mask } = cover([standAt(160, 30, 60)]);
    expect(mask.values[170 * widthPx + 10]).toBe(SHOWN);
    expect(mask.values[120 * widthPx + 160]).toBe(COVERED);
  });
});

describe("a blurred picture", () => {
  const USUAL_MS = 2000;
  /** A camera that has seen its room for so long. */
  function lookFor(forMs = 4000) {
    const blur = createPeopleBlur(SIZE, widthPx, USUAL_MS);
    const into = new Uint8Array(3 * widthPx * heightPx);
    let atMs = 0;
    const see = (rgb: Uint8Array, poses: readonly PoseDetection[] = []) => {
      atMs += 200;
      blur.blur({ ...SIZE, rgb, timestampMs: atMs }, poses, into);
      return Uint8Array.from(into);
    };
    while (atMs < forMs) see(drawRoom(SIZE, atMs));
    return see;
  }
  const isShown = (rgb: Uint8Array, seen: Uint8Array, x: number, y: number): boolean =>
    readColour(rgb, y * widthPx + x) === readColour(seen, y * widthPx + x);

  it("shows an empty room as it is", () => {
    const rgb = drawRoom(SIZE, 7);
    expect([...lookFor()(rgb)]).toEqual([...rgb]);
  });

  it("covers all as long as it is not known what is usual", () => {
    const rgb = drawRoom(SIZE, 7);
    const seen = lookFor(1000)(rgb);
    const shown = Array.from({ length: widthPx }, (_, x) => isShown(rgb, seen, x, 90));
    expect(shown.filter(Boolean).length).toBeLessThan(widthPx / 10);
  });

  it("covers whoever the model does not find, in squares as wide as their head", () => {
    const see = lookFor();
    const rgb = drawRoom(SIZE, 7);
    // Half a metre wide: a head of a fifth of a metre.
    drawThing(rgb, SIZE, { left: 100, top: 40, widthPx: 60, heightPx: 140 });
    const seen = see(rgb);
    for (let y = 40; y < heightPx; y++) {
      for (let x = 100; x < 160; x++) expect(isShown(rgb, seen, x, y)).toBe(false);
    }
    const cell = findCell(findLevel(24), 130, 60);
    const colours = new Set(listPixels(cell).map((pixel) => readColour(seen, pixel)));
    expect(colours.size).toBe(1);
    expect(isShown(rgb, seen, 300, 90)).toBe(true);
  });

  it("shows a hand at a shelf, and what it takes, beside who is covered", () => {
    const see = lookFor();
    const rgb = drawRoom(SIZE, 7);
    const pose = standAt(100, 40, 70);
    drawThing(rgb, SIZE, { left: 80, top: 30, widthPx: 40, heightPx: 120 });
    drawThing(rgb, SIZE, { left: 155, top: 52, widthPx: 12, heightPx: 12 }, 3);
    const seen = see(rgb, [pose]);
    for (let x = 156; x < 166; x++) expect(isShown(rgb, seen, x, 58)).toBe(true);
    for (let y = 32; y < 48; y++) expect(isShown(rgb, seen, 100, y)).toBe(false);
  });

  it("never takes who stands still for usual while some part of them sways", () => {
    const see = lookFor();
    for (let at = 0; at < 100; at++) {
      const rgb = drawRoom(SIZE, at);
      drawThing(rgb, SIZE, { left: 100, top: 60, widthPx: 50, heightPx: 120 });
      // The head alone, by two pixels, now and then.
      drawThing(rgb, SIZE, {
        left: 115 + 4 * (at % 3 === 0 ? 1 : 0),
        top: 40,
        widthPx: 20,
        heightPx: 20,
      });
      const seen = see(rgb);
      expect(isShown(rgb, seen, 125, 50)).toBe(false);
    }
  });

  it("takes what was put down for usual after a while, and the light's change for none", () => {
    const see = lookFor();
    const thing = { left: 200, top: 100, widthPx: 16, heightPx: 16 };
    let [rgb, seen] = [drawRoom(SIZE, 1), drawRoom(SIZE, 1)];
    for (let at = 0; at < 30; at++) {
      rgb = drawRoom(SIZE, at);
      drawThing(rgb, SIZE, thing);
      seen = see(rgb);
      if (at === 2) expect(isShown(rgb, seen, 205, 105)).toBe(false);
    }
    expect(isShown(rgb, seen, 205, 105)).toBe(true);
    const brighter = rgb.map((value) => Math.min(255, 1.1 * value));
    expect(isShown(brighter, see(brighter), 205, 105)).toBe(true);
    const dark = rgb.map((value) => value / 2);
    expect(isShown(dark, see(dark), 205, 105)).toBe(false);
  });
});
