/** Identity ambiguities in a line of joints. */
import type { IdentityAmbiguity } from "@saunter/engine/observation";
import { asObject, type JsonObject } from "./json-text.ts";
import { readTimestampMs } from "./plate-line.ts";

/** Largest number of ambiguities read from one frame. */
export const AMBIGUITIES_MAX = 1024;
/** Rounding error of a time written in seconds, milliseconds. */
const ROUNDING_MS = 0.01;

/** @param noteMalformed once for each that cannot be */
export function readAmbiguities(
  listed: unknown,
  frameMs: number,
  noteMalformed: () => void,
): IdentityAmbiguity[] {
  if (!Array.isArray(listed)) {
    noteMalformed();
    return [];
  }
  return listed.flatMap((one, at) => {
    const ambiguity = at < AMBIGUITIES_MAX ? readAmbiguity(asObject(one), frameMs) : undefined;
    if (ambiguity === undefined) noteMalformed();
    return ambiguity === undefined ? [] : [ambiguity];
  });
}

/** Of two, of a time that is not after the frame's, and a probability. */
function readAmbiguity(
  ambiguity: JsonObject | undefined,
  frameMs: number,
): IdentityAmbiguity | undefined {
  const { ids, from, to, probability } = ambiguity ?? {};
  const fromMs = readTimestampMs(from);
  const toMs = readTimestampMs(to);
  if (!isPair(ids) || fromMs === undefined || toMs === undefined) return undefined;
  if (fromMs > toMs || toMs > frameMs + ROUNDING_MS) return undefined;
  if (typeof probability !== "number" || !(probability >= 0 && probability <= 1)) return undefined;
  return { shopperIds: ids, fromMs, toMs, probability };
}

function isPair(ids: unknown): ids is [string, string] {
  if (!Array.isArray(ids) || ids.length !== 2 || ids[0] === ids[1]) return false;
  return ids.every((id) => typeof id === "string" && id !== "");
}
