/** Square cells of the floor, for what is learnt of places. */

/** Number of cells from the origin in each direction. */
const CELLS = 32_768;

/** A number that no other cell has, of the cell of a place; places and `cellM` in metres. */
export function findCellKey(x: number, y: number, cellM: number): number {
  return (Math.floor(x / cellM) + CELLS) * 2 * CELLS + Math.floor(y / cellM) + CELLS;
}
