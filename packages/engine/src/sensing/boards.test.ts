import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { cutBoard } from "../belief/board-blocks.ts";
import { createEngine, finishEngine, listFindings, stepEngine } from "../engine.ts";
import type { JointFrame, Observation } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import type { Board, ShopModel } from "../shop-model.ts";
import {
  createFacing,
  createJoints,
  createShop,
  cutBatches,
  reachTo,
  recordPlates,
} from "../test-builders.ts";
import type { BoardChange } from "./board-types.ts";
import {
  addBoardRows,
  findBoardFault,
  findCentre,
  findSpot,
  layOutBoards,
  listChannels,
  nameBoardRow,
  weighMoment,
  weighSpot,
} from "./boards.ts";
import type { ShelfChange } from "./changes.ts";
import { listDisturbedShelves, listPlateStates } from "./plate-states.ts";

/** Places 1 to 12, ten centimetres each, on four cells; three facings, and a place without one. */
const CELLS = [
  { channel: 1, alongM: 0.1 },
  { channel: 2, alongM: 0.1 },
  { channel: 3, alongM: 1.1 },
  { channel: 4, alongM: 1.1 },
];
const BOARD: Board = {
  gondola: 1,
  shelf: 1,
  cells: CELLS,
  plates: Array.from({ length: 12 }, (_, at) => at + 1),
};
const SHOP: ShopModel = {
  ...createShop(
    [
      createFacing(1, [1, 2, 3, 4], "tea"),
      createFacing(1, [5, 6, 7, 8], "oil"),
      createFacing(1, [9, 10, 11], "jam"),
      createFacing(2, [1, 2], "rye"),
      createFacing(2, [3, 4], "oat"),
    ],
    { tea: 200, oil: 210, jam: 350, rye: 500, oat: 120 },
  ),
  boards: [BOARD],
};
const INDEX = createShopIndex(SHOP, ENGINE_PARAMETERS);
const { boards: ASSUMED } = ENGINE_PARAMETERS;
const LAYOUT = layOutBoards(INDEX, 1, 3).layouts[0]!;

/** What four cells gain of loads along the board: moments about each end, halved front and back. */
function share(loads: readonly { readonly alongM: number; readonly grams: number }[]): number[] {
  let [left, right] = [0, 0];
  for (const { alongM, grams } of loads) {
    right += (grams * (alongM - 0.1)) / 2;
    left += (grams * (1.1 - alongM)) / 2;
  }
  return [left, left, right, right];
}

describe("a centre of pressure", () => {
  const errors = [0.3, 0.3, 0.3, 0.3];

  it("is where a load lies, near a cell or beyond it", () => {
    for (const alongM of [0.02, 0.1, 0.37, 0.6, 1.1, 1.18]) {
      expect(
        findCentre(BOARD, share([{ alongM, grams: -200 }]), errors, ASSUMED).alongM,
      ).toBeCloseTo(alongM);
    }
  });

  it("of two loads is their mean by weight, and beside the board where one came and one left", () => {
    const both = share([
      { alongM: 0.2, grams: -100 },
      { alongM: 1, grams: -300 },
    ]);
    expect(findCentre(BOARD, both, errors, ASSUMED).alongM).toBeCloseTo(0.8);
    const swapped = share([
      { alongM: 0.2, grams: -100 },
      { alongM: 1, grams: 110 },
    ]);
    expect(findCentre(BOARD, swapped, errors, ASSUMED).alongM).toBeCloseTo(9);
  });

  it("is missed by as much as its error says: cells' noise, and gains that differ", () => {
    const random = createRandom(11);
    for (const grams of [-30, -400]) {
      let squares = 0;
      let foreseen = 0;
      const runs = 2000;
      for (let run = 0; run < runs; run++) {
        const alongM = random.uniform(0, 1.2);
        const read = share([{ alongM, grams }]).map(
          (changeG) => changeG * random.normal(1, 0.02) + random.normal(0, 0.3),
        );
        const centre = findCentre(BOARD, read, errors, { ...ASSUMED, centreErrorLeastM: 0 });
        squares += (centre.alongM - alongM) ** 2;
        foreseen += centre.errorM ** 2;
      }
      expect(squares / foreseen).toBeGreaterThan(0.75);
      expect(squares / foreseen).toBeLessThan(1.05);
    }
  });

  it("is not known of one cell, of cells in one place, or where a cell reads nothing", () => {
    const one = { cells: [CELLS[0]!] };
    expect(findCentre(one, [-200], [0.3], ASSUMED).errorM).toBe(Number.POSITIVE_INFINITY);
    const line = { cells: CELLS.slice(0, 2) };
    expect(findCentre(line, [-100, -100], [0.3, 0.3], ASSUMED).alongM).toBeNaN();
    expect(findCentre(BOARD, [-50, Number.NaN, -50, -50], errors, ASSUMED).alongM).toBeNaN();
    expect(findCentre(BOARD, [50, 50, -50, -50], errors, ASSUMED).alongM).toBeNaN();
  });
});

const at = (alongM: number, errorM = 0.01): BoardChange => ({
  layout: LAYOUT,
  cellsG: [],
  alongM,
  errorM,
});

describe("the spots of a board", () => {
  it("are its facings, and what is left of its places", () => {
    expect(LAYOUT.spots.map(({ barcode, plates }) => [barcode, plates.length])).toEqual([
      ["tea", 4],
      ["oil", 4],
      ["jam", 3],
      [null, 1],
    ]);
    expect(LAYOUT.widthM).toBeCloseTo(1.2);
    expect(LAYOUT.spots[2]!.fromM).toBeCloseTo(0.8);
    expect(LAYOUT.spots[2]!.toM).toBeCloseTo(1.1);
  });

  it("are distinguished by where a change lies, and at their edge are as likely", () => {
    const weigh = (change: BoardChange): number[] =>
      LAYOUT.spots.map((spot) => weighSpot(change, spot, ASSUMED));
    const inside = weigh(at(0.6));
    expect(inside[1]! - Math.max(inside[0]!, inside[2]!)).toBeGreaterThan(4);
    const edge = weigh(at(0.4));
    expect(edge[0]!).toBeCloseTo(edge[1]!);
    // By one cell alone each is as likely.
    expect(weigh(at(Number.NaN, Number.POSITIVE_INFINITY))).toEqual(
      LAYOUT.spots.map(() => -Math.log(4)),
    );
  });

  it("are none of them where the centre lies beside the board", () => {
    const beside = weighSpot(at(3, 0.1), LAYOUT.spots[2]!, ASSUMED);
    expect(beside).toBeLessThan(weighSpot(at(0.1, 0.1), LAYOUT.spots[2]!, ASSUMED) - 3);
  });

  it("hold the shares of a probability: over the board they add up to one", () => {
    const steps = 2400;
    for (const spot of LAYOUT.spots) {
      let sum = 0;
      for (let k = 0; k < steps; k++) {
        const alongM = ((k + 0.5) / steps) * 1.4 - 0.1;
        if (alongM < -0.05 || alongM > 1.25) continue;
        sum += (Math.exp(weighSpot(at(alongM, 0.02), spot, ASSUMED)) * 4 * 1.4) / steps / 1.2;
      }
      expect(sum).toBeGreaterThan(0.93);
      expect(sum).toBeLessThan(1.03);
    }
  });
});

function createBoardChange(
  totalG: number,
  change: BoardChange,
): ShelfChange & { board: BoardChange } {
  const crossingsMs = Float64Array.from({ length: 7 }, (_, k) => 10_000 + 50 * k);
  const plate = { plate: 7, changeG: totalG, errorG: 0.6, levelG: 5000, crossingsMs };
  return {
    id: 1,
    gondola: 1,
    shelf: 1,
    plates: [plate],
    beside: new Map(),
    startMs: 9900,
    settledMs: 10_500,
    besideG: 0,
    board: change,
  };
}

/** Barcodes and units of the likeliest pair by weight and place: both left, or one came. */
function nameBest(totalG: number, change: BoardChange, came = false): string {
  const cuts = cutBoard(INDEX, createBoardChange(totalG, change), new Map());
  const pairs = cuts.filter(
    ({ blocks }) => blocks.length === 2 && blocks.some(({ only }) => only === undefined) === came,
  );
  const best = pairs.sort((a, b) => b.logWeight - a.logWeight)[0];
  return (best?.blocks ?? [])
    .map(({ spot, only }) => `${only?.count ?? "came"} ${spot!.barcode}`)
    .sort()
    .join(", ");
}

describe("products of two facings that leave a board at once", () => {
  it("are found by sum and moment together", () => {
    // 200 g at 0.2 m and 350 g at 0.95 m; 210 g and 350 g weigh nearly the same.
    expect(nameBest(-550, at((200 * 0.2 + 350 * 0.95) / 550))).toBe("1 jam, 1 tea");
    expect(nameBest(-560, at((210 * 0.6 + 350 * 0.95) / 560))).toBe("1 jam, 1 oil");
    expect(nameBest(-750, at((400 * 0.2 + 350 * 0.95) / 750))).toBe("1 jam, 2 tea");
  });

  it("share the change by their weights, to the gram", () => {
    const cuts = cutBoard(INDEX, createBoardChange(-550, at(0.68)), new Map());
    const pair = cuts.find(({ blocks }) => blocks.length === 2)!;
    const sum = pair.blocks.reduce((total, { totalG }) => total + totalG, 0);
    expect(sum).toBeCloseTo(-550);
  });

  it("and one that comes while another leaves are found by a centre beside the board", () => {
    // 350 g leave 0.95 m, 200 g come to 0.2 m.
    const alongM = (200 * 0.2 - 350 * 0.95) / -150;
    expect(alongM).toBeGreaterThan(1.2);
    expect(nameBest(-150, at(alongM, 0.02), true)).toBe("1 jam, came tea");
  });

  it("weigh less where their moment does not fit", () => {
    const [tea, , jam] = LAYOUT.spots;
    const loads = [
      { spot: tea!, weightG: 200, count: 1 },
      { spot: jam!, weightG: 350, count: 1 },
    ];
    const fits = weighMoment(at(0.68), loads, ASSUMED);
    expect(fits).toBeGreaterThan(0.5);
    expect(fits - weighMoment(at(0.2), loads, ASSUMED)).toBeGreaterThan(3);
  });
});

describe("rows of a board", () => {
  const batch = cutBatches(
    recordPlates(0.1, (_, shelf, plate) => 100 * shelf + plate, { shelves: 2, plates: 12 }),
  )[0]!;

  it("are its sum and its cells, which are taken out of their shelf", () => {
    const widened = addBoardRows(layOutBoards(INDEX, 1, 3), batch);
    expect([widened.shelfCount, widened.plateCount]).toEqual([5, 13]);
    const read = (shelf: number, plate: number): number => widened.samplesG[shelf * 13 + plate]!;
    expect(read(4, 1)).toBe(101 + 102 + 103 + 104);
    expect([1, 2, 3, 4].map((plate) => read(3, plate))).toEqual([101, 102, 103, 104]);
    expect([1, 4].map((plate) => read(1, plate))).toEqual([Number.NaN, Number.NaN]);
    expect(read(1, 5)).toBe(105);
    expect(read(2, 1)).toBe(201);
  });

  it("are none where a gondola has no board", () => {
    expect(addBoardRows(layOutBoards(INDEX, 2, 3), batch)).toBe(batch);
  });

  it("are named by the board and the cell", () => {
    const boards = layOutBoards(INDEX, 1, 3);
    expect(nameBoardRow(boards, 2, 4)).toBeNull();
    expect(nameBoardRow(boards, 4, 1)).toBe("shelf 1, board of plates 1–12");
    expect(nameBoardRow(boards, 3, 3)).toBe("shelf 1, board of plates 1–12, cell at 3");
  });
});

describe("a board that cannot be used", () => {
  it.each([
    ["of a plate on another one", { plates: [12, 13] }, "plate 12 is on another board already"],
    ["of a cell of another one", { plates: [13] }, "another board has a cell at 1 already"],
    ["of two cells at one place", { cells: [CELLS[0]!, CELLS[0]!] }, "two cells are read"],
    ["of plates with a gap", { plates: [13, 15] }, "its plates are not neighbours"],
    ["of a plate named twice", { plates: [13, 13] }, "a plate is named twice"],
  ])("is one %s", (_, more, fault) => {
    const others = "cells" in more ? [] : [BOARD];
    expect(findBoardFault({ ...BOARD, ...more }, others, SHOP.facings)).toContain(fault);
  });

  it("is one of a cell that is read where a plate weighs by itself", () => {
    const half = { ...BOARD, plates: [5, 6, 7, 8] };
    expect(findBoardFault(half, [], SHOP.facings)).toContain("plate 1 weighs by itself");
    expect(findBoardFault(BOARD, [], SHOP.facings)).toBeNull();
  });
});

describe("places of a board", () => {
  it("have the channels of its cells, and other plates their own", () => {
    expect(listChannels(SHOP, 1, 1, [9, 10])).toEqual([1, 2, 3, 4]);
    expect(listChannels(SHOP, 1, 2, [3, 4])).toEqual([3, 4]);
    expect(findSpot(INDEX, { gondola: 1, shelf: 1 }, 6)!.plates).toEqual([5, 6, 7, 8]);
    expect(findSpot(INDEX, { gondola: 1, shelf: 2 }, 1)).toBeNull();
  });
});

/** Somebody who stands before the board, and reaches for places at times. */
function framesOf(reaches: readonly { second: number; alongM: number }[]): JointFrame[] {
  return Array.from({ length: 20 * 15 }, (_, k) => {
    const second = k / 15;
    const reach = reaches.find((one) => Math.abs(one.second - second) < 0.5);
    const body = { x: reach?.alongM ?? 0.6, y: -0.45 };
    const joints = createJoints(
      reach === undefined ? body : reachTo(body, [reach.alongM, 0.15, 0.55]),
    );
    const shoppers = [{ shopperId: "ada", joints }];
    return { kind: "joints", timestampMs: 1_000_000 + 1000 * second, shoppers };
  });
}

interface Move {
  readonly second: number;
  readonly alongM: number;
  readonly grams: number;
}

function run(
  shop: ShopModel,
  moves: readonly Move[],
  cellsOf: Board["cells"] = CELLS,
  readsAs = 1,
) {
  const random = createRandom(3);
  const signal = (second: number, shelf: number, plate: number): number => {
    if (shelf === 2) return readsAs * (700 + random.normal(0, 0.4));
    if (plate > cellsOf.length) return Number.NaN;
    let level = 2000 + 100 * plate + random.normal(0, 0.4);
    for (const { second: from, alongM, grams } of moves) {
      const loads = cellsOf.length === 1 ? [grams] : share([{ alongM, grams }]);
      if (second >= from) level += loads[plate - 1]!;
    }
    return readsAs * level;
  };
  const batches = cutBatches(recordPlates(20, signal, { shelves: 2, plates: 12 }));
  const observations: Observation[] = [...batches, ...framesOf(moves)];
  observations.sort((a, b) => a.timestampMs - b.timestampMs);
  const engine = createEngine(shop);
  for (const observation of observations) stepEngine(engine, observation);
  return { engine, result: finishEngine(engine) };
}

const listCart = ({ result }: ReturnType<typeof run>): string[] =>
  result.receipts[0]!.products.map(({ barcode, quantity }) => `${quantity} ${barcode}`).sort();

describe("the engine", () => {
  it("distinguishes products of nearly one weight by where on the board they lay", () => {
    for (const [alongM, barcode] of [
      [0.2, "tea"],
      [0.6, "oil"],
    ] as const) {
      const told = run(SHOP, [{ second: 8, alongM, grams: -205 }]);
      expect(listCart(told)).toEqual([`1 ${barcode}`]);
      expect(told.result.receipts[0]!.needsReview).toBe(false);
      const { plates, shelf } = told.result.interactions[0]!;
      expect(shelf).toBe(1);
      expect(plates).toEqual(SHOP.facings.find((one) => one.barcode === barcode)!.plates);
    }
  });

  it("tells what was taken from a board on one cell by its weight, and by the hand", () => {
    const cells = [{ channel: 1, alongM: 0.6 }];
    const shop = { ...SHOP, boards: [{ ...BOARD, cells }] };
    const told = run(shop, [{ second: 8, alongM: 0.95, grams: -350 }], cells);
    expect(listCart(told)).toEqual(["1 jam"]);
    for (const [alongM, barcode] of [
      [0.15, "tea"],
      [0.65, "oil"],
    ] as const) {
      expect(listCart(run(shop, [{ second: 8, alongM, grams: -205 }], cells))).toEqual([
        `1 ${barcode}`,
      ]);
    }
  });

  it("puts back what was taken, wherever else on the board something is taken meanwhile", () => {
    const told = run(SHOP, [
      { second: 6, alongM: 0.2, grams: -200 },
      { second: 10, alongM: 0.95, grams: -350 },
      { second: 14, alongM: 0.25, grams: 200 },
    ]);
    expect(listCart(told)).toEqual(["1 jam"]);
  });

  it("reads a hand that presses and goes on while another thing is taken as one pick", () => {
    const told = run(SHOP, [
      { second: 6, alongM: 0.2, grams: 90 },
      { second: 8, alongM: 0.95, grams: -350 },
      { second: 9.5, alongM: 0.2, grams: -90 },
    ]);
    expect(listCart(told)).toEqual(["1 jam"]);
  });

  it("shows a board as its first plate, and says which cell of it is dead", () => {
    const cells = CELLS.map((cell) => ({ ...cell }));
    const random = createRandom(5);
    const signal = (second: number, shelf: number, plate: number): number =>
      shelf === 1 && plate === 3 && second > 6 ? Number.NaN : 900 + random.normal(0, 0.4);
    const engine = createEngine({ ...SHOP, boards: [{ ...BOARD, cells }] });
    for (const batch of cutBatches(recordPlates(20, signal, { shelves: 2, plates: 12 }))) {
      stepEngine(engine, batch);
    }
    const [board, ...others] = listPlateStates(engine.sensing, { gondola: 1, shelf: 1 });
    expect(others.map(({ plate }) => plate)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(board).toMatchObject({ plate: 1, problem: "has stopped reading" });
    expect(board!.levelG).toBeCloseTo(3600, -1);
    expect(listFindings(engine)).toMatchObject([
      {
        kind: "plate-dead",
        message: "gondola 1, shelf 1, board of plates 1–12, cell at 3 has stopped reading",
        shelf: 1,
        plates: BOARD.plates,
      },
    ]);
    expect(listDisturbedShelves(engine.sensing)).toEqual([]);
    expect(
      finishEngine(engine)
        .warnings.map(({ message }) => message)
        .join(),
    ).toContain("cell at 3 has stopped reading");
  });

  it("names kilograms of cells, as it is known what lay where the board changed", () => {
    const moves = [
      { second: 6, alongM: 0.2, grams: -200 },
      { second: 12, alongM: 0.95, grams: -350 },
    ];
    const bad = run(SHOP, moves, CELLS, 0.001).result;
    expect(bad.warnings).toMatchObject([
      { code: "plates-unit", message: expect.stringContaining("Gondola 1 reads kilograms") },
    ]);
    expect(bad.receipts[0]!.needsReview).toBe(true);
    expect(run(SHOP, moves).result.warnings).toEqual([]);
  });

  it("says where readings have no cell of a board", () => {
    const cells = [{ channel: 20, alongM: 0.1 }];
    const told = run({ ...SHOP, boards: [{ ...BOARD, cells }] }, []);
    expect(told.result.warnings).toMatchObject([{ code: "board-cell-missing" }]);
  });
});
