import { join } from "node:path";
import type { Observation } from "@saunter/engine/observation";
import { readJointLine } from "./joint-line.ts";
import { LineReader } from "./line-reader.ts";
import { OrderRepair } from "./order-repair.ts";
import { readPlateLine } from "./plate-line.ts";
import { RecordingError, type RecordingWarning } from "./recording-codes.ts";
import { JOINTS_FILE, measureFile, measureNeededFile, PLATES_FILE } from "./recording-files.ts";
import { RECORDING_LIMITS, type RecordingLimits } from "./recording-limits.ts";
import { SampleArena } from "./sample-arena.ts";
import { type NoteWarning, WarningLog } from "./warning-log.ts";

/** A recording's observations, and what was wrong with them so far. */
export interface ObservationReader {
  /** Observations of both files merged by time, many at once; each owns its memory. */
  readonly chunks: AsyncGenerator<Observation[], void, undefined>;
  /** Whether there are joints; after the last chunk, whether there were any. */
  hasJoints(): boolean;
  /** Warnings so far; all of them after the last chunk. */
  warnings(): RecordingWarning[];
  readonly bytesTotal: number;
  bytesRead(): number;
}

/**
 * Reads the observations of the recording in `dir` as a stream of chunks. Memory stays bounded
 * however long the recording is: a block of each file, and a second of stream time to put lines
 * in order. Throws RecordingError: at once where a file is missing, while streaming where a line
 * is too long or where no batch of plates could be used.
 */
export async function readObservations(
  dir: string,
  limits: Partial<RecordingLimits> = {},
): Promise<ObservationReader> {
  const bounds = { ...RECORDING_LIMITS, ...limits };
  const log = new WarningLog();
  const [platesBytes, jointsBytes] = await Promise.all([
    measureNeededFile(dir, PLATES_FILE),
    measureFile(dir, JOINTS_FILE),
  ]);
  const arena = new SampleArena();
  const plates = createSource(join(dir, PLATES_FILE), bounds, log, (reader, note) =>
    readPlateLine(reader, arena, note),
  );
  const sources = [plates];
  let joints: Source | null = null;
  if (jointsBytes !== null && jointsBytes > 0) {
    joints = createSource(join(dir, JOINTS_FILE), bounds, log, readJointLine);
    sources.push(joints);
  } else log.note(join(dir, JOINTS_FILE), "joints-missing", null);
  return {
    chunks: streamChunks(plates, joints, bounds.chunkObservations, log),
    hasJoints: () => joints !== null && !(joints.reader.ended && joints.observationCount === 0),
    warnings: () => log.list(),
    bytesTotal: platesBytes + (jointsBytes ?? 0),
    bytesRead: () => sources.reduce((sum, { reader }) => sum + reader.bytesRead, 0),
  };
}

type ReadLine = (reader: LineReader, note: NoteWarning) => Observation | null;

interface Source {
  readonly reader: LineReader;
  readonly order: OrderRepair;
  readonly readLine: ReadLine;
  readonly note: NoteWarning;
  /** How many of `order.ready` were taken already. */
  taken: number;
  observationCount: number;
  ended: boolean;
}

function createSource(
  path: string,
  limits: RecordingLimits,
  log: WarningLog,
  readLine: ReadLine,
): Source {
  const note = log.noteIn(path);
  return {
    reader: new LineReader(path, limits),
    order: new OrderRepair(limits, note),
    readLine,
    note,
    taken: 0,
    observationCount: 0,
    ended: false,
  };
}

/** Makes sure that a next observation is ready, unless the file has ended. */
async function prepare(source: Source): Promise<void> {
  const { reader, order } = source;
  if (source.taken > 0) {
    order.ready.splice(0, source.taken);
    source.taken = 0;
  }
  while (order.ready.length === 0 && !source.ended) {
    readLinesAtHand(source);
    if (order.ready.length > 0) return;
    if (reader.ended) {
      order.end();
      source.ended = true;
    } else await reader.fill();
  }
}

/** Reads lines for as long as they need no more of the file, up to a bound of what gets ready. */
function readLinesAtHand(source: Source): void {
  const { reader, order, note } = source;
  while (order.ready.length < READY_AT_ONCE && reader.take()) {
    const observation = source.readLine(reader, note);
    if (observation === null) continue;
    source.observationCount++;
    order.push(observation, reader.line);
  }
}

const READY_AT_ONCE = 64;

async function* streamChunks(
  plates: Source,
  joints: Source | null,
  chunkObservations: number,
  log: WarningLog,
): AsyncGenerator<Observation[], void, undefined> {
  try {
    plates.reader.start();
    joints?.reader.start();
    let chunk: Observation[] = [];
    for (;;) {
      if (plates.taken >= plates.order.ready.length) await prepare(plates);
      if (plates.ended && plates.observationCount === 0) throw noBatches(plates.reader.path, log);
      if (joints !== null && joints.taken >= joints.order.ready.length) await prepare(joints);
      const source = pickEarlier(plates, joints);
      if (source === null) break;
      chunk.push(source.order.ready[source.taken++]!.observation);
      if (chunk.length < chunkObservations) continue;
      yield chunk;
      chunk = [];
    }
    if (joints !== null && joints.observationCount === 0) joints.note("joints-missing", null);
    if (chunk.length > 0) yield chunk;
  } finally {
    await Promise.all([plates.reader.close(), joints?.reader.close()]);
  }
}

/** The source whose next observation is earlier; plates where both are at once. */
function pickEarlier(plates: Source, joints: Source | null): Source | null {
  const plate = plates.order.ready[plates.taken];
  const joint = joints?.order.ready[joints.taken];
  if (joint === undefined) return plate === undefined ? null : plates;
  return plate === undefined || joint.orderMs < plate.orderMs ? joints : plates;
}

function noBatches(path: string, log: WarningLog): RecordingError {
  const faults = log.list().filter((warning) => warning.file === path);
  const detail = faults.map(({ message, line, count }) => `${message} (${count}, line ${line})`);
  const why = detail.length === 0 ? "the file is empty" : detail.join("; ");
  return new RecordingError("no-batches", path, null, `no usable batch of plate readings: ${why}`);
}
