/**
 * Where people come from and where they go, learnt from where tracks begin and end: at the edge of what
 * is seen, at doors, behind pillars. By cells of the floor, each beside the mean of all.
 */
import { findCellKey } from "../floor-cells.ts";

const CELL_M = 1.5;
/** As sure of the mean as of so many person-seconds in a cell. */
const PRIOR_S = 15;
/** And of so many people who came or went. */
const PRIOR_PEOPLE = 4;

interface Cell {
  presentS: number;
  came: number;
  went: number;
}

export interface Doorways {
  readonly cells: Map<number, Cell>;
  presentS: number;
  came: number;
  went: number;
  seconds: number;
}

export function createDoorways(stayS: number): Doorways {
  const presentS = PRIOR_PEOPLE * stayS;
  return { cells: new Map(), presentS, came: PRIOR_PEOPLE, went: PRIOR_PEOPLE, seconds: 0 };
}

function openCell({ cells }: Doorways, x: number, y: number): Cell {
  const key = findCellKey(x, y, CELL_M);
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = { presentS: 0, came: 0, went: 0 };
    cells.set(key, cell);
  }
  return cell;
}

export function learnPresence(doorways: Doorways, x: number, y: number, seconds: number): void {
  openCell(doorways, x, y).presentS += seconds;
  doorways.presentS += seconds;
}

export function learnComing(doorways: Doorways, x: number, y: number): void {
  openCell(doorways, x, y).came++;
  doorways.came++;
}

export function learnGoing(doorways: Doorways, x: number, y: number): void {
  openCell(doorways, x, y).went++;
  doorways.went++;
}

/** How often somebody at a place goes, each second. */
export function findGoingRate({ cells, went, presentS }: Doorways, x: number, y: number): number {
  const rate = went / presentS;
  const cell = cells.get(findCellKey(x, y, CELL_M));
  if (cell === undefined) return rate;
  return (cell.went + PRIOR_S * rate) / (cell.presentS + PRIOR_S);
}

/**
 * How often somebody comes at a place, each second and square metre, where so many people are on so
 * many square metres: as many as go, in the mean.
 */
export function findComingRate(
  { cells, came, presentS, seconds }: Doorways,
  x: number,
  y: number,
  density: { readonly people: number; readonly areaM2: number },
): number {
  const meanRate = ((came / presentS) * Math.max(1, density.people)) / density.areaM2;
  const cameHere = cells.get(findCellKey(x, y, CELL_M))?.came ?? 0;
  const cellM2 = CELL_M * CELL_M;
  return (cameHere + PRIOR_PEOPLE) / (seconds * cellM2 + PRIOR_PEOPLE / meanRate);
}
