/**
 * Whoever looks at something live: each has a short queue of its own, and who does not keep up is cut
 * off. What they see is the present; who comes back is given it again. Messages are those of
 * server-sent events (HTML Living Standard, section 9.2).
 */
import type { CutOffReason } from "../publish/event-stream.ts";
import { RECONNECT_MS } from "../publish/publish-limits.ts";
import { LIVE_QUEUE_MAX } from "./live-limits.ts";

/** Places of all readers together. */
export interface Room {
  taken: number;
  readonly max: number;
}

export interface LiveReaders {
  /** What there is, then what is sent, until the signal is given or the reader is cut off. */
  follow(
    readPresent: () => Iterable<string> | AsyncIterable<string>,
    signal: AbortSignal,
  ): AsyncGenerator<string>;
  send(message: string): void;
  readonly count: () => number;
  /** Ends all, and takes no more. */
  close(): void;
}

interface Reader {
  queue: string[];
  cutOff: CutOffReason | null;
  wake: () => void;
}

export function createLiveReaders(room: Room): LiveReaders {
  const readers = new Set<Reader>();
  let isClosed = false;
  const leave = (reader: Reader): void => {
    if (readers.delete(reader)) room.taken--;
  };
  const cutOff = (reader: Reader, reason: CutOffReason): void => {
    leave(reader);
    reader.cutOff = reason;
    reader.queue = [];
    reader.wake();
  };
  return {
    count: () => readers.size,
    async *follow(readPresent, signal) {
      if (isClosed || room.taken >= room.max) {
        yield formatMessage("cut-off", { reason: isClosed ? "closing" : "too-many" });
        return;
      }
      const reader: Reader = { queue: [], cutOff: null, wake: () => {} };
      const stop = (): void => reader.wake();
      signal.addEventListener("abort", stop);
      room.taken++;
      readers.add(reader);
      try {
        yield `retry: ${RECONNECT_MS}\n\n`;
        yield* readPresent();
        yield* drain(reader, signal);
        if (reader.cutOff !== null && !signal.aborted) {
          yield formatMessage("cut-off", { reason: reader.cutOff });
        }
      } finally {
        leave(reader);
        signal.removeEventListener("abort", stop);
      }
    },
    send: (message) => {
      for (const reader of readers) {
        if (reader.queue.length >= LIVE_QUEUE_MAX) cutOff(reader, "too-slow");
        else {
          reader.queue.push(message);
          reader.wake();
        }
      }
    },
    close: () => {
      isClosed = true;
      for (const reader of readers) cutOff(reader, "closing");
    },
  };
}

async function* drain(reader: Reader, signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted && reader.cutOff === null) {
    const message = reader.queue.shift();
    if (message !== undefined) {
      yield message;
      continue;
    }
    await new Promise<void>((go) => {
      reader.wake = go;
    });
  }
}

/** JSON has no line breaks of its own, so each message is one line of data. */
export function formatMessage(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A sign of life that browsers tell nobody of. */
export const BEAT = ": beat\n\n";
