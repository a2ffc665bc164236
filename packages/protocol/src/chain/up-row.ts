/**
 * A row of a shop's journal, as it goes to the chain: what was written, to the letter, so that whoever has
 * it can hold it against its hash, and against the row before.
 */
export interface UpRow {
  /** From 1, without gaps. */
  readonly position: number;
  readonly stream: string;
  /** From 1 in each stream, without gaps. */
  readonly version: number;
  /** Of the event, as its body says. */
  readonly type: string;
  readonly atMs: number;
  /** The event, as JSON. */
  readonly body: string;
  /** SHA-256 over the hash before it and the row; base64url. */
  readonly hash: string;
}

/** What stands for the hash before the first row. */
export const GENESIS_HASH = "saunter";

/** What a row's hash is taken of. */
export function formatForHash(hashBefore: string, row: Omit<UpRow, "hash">): string {
  const { position, stream, version, type, atMs, body } = row;
  // The parts before the body hold no line break, so no two rows have the same text.
  return `${hashBefore}\n${position}\n${stream}\n${version}\n${type}\n${atMs}\n${body}`;
}

export function encodeRow(row: UpRow): string {
  const { position, stream, version, type, atMs, body, hash } = row;
  return JSON.stringify([position, stream, version, type, atMs, body, hash]);
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0;
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The year 10,000. */
const TIME_MS_MAX = 253_402_300_800_000;

/** Null where a text is none. Whether its hash is right is not looked at. */
export function decodeRow(text: string): UpRow | null {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!Array.isArray(parts) || parts.length !== 7) return null;
  const [position, stream, version, type, atMs, body, hash] = parts as unknown[];
  const isRow =
    isCount(position) &&
    isText(stream) &&
    isCount(version) &&
    isText(type) &&
    isCount(atMs) &&
    atMs < TIME_MS_MAX &&
    isText(body) &&
    isText(hash);
  return isRow ? { position, stream, version, type, atMs, body, hash } : null;
}
