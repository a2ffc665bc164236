/**
 * How far the journal reached, beside the database: a file with the position and hash of the last
 * event that was committed. A database that ends before it has been cut, or is an older copy.
 *
 * It is written after each commit and never waited for, so after a power cut it may be behind, or
 * torn; it can never be ahead of what the database has safely. Two slots take turns: one is whole.
 * The file itself is on the disk before there is an event: where it is missing, somebody took it away.
 */
import { hash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { makePrivateFile } from "./private-files.ts";

export interface Head {
  readonly position: number;
  readonly hash: string;
}

const SLOT_LENGTH = 128;
const SLOTS = 2;

export interface HeadMark {
  /** Whether there was no file before. */
  readonly isNew: boolean;
  /** A disk that takes nothing leaves the mark behind, as a power cut does. */
  write(head: Head): void;
  /** Puts what was written on the disk, and waits for it. */
  sync(): void;
  close(): void;
}

/** Opens the mark for writing; the slot that is the further one is written over last. */
export function openHeadMark(path: string): HeadMark {
  const isNew = !existsSync(path);
  if (isNew) makePrivateFile(path);
  const file = openSync(path, "r+");
  let next = isNew ? 0 : 1 - findFurthest(readSlots(file)).slot;
  return {
    isNew,
    write: (head) => {
      try {
        writeSync(file, formatSlot(head), next * SLOT_LENGTH, "latin1");
      } catch (error) {
        if (!isDiskError(error)) throw error;
      }
      next = (next + 1) % SLOTS;
    },
    sync: () => fsyncSync(file),
    close: () => closeSync(file),
  };
}

/** Errors of a disk that is full or failing. */
const DISK_ERRORS: readonly unknown[] = ["ENOSPC", "EDQUOT", "EIO"];

export function isDiskError(error: unknown): boolean {
  return error instanceof Error && "code" in error && DISK_ERRORS.includes(error.code);
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
  const file = openSync(path, "r");
  try {
    return findFurthest(readSlots(file)).head;
  } finally {
    closeSync(file);
  }
}

function readSlots(file: number): (Head | null)[] {
  const bytes = Buffer.alloc(SLOTS * SLOT_LENGTH);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  const text = bytes.toString("latin1", 0, length);
  return Array.from({ length: SLOTS }, (_, slot) =>
    parseSlot(text.slice(slot * SLOT_LENGTH, (slot + 1) * SLOT_LENGTH)),
  );
}

function findFurthest(heads: readonly (Head | null)[]): { slot: number; head: Head | null } {
  let best: { slot: number; head: Head | null } = { slot: 0, head: null };
  for (const [slot, head] of heads.entries()) {
    if (head !== null && (best.head === null || head.position > best.head.position)) {
      best = { slot, head };
    }
  }
  return best;
}

function parseSlot(slot: string): Head | null {
  const [position, headHash, sum] = slot.trimEnd().split(" ");
  if (position === undefined || headHash === undefined || sum === undefined) return null;
  if (checksum(`${position} ${headHash}`) !== sum) return null;
  return { position: Number(position), hash: headHash };
}
