import {
  type CameraTrouble,
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type ShopperPose,
} from "@saunter/engine/observation";
import { readAmbiguities } from "./ambiguities-json.ts";
import { readHeld } from "./held-json.ts";
import { JsonScanner, KeySet } from "./json-scanner.ts";
import { asObject, findObject, type JsonObject, parseDocumentExactly } from "./json-text.ts";
import type { LineReader } from "./line-reader.ts";
import { parseLine, readLineText, readTimestampMs } from "./plate-line.ts";
import type { NoteWarning } from "./warning-log.ts";

export const METRES_PER_INCH = 0.0254;
const NOTHING_SEEN = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);

/**
 * Reads the line that `reader` took last as a frame; null where it holds none, which is noted,
 * or is blank. A frame without a list of targets is a frame without shoppers. A line that the
 * fast scan does not take is parsed whole, which decides.
 */
export function readJointLine(reader: LineReader, note: NoteWarning): JointFrame | null {
  return scanFrame(reader) ?? parseFrame(reader, note);
}

const scanner = new JsonScanner();
const TOP_KEYS = new KeySet(["timestamp", "document"]);
/** Camera faults and identity ambiguities are in few lines: those are parsed whole. */
const DOCUMENT_KEYS = new KeySet(["targets", "cameras", "doubts"]);
const TARGETS_KEYS = new KeySet(["targets"]);
const TARGET_ID_KEYS = new KeySet(["id"]);
/** The joints come first: a key's number is its joint's. */
const TARGET_KEYS = new KeySet([...JOINT_NAMES, "target_id", "held", "doubted"]);
const HELD_KEY = JOINT_NAMES.length + 1;
const JOINT_KEYS = new KeySet(["point", "score"]);
const POINT_KEYS = new KeySet(["x", "y", "z"]);

function scanFrame(reader: LineReader): JointFrame | undefined {
  const shoppers: ShopperPose[] = [];
  let timestampMs: number | undefined;
  let hasDocument = false;
  scanner.begin(reader.buffer, reader.lineStart, reader.lineEnd);
  if (!scanner.enterObject()) return undefined;
  for (let key = scanner.nextKey(TOP_KEYS); key >= 0; key = scanner.nextKey(TOP_KEYS)) {
    if (key === 0) timestampMs = readTimestampMs(scanner.readExactNumber());
    else {
      if (hasDocument || !scanner.enterObject()) return undefined;
      hasDocument = true;
      scanTargets(shoppers, reader.buffer);
    }
  }
  if (!scanner.finish() || timestampMs === undefined || !hasDocument) return undefined;
  return { kind: "joints", timestampMs, shoppers };
}

function scanTargets(shoppers: ShopperPose[], buffer: Buffer): void {
  for (let key = scanner.nextKey(DOCUMENT_KEYS); key >= 0; key = scanner.nextKey(DOCUMENT_KEYS)) {
    if (key > 0 || !scanner.enterObject()) {
      scanner.failed = true;
      return;
    }
    while (scanner.nextKey(TARGETS_KEYS) >= 0) {
      // A second list would be one too many.
      if (shoppers.length > 0 || !scanner.enterList()) scanner.failed = true;
      while (scanner.nextItem()) scanTarget(shoppers, buffer);
    }
  }
}

function scanTarget(shoppers: ShopperPose[], buffer: Buffer): void {
  const joints = new Float64Array(NOTHING_SEEN);
  let shopperId = "";
  if (!scanner.enterObject()) scanner.failed = true;
  for (let key = scanner.nextKey(TARGET_KEYS); key >= 0; key = scanner.nextKey(TARGET_KEYS)) {
    if (key < JOINT_NAMES.length) scanJoint(joints, key * JOINT_STRIDE);
    // Few lines have them: those are parsed whole.
    else if (key === HELD_KEY) scanner.failed = true;
    else shopperId = scanShopperId(buffer);
  }
  if (shopperId === "" || shoppers.some((known) => known.shopperId === shopperId)) {
    scanner.failed = true;
  }
  shoppers.push({ shopperId, joints });
}

/** An id of plain ASCII, or "", which the caller fails at. */
function scanShopperId(buffer: Buffer): string {
  let shopperId = "";
  if (!scanner.enterObject()) return "";
  while (scanner.nextKey(TARGET_ID_KEYS) >= 0) {
    scanner.readText();
    if (scanner.failed) return "";
    shopperId = buffer.toString("latin1", scanner.textStart, scanner.textEnd);
    for (let i = 0; i < shopperId.length; i++) {
      const code = shopperId.charCodeAt(i);
      if (code > 0x7e || code === 0x5c) return "";
    }
  }
  return shopperId;
}

function scanJoint(joints: Float64Array, at: number): void {
  clearJoint(joints, at);
  let isSeen = false;
  let score = 0;
  if (!scanner.enterObject()) scanner.failed = true;
  for (let key = scanner.nextKey(JOINT_KEYS); key >= 0; key = scanner.nextKey(JOINT_KEYS)) {
    if (key === 1) score = scanner.readNumber();
    else if (scanner.enterObject()) isSeen = scanPoint(joints, at);
    else scanner.failed = true;
  }
  if (isSeen) joints[at + 3] = score;
}

/** Inches to metres; a component left out is 0. False where the point is empty. */
function scanPoint(joints: Float64Array, at: number): boolean {
  let key = scanner.nextKey(POINT_KEYS);
  if (key < 0) return false;
  joints[at] = 0;
  joints[at + 1] = 0;
  joints[at + 2] = 0;
  for (; key >= 0; key = scanner.nextKey(POINT_KEYS)) {
    joints[at + key] = scanner.readNumber() * METRES_PER_INCH;
  }
  return true;
}

function clearJoint(joints: Float64Array, at: number): void {
  for (let i = 0; i < JOINT_STRIDE; i++) joints[at + i] = Number.NaN;
}

function parseFrame(reader: LineReader, note: NoteWarning): JointFrame | null {
  let document = parseLine(reader, note);
  if (document === undefined) return null;
  if (listTargets(document).some(hasRoundedId)) {
    document = parseDocumentExactly(readLineText(reader))!;
  }
  const timestampMs = readTimestampMs(document.timestamp);
  const content = findObject(document, "document");
  if (timestampMs === undefined || content === undefined) {
    note(timestampMs === undefined ? "timestamp-missing" : "line-malformed", reader.line);
    return null;
  }
  const targets = content.targets ?? {};
  const list = asObject(targets)?.targets ?? [];
  if (asObject(targets) === undefined || !Array.isArray(list)) {
    note("targets-malformed", reader.line);
  }
  const shoppers: ShopperPose[] = [];
  for (const target of listTargets(document)) {
    const shopperId = readShopperId(target);
    if (shopperId === undefined) note("targets-malformed", reader.line);
    else if (shoppers.some((known) => known.shopperId === shopperId)) {
      note("target-doubled", reader.line);
    } else shoppers.push(readShopper(shopperId, target as JsonObject, reader, note));
  }
  const { cameras, doubts: ambiguities } = content;
  const noteCamera = (): void => note("camera-malformed", reader.line);
  const noteAmbiguity = (): void => note("doubt-malformed", reader.line);
  return {
    kind: "joints",
    timestampMs,
    shoppers,
    ...(cameras === undefined ? {} : { troubles: readTroubles(cameras, noteCamera) }),
    ...(ambiguities === undefined
      ? {}
      : { ambiguities: readAmbiguities(ambiguities, timestampMs, noteAmbiguity) }),
  };
}

/** Cameras of one frame of which it is read what is wrong with them. */
const TROUBLES_MAX = 256;
/** Of a camera's name, and of what is wrong with it. */
const WORD_CHARS_MAX = 64;

function readTroubles(cameras: unknown, noteMalformed: () => void): CameraTrouble[] {
  if (!Array.isArray(cameras)) {
    noteMalformed();
    return [];
  }
  return cameras.flatMap((camera, at) => {
    const trouble = at < TROUBLES_MAX ? readTrouble(asObject(camera)) : undefined;
    if (trouble === undefined) noteMalformed();
    return trouble === undefined ? [] : [trouble];
  });
}

/** Where it is not said whom it concerns, it is everybody in the frame. */
function readTrouble(camera: JsonObject | undefined): CameraTrouble | undefined {
  const { id, fault, concerns } = camera ?? {};
  if (!isWord(id) || !isWord(fault)) return undefined;
  if (concerns === undefined) return { cameraId: id, fault };
  const isList = Array.isArray(concerns) && concerns.every((one) => typeof one === "string");
  return isList ? { cameraId: id, fault, shopperIds: concerns } : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= WORD_CHARS_MAX;
}

function readShopper(
  shopperId: string,
  target: JsonObject,
  reader: LineReader,
  note: NoteWarning,
): ShopperPose {
  const joints = readJoints(target);
  const hands = readHeld(target);
  if (hands === null) note("held-malformed", reader.line);
  return {
    shopperId,
    joints,
    ...(hands === null || hands === undefined ? {} : { hands }),
    ...(target.doubted === true ? { isAmbiguous: true } : {}),
  };
}

function listTargets(document: JsonObject): readonly unknown[] {
  const list = findObject(document, "document", "targets")?.targets;
  return Array.isArray(list) ? list : [];
}

/** Whether the id was written as a number that a double does not hold exactly. */
function hasRoundedId(target: unknown): boolean {
  const id = findObject(target, "target_id")?.id;
  return typeof id === "number" && !Number.isSafeInteger(id);
}

function readShopperId(target: unknown): string | undefined {
  const id = findObject(target, "target_id")?.id;
  if (typeof id === "string" && id !== "") return id;
  return Number.isSafeInteger(id) ? String(id) : undefined;
}

function readJoints(target: JsonObject): Float64Array {
  const joints = new Float64Array(NOTHING_SEEN);
  for (let i = 0; i < JOINT_NAMES.length; i++) {
    const joint = asObject(target[JOINT_NAMES[i]!]);
    const at = i * JOINT_STRIDE;
    if (readPoint(asObject(joint?.point), joints, at)) {
      joints[at + 3] = typeof joint?.score === "number" ? joint.score : 0;
    } else clearJoint(joints, at);
  }
  return joints;
}

/** False where the point is missing, empty or holds what is no number: the joint was not seen. */
function readPoint(point: JsonObject | undefined, joints: Float64Array, at: number): boolean {
  if (point === undefined) return false;
  const { x, y, z } = point;
  if (x === undefined && y === undefined && z === undefined) return false;
  joints[at] = readMetres(x);
  joints[at + 1] = readMetres(y);
  joints[at + 2] = readMetres(z);
  return Number.isFinite(joints[at]! + joints[at + 1]! + joints[at + 2]!);
}

function readMetres(inches: unknown): number {
  if (inches === undefined) return 0;
  return typeof inches === "number" ? inches * METRES_PER_INCH : Number.NaN;
}
