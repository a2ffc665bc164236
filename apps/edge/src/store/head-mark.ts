/**
 * How far the journal reached, beside the database: a file with the position and hash of the last
 * event that was committed. A database that ends before it has been cut, or is an older copy.
 *
 * It is written after each commit and never waited for, so after a power cut it may be behind, or
 * torn; it can never be ahead of what the database has safely. Two slots take turns: one is whole.
 */
import { hash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";

export interface Head {
  readonly position: number;
  readonly hash: string;
}

const SLOT_LENGTH = 128;
const SLOTS = 2;

export interface HeadMark {
  write(head: Head): void;
  close(): void;
}

export function openHeadMark(path: string): HeadMark {
  const file = openSync(path, existsSync(path) ? "r+" : "w+");
  let writes = 0;
  return {
    write: (head) => {
      writeSync(file, formatSlot(head), (writes++ % SLOTS) * SLOT_LENGTH, "latin1");
    },
    close: () => closeSync(file),
  };
}

function formatSlot({ position, hash: headHash }: Head): string {
  const text = `${position} ${headHash}`;
  return `${text} ${checksum(text)}`.padEnd(SLOT_LENGTH - 1).concat("\n");
}

function checksum(text: string): string {
  return hash("sha256", text, "hex").slice(0, 16);
}

/** The further of the slots that are whole; null where there is none. */
export function readHeadMark(path: string): Head | null {
  if (!existsSync(path)) return null;
  const text = readFileSync(path, "latin1");
  let best: Head | null = null;
  for (let slot = 0; slot < SLOTS; slot++) {
    const head = parseSlot(text.slice(slot * SLOT_LENGTH, (slot + 1) * SLOT_LENGTH));
    if (head !== null && (best === null || head.position > best.position)) best = head;
  }
  return best;
}

function parseSlot(slot: string): Head | null {
  const [position, headHash, sum] = slot.trimEnd().split(" ");
  if (position === undefined || headHash === undefined || sum === undefined) return null;
  if (checksum(`${position} ${headHash}`) !== sum) return null;
  return { position: Number(position), hash: headHash };
}
