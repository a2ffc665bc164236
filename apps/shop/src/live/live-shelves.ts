/** Shelves as they are now, for whoever looks at one: the curve of each plate, and how it is. */
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import {
  listPlateStates,
  type PlateScene,
  type PlateState,
  type ShelfName,
} from "@saunter/engine/sensing/plate-states";
import type { ShelfMessage } from "@saunter/protocol/live-messages";
import type { CurveRecorder } from "../evidence/curve-recorder.ts";
import type { StoredEvent } from "../store/journal.ts";
import type { Store } from "../store/store.ts";
import { PLATES_EVERY_MS, SHELF_PAST_MS, SHELF_STEP_MS } from "./live-limits.ts";
import {
  BEAT,
  createLiveReaders,
  formatMessage,
  type LiveReaders,
  type Room,
} from "./live-readers.ts";

export interface ShownFacing {
  readonly facing: string;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** NaN where the catalogue gives none. */
  readonly weightG: number;
}

export interface LiveShelves {
  /** Takes what sensors say, after the recorder has. */
  see(observation: Observation): void;
  watch(engine: { readonly sensing: PlateScene }): void;
  subscribe(shelf: ShelfName, signal: AbortSignal): AsyncIterable<string>;
  beat(): void;
  close(): void;
}

export interface LiveShelvesOptions {
  readonly store: Pick<Store, "onCommitted">;
  readonly room: Room;
  readonly recorder: Pick<CurveRecorder, "cutCurve">;
  /** What stands where by now. */
  readonly listFacings: () => readonly ShownFacing[];
}

interface Watched {
  readonly shelf: ShelfName;
  readonly readers: LiveReaders;
  /** Up to when the curve has been sent. */
  untilMs: number;
  platesMs: number;
}

interface Count {
  readonly units: number;
  /** By plate; null: the plates were not known yet. */
  levelsG: ReadonlyMap<number, number> | null;
}

interface State {
  readonly options: LiveShelvesOptions;
  readonly watched: Map<string, Watched>;
  /** What the plates of a facing read when it was counted, and how many there were. */
  readonly counts: Map<string, Count>;
  engine: { readonly sensing: PlateScene } | null;
  /** The end of the newest batch, by gondola. */
  readonly newestMs: Map<number, number>;
}

export function createLiveShelves(options: LiveShelvesOptions): LiveShelves {
  const state: State = {
    options,
    engine: null,
    watched: new Map(),
    counts: new Map(),
    newestMs: new Map(),
  };
  const stopListening = options.store.onCommitted((events) => {
    for (const stored of events) noteCount(state, stored);
  });
  return {
    see: (observation) => {
      if (observation.kind === "plates") seeBatch(state, observation);
    },
    watch: (engine) => {
      state.engine = engine;
      state.counts.clear();
    },
    subscribe: (shelf, signal) => follow(state, shelf, signal),
    beat: () => {
      for (const { readers } of state.watched.values()) readers.send(BEAT);
    },
    close: () => {
      stopListening();
      for (const { readers } of state.watched.values()) readers.close();
    },
  };
}

function format({ event, data }: ShelfMessage): string {
  return formatMessage(event, data);
}

async function* follow(state: State, shelf: ShelfName, signal: AbortSignal) {
  const key = `${shelf.gondola}/${shelf.shelf}`;
  let watched = state.watched.get(key);
  if (watched === undefined) {
    const readers = createLiveReaders(state.options.room);
    const untilMs = findEnd(state.newestMs.get(shelf.gondola) ?? Number.NaN);
    watched = { shelf, readers, untilMs, platesMs: Number.NEGATIVE_INFINITY };
    state.watched.set(key, watched);
  }
  const { readers } = watched;
  try {
    yield* readers.follow(() => readAll(state, watched), signal);
  } finally {
    if (readers.count() === 0 && state.watched.get(key) === watched) state.watched.delete(key);
  }
}

/** Steps that are over by then. */
function findEnd(timestampMs: number): number {
  return Math.floor(timestampMs / SHELF_STEP_MS) * SHELF_STEP_MS;
}

function seeBatch(state: State, { gondola, timestampMs, sampleCount, sampleRateHz }: PlateBatch) {
  const endMs = timestampMs + (1000 * sampleCount) / sampleRateHz;
  if (!Number.isFinite(endMs)) return;
  state.newestMs.set(gondola, endMs);
  fillCounts(state, gondola);
  for (const watched of state.watched.values()) {
    if (watched.shelf.gondola !== gondola || watched.readers.count() === 0) continue;
    const untilMs = findEnd(endMs);
    // After a clock was set back there is nothing between.
    if (untilMs < watched.untilMs || Number.isNaN(watched.untilMs)) watched.untilMs = untilMs;
    if (untilMs > watched.untilMs) {
      const curve = cutCurve(state, watched.shelf, watched.untilMs, untilMs);
      watched.untilMs = untilMs;
      if (curve !== null) watched.readers.send(format(curve));
    }
    if (Math.abs(endMs - watched.platesMs) < PLATES_EVERY_MS) continue;
    watched.platesMs = endMs;
    watched.readers.send(format(describePlates(state, watched.shelf)));
  }
}

function* readAll(state: State, { shelf, untilMs }: Watched): Generator<string> {
  yield format(describePlates(state, shelf));
  if (Number.isNaN(untilMs)) return;
  const past = cutCurve(state, shelf, untilMs - SHELF_PAST_MS, untilMs);
  if (past !== null) yield format(past);
}

/** Means of `SHELF_STEP_MS` of all plates that exist; null where nothing was read. */
function cutCurve(
  { options, engine }: State,
  shelf: ShelfName,
  fromMs: number,
  untilMs: number,
): ShelfMessage | null {
  const plates = listStates(engine, shelf).map(({ plate }) => plate);
  const { gondola } = shelf;
  const cut = options.recorder.cutCurve(gondola, shelf.shelf, plates, fromMs, untilMs - 1);
  if (cut === null) return null;
  const each = SHELF_STEP_MS / cut.stepMs;
  // The recorder may not go back as far; what it gives begins within a step.
  const skip = Math.round(
    (Math.ceil(cut.startMs / SHELF_STEP_MS) * SHELF_STEP_MS - cut.startMs) / cut.stepMs,
  );
  return {
    event: "curve",
    data: {
      startMs: cut.startMs + skip * cut.stepMs,
      stepMs: SHELF_STEP_MS,
      plates: cut.plates.map(({ plate, gramsG }) => ({
        plate,
        gramsG: joinSteps(gramsG.slice(skip), each),
      })),
    },
  };
}

/** Means of a number of values each; missing values give none. */
function joinSteps(values: readonly (number | null)[], each: number): (number | null)[] {
  return Array.from({ length: Math.floor(values.length / each) }, (_, at) => {
    const known = values.slice(at * each, (at + 1) * each).filter((value) => value !== null);
    if (known.length === 0) return null;
    return roundTenth(known.reduce((sum, value) => sum + value, 0) / known.length);
  });
}

function roundTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function listStates(engine: State["engine"], shelf: ShelfName): PlateState[] {
  return engine === null ? [] : listPlateStates(engine.sensing, shelf);
}

function describePlates(state: State, shelf: ShelfName): ShelfMessage {
  const states = listStates(state.engine, shelf);
  const facings = state.options
    .listFacings()
    .filter(({ gondola, shelf: number }) => gondola === shelf.gondola && number === shelf.shelf);
  const levelsG = new Map<number, number>();
  const told = facings.map((facing) => {
    const count = readCount(state, facing, states);
    for (const [plate, levelG] of count?.levelsG ?? []) levelsG.set(plate, levelG);
    return { facing: facing.facing, ...weighFacing(facing, count, states) };
  });
  return {
    event: "plates",
    data: {
      plates: states.map(({ plate, levelG, noiseG, isDisturbed, problem }) => ({
        plate,
        isDisturbed,
        problem,
        levelG: roundKnown(levelG),
        sinceCountG: roundKnown(levelG - (levelsG.get(plate) ?? Number.NaN)),
        noiseG: Math.round(noiseG * 100) / 100,
      })),
      facings: told,
    },
  };
}

function roundKnown(value: number): number | null {
  return Number.isFinite(value) ? roundTenth(value) : null;
}

/** Of what was counted before its plates were known: whoever looks first may come much later. */
function fillCounts({ counts, engine, options }: State, gondola: number): void {
  if (![...counts.values()].some(({ levelsG }) => levelsG === null)) return;
  for (const facing of options.listFacings()) {
    const count = counts.get(facing.facing);
    if (facing.gondola !== gondola || count === undefined || count.levelsG !== null) continue;
    count.levelsG = readLevels(listStates(engine, facing), facing.plates);
  }
}

/** When a facing was counted last; what its plates read first is what was counted before they were known. */
function readCount(
  { counts }: State,
  { facing, plates }: ShownFacing,
  states: readonly PlateState[],
): Count | null {
  const count = counts.get(facing);
  if (count === undefined) return null;
  count.levelsG ??= readLevels(states, plates);
  return count;
}

/** What lies there by weight: what was counted, and what has changed since; null where nobody has. */
function weighFacing(
  { plates, weightG }: ShownFacing,
  count: Count | null,
  states: readonly PlateState[],
) {
  const nowG = readLevels(states, plates);
  const thenG = count?.levelsG ?? null;
  const changeG = nowG === null || thenG === null ? Number.NaN : sum(nowG) - sum(thenG);
  const units = (count?.units ?? Number.NaN) + changeG / weightG;
  return {
    seen: roundKnown(units),
    weighsG: roundKnown(units * weightG),
    unitG: roundKnown(weightG),
  };
}

function sum(levelsG: ReadonlyMap<number, number>): number {
  return [...levelsG.values()].reduce((all, one) => all + one, 0);
}

/** Null where not all of them are known. */
function readLevels(
  states: readonly PlateState[],
  plates: readonly number[],
): ReadonlyMap<number, number> | null {
  const known = states.filter(
    ({ plate, levelG }) => plates.includes(plate) && !Number.isNaN(levelG),
  );
  if (known.length < plates.length) return null;
  return new Map(known.map(({ plate, levelG }) => [plate, levelG]));
}

function noteCount({ counts, engine, options }: State, { event }: StoredEvent): void {
  if (event.type !== "StockCounted") return;
  const facing = options.listFacings().find((one) => one.facing === event.facing);
  if (facing === undefined) return;
  const levelsG = readLevels(listStates(engine, facing), facing.plates);
  counts.set(event.facing, { units: event.quantity, levelsG });
}
