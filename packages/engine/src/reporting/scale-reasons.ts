/** Why receipts are reviewed while scales, or what is known of them, are wrong or may be. */
import type { Attribution } from "../attribution/attribution-stage.ts";
import { listSwapFaults, namePlates } from "../attribution/swapped-plates.ts";
import { listBoardWiringFaults } from "../sensing/board-wiring.ts";
import { findSignReasons } from "../sensing/signs.ts";
import { findUnitReasons } from "../sensing/units.ts";
import { type Facing, formatPlateKey } from "../shop-model.ts";

interface ScaleReasons {
  readonly reasons: readonly string[];
  /** How likely a receipt is right then at most. */
  readonly probabilityMost: number;
}

/** @param changed keys of the plates that changed while the shopper stood before them */
export function findScaleReasons(
  attribution: Attribution,
  changed: ReadonlySet<string> = new Set(),
): ScaleReasons {
  const { signs, unitFaults, units } = attribution.sensing;
  const all = [
    findUnitReasons(units, unitFaults),
    findSignReasons(signs),
    findWiringReasons(attribution, changed),
  ];
  return {
    reasons: all.flatMap(({ reasons }) => reasons),
    probabilityMost: Math.min(...all.map(({ probabilityMost }) => probabilityMost)),
  };
}

/** A wrong wire concerns its plates alone. */
function findWiringReasons(
  { index, sensing: { boardWiring }, swaps }: Attribution,
  changed: ReadonlySet<string>,
): ScaleReasons {
  const isChanged = (gondola: number, { plates, shelf }: Pick<Facing, "plates" | "shelf">) =>
    plates.some((plate) => changed.has(formatPlateKey(gondola, shelf, plate)));
  const boards = boardWiring === null ? [] : listBoardWiringFaults(boardWiring);
  const swapped = (swaps === null ? [] : listSwapFaults(swaps)).filter(
    (fault) => isChanged(fault.gondola, fault) || isChanged(fault.gondola, fault.other),
  );
  const { rightProbability, uncertainProbability } = index.parameters.units;
  if (
    boards.some((fault) => isChanged(fault.gondola, fault)) ||
    swapped.some(({ code }) => code === "plates-swapped")
  ) {
    return { reasons: ["cells are wired to the wrong place"], probabilityMost: rightProbability };
  }
  return {
    reasons: swapped.map(
      (fault) =>
        `gondola ${fault.gondola}: ${namePlates(fault)} and ${namePlates(fault.other)} may be swapped, or a product stands in the wrong place there`,
    ),
    probabilityMost: swapped.length > 0 ? uncertainProbability : 1,
  };
}
