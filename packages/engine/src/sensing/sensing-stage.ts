/** From readings of plates to changes of shelves, with what is wrong with the readings. */
import type { JointFrame, PlateBatch } from "../observation.ts";
import type { SensingParameters } from "../parameters/sensing.ts";
import { formatShelfKey, type ShopIndex } from "../shop-index.ts";
import { findFixture } from "../shop-model.ts";
import type { GondolaBoards } from "./board-types.ts";
import { type BoardWiringWatch, createBoardWiringWatch, watchBoardWiring } from "./board-wiring.ts";
import { addBoardRows, layOutBoards, measureSum, nameBoardRow, toBoardChange } from "./boards.ts";
import {
  addStep,
  type ChangeCollector,
  createChangeCollector,
  type ShelfChange,
  takeReady,
} from "./changes.ts";
import { createDoorWatch, type DoorWatch, wasClosed, watchDoor } from "./doors.ts";
import {
  binTimeMs,
  createGondolaFrontEnd,
  flushFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
  type Warn,
} from "./front-end.ts";
import { createSignWatch, type SignWatch, watchSign } from "./signs.ts";
import {
  createUnitWatch,
  describeUnplaced,
  listUnplaced,
  type UnitFault,
  type UnitWatch,
  watchJointUnits,
  watchPlateUnits,
} from "./units.ts";
import {
  checkBalance,
  createWeightBalance,
  noteReported,
  type WeightBalance,
} from "./weight-balance.ts";

export interface Sensing {
  readonly index: ShopIndex;
  readonly frontEnds: Map<number, GondolaFrontEnd>;
  /** Gondolas that are to send, whether or not they have yet. */
  readonly awaited: ReadonlySet<number>;
  /** Doors that have a contact, by gondola. */
  readonly doors: Map<number, DoorWatch>;
  /** Boards by gondola, and when each board's last change had settled, by row. */
  readonly boards: Map<number, GondolaBoards>;
  readonly boardSettledMs: Map<string, number>;
  /** What plates should weigh by their reported steps. */
  readonly balances: Map<number, WeightBalance>;
  /** Steps of the newest bin. */
  readonly steps: Step[];
  readonly collector: ChangeCollector;
  /** Whether readings are in the units that they should be in, and what was found wrong. */
  readonly units: UnitWatch;
  readonly unitFaults: UnitFault[];
  /** Whether plates weigh the right way up; null where their zero is not known. */
  readonly signs: SignWatch | null;
  /** Whether cells of boards are wired as they should be; null where it is not known how they should. */
  readonly boardWiring: BoardWiringWatch | null;
  /** About the shop itself, to be reported with the first observation. */
  unreported: readonly Notice[];
  /** The time up to which plates have reported. */
  nowMs: number;
}

/** Something is wrong with readings, or with what is known of the shop. */
export interface Notice {
  readonly code: string;
  readonly message: string;
  /** Whose readings fail: who stands before it is concerned. */
  readonly gondola?: number;
  /** Where readings are missing: from when on. */
  readonly sinceMs?: number | undefined;
}

interface Sensed {
  readonly changes: readonly ShelfChange[];
  readonly notices: readonly Notice[];
  /** The time up to which the gondola's plates have reported. */
  readonly untilMs: number;
}

export function createSensing(
  index: ShopIndex,
  isZeroed: boolean,
  awaitedGondolas: readonly number[],
): Sensing {
  const units = createUnitWatch(index);
  const unitFaults = [...units.shopFaults];
  const unplaced = listUnplaced(index);
  const missing = { code: "places-missing", message: describeUnplaced(unplaced) };
  return {
    index,
    frontEnds: new Map(),
    awaited: new Set(awaitedGondolas),
    doors: new Map(
      index.shop.fixtures
        ?.filter(({ hasDoorContact }) => hasDoorContact === true)
        .map(({ gondola }) => [gondola, createDoorWatch()]),
    ),
    boards: new Map(),
    boardSettledMs: new Map(),
    steps: [],
    balances: new Map(),
    collector: createChangeCollector(index.parameters.changes),
    units,
    unitFaults,
    signs: isZeroed ? createSignWatch(index) : null,
    boardWiring: isZeroed ? createBoardWiringWatch(index) : null,
    unreported: unplaced.length === 0 ? unitFaults : [...unitFaults, missing],
    nowMs: Number.NEGATIVE_INFINITY,
  };
}

/** Notices about the shop itself, reported once. */
export function takeUnreported(sensing: Sensing): readonly Notice[] {
  const { unreported } = sensing;
  sensing.unreported = [];
  return unreported;
}

export function stepSensing(sensing: Sensing, observation: PlateBatch): Sensed {
  const { gondola } = observation;
  const notices: Notice[] = [];
  const changes: ShelfChange[] = [];
  const boards = findBoards(sensing, observation, notices);
  let frontEnd = sensing.frontEnds.get(gondola);
  if (frontEnd === undefined) {
    frontEnd = createGondolaFrontEnd(gondola, takeParameters(sensing, gondola), (shelf, plate) =>
      nameBoardRow(boards, shelf, plate),
    );
    sensing.frontEnds.set(gondola, frontEnd);
  }
  const own = frontEnd;
  const door = sensing.doors.get(gondola);
  if (door !== undefined) watchDoor(door, observation, own.parameters.missingMs);
  const batch = addBoardRows(boards, observation);
  pushBatch(own, batch, sensing.steps, noteTo(notices, gondola), () => {
    takeSteps(sensing, changes, notices);
    weighUp(sensing, own, notices);
    noteFault(sensing, watchPlateUnits(sensing.units, own, boards), notices);
  });
  return { changes, notices, untilMs: own.expectedMs };
}

/** The stream has ended: what is open settles as it is. */
export function flushSensing(sensing: Sensing): Omit<Sensed, "untilMs"> {
  const notices: Notice[] = [];
  const changes: ShelfChange[] = [];
  for (const frontEnd of sensing.frontEnds.values()) {
    const warn = noteTo(notices, frontEnd.gondola);
    flushFrontEnd(frontEnd, sensing.steps, warn, () => takeSteps(sensing, changes, notices));
  }
  changes.push(...takeChanges(sensing, true, notices));
  return { changes, notices };
}

/** Whether joints are in metres. */
export function senseJoints(sensing: Sensing, frame: JointFrame): readonly Notice[] {
  const notices: Notice[] = [];
  noteFault(sensing, watchJointUnits(sensing.units, frame), notices);
  return notices;
}

function noteTo(notices: Notice[], gondola: number): Warn {
  return (code, message, sinceMs) => notices.push({ code, message, gondola, sinceMs });
}

/** A stream in another unit: all receipts from now on are reviewed. */
function noteFault(sensing: Sensing, fault: UnitFault | null, notices: Notice[]): void {
  if (fault === null) return;
  notices.push(fault);
  sensing.unitFaults.push(fault);
}

/** A gondola's boards by the shape that its readings had first. */
function findBoards(
  sensing: Sensing,
  { gondola, shelfCount, plateCount }: PlateBatch,
  notices: Notice[],
): GondolaBoards {
  let boards = sensing.boards.get(gondola);
  if (boards !== undefined) return boards;
  boards = layOutBoards(sensing.index, gondola, shelfCount);
  sensing.boards.set(gondola, boards);
  for (const { board } of boards.layouts) {
    const missing = board.cells.filter(({ channel }) => channel >= plateCount);
    if (board.shelf < shelfCount && missing.length === 0) continue;
    const message = `gondola ${gondola}: its readings have no cell of the board on shelf ${board.shelf}: what is taken there is not weighed`;
    notices.push({ code: "board-cell-missing", message });
  }
  return boards;
}

/** Whether plates weigh what their reported steps add up to, with the newest bin. */
function weighUp(sensing: Sensing, frontEnd: GondolaFrontEnd, notices: Notice[]): void {
  const { collector } = sensing;
  const { gondola } = frontEnd;
  for (const step of collector.dropped.splice(0)) {
    const own = sensing.frontEnds.get(step.gondola)!;
    noteReported(findBalance(sensing, step.gondola), own, step.shelf, step);
  }
  const isOpen = (shelf: number): boolean =>
    isOfCell(sensing, { gondola, shelf }) ||
    collector.pending.some((one) => one.gondola === gondola && one.shelf === shelf);
  const nowMs = binTimeMs(frontEnd, frontEnd.binCount - 1);
  for (const { message } of checkBalance(findBalance(sensing, gondola), frontEnd, nowMs, isOpen)) {
    notices.push({ code: "weight-unaccounted", message });
  }
}

function findBalance({ balances, index }: Sensing, gondola: number): WeightBalance {
  let own = balances.get(gondola);
  if (own === undefined) {
    own = createWeightBalance(index.parameters);
    balances.set(gondola, own);
  }
  return own;
}

/** Makes changes of the steps of the newest bin. */
function takeSteps(sensing: Sensing, changes: ShelfChange[], notices: Notice[]): void {
  const { steps } = sensing;
  for (const step of steps) {
    if (!isOfCell(sensing, step)) addStep(sensing.collector, step);
    else noteCellAlone(sensing, step, notices);
  }
  steps.length = 0;
  if (sensing.collector.pending.length > 0) {
    changes.push(...takeChanges(sensing, false, notices));
  }
}

/** A board's cells are weighed together, as their sum. */
function isOfCell(
  { boards }: Sensing,
  { gondola, shelf }: Pick<Step, "gondola" | "shelf">,
): boolean {
  const own = boards.get(gondola);
  return own !== undefined && shelf >= own.shelfCount && !own.bySumRow.has(shelf);
}

function takeChanges(sensing: Sensing, isEnd: boolean, notices: Notice[]): ShelfChange[] {
  const { boards, boardSettledMs, collector, frontEnds, index } = sensing;
  const changes = takeReady(collector, frontEnds, isEnd).map((change) => {
    const { gondola, plates, shelf, settledMs } = change;
    const balance = findBalance(sensing, gondola);
    for (const plate of plates) noteReported(balance, frontEnds.get(gondola)!, shelf, plate);
    const layout = boards.get(gondola)?.bySumRow.get(shelf);
    if (layout === undefined) {
      noteSign(sensing, change, notices);
      return change;
    }
    const key = `${gondola}/${shelf}`;
    const sinceMs = boardSettledMs.get(key) ?? Number.NEGATIVE_INFINITY;
    boardSettledMs.set(key, settledMs);
    const frontEnd = frontEnds.get(gondola)!;
    const own = toBoardChange(layout, frontEnd, change, sinceMs, index.parameters.boards);
    noteSign(sensing, own, notices);
    noteWiring(sensing, own, notices);
    return own;
  });
  return sensing.doors.size === 0
    ? changes
    : changes.filter((change) => isThroughDoor(sensing, change, notices));
}

function noteSign({ signs }: Sensing, change: ShelfChange, notices: Notice[]): void {
  if (signs === null || !watchSign(signs, change)) return;
  const { gondola, shelf, startMs } = change;
  const message = `gondola ${gondola}, shelf ${shelf} weighs more than nothing for the first time: it is filled, or upside down and was zeroed with goods on it`;
  notices.push({ code: "rise-from-nothing", message, gondola, sinceMs: startMs });
}

/** A cell gained or lost what goods weigh, and its board did not: something slid, or a cell is reversed. */
function noteCellAlone(sensing: Sensing, step: Step, notices: Notice[]): void {
  const { boardWiring, boards, frontEnds, index } = sensing;
  if (boardWiring === null) return;
  const { changeG, gondola, startMs } = step;
  const layout = boards.get(gondola)!.layouts.find(({ cellRow }) => cellRow === step.shelf)!;
  const sumG = measureSum(layout, frontEnds.get(gondola)!, step, index.parameters.boards);
  const { shelf } = layout.board;
  const { aloneShare } = boardWiring.parameters;
  const isOfGoods =
    Math.abs(changeG) >= index.parameters.fixtures.goodsShare * findLightestG(index, layout.board);
  if (!isOfGoods || !(Math.abs(sumG) < aloneShare * Math.abs(changeG))) return;
  const message = `gondola ${gondola}, shelf ${shelf}: a cell of its board changed and the board did not: something slid, or the cell is reversed`;
  notices.push({ code: "board-unexplained", message, gondola, sinceMs: startMs });
}

function noteWiring({ boardWiring }: Sensing, change: ShelfChange, notices: Notice[]): void {
  if (boardWiring === null || !watchBoardWiring(boardWiring, change)) return;
  const { gondola, shelf, startMs } = change;
  const message = `gondola ${gondola}, shelf ${shelf} changed by what no product there weighs: its board's cells may be wired to the wrong place`;
  notices.push({ code: "board-unexplained", message, gondola, sinceMs: startMs });
}

/**
 * Nobody has taken what changed behind a door that was closed. Where it weighs what goods do, who stood before it is
 * reviewed: the contact may be wrong.
 */
function isThroughDoor({ doors, index }: Sensing, change: ShelfChange, notices: Notice[]): boolean {
  const { gondola, plates, shelf, startMs } = change;
  const door = doors.get(gondola);
  if (door === undefined || !wasClosed(door, change, index.parameters.fixtures)) return true;
  const changeG = plates.reduce((sum, one) => sum + one.changeG, 0);
  if (Math.abs(changeG) < index.parameters.fixtures.goodsShare * findLightestG(index, change)) {
    return false;
  }
  const message = `gondola ${gondola}, shelf ${shelf} changed by ${Math.round(changeG)} g while its door was closed: check its door contact, or something fell over`;
  notices.push({ code: "door-closed", message, gondola, sinceMs: startMs });
  return false;
}

/** The lightest product of a shelf; 0 where the weight of one is not known. */
function findLightestG(
  { facingsByShelf, shop }: ShopIndex,
  { gondola, shelf }: Pick<ShelfChange, "gondola" | "shelf">,
): number {
  const facings = facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  const weightsG = facings.map(({ barcode }) => shop.products.get(barcode ?? "")?.weightG ?? 0);
  const lightestG = Math.min(...weightsG);
  return Number.isFinite(lightestG) ? lightestG : 0;
}

/** How a gondola's plates read, by what it is built as. */
function takeParameters({ index }: Sensing, gondola: number): SensingParameters {
  const { fixtures, sensing } = index.parameters;
  const fixture = findFixture(index.shop, gondola);
  const usualMs = fixture?.kind === "hooks" ? fixtures.hooksSettledMs : sensing.settledMs;
  const settledMs = fixture?.settledMs ?? usualMs;
  return settledMs === sensing.settledMs ? sensing : { ...sensing, settledMs };
}
