/**
 * What a shop of a chain is to be, as the chain says: a manifest names a version of each kind and the hash of
 * its content; contents come by their hash, in parts.
 */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

/** What the chain decides for its shops. */
export const DOWN_KINDS = [
  /** Products with their prices, by GTIN, as the configuration's catalogue writes them. */
  "goods",
  /** By id, as the configuration writes them. */
  "offers",
  /** GTINs by place: "gondola/shelf/plates". */
  "planogram",
  /** Values of the configuration's `policies`, by name. */
  "policies",
  /** Users of a shop by id: name, roles, and whether they are disabled. No secrets. */
  "staff",
  /** Parameters of the engine by topic, and name. */
  "engine",
  /** `version`: which version of Saunter the shop is to run. */
  "software",
] as const;
export type DownKind = (typeof DOWN_KINDS)[number];

export function isDownKind(kind: string): kind is DownKind {
  return (DOWN_KINDS as readonly string[]).includes(kind);
}

/** Products of the largest catalogue, with room. */
export const ITEMS_MAX = 100_000;

/**
 * The content of a version. In the one that a shop gets nothing is null; in what it is put together of, a null
 * takes away what a layer before it has (JSON merge patch, RFC 7396).
 */
export const DOWN_CONTENT = Type.Object(
  {
    /** ISO 4217; of kinds with prices. */
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    items: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.Unknown(), {
      maxProperties: ITEMS_MAX,
    }),
  },
  { additionalProperties: false },
);
export type DownContent = Static<typeof DOWN_CONTENT>;

const COUNT = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** SHA-256, base64url. */
const HASH = Type.String({ pattern: "^[\\w-]{43}$" });
/** More than a content of the greatest length has. */
const PARTS_MAX = 200;

const ENTRY = Type.Object({
  /** One of `DOWN_KINDS`, or one that only later versions of Saunter know. */
  kind: Type.String({ minLength: 1, maxLength: 40 }),
  version: COUNT,
  /** Of the content's JSON. */
  hash: HASH,
  /** Messages that the content comes in. */
  parts: Type.Integer({ minimum: 1, maximum: PARTS_MAX }),
  /** From then on it is to be in force, by the shop's clock. */
  effectiveMs: COUNT,
  /** Somebody at the chain has said that unusual changes are meant. */
  isForced: Type.Boolean(),
});
export type ManifestEntry = Static<typeof ENTRY>;

/** On `down.SHOP.manifest`. */
export const MANIFEST = Type.Object({
  /** Only rises: a shop takes no manifest that is older than the one it has. */
  revision: COUNT,
  entries: Type.Array(ENTRY, { maxItems: 200 }),
});
export type Manifest = Static<typeof MANIFEST>;

/** Bytes of a message that holds a part of a content: below NATS' usual limit of 1 MB. */
export const PART_BYTES_MAX = 512 * 1024;
/** Of a content's JSON. */
export const CONTENT_BYTES_MAX = 64 * 1024 * 1024;

/** Null where a text is none. */
export function decodeManifest(text: string): Manifest | null {
  return decode(text, (value) => (Check(MANIFEST, value) ? value : null));
}

/** Null where a text is none. */
export function decodeContent(text: string): DownContent | null {
  return decode(text, (value) => (Check(DOWN_CONTENT, value) ? value : null));
}

function decode<T>(text: string, check: (value: unknown) => T | null): T | null {
  try {
    return check(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
