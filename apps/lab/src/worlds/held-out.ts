/** Leave-one-world-out: each world judged by calibration and bound fitted on all other worlds. */

import { MIX_NAMES, type MixName } from "@saunter/sim/visit-mixes";
import type { WorldName } from "@saunter/sim/worlds";
import type { WorldReceipt } from "./measure-worlds.ts";
import {
  chooseBound,
  fitReceiptModel,
  measureReceipts,
  type ReceiptFigures,
  type ReceiptModel,
} from "./receipt-models.ts";

/** A calibration and its acceptance bound. */
export interface Rule {
  readonly model: ReceiptModel;
  readonly bound: number;
}

/** The receipts of one world and mix under three rules. */
export interface WorldFigures {
  readonly world: WorldName;
  readonly mix: MixName;
  /** As it ships. */
  readonly shipped: ReceiptFigures;
  /** Fitted on all worlds, including this one. */
  readonly inWorld: ReceiptFigures;
  /** Fitted on all other worlds. */
  readonly heldOut: ReceiptFigures;
}

export interface HeldOut {
  /** Share of a world's everyday receipts that may be accepted and wrong. */
  readonly level: number;
  readonly all: Rule;
  readonly without: ReadonlyMap<WorldName, Rule>;
  readonly figures: readonly WorldFigures[];
  /** All worlds together, by mix. */
  readonly sums: readonly Omit<WorldFigures, "world">[];
}

export function fitRule(receipts: readonly WorldReceipt[], level: number): Rule {
  const model = fitReceiptModel(receipts);
  return { model, bound: chooseBound(model, receipts, level) };
}

/** RangeError if a world has no receipts of a mix. */
export function leaveWorldsOut(
  receipts: readonly WorldReceipt[],
  level: number,
  shipped: Rule,
): HeldOut {
  const worlds = [...new Set(receipts.map(({ world }) => world))];
  const all = fitRule(receipts, level);
  const without = new Map(
    worlds.map((world) => [
      world,
      fitRule(
        receipts.filter((one) => one.world !== world),
        level,
      ),
    ]),
  );
  const figures = worlds.flatMap((world) =>
    MIX_NAMES.map((mix): WorldFigures => {
      const own = receipts.filter((one) => one.world === world && one.mix === mix);
      const measure = ({ model, bound }: Rule) => measureReceipts(own, model, bound);
      return {
        world,
        mix,
        shipped: measure(shipped),
        inWorld: measure(all),
        heldOut: measure(without.get(world)!),
      };
    }),
  );
  const sums = MIX_NAMES.map((mix) => {
    const own = figures.filter((one) => one.mix === mix);
    return {
      mix,
      shipped: sumFigures(own.map((one) => one.shipped)),
      inWorld: sumFigures(own.map((one) => one.inWorld)),
      heldOut: sumFigures(own.map((one) => one.heldOut)),
    };
  });
  return { level, all, without, figures, sums };
}

/** Adds up counts; the other figures are means weighted by receipts. */
export function sumFigures(figures: readonly ReceiptFigures[]): ReceiptFigures {
  const add = (read: (one: ReceiptFigures) => number) =>
    figures.reduce((sum, one) => sum + read(one), 0);
  const receipts = add((one) => one.receipts);
  const average = (read: (one: ReceiptFigures) => number) =>
    add((one) => one.receipts * read(one)) / receipts;
  return {
    receipts,
    exact: add((one) => one.exact),
    flagged: add((one) => one.flagged),
    wrongAccepted: add((one) => one.wrongAccepted),
    meanProbability: average((one) => one.meanProbability),
    calibrationError: average((one) => one.calibrationError),
    brier: average((one) => one.brier),
    riskArea: average((one) => one.riskArea),
  };
}
