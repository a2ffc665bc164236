/**
 * Where people come from and where they go, learnt from where tracks begin and end: at the edge of what
 * is seen, at doors, behind pillars. By cells of the floor, each beside the mean of all.
 */
import { findCellKey } from "../floor-cells.ts";
import { DEFAULT_TRACKING, type TrackingParameters } from "../parameters/tracking.ts";

interface Cell {
  presentS: number;
  came: number;
  went: number;
}

export interface Doorways {
  readonly parameters: TrackingParameters;
  readonly cells: Map<number, Cell>;
  presentS: number;
  came: number;
  went: number;
  seconds: number;
}

export function createDoorways(
  stayS: number,
  parameters: TrackingParameters = DEFAULT_TRACKING,
): Doorways {
  const people = parameters.doorwayPriorPeople;
  const presentS = people * stayS;
  return { parameters, cells: new Map(), presentS, came: people, went: people, seconds: 0 };
}

function openCell({ cells, parameters }: Doorways, x: number, y: number): Cell {
  const key = findCellKey(x, y, parameters.doorwayCellM);
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
export function findGoingRate(
  { cells, went, presentS, parameters }: Doorways,
  x: number,
  y: number,
): number {
  const { doorwayCellM, doorwayPriorS } = parameters;
  const rate = went / presentS;
  const cell = cells.get(findCellKey(x, y, doorwayCellM));
  if (cell === undefined) return rate;
  return (cell.went + doorwayPriorS * rate) / (cell.presentS + doorwayPriorS);
}

/**
 * How often somebody comes at a place, each second and square metre, where so many people are on so
 * many square metres: as many as go, on average.
 */
export function findComingRate(
  { cells, came, presentS, seconds, parameters }: Doorways,
  x: number,
  y: number,
  density: { readonly people: number; readonly areaM2: number },
): number {
  const { doorwayCellM, doorwayPriorPeople } = parameters;
  const meanRate = ((came / presentS) * Math.max(1, density.people)) / density.areaM2;
  const cameHere = cells.get(findCellKey(x, y, doorwayCellM))?.came ?? 0;
  const cellM2 = doorwayCellM * doorwayCellM;
  return (cameHere + doorwayPriorPeople) / (seconds * cellM2 + doorwayPriorPeople / meanRate);
}
