/** Boards on cells as they are laid out, and what a change of one is. */
import type { Board } from "../shop-model.ts";

/** A facing's part of a board, or a run of places that hold no product. */
export interface BoardSpot {
  /** The place that stands for all of them in a reported change. */
  readonly plate: number;
  readonly plates: readonly number[];
  readonly barcode: string | null;
  /** Along the board, metres. */
  readonly fromM: number;
  readonly toM: number;
}

export interface BoardLayout {
  readonly board: Board;
  readonly spots: readonly BoardSpot[];
  readonly widthM: number;
  /** Rows of the readings that are made for it: the sum of its cells, and the cells themselves. */
  readonly sumRow: number;
  readonly cellRow: number;
}

/** The boards of a gondola, and how many rows its readings have before those made for them. */
export interface GondolaBoards {
  readonly layouts: readonly BoardLayout[];
  readonly shelfCount: number;
  /** By the row of its sum. */
  readonly bySumRow: ReadonlyMap<number, BoardLayout>;
}

/** Where on a board a change lies, metres along it; NaN and infinite where its cells do not show it. */
export interface Centre {
  readonly alongM: number;
  readonly errorM: number;
}

/** A change of a board as a change of its shelf, with where on the board it lies. */
export interface BoardChange extends Centre {
  readonly layout: BoardLayout;
  /** What each cell gained. */
  readonly cellsG: readonly number[];
}

/** A part of a change: a number of units of one weight, from a spot. */
export interface SpotLoad {
  readonly spot: BoardSpot;
  readonly weightG: number;
  readonly count: number;
}
