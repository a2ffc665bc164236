/**
 * What a shop gets of a kind, and from when: the shared version, changed by its region's, changed by its own.
 * A layer changes the one before it as a JSON merge patch does (RFC 7396): objects are merged, null removes,
 * and everything else takes the place of what was there.
 */
import type { DownContent } from "@saunter/protocol/chain/down-messages";

export const LAYERS = ["shared", "region", "shop"] as const;
export type Layer = (typeof LAYERS)[number];

/** A version, as far as it matters for what a shop gets. */
export interface LayerVersion {
  readonly version: number;
  readonly layer: Layer;
  readonly effectiveMs: number;
}

/** What is in force from a time on: of each layer a version, in the layers' order. */
export interface Step<Version extends LayerVersion = LayerVersion> {
  readonly effectiveMs: number;
  readonly versions: readonly Version[];
  /** The one that begins it: it names the step. */
  readonly last: Version;
}

/**
 * What is in force now, and what will be: a step for each time at which anything changes.
 *
 * @param versions of one kind, of the shop's layers alone.
 */
export function planSteps<Version extends LayerVersion>(
  versions: readonly Version[],
  nowMs: number,
): Step<Version>[] {
  const times = new Set(
    versions.map(({ effectiveMs }) => effectiveMs).filter((atMs) => atMs > nowMs),
  );
  return [nowMs, ...[...times].toSorted((a, b) => a - b)].flatMap((atMs) => {
    const inForce = LAYERS.flatMap((layer) => findInForce(versions, layer, atMs));
    if (inForce.length === 0) return [];
    const last = inForce.reduce((a, b) => (isLater(b, a) ? b : a));
    return [{ effectiveMs: last.effectiveMs, versions: inForce, last }];
  });
}

/** The last that has begun; of those that begin at once, the one that was put last. */
function findInForce<Version extends LayerVersion>(
  versions: readonly Version[],
  layer: Layer,
  atMs: number,
): Version[] {
  const begun = versions.filter((one) => one.layer === layer && one.effectiveMs <= atMs);
  if (begun.length === 0) return [];
  return [begun.reduce((a, b) => (isLater(b, a) ? b : a))];
}

function isLater(one: LayerVersion, other: LayerVersion): boolean {
  if (one.effectiveMs !== other.effectiveMs) return one.effectiveMs > other.effectiveMs;
  return one.version > other.version;
}

/** @param layers in their order. */
export function composeContent(layers: readonly DownContent[]): DownContent {
  const nothing: unknown = { items: {} };
  return layers.reduce((whole, layer) => applyPatch(whole, layer), nothing) as DownContent;
}

type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** RFC 7396, section 2. */
export function applyPatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // A key such as "__proto__" is one like all others.
  const result = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, applyPatch(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/** The same text for the same content, in whatever order it was written. */
export function formatContent(content: DownContent): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
