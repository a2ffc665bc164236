import { type FileHandle, mkdir, open, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import type {
  Board,
  Facing,
  Fixture,
  PlatePlace,
  Product,
  ShopModel,
} from "@saunter/engine/shop-model";
import { describeDocument, formatJointLine } from "./format-joint-line.ts";
import type { Truth } from "./read-truth.ts";
import { RecordingError } from "./recording-codes.ts";
import {
  BOARDS_FILE,
  FIXTURES_FILE,
  JOINTS_FILE,
  PLANOGRAM_FILE,
  PLATES_FILE,
  PRODUCTS_FILE,
  TRUTH_FILE,
} from "./recording-files.ts";

/** Text kept back before it is written. */
const BUFFERED_CHARS_MAX = 256 * 1024;

export interface RecordingWriter {
  /** Bytes of observations so far. */
  readonly bytes: number;
  /** Resolves when there is room for another; wait for it before the next. */
  write(observation: Observation): Promise<void> | undefined;
  /** Writes what is left and truth.json, or none where `truth` is null. */
  close(truth: Truth | null): Promise<void>;
}

/**
 * Begins a recording of `shop` in the folder `dir`, which is made where it is missing. Throws
 * RecordingError "file-unwritable" where a file cannot be written, or exists already: a recording
 * is never written over.
 */
export async function createRecordingWriter(
  dir: string,
  shop: ShopModel,
): Promise<RecordingWriter> {
  await guard(dir, () => mkdir(dir, { recursive: true }));
  const facings = shop.facings.map((facing) => toLine(describeFacing(facing))).join("");
  const products = [...shop.products.values()].map((p) => toLine(describeProduct(p))).join("");
  await writeNew(join(dir, PLANOGRAM_FILE), facings);
  await writeNew(join(dir, PRODUCTS_FILE), products);
  if (shop.boards !== undefined && shop.boards.length > 0) {
    const boards = shop.boards.map((board) => toLine(describeBoard(board))).join("");
    await writeNew(join(dir, BOARDS_FILE), boards);
  }
  if (shop.fixtures !== undefined && shop.fixtures.length > 0) {
    const fixtures = shop.fixtures.map((fixture) => toLine(describeFixture(fixture))).join("");
    await writeNew(join(dir, FIXTURES_FILE), fixtures);
  }
  const plates = await openLines(join(dir, PLATES_FILE));
  const joints = await openLines(join(dir, JOINTS_FILE));
  return {
    get bytes() {
      return plates.bytes + joints.bytes;
    },
    write: (observation) =>
      observation.kind === "plates"
        ? plates.write(toLine(describeBatch(observation)))
        : joints.write(formatJointLine(observation)),
    close: async (truth) => {
      await Promise.all([plates.close(), joints.close()]);
      if (truth === null) return;
      const text = JSON.stringify(describeTruth(basename(resolve(dir)), truth), null, 1);
      await writeNew(join(dir, TRUTH_FILE), text);
    },
  };
}

interface Lines {
  readonly bytes: number;
  write(line: string): Promise<void> | undefined;
  close(): Promise<void>;
}

async function openLines(path: string): Promise<Lines> {
  const file: FileHandle = await guard(path, () => open(path, "wx"));
  let buffered: string[] = [];
  let bufferedChars = 0;
  let bytes = 0;
  let written: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    const text = buffered.join("");
    buffered = [];
    bufferedChars = 0;
    written = written.then(() => guard(path, () => file.writeFile(text)));
    return written;
  };
  return {
    get bytes() {
      return bytes;
    },
    write: (line) => {
      buffered.push(line);
      bytes += Buffer.byteLength(line);
      bufferedChars += line.length;
      return bufferedChars < BUFFERED_CHARS_MAX ? undefined : flush();
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

async function writeNew(path: string, text: string): Promise<void> {
  await guard(path, () => writeFile(path, text, { flag: "wx" }));
}

async function guard<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    const detail = exists
      ? "exists already; use that recording, or write to a new folder"
      : "cannot be written";
    throw new RecordingError("file-unwritable", path, null, detail, error);
  }
}

function toLine(document: object): string {
  return `${JSON.stringify(document)}\n`;
}

function describeFacing(facing: Facing): object {
  return {
    plate_ids: facing.plates.map((plate) => ({
      shelf_id: { gondola_id: { id: facing.gondola }, shelf_index: facing.shelf },
      plate_index: plate,
    })),
    planogram_product_id: describeBarcode(facing.barcode),
    ...(facing.place === null ? {} : { global_coordinates: describePlace(facing.place) }),
  };
}

function describeBoard({ gondola, shelf, plates, cells }: Board): object {
  return {
    shelf_id: { gondola_id: { id: gondola }, shelf_index: shelf },
    plate_indices: plates,
    cells: cells.map(({ channel, alongM }) => ({ plate_index: channel, x: alongM })),
  };
}

function describeFixture({ gondola, kind, settledMs, hasDoorContact, pitches }: Fixture): object {
  return {
    gondola_id: { id: gondola },
    kind,
    ...(settledMs === undefined ? {} : { settled_ms: settledMs }),
    ...(hasDoorContact === undefined ? {} : { has_door_contact: hasDoorContact }),
    ...(pitches === undefined
      ? {}
      : {
          shelves: pitches.map(({ shelf, plateWidthM }) => ({
            shelf_index: shelf,
            plate_width: plateWidthM,
          })),
        }),
  };
}

function describeBarcode(barcode: string | null): object {
  return barcode === null ? {} : { barcode_type: "UPC", id: barcode };
}

function describePlace({ x, y, z, yawRad, widthM, depthM }: PlatePlace): object {
  return {
    transform: { translation: omitZeros({ x, y, z }), rotation: omitZeros({ z: yawRad }) },
    dim_x: widthM,
    dim_y: depthM,
  };
}

/** The format leaves a number of 0 out. */
function omitZeros(numbers: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0));
}

function describeProduct({ barcode, name, price, weightG, weightSpreadG }: Product): object {
  const weight = Number.isNaN(weightG) ? {} : { weight: weightG };
  const spread = weightSpreadG === undefined ? {} : { weight_spread: weightSpreadG };
  return { product_id: describeBarcode(barcode), metadata: { name, price, ...weight, ...spread } };
}

function describeBatch(batch: PlateBatch): object {
  const { samplesG, troubles } = batch;
  const bytes = Buffer.from(samplesG.buffer, samplesG.byteOffset, samplesG.byteLength);
  return describeDocument(batch.timestampMs, {
    plate_data: {
      plate_id: { shelf_id: { gondola_id: { id: batch.gondola } } },
      freq_samp: batch.sampleRateHz,
      values: {
        data: bytes.toString("base64"),
        shape: [batch.sampleCount, batch.shelfCount, batch.plateCount],
        type: "DATATYPE_FLOAT32",
      },
      ...(troubles === undefined ? {} : { faults: troubles }),
    },
  });
}

function describeTruth(caseName: string, { receipts, events }: Truth): object {
  return {
    case: caseName,
    receipts: receipts.map(({ targetId, products }) => ({ target_id: targetId, products })),
    events: events?.map(({ timestampMs, targetId, otherId, weightG, ...event }) => ({
      timestamp: timestampMs / 1000,
      target_id: targetId,
      ...(otherId === null ? {} : { other_id: otherId }),
      barcode: event.barcode,
      kind: event.kind,
      gondola: event.gondola,
      shelf: event.shelf,
      plates: event.plates,
      grams: weightG,
    })),
  };
}
