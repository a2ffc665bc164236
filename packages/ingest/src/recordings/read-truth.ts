import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { asObject, asPositiveInteger, parseDocumentExactly } from "./json-text.ts";
import { RecordingError } from "./recording-codes.ts";
import { measureFile, TRUTH_FILE } from "./recording-files.ts";

export interface TruthLine {
  readonly barcode: string;
  readonly quantity: number;
}

export interface TruthReceipt {
  readonly targetId: string | null;
  readonly products: readonly TruthLine[];
}

export const TRUTH_EVENT_KINDS = ["pickup", "putback", "handover", "hold"] as const;
export type TruthEventKind = (typeof TRUTH_EVENT_KINDS)[number];

/** What happened to one unit, as labelled. */
export interface TruthEvent {
  readonly timestampMs: number;
  /** Who did it; of a hand-over who gave. Null where nobody was tracked. */
  readonly targetId: string | null;
  /** Who received, of a hand-over; null where the file does not say. */
  readonly otherId: string | null;
  readonly barcode: string;
  readonly kind: TruthEventKind;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** Change of what the plates carry: negative where something was taken. */
  readonly weightG: number;
}

export interface Truth {
  readonly receipts: readonly TruthReceipt[];
  /** Null where the file lists none, so that nobody knows what happened. */
  readonly events: readonly TruthEvent[] | null;
}

/**
 * Reads truth.json of the recording in `dir`; null where there is none. Throws RecordingError
 * where it does not hold what it should, naming the place.
 */
export async function readTruth(dir: string): Promise<Truth | null> {
  if ((await measureFile(dir, TRUTH_FILE)) === null) return null;
  const path = join(dir, TRUTH_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new RecordingError("file-unreadable", path, null, "cannot be read", error);
  }
  const document = parseDocumentExactly(text.replace(/^\ufeff/, ""));
  const fail = (detail: string): never => {
    throw new RecordingError("truth-malformed", path, null, detail);
  };
  if (document === undefined) return fail("is not a JSON object");
  return {
    receipts: readList(document.receipts, "receipts", fail, readReceipt),
    events:
      document.events === undefined || document.events === null
        ? null
        : readList(document.events, "events", fail, readEvent),
  };
}

type Fail = (detail: string) => never;
type ReadItem<T> = (value: unknown, place: string, fail: Fail) => T;

function readList<T>(value: unknown, place: string, fail: Fail, readItem: ReadItem<T>): T[] {
  if (!Array.isArray(value)) return fail(`${place} is not a list`);
  return value.map((item, i) => readItem(item, `${place}[${i}]`, fail));
}

function readReceipt(value: unknown, place: string, fail: Fail): TruthReceipt {
  const receipt = asObject(value) ?? fail(`${place} is not an object`);
  return {
    targetId: readTargetId(receipt.target_id, `${place}.target_id`, fail),
    products: readList(receipt.products, `${place}.products`, fail, readProduct),
  };
}

function readProduct(value: unknown, place: string, fail: Fail): TruthLine {
  const product = asObject(value) ?? fail(`${place} is not an object`);
  return {
    barcode: readBarcode(product.barcode, place, fail),
    quantity:
      asPositiveInteger(product.quantity) ?? fail(`${place}.quantity is not a positive number`),
  };
}

function readEvent(value: unknown, place: string, fail: Fail): TruthEvent {
  const event = asObject(value) ?? fail(`${place} is not an object`);
  const kind = TRUTH_EVENT_KINDS.find((known) => known === event.kind);
  return {
    timestampMs: readNumber(event.timestamp, `${place}.timestamp`, fail) * 1000,
    targetId: readTargetId(event.target_id, `${place}.target_id`, fail),
    otherId: readTargetId(event.other_id, `${place}.other_id`, fail),
    barcode: readBarcode(event.barcode, place, fail),
    kind: kind ?? fail(`${place}.kind is none of ${TRUTH_EVENT_KINDS.join(", ")}`),
    gondola: readIndex(event.gondola, `${place}.gondola`, fail),
    shelf: readIndex(event.shelf, `${place}.shelf`, fail),
    plates: readList(event.plates, `${place}.plates`, fail, readIndex),
    weightG: readNumber(event.grams, `${place}.grams`, fail),
  };
}

function readTargetId(value: unknown, place: string, fail: Fail): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" && value !== "") return value;
  return Number.isSafeInteger(value) ? String(value) : fail(`${place} is not an id`);
}

function readBarcode(value: unknown, place: string, fail: Fail): string {
  const isBarcode = typeof value === "string" && value !== "";
  return isBarcode ? value : fail(`${place}.barcode is not a text`);
}

function readNumber(value: unknown, place: string, fail: Fail): number {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : fail(`${place} is not a number`);
}

function readIndex(value: unknown, place: string, fail: Fail): number {
  return asPositiveInteger(value) ?? fail(`${place} is not a positive whole number`);
}
