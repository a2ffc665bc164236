import { isUtf8 } from "node:buffer";
import type { PlateBatch, PlateTrouble } from "@saunter/engine/observation";
import { JsonScanner, KeySet } from "./json-scanner.ts";
import {
  asObject,
  asPositiveInteger,
  findObject,
  type JsonObject,
  parseDocument,
} from "./json-text.ts";
import type { LineReader } from "./line-reader.ts";
import { holdsFloats, type SampleArena } from "./sample-arena.ts";
import type { NoteWarning } from "./warning-log.ts";

/** A batch as a line gives it, nothing checked; undefined (or "") where the line has it not. */
interface PlateFields {
  timestamp: unknown;
  gondola: unknown;
  sampleRateHz: unknown;
  shape: unknown[];
  data: string;
  /** Undefined in a line that the fast scan reads. */
  faults?: unknown;
}

/** Largest number of faulty plates read from one batch. */
export const PLATE_FAULTS_MAX = 4096;

type BatchFault =
  | "line-malformed"
  | "timestamp-missing"
  | "gondola-missing"
  | "shape-wrong"
  | "data-length-wrong"
  | "sample-rate-wrong";

/**
 * Reads the line that `reader` took last as a batch; null where it holds none that can be used,
 * which is noted, or is blank. A line that the fast scan does not make a batch of is parsed
 * whole, which decides.
 */
export function readPlateLine(
  reader: LineReader,
  arena: SampleArena,
  note: NoteWarning,
): PlateBatch | null {
  const scanned = scanFields(reader);
  let batch = scanned === undefined ? undefined : makeBatch(scanned, arena);
  if (typeof batch !== "object") {
    const fields = parseFields(reader, note);
    if (fields === undefined) return null;
    batch = makeBatch(fields, arena);
    if (typeof batch === "string") {
      note(batch, reader.line);
      return null;
    }
    const { faults } = fields;
    if (faults !== undefined) {
      const noteMalformed = (): void => note("plate-fault-malformed", reader.line);
      batch = { ...batch, troubles: readPlateFaults(faults, noteMalformed) };
    }
  }
  for (let i = 0; i < arena.infinityCount; i++) note("samples-infinite", reader.line);
  return batch;
}

const scanner = new JsonScanner();
const TOP_KEYS = new KeySet(["timestamp", "document"]);
const DOCUMENT_KEYS = new KeySet(["plate_data"]);
const PLATE_DATA_KEYS = new KeySet(["plate_id", "freq_samp", "values", "faults"]);
const PLATE_ID_KEYS = [new KeySet(["shelf_id"]), new KeySet(["gondola_id"]), new KeySet(["id"])];
const VALUES_KEYS = new KeySet(["data", "shape"]);

function scanFields(reader: LineReader): PlateFields | undefined {
  const fields: PlateFields = {
    timestamp: undefined,
    gondola: undefined,
    sampleRateHz: undefined,
    shape: [],
    data: "",
  };
  scanner.begin(reader.buffer, reader.lineStart, reader.lineEnd);
  if (!scanner.enterObject()) return undefined;
  for (let key = scanner.nextKey(TOP_KEYS); key >= 0; key = scanner.nextKey(TOP_KEYS)) {
    if (key === 0) fields.timestamp = scanner.readExactNumber();
    else if (!scanner.enterObject()) return undefined;
    else {
      while (scanner.nextKey(DOCUMENT_KEYS) >= 0) {
        if (!scanner.enterObject()) return undefined;
        scanPlateData(fields, reader.buffer);
      }
    }
  }
  return scanner.finish() ? fields : undefined;
}

function scanPlateData(fields: PlateFields, buffer: Buffer): void {
  let key = scanner.nextKey(PLATE_DATA_KEYS);
  for (; key >= 0; key = scanner.nextKey(PLATE_DATA_KEYS)) {
    if (key === 0) scanPlateId(fields, 0);
    else if (key === 1) fields.sampleRateHz = scanner.readNumber();
    else if (key === 2 && scanner.enterObject()) scanValues(fields, buffer);
    else scanner.failed = true;
  }
}

function scanPlateId(fields: PlateFields, depth: number): void {
  const keys = PLATE_ID_KEYS[depth];
  if (keys === undefined) {
    fields.gondola = scanner.readNumber();
    return;
  }
  if (!scanner.enterObject()) scanner.failed = true;
  while (scanner.nextKey(keys) >= 0) scanPlateId(fields, depth + 1);
}

function scanValues(fields: PlateFields, buffer: Buffer): void {
  for (let key = scanner.nextKey(VALUES_KEYS); key >= 0; key = scanner.nextKey(VALUES_KEYS)) {
    if (key === 0) {
      scanner.readText();
      if (scanner.failed) return;
      fields.data = buffer.toString("latin1", scanner.textStart, scanner.textEnd);
    } else {
      fields.shape = [];
      if (!scanner.enterList()) scanner.failed = true;
      while (scanner.nextItem()) fields.shape.push(scanner.readNumber());
    }
  }
}

function parseFields(reader: LineReader, note: NoteWarning): PlateFields | undefined {
  const document = parseLine(reader, note);
  if (document === undefined) return undefined;
  const plateData = findObject(document, "document", "plate_data");
  if (plateData === undefined) {
    note("line-malformed", reader.line);
    return undefined;
  }
  const values = findObject(plateData, "values");
  return {
    timestamp: document.timestamp,
    gondola: findObject(plateData, "plate_id", "shelf_id", "gondola_id")?.id,
    sampleRateHz: plateData.freq_samp,
    shape: Array.isArray(values?.shape) ? values.shape : [],
    data: typeof values?.data === "string" ? values.data : "",
    faults: plateData.faults,
  };
}

function readPlateFaults(listed: unknown, noteMalformed: () => void): PlateTrouble[] {
  if (!Array.isArray(listed)) {
    noteMalformed();
    return [];
  }
  return listed.flatMap((one, at) => {
    const { fault, plate, shelf } = asObject(one) ?? {};
    const isFault = at < PLATE_FAULTS_MAX && typeof fault === "string" && fault !== "";
    if (isFault && isIndex(shelf) && isIndex(plate)) return [{ fault, shelf, plate }];
    noteMalformed();
    return [];
  });
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The line as one JSON document; undefined where it is blank, or none, which is noted. */
export function parseLine(reader: LineReader, note: NoteWarning): JsonObject | undefined {
  const text = readLineText(reader, note);
  if (text.trim() === "") return undefined;
  const document = parseDocument(text);
  if (document === undefined) {
    note(reader.lineIsOpen ? "line-cut" : "line-malformed", reader.line);
  }
  return document;
}

/** The line as text; bytes that are no UTF-8 become U+FFFD, which is noted where it can be. */
export function readLineText(reader: LineReader, note?: NoteWarning): string {
  const { buffer, lineStart, lineEnd } = reader;
  const text = buffer.toString("utf8", lineStart, lineEnd);
  if (text.includes("\ufffd") && !isUtf8(buffer.subarray(lineStart, lineEnd))) {
    note?.("not-utf8", reader.line);
  }
  return text;
}

function makeBatch(fields: PlateFields, arena: SampleArena): PlateBatch | BatchFault {
  const { sampleRateHz, shape, data } = fields;
  const timestampMs = readTimestampMs(fields.timestamp);
  if (timestampMs === undefined) return "timestamp-missing";
  const gondola = asPositiveInteger(fields.gondola);
  if (gondola === undefined) return "gondola-missing";
  if (typeof sampleRateHz !== "number" || !(sampleRateHz > 0 && sampleRateHz < Infinity)) {
    return "sample-rate-wrong";
  }
  const sampleCount = asPositiveInteger(shape[0]);
  const shelfCount = asPositiveInteger(shape[1]);
  const plateCount = asPositiveInteger(shape[2]);
  if (shape.length !== 3 || !sampleCount || !shelfCount || !plateCount) return "shape-wrong";
  const count = sampleCount * shelfCount * plateCount;
  const samplesG = holdsFloats(data.length, count) ? arena.decode(data, count) : undefined;
  if (samplesG === undefined) return "data-length-wrong";
  return {
    kind: "plates",
    gondola,
    timestampMs,
    sampleRateHz,
    sampleCount,
    shelfCount,
    plateCount,
    samplesG,
  };
}

/** A document's `timestamp`, seconds, as milliseconds; undefined where it is no finite number. */
export function readTimestampMs(timestamp: unknown): number | undefined {
  if (typeof timestamp !== "number") return undefined;
  const timestampMs = timestamp * 1000;
  return Number.isFinite(timestampMs) ? timestampMs : undefined;
}
