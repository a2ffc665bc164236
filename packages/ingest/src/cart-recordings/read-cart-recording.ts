import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Product } from "@saunter/engine/shop-model";
import type {
  CartObservation,
  RestReading,
  TrayBatch,
  TrayStep,
} from "@saunter/engine/smart-cart/cart-observation";
import { asObject, type JsonObject, parseDocument } from "../recordings/json-text.ts";
import { RecordingError } from "../recordings/recording-codes.ts";
import {
  ACTS_FILE,
  CART_FILE,
  CART_RECORDING_VERSION,
  CART_TRUTH_FILE,
  type CartRecording,
  type CartTruth,
  READINGS_FILE,
} from "./cart-recording.ts";

/** Where in a file something is wrong, to name it. */
interface Place {
  readonly file: string;
  readonly line: number | null;
}

const SAMPLE_RATE_HZ_MAX = 1000;
const TRAY_MAX = 9;

/** Recordings of carts in a folder, or the folder itself where it is one; by name. */
export async function findCartRecordings(dir: string): Promise<string[]> {
  if (await exists(join(dir, CART_FILE))) return [dir];
  const found: string[] = [];
  const entries = await readdir(dir).catch((error: unknown) => {
    throw new RecordingError("file-unreadable", dir, null, "cannot be read", error);
  });
  for (const name of entries.sort()) {
    if (await exists(join(dir, name, CART_FILE))) found.push(join(dir, name));
  }
  if (found.length === 0) {
    throw new RecordingError("no-recordings", dir, null, `no folder in it has a ${CART_FILE}`);
  }
  return found;
}

/** Throws RecordingError, which names file, line and field, where the folder is no recording of a cart. */
export async function readCartRecording(dir: string): Promise<CartRecording> {
  const cartFile = join(dir, CART_FILE);
  const place = { file: cartFile, line: null };
  const cart = parse(await readText(cartFile), place);
  if (cart.version !== CART_RECORDING_VERSION) {
    return fail(place, `version: only ${CART_RECORDING_VERSION} can be read`);
  }
  const products = new Map<string, Product>();
  if (!Array.isArray(cart.products)) return fail(place, "products: must be a list");
  for (const [at, value] of cart.products.entries()) {
    const product = toProduct(value, place, `products[${at}]`);
    products.set(product.barcode, product);
  }
  const readings = await readLines(join(dir, READINGS_FILE), inOrder(toBatch));
  const acts = await readLines(join(dir, ACTS_FILE), knowingLines(toAct));
  const truthFile = join(dir, CART_TRUTH_FILE);
  const truth = (await exists(truthFile)) ? await readTruth(truthFile) : null;
  const observations = merge(readings, acts);
  return { cartId: readString(cart, "cartId", place), products, observations, truth };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new RecordingError("file-unreadable", file, null, "cannot be read", error);
  });
}

async function readLines<T>(file: string, read: Read<T>): Promise<T[]> {
  const lines = (await readText(file)).split("\n");
  return lines.flatMap((text, at) => {
    if (text.trim() === "") return [];
    const place = { file, line: at + 1 };
    return [read(parse(text, place), place)];
  });
}

type Read<T> = (document: JsonObject, place: Place) => T;

/** Of each tray, readings go on in time. */
function inOrder(read: Read<TrayBatch>): Read<TrayBatch> {
  const lastMs = new Map<number, number>();
  return (document, place) => {
    const batch = read(document, place);
    const { timestampMs, tray } = batch;
    const before = lastMs.get(tray);
    if (before !== undefined && timestampMs <= before) {
      return fail(place, `timestampMs: must be after ${before}, the batch before of tray ${tray}`);
    }
    lastMs.set(tray, timestampMs);
    return batch;
  };
}

/** A line is scanned once, and taken off after that. */
function knowingLines(read: Read<CartObservation>): Read<CartObservation> {
  const known = new Set<string>();
  return (document, place) => {
    const act = read(document, place);
    if (act.kind === "scan") {
      if (known.has(act.lineId)) return fail(place, `lineId: ${act.lineId} was scanned before`);
      known.add(act.lineId);
    }
    if (act.kind === "removal" && !known.delete(act.lineId)) {
      return fail(place, `lineId: ${act.lineId} is on no line of the bill`);
    }
    return act;
  };
}

function parse(text: string, place: Place): JsonObject {
  return parseDocument(text) ?? fail(place, "is not a JSON object");
}

function fail({ file, line }: Place, detail: string): never {
  throw new RecordingError("cart-malformed", file, line, detail);
}

function readString(document: JsonObject, name: string, place: Place, path = name): string {
  const value = document[name];
  if (typeof value !== "string" || value === "") return fail(place, `${path}: must be a text`);
  return value;
}

function readNumber(
  document: JsonObject,
  name: string,
  place: Place,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  path = name,
): number {
  const value = document[name];
  if (typeof value === "number" && value >= least && value <= most) return value;
  const bounds = Number.isFinite(most) ? ` from ${least} to ${most}` : ` of ${least} or more`;
  return fail(place, `${path}: must be a number${Number.isFinite(least) ? bounds : ""}`);
}

function toProduct(value: unknown, place: Place, path: string): Product {
  const product = asObject(value) ?? fail(place, `${path}: must be an object`);
  const from0 = [0, Number.POSITIVE_INFINITY] as const;
  const { weightG, weightSpreadG } = product;
  const spread =
    weightSpreadG === undefined
      ? {}
      : {
          weightSpreadG: readNumber(
            product,
            "weightSpreadG",
            place,
            from0,
            `${path}.weightSpreadG`,
          ),
        };
  return {
    barcode: readString(product, "barcode", place, `${path}.barcode`),
    name: readString(product, "name", place, `${path}.name`),
    weightG:
      weightG === null
        ? Number.NaN
        : readNumber(product, "weightG", place, from0, `${path}.weightG`),
    ...spread,
    price: readNumber(product, "price", place, from0, `${path}.price`),
  };
}

function toBatch(line: JsonObject, place: Place): TrayBatch {
  const { samplesG } = line;
  if (!Array.isArray(samplesG)) return fail(place, "samplesG: must be a list");
  const bad = samplesG.findIndex((one) => one !== null && typeof one !== "number");
  if (bad >= 0) return fail(place, `samplesG[${bad}]: must be a number or null`);
  return {
    kind: "weights",
    tray: readTray(line, place),
    timestampMs: readNumber(line, "timestampMs", place),
    sampleRateHz: readNumber(line, "sampleRateHz", place, [0.1, SAMPLE_RATE_HZ_MAX]),
    samplesG: Float32Array.from(samplesG, (one: number | null) => one ?? Number.NaN),
  };
}

function toAct(line: JsonObject, place: Place): CartObservation {
  const timestampMs = readNumber(line, "timestampMs", place);
  switch (line.kind) {
    case "scan": {
      const lineId = readString(line, "lineId", place);
      const barcode = readString(line, "barcode", place);
      const quantity = readNumber(line, "quantity", place, [1, 1000]);
      if (!Number.isInteger(quantity)) return fail(place, "quantity: must be a whole number");
      const scan = { kind: "scan", timestampMs, lineId, barcode, quantity } as const;
      if (line.weightG === undefined) return scan;
      return { ...scan, weightG: readNumber(line, "weightG", place, [0, 1e6]) };
    }
    case "removal":
      return { kind: "removal", timestampMs, lineId: readString(line, "lineId", place) };
    case "own":
      return { kind: "own", timestampMs };
    case "fault":
      return { kind: "fault", timestampMs, tray: readTray(line, place) };
    case "step":
      return { kind: "step", timestampMs, tray: readTray(line, place), step: toStep(line, place) };
    case "rest":
      return { kind: "rest", timestampMs, tray: readTray(line, place), rest: toRest(line, place) };
    default:
      return fail(place, "kind: must be scan, removal, own, step, rest or fault");
  }
}

function readTray(line: JsonObject, place: Place): number {
  const tray = readNumber(line, "tray", place, [0, TRAY_MAX]);
  return Number.isInteger(tray) ? tray : fail(place, "tray: must be a whole number");
}

function toStep(line: JsonObject, place: Place): TrayStep {
  const { hasRolled, isRolled, levelErrorG } = line;
  if (typeof isRolled !== "boolean") return fail(place, "isRolled: must be true or false");
  if (hasRolled !== undefined && typeof hasRolled !== "boolean") {
    return fail(place, "hasRolled: must be true or false");
  }
  return {
    changeG: readNumber(line, "changeG", place),
    errorG: readNumber(line, "errorG", place, [0, Number.POSITIVE_INFINITY]),
    levelG: readNumber(line, "levelG", place),
    startMs: readNumber(line, "startMs", place),
    settledMs: readNumber(line, "settledMs", place),
    isRolled,
    ...(hasRolled === undefined ? {} : { hasRolled }),
    ...(levelErrorG === undefined
      ? {}
      : { levelErrorG: readNumber(line, "levelErrorG", place, [0, Number.POSITIVE_INFINITY]) }),
  };
}

function toRest(line: JsonObject, place: Place): RestReading {
  const least = (name: string): number =>
    readNumber(line, name, place, [0, Number.POSITIVE_INFINITY]);
  return {
    levelG: readNumber(line, "levelG", place),
    levelErrorG: least("levelErrorG"),
    points: least("points"),
    spreadG: least("spreadG"),
    noiseG: least("noiseG"),
  };
}

async function readTruth(file: string): Promise<CartTruth> {
  const place = { file, line: null };
  const truth = parse(await readText(file), place);
  const { goods } = truth;
  if (!Array.isArray(goods) || !goods.every((one) => typeof one === "string")) {
    return fail(place, "goods: must be a list of texts");
  }
  return { habit: readString(truth, "habit", place), goods };
}

/** Readings of samples before an act come before it. */
function merge(
  readings: readonly TrayBatch[],
  acts: readonly CartObservation[],
): CartObservation[] {
  const endOf = (one: CartObservation): number =>
    one.kind === "weights"
      ? one.timestampMs + (1000 * one.samplesG.length) / one.sampleRateHz
      : one.timestampMs;
  const all = [...readings, ...acts];
  return all.sort((a, b) => endOf(a) - endOf(b));
}
