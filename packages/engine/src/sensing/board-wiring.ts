/**
 * Whether the cells of a board are wired as the shop is configured: none reversed, each in its own place. A wrong one
 * shows in changes that weigh what no product does where they seem to lie, and would weigh what one does if the
 * wiring were another.
 */
import { BOARD_CHANGES_MAX } from "../limits.ts";
import type { WiringParameters } from "../parameters/wiring.ts";
import type { ShopIndex } from "../shop-index.ts";
import type { BoardCell } from "../shop-model.ts";
import type { BoardLayout } from "./board-types.ts";
import type { ShelfChange } from "./changes.ts";
import { isOfUnits } from "./whole-units.ts";

/** How cells may be wired in place of what is configured: each one's sign, and the place that is another's. */
interface Wiring {
  readonly signs: readonly number[];
  readonly placesM: readonly number[];
  /** What is wrong, in words, and what to do. */
  readonly words: string;
}

interface BoardEvidence {
  readonly layout: BoardLayout;
  readonly configured: Omit<Wiring, "words">;
  readonly wirings: readonly Wiring[];
  /** By change, the newest last: what each cell gained. */
  readonly changesG: (readonly number[])[];
  /** The configured wiring has explained a change. */
  isConfirmed: boolean;
}

export interface BoardWiringWatch {
  readonly index: ShopIndex;
  readonly parameters: WiringParameters;
  readonly boards: Map<BoardLayout, BoardEvidence>;
}

export interface BoardWiringFault {
  readonly code: "board-wiring";
  readonly message: string;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

export function createBoardWiringWatch(index: ShopIndex): BoardWiringWatch {
  return { index, parameters: index.parameters.wiring, boards: new Map() };
}

/** Takes a change. Returns whether only another wiring explains it, of a board of which the configured one has explained none. */
export function watchBoardWiring(watch: BoardWiringWatch, { board }: ShelfChange): boolean {
  if (board === undefined || !board.cellsG.every(Number.isFinite)) return false;
  const { cellsG, layout } = board;
  let own = watch.boards.get(layout);
  if (own === undefined) {
    own = { ...listWirings(layout), layout, changesG: [], isConfirmed: false };
    watch.boards.set(layout, own);
  }
  own.isConfirmed ||= findFacing(watch, layout, own.configured, cellsG) !== null;
  own.changesG.push(cellsG);
  if (own.changesG.length > BOARD_CHANGES_MAX) own.changesG.shift();
  if (own.isConfirmed) return false;
  return own.wirings.some((wiring) => findFacing(watch, layout, wiring, cellsG) !== null);
}

function listWirings({
  board,
  widthM,
}: BoardLayout): Pick<BoardEvidence, "configured" | "wirings"> {
  const { cells } = board;
  const straight = cells.map(() => 1);
  const placesM = cells.map(({ alongM }) => alongM);
  const nameCell = ({ channel }: BoardCell): string => `the cell at ${channel}`;
  const wirings: Wiring[] = cells.map((cell, at) => ({
    signs: straight.with(at, -1),
    placesM,
    words: `${nameCell(cell)} is reversed: it reads less the more lies on it. Swap its signal wires, or make its gramsPerCount negative`,
  }));
  if (cells.some(({ alongM }) => alongM !== cells[0]!.alongM)) {
    wirings.push({
      signs: straight,
      placesM: placesM.map((alongM) => widthM - alongM),
      words:
        "its cells are mirrored: what lies at the left end shows at the right. Swap its left and right cells",
    });
  }
  for (const [a, one] of cells.entries()) {
    for (const [b, other] of cells.entries()) {
      if (b <= a || one.alongM === other.alongM) continue;
      wirings.push({
        signs: straight,
        placesM: placesM.with(a, other.alongM).with(b, one.alongM),
        words: `${nameCell(one)} and ${nameCell(other)} are swapped. Swap their wires, or their channels in the configuration`,
      });
    }
  }
  return { configured: { signs: straight, placesM }, wirings };
}

/** The facing whose product's units a change would weigh, by a wiring; null where it fits none. */
function findFacing(
  { index: { shop }, parameters: { weightLogMax } }: BoardWiringWatch,
  { spots }: BoardLayout,
  { placesM, signs }: Omit<Wiring, "words">,
  cellsG: readonly number[],
): BoardLayout["spots"][number] | null {
  let totalG = 0;
  let moment = 0;
  for (const [at, gainedG] of cellsG.entries()) {
    totalG += signs[at]! * gainedG;
    moment += signs[at]! * gainedG * placesM[at]!;
  }
  const alongM = moment / totalG;
  const spot = spots.find(({ fromM, toM }) => alongM >= fromM && alongM < toM);
  const weightG = shop.products.get(spot?.barcode ?? "")?.weightG ?? Number.NaN;
  return isOfUnits(totalG, weightG, weightLogMax) ? spot! : null;
}

interface Verdict {
  readonly wiring: Wiring;
  /** Changes that it alone explains, of how many facings; and those that the configured wiring alone does. */
  readonly for: number;
  readonly facings: number;
  readonly against: number;
}

/** The wiring that explains most of what the configured one does not; null where none explains anything. */
function judge(
  watch: BoardWiringWatch,
  { changesG, configured, layout, wirings }: BoardEvidence,
): Verdict | null {
  const usual = changesG.map((cellsG) => findFacing(watch, layout, configured, cellsG) !== null);
  let best: Verdict | null = null;
  for (const wiring of wirings) {
    const facings = new Set<unknown>();
    let [counted, against] = [0, 0];
    for (const [at, cellsG] of changesG.entries()) {
      const facing = findFacing(watch, layout, wiring, cellsG);
      if (usual[at] && facing === null) against++;
      if (usual[at] || facing === null) continue;
      counted++;
      facings.add(facing);
    }
    if (counted > (best?.for ?? 0)) best = { wiring, for: counted, facings: facings.size, against };
  }
  return best;
}

export function listBoardWiringFaults(watch: BoardWiringWatch): BoardWiringFault[] {
  const { againstShare, changesLeast } = watch.parameters;
  return [...watch.boards.values()].flatMap((evidence) => {
    const best = judge(watch, evidence);
    const isSure =
      best !== null &&
      best.for >= changesLeast &&
      best.facings > 1 &&
      best.against <= againstShare * best.for;
    if (!isSure) return [];
    const { gondola, plates, shelf } = evidence.layout.board;
    const message = `Gondola ${gondola}, shelf ${shelf}, board of plates ${plates[0]}–${plates.at(-1)}: ${best.wiring.words}.`;
    return [{ code: "board-wiring", message, gondola, shelf, plates }];
  });
}
