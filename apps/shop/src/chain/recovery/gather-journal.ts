/** Puts a journal together of what an old disk and the chain have of it. */
import type { ChainHead } from "@saunter/protocol/chain/restore-messages";
import type { Head } from "../../store/head-mark.ts";
import type { JournalRow, RowWriter } from "../../store/journal.ts";
import { BackupError } from "../../store/store-error.ts";

export interface RowSource {
  /** Rows after one, in order; none where there are no more, or they cannot be read. */
  readonly readAfter: (position: number) => Promise<readonly JournalRow[]> | readonly JournalRow[];
}

export interface Sources {
  /** Null where there is no disk, or nothing of it can be read. */
  readonly disk: RowSource | null;
  readonly chain: RowSource;
  readonly chainHead: Pick<ChainHead, "position" | "hash">;
}

export interface Gathered {
  readonly head: Head;
  /** Rows that came from each. */
  readonly ofDisk: number;
  readonly ofChain: number;
}

/**
 * Writes the rows of both, each where the other lacks it; the longer one's last rows come last. Throws `backup-fork`
 * where each has events that the other has not.
 *
 * @param hashAt of what was written
 */
export async function gatherJournal(
  { disk, chain, chainHead }: Sources,
  writer: RowWriter,
  hashAt: (position: number) => string | null,
): Promise<Gathered> {
  let [ofDisk, ofChain] = [0, 0];
  for (;;) {
    const { position } = writer.head();
    if (disk !== null) ofDisk += await takeFrom(disk, writer);
    if (writer.head().position < chainHead.position) ofChain += await takeFrom(chain, writer);
    if (writer.head().position === position) break;
  }
  const head = writer.head();
  const parted = await findParting(chain, chainHead, head, hashAt);
  if (parted !== null) throw fork(parted, head.position, chainHead.position);
  return { head, ofDisk, ofChain };
}

async function takeFrom(source: RowSource, writer: RowWriter): Promise<number> {
  const from = writer.head().position;
  for (;;) {
    const rows = await source.readAfter(writer.head().position);
    // What does not follow is damaged, or another journal's.
    if (rows.length === 0 || !rows.every(writer.write)) return writer.head().position - from;
  }
}

/** The last event that is the same in what was written and at the chain, where they part after it; else null. */
async function findParting(
  chain: RowSource,
  { position, hash }: Head,
  head: Head,
  hashAt: (position: number) => string | null,
): Promise<number | null> {
  if (position === 0 || hashAt(position) === hash) return null;
  for (let same = 0; ; ) {
    const rows = await chain.readAfter(same);
    for (const [at, , , , , , rowHash] of rows) {
      if (at > head.position || hashAt(at) !== rowHash) return same;
      same = at;
    }
    if (rows.length === 0) return same;
  }
}

function fork(parted: number, own: number, chain: number): Error {
  return new BackupError(
    "backup-fork",
    `the disk and the chain have other events from ${parted + 1} on: the disk ${own - parted}, the chain ` +
      `${chain - parted}. Another computer may have taken the shop's place; nothing is restored. ` +
      "--force takes the chain's, and the disk stays as it is",
  );
}
