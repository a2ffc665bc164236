/**
 * A long journal is opened before all of it has been verified. Its end is looked at first; of the
 * rest nothing is given out before the rows around it have been.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Head } from "./head-mark.ts";
import {
  corrupt,
  cut,
  damaged,
  databaseReplaced,
  type JournalRow,
  openPartVerifier,
  type ReadGuard,
} from "./journal.ts";
import { toOpeningError } from "./sqlite-error.ts";
import { GUARDED_AT_ONCE, VERIFIED_FIRST } from "./store-limits.ts";

export interface RowGuard extends ReadGuard {
  /** Guards the rows up to a head from now on; verifies the last of them, and the mark. */
  begin(head: Head, mark: Head | null): void;
  /** All rows have been verified by somebody else. */
  lift(): void;
}

/** `onDamage` is notified of what `check` and `checkEnd` throw: `journal-corrupt`. */
export function createRowGuard(
  db: DatabaseSync,
  onDamage: (error: unknown) => void,
  verifiedFirst = VERIFIED_FIRST,
): RowGuard {
  let guarded = 0;
  const verified = new Set<number>();
  let verifyPart: (part: number) => readonly JournalRow[];
  let findEnd: (stream: string) => number;

  function orTell(work: () => void): void {
    try {
      work();
    } catch (error) {
      const known = toOpeningError(error);
      onDamage(known);
      throw known;
    }
  }

  return {
    begin: (head, mark) => {
      guarded = head.position;
      findEnd = openEnds(db);
      const verifyRows = openPartVerifier(db);
      verifyPart = (part) => {
        const after = part * GUARDED_AT_ONCE;
        const rows = verifyRows(after, Math.min(guarded, after + GUARDED_AT_ONCE));
        verified.add(part);
        return rows;
      };
      checkStart(db);
      checkIndex(db, verifyFrom(guarded - verifiedFirst + 1, guarded, verifyPart), findEnd);
      if (mark !== null && mark.position > 0) checkMark(db, mark, head, verifyPart);
    },
    check: (position) => {
      const part = partOf(position);
      if (position > guarded || verified.has(part)) return;
      orTell(() => void verifyPart(part));
    },
    checkEnd: (stream, version, versionMax) => {
      if (guarded === 0 || version === versionMax) return;
      orTell(() => {
        if (findEnd(stream) !== version) throw damaged(`events of ${stream} are missing`);
      });
    },
    lift: () => {
      guarded = 0;
      verified.clear();
    },
  };
}

function partOf(position: number): number {
  return Math.floor((position - 1) / GUARDED_AT_ONCE);
}

/** Where streams end, as was written down apart from the journal. */
function openEnds(db: DatabaseSync): (stream: string) => number {
  const find = db.prepare("SELECT version FROM streams WHERE stream = ?");
  return (stream) => (find.get(stream)?.version as number | undefined) ?? 0;
}

function checkStart(db: DatabaseSync): void {
  const first = db.prepare("SELECT min(position) AS position FROM journal").get();
  if (first?.position !== 1) throw corrupt(0);
}

/** Returns the version that each stream of these rows ends with. */
function verifyFrom(
  from: number,
  upTo: number,
  verifyPart: (part: number) => readonly JournalRow[],
): Map<string, number> {
  const ends = new Map<string, number>();
  for (let part = partOf(Math.max(1, from)); part <= partOf(upTo); part++) {
    for (const [, stream, version] of verifyPart(part)) ends.set(stream, version);
  }
  return ends;
}

/** An index that hides a stream's last event would have it written once more. */
function checkIndex(
  db: DatabaseSync,
  ends: ReadonlyMap<string, number>,
  findEnd: (stream: string) => number,
): void {
  const last = db.prepare("SELECT max(version) AS version FROM journal WHERE stream = ?");
  for (const [stream, version] of ends) {
    const isRight = last.get(stream)?.version === version && findEnd(stream) === version;
    if (!isRight) throw damaged(`events of ${stream} are missing`);
  }
}

function checkMark(
  db: DatabaseSync,
  mark: Head,
  head: Head,
  verifyPart: (part: number) => unknown,
): void {
  if (mark.position > head.position) throw cut(mark, head);
  verifyPart(partOf(mark.position));
  const row = db.prepare("SELECT hash FROM journal WHERE position = ?").get(mark.position);
  if (row?.hash !== mark.hash) throw databaseReplaced(mark);
}
