import { isUtf8 } from "node:buffer";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { checkShopUnits } from "@saunter/engine/sensing/units";
import type { Product } from "@saunter/engine/shop-model";
import type {
  CartObservation,
  RestReading,
  TrayBatch,
  TrayStep,
} from "@saunter/engine/smart-cart/cart-observation";
import { asObject, type JsonObject, parseDocument } from "../recordings/json-text.ts";
import { RecordingError, type RecordingWarning } from "../recordings/recording-codes.ts";
import { type NoteWarning, WarningLog } from "../recordings/warning-log.ts";
import {
  ACTS_FILE,
  CART_FILE,
  CART_RECORDING_VERSION,
  CART_TRUTH_FILE,
  type CartRecording,
  type CartTruth,
  READINGS_FILE,
} from "./cart-recording.ts";
import { areWeightsStill, endOf } from "./check-readings.ts";

/** Where in a file something is wrong, to name it. */
interface Place {
  readonly file: string;
  readonly line: number | null;
}

const SAMPLE_RATE_HZ_MAX = 1000;
const TRAY_MAX = 9;
/** What a cart weighs, either way, g: more are counts of a cell, or milligrams. */
const LEVEL_G_MAX = 1e6;
/** Lighter products are weights in kilograms. */
const WEIGHT_G_MIN = 0.1;
/** Minor units. */
const PRICE_MAX = 1e9;
/** Milliseconds of a date. */
const TIME_MS_MAX = 8.64e15;
const TIMES_MS = [-TIME_MS_MAX, TIME_MS_MAX] as const;
const LEVELS_G = [-LEVEL_G_MAX, LEVEL_G_MAX] as const;
const ERRORS_G = [0, LEVEL_G_MAX] as const;
const REST_POINTS = [0, 1000] as const;
/** Without samples for so long, the engine counts what it finds afterwards as one change. */
const GAP_MS = 3000;
/** Acts so far from all readings are of another clock. */
const APART_MS = 60_000;

export interface ReadCartRecording extends CartRecording {
  /** What is odd and was read all the same. */
  readonly warnings: readonly RecordingWarning[];
}

/**
 * Recordings of carts in a folder, or the folder itself where it is one; by name. Throws RecordingError where there is
 * none, or where one of them lacks its cart.json.
 */
export async function findCartRecordings(dir: string): Promise<string[]> {
  if (await isCartRecording(dir)) return [dir];
  const found: string[] = [];
  const entries = await readdir(dir).catch((error: unknown) => {
    throw new RecordingError("file-unreadable", dir, null, "cannot be read", error);
  });
  for (const name of entries.sort()) {
    if (await isCartRecording(join(dir, name))) found.push(join(dir, name));
  }
  if (found.length === 0) {
    throw new RecordingError("no-recordings", dir, null, `no folder in it has a ${CART_FILE}`);
  }
  return found;
}

async function isCartRecording(dir: string): Promise<boolean> {
  if (await exists(join(dir, CART_FILE))) return true;
  if (!((await exists(join(dir, READINGS_FILE))) && (await exists(join(dir, ACTS_FILE))))) {
    return false;
  }
  throw new RecordingError("not-a-recording", dir, null, `has no ${CART_FILE}`);
}

/** Throws RecordingError, which names file, line and field, where the folder is no recording of a cart. */
export async function readCartRecording(dir: string): Promise<ReadCartRecording> {
  const log = new WarningLog();
  const { cartId, products } = await readCart(join(dir, CART_FILE), log);
  const readingsFile = join(dir, READINGS_FILE);
  const actsFile = join(dir, ACTS_FILE);
  const noteReading = log.noteIn(readingsFile);
  const readings = await readLines(readingsFile, inOrder(toBatch, noteReading), noteReading);
  const noteAct = log.noteIn(actsFile);
  const scene = { products, readings, note: noteAct };
  const acts = await readLines(actsFile, fittingActs(toAct, scene), noteAct);
  const truthFile = join(dir, CART_TRUTH_FILE);
  const truth = (await exists(truthFile))
    ? await readTruth(truthFile, log.noteIn(truthFile))
    : null;
  for (const barcode of truth?.goods ?? []) {
    if (!products.has(barcode)) log.note(truthFile, "cart-product-unknown", null, barcode);
  }
  const hasSteps = acts.some(({ kind }) => kind === "step");
  if (!hasSteps && !readings.some(({ samplesG }) => samplesG.some(Number.isFinite))) {
    noteReading("cart-nothing-weighed", null);
  } else if (!hasSteps && areWeightsStill(readings, acts, products)) {
    noteReading("cart-weights-still", null);
  }
  const observations = merge(readings, acts);
  return { cartId, products, observations, truth, warnings: log.list() };
}

async function readCart(
  file: string,
  log: WarningLog,
): Promise<Pick<CartRecording, "cartId" | "products">> {
  const place = { file, line: null };
  const cart = parse(await readText(file, log.noteIn(file)), place);
  if (cart.version !== CART_RECORDING_VERSION) {
    return fail(place, `version: only ${CART_RECORDING_VERSION} can be read`);
  }
  const products = new Map<string, Product>();
  if (!Array.isArray(cart.products)) return fail(place, "products: must be a list");
  for (const [at, value] of cart.products.entries()) {
    const product = toProduct(value, place, `products[${at}]`);
    const known = products.get(product.barcode);
    if (known !== undefined) log.note(file, "barcode-doubled", null, product.barcode);
    if (!Number.isFinite(known?.weightG)) products.set(product.barcode, product);
  }
  const [fault] = checkShopUnits({ facings: [], products }, ENGINE_PARAMETERS.units);
  if (fault !== undefined) throw new RecordingError(fault.code, file, null, fault.message);
  return { cartId: readString(cart, "cartId", place), products };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readText(file: string, note: NoteWarning): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new RecordingError("file-unreadable", file, null, "cannot be read", error);
  });
  if (!isUtf8(bytes)) note("not-utf8", null);
  return bytes.toString("utf8");
}

/** The last line may be cut: the cart's battery was empty. */
async function readLines<T>(file: string, read: Read<T>, note: NoteWarning): Promise<T[]> {
  const lines = (await readText(file, note)).split("\n");
  return lines.flatMap((text, at) => {
    if (text.trim() === "") return [];
    const place = { file, line: at + 1 };
    const isLast = at > 0 && at === lines.length - 1;
    if (isLast && text.startsWith("{") && parseDocument(text) === undefined) {
      note("line-cut", place.line);
      return [];
    }
    return [read(parse(text, place), place)];
  });
}

type Read<T> = (document: JsonObject, place: Place) => T;

/** Of each tray, readings go on in time. */
function inOrder(read: Read<TrayBatch>, note: NoteWarning): Read<TrayBatch> {
  const last = new Map<number, TrayBatch>();
  return (document, place) => {
    const batch = read(document, place);
    const { sampleRateHz, timestampMs, tray } = batch;
    const before = last.get(tray);
    last.set(tray, batch);
    if (before === undefined) return batch;
    const endMs = endOf(before);
    if (timestampMs <= before.timestampMs) {
      const after = `must be after ${before.timestampMs}, the batch before of tray ${tray}`;
      return fail(place, `timestampMs: ${after}`);
    }
    if (timestampMs < (before.timestampMs + endMs) / 2) {
      const until = `tray ${tray}'s batch before lasts until ${endMs} ms`;
      return fail(place, `timestampMs: ${until}; give milliseconds, and check sampleRateHz`);
    }
    if (timestampMs < endMs - 1000 / sampleRateHz) note("cart-readings-overlap", place.line);
    if (timestampMs > endMs + GAP_MS) {
      note("clock-jump", place.line, `tray ${tray}, ${Math.round(timestampMs - endMs)} ms`);
    }
    return batch;
  };
}

interface ActScene {
  readonly products: ReadonlyMap<string, Product>;
  readonly readings: readonly TrayBatch[];
  readonly note: NoteWarning;
}

/** Acts go on in time; a line is scanned once, and taken off after that; steps are of trays without samples. */
function fittingActs(
  read: Read<CartObservation>,
  { note, products, readings }: ActScene,
): Read<CartObservation> {
  const known = new Set<string>();
  const sampled = new Set(readings.map(({ tray }) => tray));
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const batch of readings) {
    startMs = Math.min(startMs, batch.timestampMs);
    endMs = Math.max(endMs, endOf(batch));
  }
  let lastMs = Number.NEGATIVE_INFINITY;
  return (document, place) => {
    const act = read(document, place);
    const { timestampMs } = act;
    if (timestampMs < lastMs) {
      return fail(place, `timestampMs: must not be before ${lastMs}, the act before`);
    }
    lastMs = timestampMs;
    if (
      readings.length > 0 &&
      (timestampMs < startMs - APART_MS || timestampMs > endMs + APART_MS)
    ) {
      note("clock-jump", place.line, `readings are from ${startMs} to ${endMs} ms`);
    }
    if (act.kind === "scan") {
      if (known.has(act.lineId)) return fail(place, `lineId: ${act.lineId} was scanned before`);
      known.add(act.lineId);
      if (!products.has(act.barcode)) note("cart-product-unknown", place.line, act.barcode);
    }
    if (act.kind === "removal" && !known.delete(act.lineId)) {
      return fail(place, `lineId: ${act.lineId} is on no line of the bill`);
    }
    if (act.kind === "confirmation" && !known.has(act.lineId)) {
      return fail(place, `lineId: ${act.lineId} is on no line of the bill`);
    }
    if ((act.kind === "step" || act.kind === "rest") && sampled.has(act.tray)) {
      return fail(place, `tray: ${act.tray} has readings, so it has no steps`);
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
  if (Number.isFinite(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  const bounds = Number.isFinite(most) ? ` from ${least} to ${most}` : ` of ${least} or more`;
  return fail(place, `${path}: must be a number${Number.isFinite(least) ? bounds : ""}`);
}

function toProduct(value: unknown, place: Place, path: string): Product {
  const product = asObject(value) ?? fail(place, `${path}: must be an object`);
  const { weightG, weightSpreadG } = product;
  const spread =
    weightSpreadG === undefined
      ? {}
      : {
          weightSpreadG: readNumber(
            product,
            "weightSpreadG",
            place,
            ERRORS_G,
            `${path}.weightSpreadG`,
          ),
        };
  return {
    barcode: readString(product, "barcode", place, `${path}.barcode`),
    name: readString(product, "name", place, `${path}.name`),
    weightG:
      weightG === null
        ? Number.NaN
        : readNumber(product, "weightG", place, [WEIGHT_G_MIN, LEVEL_G_MAX], `${path}.weightG`),
    ...spread,
    price: readPrice(product, place, `${path}.price`),
  };
}

function readPrice(product: JsonObject, place: Place, path: string): number {
  const price = readNumber(product, "price", place, [0, PRICE_MAX], path);
  if (Number.isInteger(price)) return price;
  return fail(place, `${path}: must be a whole number of minor units, such as cents`);
}

function toBatch(line: JsonObject, place: Place): TrayBatch {
  const { samplesG } = line;
  if (!Array.isArray(samplesG)) return fail(place, "samplesG: must be a list");
  const bad = samplesG.findIndex((one) => one !== null && typeof one !== "number");
  if (bad >= 0) return fail(place, `samplesG[${bad}]: must be a number or null`);
  const wild = samplesG.findIndex((one) => Math.abs(one) > LEVEL_G_MAX);
  if (wild >= 0) {
    return fail(place, `samplesG[${wild}]: must be grams, ${LEVEL_G_MAX} at most, either way`);
  }
  return {
    kind: "weights",
    tray: readTray(line, place),
    timestampMs: readNumber(line, "timestampMs", place, TIMES_MS),
    sampleRateHz: readNumber(line, "sampleRateHz", place, [0.1, SAMPLE_RATE_HZ_MAX]),
    samplesG: Float32Array.from(samplesG, (one: number | null) => one ?? Number.NaN),
  };
}

function toAct(line: JsonObject, place: Place): CartObservation {
  const timestampMs = readNumber(line, "timestampMs", place, TIMES_MS);
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
    case "confirmation":
      return { kind: "confirmation", timestampMs, lineId: readString(line, "lineId", place) };
    case "lane":
      return { kind: "lane", timestampMs };
    case "fault":
      return { kind: "fault", timestampMs, tray: readTray(line, place) };
    case "step":
      return { kind: "step", timestampMs, tray: readTray(line, place), step: toStep(line, place) };
    case "rest":
      return { kind: "rest", timestampMs, tray: readTray(line, place), rest: toRest(line, place) };
    default:
      return fail(
        place,
        "kind: must be scan, removal, own, confirmation, lane, step, rest or fault",
      );
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
  const startMs = readNumber(line, "startMs", place, TIMES_MS);
  const settledMs = readNumber(line, "settledMs", place, TIMES_MS);
  if (settledMs < startMs) return fail(place, "settledMs: must not be before startMs");
  return {
    changeG: readNumber(line, "changeG", place, LEVELS_G),
    errorG: readNumber(line, "errorG", place, ERRORS_G),
    levelG: readNumber(line, "levelG", place, LEVELS_G),
    startMs,
    settledMs,
    isRolled,
    ...(hasRolled === undefined ? {} : { hasRolled }),
    ...(levelErrorG === undefined
      ? {}
      : { levelErrorG: readNumber(line, "levelErrorG", place, ERRORS_G) }),
  };
}

function toRest(line: JsonObject, place: Place): RestReading {
  return {
    levelG: readNumber(line, "levelG", place, LEVELS_G),
    levelErrorG: readNumber(line, "levelErrorG", place, ERRORS_G),
    points: readNumber(line, "points", place, REST_POINTS),
    spreadG: readNumber(line, "spreadG", place, ERRORS_G),
    noiseG: readNumber(line, "noiseG", place, ERRORS_G),
  };
}

async function readTruth(file: string, note: NoteWarning): Promise<CartTruth> {
  const place = { file, line: null };
  const truth = parse(await readText(file, note), place);
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
  const placeOf = (one: CartObservation): number =>
    one.kind === "weights" ? endOf(one) : one.timestampMs;
  return [...readings, ...acts].sort((a, b) => placeOf(a) - placeOf(b));
}
