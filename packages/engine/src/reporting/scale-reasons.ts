/** Why every receipt is reviewed while scales, or what is known of them, are wrong or may be. */
import type { Attribution } from "../attribution/attribution-stage.ts";
import { isSwapUncertain, listSwapFaults } from "../attribution/swapped-plates.ts";
import { listBoardWiringFaults } from "../sensing/board-wiring.ts";
import { findSignReasons } from "../sensing/signs.ts";
import { findUnitReasons } from "../sensing/units.ts";

interface ScaleReasons {
  readonly reasons: readonly string[];
  /** How likely a receipt is right then at most. */
  readonly probabilityMost: number;
}

export function findScaleReasons(attribution: Attribution): ScaleReasons {
  const { signs, unitFaults, units } = attribution.sensing;
  const all = [
    findUnitReasons(units, unitFaults),
    findSignReasons(signs),
    findWiringReasons(attribution),
  ];
  return {
    reasons: all.flatMap(({ reasons }) => reasons),
    probabilityMost: Math.min(...all.map(({ probabilityMost }) => probabilityMost)),
  };
}

function findWiringReasons({ index, sensing, swaps }: Attribution): ScaleReasons {
  const { boardWiring } = sensing;
  const isWrong =
    (boardWiring !== null && listBoardWiringFaults(boardWiring).length > 0) ||
    (swaps !== null && listSwapFaults(swaps).length > 0);
  const { rightProbability, uncertainProbability } = index.parameters.units;
  if (isWrong) {
    return { reasons: ["cells are wired to the wrong place"], probabilityMost: rightProbability };
  }
  if (swaps === null || !isSwapUncertain(swaps)) return { reasons: [], probabilityMost: 1 };
  const ambiguous = "cells may be wired to the wrong place: what was moved fits another one better";
  return { reasons: [ambiguous], probabilityMost: uncertainProbability };
}
