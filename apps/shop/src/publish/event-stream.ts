/**
 * Public events as they happen, for readers who may come back: a reader names the last event that it
 * has, gets what came after it from the journal, and then what is new, without a gap or a double in
 * between. Frames are those of server-sent events (HTML Living Standard, section 9.2).
 */
import { setImmediate } from "node:timers/promises";
import type { PublicEvent } from "@saunter/protocol/public-event";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import type { StoredEvent } from "../store/journal.ts";
import type { Store } from "../store/store.ts";
import {
  BEATS_UNREAD_MAX,
  READER_QUEUE_MAX,
  READERS_MAX,
  RECONNECT_MS,
  REPLAYED_AT_ONCE,
} from "./publish-limits.ts";

export interface StreamSubscription {
  /** The last event that the reader has; null: from now on. */
  readonly afterId: number | null;
  /** Patterns of types; all where left out. */
  readonly types?: readonly string[];
  /** One visit; all where left out. */
  readonly visitId?: string;
  /** Whether the reader may have an event, asked of each when it is given. It does not throw. */
  readonly isWanted: (event: PublicEvent) => boolean;
}

/**
 * Why a stream ends that its reader did not end. "too-slow": it did not take what there was; it may
 * come back and go on where it was. "too-many": there is no room for one more reader.
 */
export type CutOffReason = "too-slow" | "too-many" | "closing";

export interface EventStream {
  /** Frames until the signal is given or the reader is cut off, which the last frame then says. */
  subscribe(subscription: StreamSubscription, signal: AbortSignal): AsyncIterable<string>;
  /** To be called every `BEAT_MS`: gives signs of life, and cuts off who has taken none of them. */
  beat(): void;
  readonly readers: () => number;
  /** Ends all streams, and takes no more readers. */
  close(): void;
}

interface Reader {
  readonly subscription: StreamSubscription;
  /** The last event that was looked at for this reader. */
  position: number;
  /** False while it is given what the journal has already. */
  isLive: boolean;
  queue: string[];
  beatsUnread: number;
  cutOff: CutOffReason | null;
  /** Wakes who waits for a frame. */
  wake: () => void;
}

export interface EventStreamOptions {
  readonly store: Store;
  readonly toPublic: (stored: StoredEvent) => PublicEvent | null;
}

export function createEventStream({ store, toPublic }: EventStreamOptions): EventStream {
  const readers = new Set<Reader>();
  let isClosed = false;
  const stopListening = store.onCommitted((events) => {
    if (readers.size === 0) return;
    for (const stored of events) pushToAll(readers, stored, toPublic(stored));
  });

  async function* read(reader: Reader, signal: AbortSignal): AsyncGenerator<string> {
    if (isClosed || readers.size >= READERS_MAX) {
      yield formatCutOff(isClosed ? "closing" : "too-many");
      return;
    }
    const stop = (): void => reader.wake();
    signal.addEventListener("abort", stop);
    readers.add(reader);
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      const { afterId } = reader.subscription;
      if (afterId !== null && afterId > reader.position) yield formatReset(reader);
      yield* replay(reader, store, toPublic, signal);
      yield* followLive(reader, signal);
      if (reader.cutOff !== null && !signal.aborted) yield formatCutOff(reader.cutOff);
    } finally {
      readers.delete(reader);
      signal.removeEventListener("abort", stop);
    }
  }

  return {
    subscribe: (subscription, signal) => read(createReader(subscription, store.position()), signal),
    readers: () => readers.size,
    beat: () => {
      for (const reader of readers) beatOne(readers, reader);
    },
    close: () => {
      isClosed = true;
      stopListening();
      for (const reader of readers) cutOff(readers, reader, "closing");
    },
  };
}

/** A reader that says it has what has not happened starts again: the journal is an older one. */
function createReader(subscription: StreamSubscription, head: number): Reader {
  const position = Math.min(subscription.afterId ?? head, head);
  return {
    subscription,
    position,
    isLive: false,
    queue: [],
    beatsUnread: 0,
    cutOff: null,
    wake: () => {},
  };
}

/** Gives what the journal has; the reader is live in the same moment in which there is no more. */
async function* replay(
  reader: Reader,
  store: Store,
  toPublic: EventStreamOptions["toPublic"],
  signal: AbortSignal,
): AsyncGenerator<string> {
  while (!signal.aborted && reader.cutOff === null) {
    const page = store.readFrom(reader.position + 1, REPLAYED_AT_ONCE);
    if (page.length === 0) {
      reader.isLive = true;
      return;
    }
    reader.beatsUnread = 0;
    for (const stored of page) {
      const event = toPublic(stored);
      reader.position = stored.position;
      if (event === null || !isFor(reader, event)) continue;
      yield formatEvent(event);
      reader.beatsUnread = 0;
      if (signal.aborted || reader.cutOff !== null) return;
    }
    // A long journal of which a reader gets little does not keep everybody else waiting.
    await setImmediate();
  }
}

async function* followLive(reader: Reader, signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted && reader.cutOff === null) {
    const frame = reader.queue.shift();
    if (frame === undefined) {
      await new Promise<void>((go) => {
        reader.wake = go;
      });
      continue;
    }
    yield frame;
    reader.beatsUnread = 0;
  }
}

function pushToAll(
  readers: Set<Reader>,
  { position }: StoredEvent,
  event: PublicEvent | null,
): void {
  const frame = event === null ? "" : formatEvent(event);
  for (const reader of readers) {
    // Who is given the journal gets it from there: a commit and its publication are one step.
    if (!reader.isLive) continue;
    reader.position = position;
    if (event !== null && isFor(reader, event)) push(readers, reader, frame);
  }
}

function isFor({ subscription: { types, visitId, isWanted } }: Reader, event: PublicEvent) {
  if (types !== undefined && !matchesEventType(types, event.type)) return false;
  if (visitId !== undefined && visitId !== event.visitId) return false;
  return isWanted(event);
}

function push(readers: Set<Reader>, reader: Reader, frame: string): void {
  if (reader.queue.length >= READER_QUEUE_MAX) {
    cutOff(readers, reader, "too-slow");
    return;
  }
  reader.queue.push(frame);
  reader.wake();
}

/** What waits is dropped: it is in the journal when the reader comes back. */
function cutOff(readers: Set<Reader>, reader: Reader, reason: CutOffReason): void {
  // One that takes nothing, not even this, holds no place of another's.
  readers.delete(reader);
  reader.cutOff = reason;
  reader.queue = [];
  reader.wake();
}

function beatOne(readers: Set<Reader>, reader: Reader): void {
  if (reader.beatsUnread >= BEATS_UNREAD_MAX) {
    cutOff(readers, reader, "too-slow");
    return;
  }
  reader.beatsUnread++;
  if (reader.isLive && reader.queue.length === 0) {
    push(readers, reader, formatBeat(reader.position));
  }
}

/** The text of a `Last-Event-ID` header; null where it is none of ours. */
export function parseLastEventId(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}

/** JSON has no line breaks of its own, so each event is one line of data. */
export function formatEvent(event: PublicEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/**
 * An id without data: browsers tell nobody, and remember it, so that who comes back is not given the
 * journal again that had nothing for them.
 */
function formatBeat(position: number): string {
  return `: beat\nid: ${position}\n\n`;
}

function formatReset({ position }: Reader): string {
  return `id: ${position}\nevent: reset\ndata: {"id":${position}}\n\n`;
}

function formatCutOff(reason: CutOffReason): string {
  return `event: cut-off\ndata: {"reason":"${reason}"}\n\n`;
}
