/** The ways in which a change of a board may be that of one of its facings, or of two. */

import { BOARD_PAIR_UNITS_MAX, BOARD_PAIRS_MAX } from "../limits.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { BoardChange, BoardSpot, SpotLoad } from "../sensing/board-types.ts";
import { weighMoment, weighSpot } from "../sensing/boards.ts";
import type { Block, ShelfChange } from "../sensing/changes.ts";
import { findGain, type Gains } from "../sensing/gains.ts";
import type { ShopIndex } from "../shop-index.ts";
import { countLogPrior, weightLogDensity } from "./candidates.ts";

/** Blocks that explain a change of a board together, and how likely that is by place. */
export interface BoardCut {
  readonly blocks: readonly Block[];
  readonly logWeight: number;
}

type BoardShelfChange = ShelfChange & { readonly board: BoardChange };

/** What is known when a change is cut. */
interface Scene {
  readonly change: BoardShelfChange;
  readonly gains: Gains;
  readonly parameters: EngineParameters;
}

/** All cuts of a board's change; hands have not been asked yet. */
export function cutBoard(index: ShopIndex, change: BoardShelfChange, gains: Gains): BoardCut[] {
  const { board } = change;
  const { spots } = board.layout;
  const { parameters } = index;
  const scene = { change, gains, parameters };
  const singles = spots.map((spot): BoardCut => {
    const { alongM, errorM } = board;
    const block = makeBlock(scene, spot, { ...WHOLE, alongM, errorM });
    return { blocks: [block], logWeight: weighSpot(board, spot, parameters.boards) };
  });
  const loads = listLoads(index, board);
  const exchanges = Number.isFinite(board.alongM) ? listExchanges(scene, loads) : [];
  const pairs = change.plates[0]!.changeG < 0 ? listPairs(scene, loads) : [];
  const cuts = [...singles, ...pairs, ...exchanges];
  const most = Math.max(...cuts.map(({ logWeight }) => logWeight));
  return cuts.filter(
    ({ logWeight }, at) => at < singles.length || logWeight >= most + parameters.boards.pairLogMin,
  );
}

/** What part of a board's change a block has. */
interface Part {
  readonly share: number;
  /** Share of the change that was done when half of the part was. */
  readonly timeShare: number;
  readonly alongM: number;
  readonly errorM: number;
  readonly only: SpotLoad | null;
  /** What the rest of the change adds to the error of this part, grams. */
  readonly restErrorG: number;
}

const WHOLE: Part = {
  share: 1,
  timeShare: 0.5,
  only: null,
  restErrorG: 0,
  alongM: Number.NaN,
  errorM: Number.POSITIVE_INFINITY,
};

function makeBlock({ change, gains, parameters }: Scene, spot: BoardSpot, part: Part): Block {
  const { gondola, shelf } = change;
  const [sum] = change.plates;
  const gain = findGain(gains, gondola, shelf, spot.plate, parameters.weights);
  const changeG = sum!.changeG * part.share;
  const { timeShare, alongM, errorM, only, restErrorG } = part;
  return {
    plates: [{ ...sum!, plate: spot.plate, changeG }],
    totalG: changeG / gain.mean,
    errorG: Math.hypot(sum!.errorG, restErrorG),
    gain: gain.mean,
    gainSpread: Math.sqrt(gain.variance),
    sureCount: gain.sureCount,
    spreadMs: 0,
    slidG: 0,
    spot,
    alongM,
    errorM,
    timeShare,
    ...(only === null ? {} : { only }),
  };
}

/** One unit, two or three of what the planogram has at each facing. */
function listLoads({ shop }: ShopIndex, { layout }: BoardChange): SpotLoad[] {
  return layout.spots.flatMap((spot): SpotLoad[] => {
    const weightG = shop.products.get(spot.barcode ?? "")?.weightG ?? Number.NaN;
    if (!(weightG > 0)) return [];
    return Array.from({ length: BOARD_PAIR_UNITS_MAX }, (_, at) => ({
      spot,
      weightG,
      count: at + 1,
    }));
  });
}

/** Pairs of facings. */
function countPairs({ layout }: BoardChange): number {
  return Math.max(1, (layout.spots.length * (layout.spots.length - 1)) / 2);
}

/** Products of two facings that left the board in one change: their sum and their moment fit. */
function listPairs(scene: Scene, loads: readonly SpotLoad[]): BoardCut[] {
  const { board } = scene.change;
  const { boards, candidates, weights } = scene.parameters;
  const whole = makeBlock(scene, board.layout.spots[0]!, WHOLE);
  const logPair = Math.log(boards.pairShare / countPairs(board) / 2);
  const cuts: { logWeight: number; pair: readonly [SpotLoad, SpotLoad] }[] = [];
  for (const [at, a] of loads.entries()) {
    for (const b of loads.slice(at + 1)) {
      if (a.spot === b.spot) continue;
      const sumG = a.weightG * a.count + b.weightG * b.count;
      if (Math.abs(sumG + whole.totalG) > boards.pairOffShare * sumG) continue;
      const logWeight =
        logPair +
        countLogPrior(candidates, a.count) +
        countLogPrior(candidates, b.count) +
        weightLogDensity(whole, sumG, 1, weights) +
        weighMoment(board, [a, b], boards);
      cuts.push({ logWeight, pair: [a, b] });
    }
  }
  // In either order: hands may decide.
  return keepBest(cuts).flatMap(({ logWeight, pair: [a, b] }) =>
    [[a, b] as const, [b, a] as const].map((pair) => {
      const sumG = a.weightG * a.count + b.weightG * b.count;
      const shares = pair.map(({ weightG, count }) => (weightG * count) / sumG);
      const times = [shares[0]! / 2, 1 - shares[1]! / 2];
      const blocks = pair.map((only, k) => {
        const part = { ...WHOLE, share: shares[k]!, timeShare: times[k]!, only };
        return makeBlock(scene, only.spot, part);
      });
      return { blocks, logWeight };
    }),
  );
}

/**
 * A product of one facing left the board while something came to another one: what came weighs what
 * is left, and the moment fits.
 */
function listExchanges(scene: Scene, loads: readonly SpotLoad[]): BoardCut[] {
  const { change } = scene;
  const { board } = change;
  const { boards, candidates } = scene.parameters;
  const changeG = change.plates[0]!.changeG;
  const logExchange = Math.log(boards.exchangeShare / countPairs(board) / 2);
  const cuts: { logWeight: number; pair: readonly [SpotLoad, SpotLoad] }[] = [];
  for (const taken of loads) {
    const takenG = taken.weightG * taken.count;
    const cameG = changeG + takenG;
    if (!(cameG > boards.cameGMin)) continue;
    for (const spot of board.layout.spots) {
      if (spot === taken.spot) continue;
      const came = { spot, weightG: cameG, count: 1 };
      const logWeight =
        logExchange +
        countLogPrior(candidates, taken.count) +
        weighMoment(board, [{ ...taken, weightG: -taken.weightG }, came], boards);
      cuts.push({ logWeight, pair: [taken, came] });
    }
  }
  return keepBest(cuts).map(({ logWeight, pair: [taken, came] }) => {
    const takenG = taken.weightG * taken.count;
    const restErrorG = boards.exchangedSpreadShare * takenG;
    const blocks = [
      makeBlock(scene, taken.spot, { ...WHOLE, share: -takenG / changeG, only: taken }),
      makeBlock(scene, came.spot, { ...WHOLE, share: came.weightG / changeG, restErrorG }),
    ];
    return { blocks, logWeight };
  });
}

function keepBest<T extends { readonly logWeight: number }>(cuts: readonly T[]): T[] {
  return [...cuts].sort((x, y) => y.logWeight - x.logWeight).slice(0, BOARD_PAIRS_MAX);
}
