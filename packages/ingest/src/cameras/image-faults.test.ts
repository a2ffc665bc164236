import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { FROZEN_ALONE_MS, FROZEN_MS_MIN } from "./frozen-watch.ts";
import { type GreyImage, turnHalf } from "./grey-image.ts";
import { createImageWatch, HOLD_MS, type ImageWatch, MOVED_HOLD_MS } from "./image-faults.ts";
import { blur, drawScene, SIDES, shoot } from "./image-fixture.ts";
import { makeCameraReference } from "./image-reference.ts";

const FRAME_MS = 200;
const CAMERAS = ["door", "till", "fridge"];
const SCENES = new Map(CAMERAS.map((id, seed) => [id, drawScene(seed + 1)]));
const FLAT: GreyImage = { ...SIDES, values: new Float32Array(160 * 90).fill(110) };
const BLACK: GreyImage = { ...SIDES, values: new Float32Array(160 * 90).fill(3) };

interface Look {
  /** What a camera sees in place of its own scene. */
  readonly scenes?: Readonly<Record<string, GreyImage>>;
  /** Cameras that repeat their last picture. */
  readonly frozen?: readonly string[];
  readonly isEmpty?: boolean;
  readonly light?: (atMs: number) => number;
  readonly noise?: number;
}

function open() {
  const random = createRandom(1);
  const references = CAMERAS.map((id) =>
    makeCameraReference(
      id,
      [0, 1, 2, 3, 4].map((at) => shoot(SCENES.get(id)!, { random, personAt: at / 4 })),
    ),
  );
  return {
    watch: createImageWatch(references),
    random,
    nowMs: 0,
    last: new Map<string, GreyImage>(),
  };
}

/** All cameras, for so long; people walk through unless the shop is empty. */
function film(at: ReturnType<typeof open>, forMs: number, look: Look = {}): ImageWatch {
  const { scenes = {}, frozen = [], isEmpty = false, light = () => 1, noise } = look;
  const endMs = at.nowMs + forMs;
  for (; at.nowMs < endMs; at.nowMs += FRAME_MS) {
    for (const [place, id] of CAMERAS.entries()) {
      const scene = scenes[id] ?? SCENES.get(id)!;
      const personAt = (at.nowMs / 5000 + place / 3) % 1;
      const image = shoot(scene, {
        random: at.random,
        light: light(at.nowMs),
        ...(isEmpty || scene !== SCENES.get(id) ? {} : { personAt }),
        ...(noise === undefined ? {} : { noise }),
      });
      const shown = frozen.includes(id) ? (at.last.get(id) ?? image) : image;
      at.last.set(id, shown);
      at.watch.see(id, shown, at.nowMs);
    }
  }
  return at.watch;
}

const kinds = (watch: ImageWatch): string[] =>
  watch.list().map(({ cameraId, kind }) => `${cameraId} ${kind}`);

describe("createPictureWatch", () => {
  it("has nothing to say of cameras that are well, in an empty shop and in changing light", () => {
    const at = open();
    expect(kinds(film(at, 20_000))).toEqual([]);
    expect(kinds(film(at, 30_000, { isEmpty: true }))).toEqual([]);
    const light = (ms: number): number => 1 + 0.35 * Math.sin(ms / 3000);
    expect(kinds(film(at, 30_000, { light }))).toEqual([]);
    expect(kinds(film(at, 20_000, { light: () => 0.35 }))).toEqual([]);
  });

  const faults: readonly (readonly [string, Readonly<Record<string, GreyImage>>, string[]])[] = [
    ["black", { door: BLACK }, ["door black"]],
    ["covered", { door: FLAT }, ["door covered"]],
    ["upside down", { door: turnHalf(SCENES.get("door")!) }, ["door upside-down"]],
    ["out of focus", { door: blur(SCENES.get("door")!, 4) }, ["door out-of-focus"]],
    [
      "swapped",
      { door: SCENES.get("till")!, till: turnHalf(SCENES.get("door")!) },
      ["door swapped", "till swapped"],
    ],
  ];
  for (const [title, scenes, expected] of faults) {
    it(`names a camera that is ${title}, since when, and sees that it is well again`, () => {
      const at = open();
      film(at, 10_000);
      film(at, HOLD_MS / 2, { scenes });
      expect(kinds(at.watch)).toEqual([]);
      film(at, HOLD_MS + 8000, { scenes });
      expect(kinds(at.watch)).toEqual(expected);
      const { sinceMs, message } = at.watch.list("door")[0]!;
      expect(sinceMs).toBeGreaterThanOrEqual(10_000);
      expect(sinceMs).toBeLessThan(10_000 + 8000);
      expect(message.length).toBeGreaterThan(20);
      film(at, 15_000);
      expect(kinds(at.watch)).toEqual([]);
    });
  }

  it("names a camera that was knocked, when it has fitted before", () => {
    const at = open();
    film(at, 20_000);
    expect(kinds(film(at, MOVED_HOLD_MS / 2, { scenes: { door: drawScene(99) } }))).toEqual([]);
    expect(kinds(film(at, MOVED_HOLD_MS, { scenes: { door: drawScene(99) } }))).toEqual([
      "door moved",
    ]);
  });

  it("names a picture that stands still where people move before others, since it does", () => {
    const at = open();
    film(at, 10_000);
    expect(kinds(film(at, FROZEN_MS_MIN - 500, { frozen: ["till"] }))).toEqual([]);
    expect(kinds(film(at, 1000, { frozen: ["till"] }))).toEqual(["till frozen"]);
    expect(at.watch.list("till")[0]!.sinceMs).toBe(10_000 - FRAME_MS);
    expect(kinds(film(at, 1000))).toEqual([]);
  });

  it("waits longer where nothing moves, and never flags a still scene that has noise", () => {
    const at = open();
    film(at, 10_000);
    const quiet = { isEmpty: true };
    expect(kinds(film(at, FROZEN_ALONE_MS * 1.5, quiet))).toEqual([]);
    expect(kinds(film(at, FROZEN_ALONE_MS - 1000, { ...quiet, frozen: ["till"] }))).toEqual([]);
    expect(kinds(film(at, 2000, { ...quiet, frozen: ["till"] }))).toEqual(["till frozen"]);
  });

  it("learns how long a stream repeats a still scene by itself", () => {
    const at = open();
    film(at, 10_000);
    for (let time = 0; time < 3; time++) {
      film(at, 7000, { frozen: ["till"] });
      film(at, 200);
    }
    expect(kinds(film(at, 12_000, { frozen: ["till"] }))).toEqual([]);
    expect(kinds(film(at, 4000, { frozen: ["till"] }))).toEqual(["till frozen"]);
  });

  it("checks cameras without a reference for what can be seen without", () => {
    const watch = createImageWatch([]);
    for (let ms = 0; ms < 20_000; ms += FRAME_MS) watch.see("door", BLACK, ms);
    expect(kinds(watch)).toEqual(["door black"]);
  });
});

describe("makeCameraReference", () => {
  it("refuses too few pictures, and images of different sizes", () => {
    expect(() => makeCameraReference("door", [FLAT, FLAT])).toThrow(RangeError);
    const small = { widthPx: 2, heightPx: 2, values: new Float32Array(4) };
    expect(() => makeCameraReference("door", [FLAT, FLAT, small])).toThrow(RangeError);
  });
});
