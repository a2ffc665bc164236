/** A board whose cells are wired otherwise than configured, found by what its products weigh. */
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createEngine, stepEngine } from "../engine.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import { createFacing, createShop } from "../test-builders.ts";
import { createBoardWiringWatch, listBoardWiringFaults, watchBoardWiring } from "./board-wiring.ts";
import { layOutBoards } from "./boards.ts";
import type { ShelfChange } from "./changes.ts";

/** Twelve places of ten centimetres on a cell near each corner. */
const PLACES_M = [0.1, 0.1, 1.1, 1.1];
const WEIGHTS_G = { tea: 200, oil: 520, jam: 333 };
const SHOP = {
  ...createShop(
    [
      createFacing(1, [1, 2, 3, 4], "tea"),
      createFacing(1, [5, 6, 7, 8], "oil"),
      createFacing(1, [9, 10, 11, 12], "jam"),
    ],
    WEIGHTS_G,
  ),
  boards: [
    {
      gondola: 1,
      shelf: 1,
      plates: Array.from({ length: 12 }, (_, at) => at + 1),
      cells: PLACES_M.map((alongM, at) => ({ channel: at + 1, alongM })),
    },
  ],
};
const INDEX = createShopIndex(SHOP, ENGINE_PARAMETERS);
const MIDDLES_M = { tea: 0.2, oil: 0.55, jam: 1 };

type Rewire = (cellsG: number[]) => number[];

/** One unit is taken from each facing in turn, and read as the wiring has it. */
function play(rewire: Rewire, takes: readonly (keyof typeof WEIGHTS_G)[]) {
  const layout = layOutBoards(INDEX, 1, 2).layouts[0]!;
  const watch = createBoardWiringWatch(INDEX);
  const isUncertain = takes.map((product) => {
    const right = (MIDDLES_M[product] - 0.1) / 2;
    const shares = [0.5 - right, 0.5 - right, right, right];
    const cellsG = rewire(shares.map((share) => -share * WEIGHTS_G[product]));
    const board = { layout, cellsG, alongM: 0, errorM: 0.01 };
    return watchBoardWiring(watch, { board } as unknown as ShelfChange);
  });
  return { isUncertain, faults: listBoardWiringFaults(watch) };
}

const TAKES = ["tea", "jam", "tea", "oil", "jam"] as const;

describe("a board", () => {
  it("that is wired as configured is not questioned", () => {
    const { faults, isUncertain } = play((cellsG) => cellsG, TAKES);
    expect(faults).toEqual([]);
    expect(isUncertain).not.toContain(true);
  });

  it.each([
    [
      "one cell reversed",
      (g: number[]) => [-g[0]!, g[1]!, g[2]!, g[3]!],
      "the cell at 1 is reversed",
    ],
    ["left for right", (g: number[]) => g.toReversed(), "its cells are mirrored"],
  ] as const)("with %s is uncertain at its first change, and reported", (_, rewire, words) => {
    const { faults, isUncertain } = play(rewire, TAKES);
    expect(isUncertain[0]).toBe(true);
    expect(faults).toMatchObject([{ code: "board-wiring", gondola: 1, shelf: 1 }]);
    expect(faults[0]!.message).toContain(words);
    // One product alone may stand in another's place.
    expect(play(rewire, ["tea", "tea", "tea", "tea"]).faults).toEqual([]);
  });

  it("of which the configured wiring explains most is not reported", () => {
    const layout = play((cellsG) => cellsG, ["tea", "jam", "oil"]);
    expect(layout.isUncertain).not.toContain(true);
    let count = 0;
    const nowAndThen: Rewire = (cellsG) => (count++ % 3 === 2 ? cellsG.toReversed() : cellsG);
    const many = Array.from({ length: 20 }, (_, at) => TAKES[at % TAKES.length]!);
    expect(play(nowAndThen, many).faults).toEqual([]);
  });
});

describe("a cell that changes without its board", () => {
  const HZ = 10;
  /** Twenty seconds in which cells change by `stepsG` after ten. */
  function listWarnings(stepsG: readonly number[]): string[] {
    const engine = createEngine(SHOP, { isZeroed: true });
    const random = createRandom(2);
    const codes: string[] = [];
    for (let second = 0; second < 20; second++) {
      const samplesG = new Float32Array(HZ * 2 * 13).fill(Number.NaN);
      for (let sample = 0; sample < HZ; sample++) {
        for (const [at, stepG] of stepsG.entries()) {
          const levelG = 2000 + (second < 10 ? 0 : stepG);
          samplesG[(2 * sample + 1) * 13 + at + 1] = levelG + random.normal(0, 0.3);
        }
      }
      const shape = { sampleRateHz: HZ, sampleCount: HZ, shelfCount: 2, plateCount: 13 };
      const batch = { kind: "plates" as const, gondola: 1, timestampMs: 1000 * second, samplesG };
      for (const output of stepEngine(engine, { ...batch, ...shape })) {
        if (output.kind === "warning") codes.push(output.code);
      }
    }
    return codes;
  }

  it("is told apart from one that changes with it", () => {
    expect(listWarnings([150, -150, 0, 0])).toContain("board-unexplained");
    expect(listWarnings([-90, -90, -10, -10])).not.toContain("board-unexplained");
  });
});
