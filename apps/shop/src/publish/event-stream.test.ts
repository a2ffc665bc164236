import { createRandom } from "@saunter/numerics/random";
import type { PublicEvent } from "@saunter/protocol/public-event";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Transaction } from "../store/transaction.ts";
import {
  createEventStream,
  type EventStream,
  formatEvent,
  parseLastEventId,
  type StreamSubscription,
} from "./event-stream.ts";
import {
  appendPrivate,
  appendStock,
  appendToVisit,
  openPublishStore,
  type PublishStore,
  toTestEvent,
} from "./publish-fixture.ts";
import {
  BEATS_UNREAD_MAX,
  READER_QUEUE_MAX,
  READERS_MAX,
  REPLAYED_AT_ONCE,
} from "./publish-limits.ts";

let opened: PublishStore;
let stream: EventStream;

beforeEach(() => {
  opened = openPublishStore();
  stream = createEventStream({ store: opened.store, toPublic: toTestEvent });
});
afterEach(() => opened.remove());

const append = (work: (tx: Transaction) => void): Promise<void> => opened.store.transact(work);

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A browser: takes frames while it is let, and remembers the last id. */
function read(more: Partial<StreamSubscription> = {}) {
  const end = new AbortController();
  const subscription = { afterId: null, isWanted: () => true, ...more };
  const frames = stream.subscribe(subscription, end.signal)[Symbol.asyncIterator]();
  const reader = {
    ids: [] as number[],
    kinds: [] as string[],
    lastId: subscription.afterId as number | null,
    isEnded: false,
    /** Takes one frame; waits until there is one. */
    take: async (): Promise<string> => {
      const { done, value } = await frames.next();
      if (done === true) {
        reader.isEnded = true;
        return "";
      }
      takeFrame(value);
      return value;
    },
    /** Takes all there is, until the stream ends. */
    follow: async (): Promise<void> => {
      while (!reader.isEnded) await reader.take();
    },
    end: () => end.abort(),
  };
  function takeFrame(frame: string): void {
    expect(frame.endsWith("\n\n")).toBe(true);
    const id = /^id: (\d+)$/m.exec(frame)?.[1];
    if (id !== undefined) reader.lastId = Number(id);
    const kind = /^event: (.+)$/m.exec(frame)?.[1];
    if (kind === undefined) return;
    reader.kinds.push(kind);
    const data = JSON.parse(/^data: (.+)$/m.exec(frame)![1]!);
    if (kind === "cut-off") reader.kinds.push(data.reason);
    else reader.ids.push(data.id);
  }
  return reader;
}

describe("an event stream", () => {
  it("gives what is new, as one frame an event", async () => {
    await append((tx) => appendToVisit(tx, "a"));
    const reader = read();
    expect(await reader.take()).toMatch(/^retry: \d+\n\n$/);
    await append((tx) => appendStock(tx));
    const frame = await reader.take();
    const event = toTestEvent(opened.store.readFrom(2)[0]!)!;
    expect(frame).toBe(`id: 2\nevent: stock.changed\ndata: ${JSON.stringify(event)}\n\n`);
    expect(frame.split("\n").length).toBe(5);
  });

  it("gives what happened since the reader's last event, and then what is new", async () => {
    await append((tx) => {
      for (let at = 0; at < 2 * REPLAYED_AT_ONCE + 1; at++) appendStock(tx);
    });
    const reader = read({ afterId: 1 });
    void reader.follow();
    while (reader.lastId !== 2 * REPLAYED_AT_ONCE + 1) await settle();
    await append((tx) => appendStock(tx));
    while (reader.lastId !== 2 * REPLAYED_AT_ONCE + 2) await settle();
    const expected = Array.from({ length: 2 * REPLAYED_AT_ONCE + 1 }, (_, at) => at + 2);
    expect(reader.ids).toEqual(expected);
    reader.end();
  });

  it("has no gap and no double, whenever things happen, readers are slow or come back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = createRandom(seed);
        const { store } = opened;
        const from = store.position();
        const got: number[] = [];
        let lastId: number | null = from;
        let reader = read({ afterId: lastId });
        const change = async (): Promise<void> => {
          const count = random.integer(1, random.chance(0.1) ? 300 : 5);
          await append((tx) => {
            for (let at = 0; at < count; at++) {
              if (random.chance(0.2)) appendPrivate(tx);
              else appendStock(tx);
            }
          });
        };
        const resume = async (): Promise<void> => {
          reader.end();
          await reader.follow();
          got.push(...reader.ids);
          lastId = reader.lastId;
          reader = read({ afterId: lastId });
        };
        for (let step = 0; step < 40; step++) {
          const choice = random.weighted([3, 4, 1, 1]);
          if (choice === 0) await change();
          else if (choice === 1) {
            for (let frames = random.integer(1, 20); frames > 0; frames--) {
              await Promise.race([reader.take(), settle()]);
            }
          } else if (choice === 2) await resume();
          else stream.beat();
          if (reader.isEnded) await resume();
        }
        await resume();
        const isDone = (): boolean => (reader.ids.at(-1) ?? got.at(-1) ?? 0) >= last;
        await append((tx) => appendStock(tx));
        const last = store.position();
        while (!isDone()) {
          await reader.take();
          if (reader.isEnded) await resume();
        }
        await resume();
        const told = [];
        for (let at = from + 1; at <= last; at += 1000) {
          told.push(...store.readFrom(at).filter((one) => toTestEvent(one) !== null));
        }
        expect(got).toEqual(told.map(({ position }) => position));
        reader.end();
        await reader.follow();
      }),
      { numRuns: 30 },
    );
    expect(stream.readers()).toBe(0);
  });

  it("gives each reader the types, the visit and the objects that are theirs", async () => {
    const types = read({ types: ["stock.*"] });
    const visit = read({ visitId: "b" });
    const even = read({ isWanted: ({ id }: PublicEvent) => id % 2 === 0 });
    const readers = [types, visit, even];
    for (const reader of readers) void reader.follow();
    await settle();
    await append((tx) => {
      appendToVisit(tx, "a");
      appendToVisit(tx, "b");
      appendPrivate(tx);
      appendStock(tx);
    });
    while (types.ids.length < 1 || even.ids.length < 2) await settle();
    const late = read({ afterId: 0, types: ["visit.*"], visitId: "a" });
    void late.follow();
    while (late.ids.length < 1) await settle();
    expect([...readers, late].map(({ ids }) => ids)).toEqual([[4], [2], [2, 4], [1]]);
    for (const reader of [...readers, late]) reader.end();
  });

  it("cuts off a reader for whom too much waits, who may go on where it was", async () => {
    const reader = read();
    await reader.take();
    const waiting = reader.take();
    await settle();
    await append((tx) => {
      for (let at = 0; at < READER_QUEUE_MAX; at++) appendStock(tx);
    });
    await waiting;
    await append(appendStock);
    expect(stream.readers()).toBe(1);
    await append(appendStock);
    expect(stream.readers()).toBe(0);
    await reader.follow();
    expect(reader.kinds.slice(-2)).toEqual(["cut-off", "too-slow"]);
    const again = read({ afterId: reader.lastId });
    void again.follow();
    while (again.lastId !== opened.store.position()) await settle();
    expect(reader.ids).toEqual([1]);
    expect(again.ids).toEqual(Array.from({ length: READER_QUEUE_MAX + 1 }, (_, at) => at + 2));
    again.end();
  });

  it("gives signs of life that carry the reader on past what it does not want", async () => {
    const reader = read({ types: ["alert.*"] });
    void reader.follow();
    await settle();
    await append((tx) => appendStock(tx));
    stream.beat();
    while (reader.lastId !== 1) await settle();
    expect(reader.ids).toEqual([]);
    for (let beats = 0; beats < 3 * BEATS_UNREAD_MAX; beats++) {
      stream.beat();
      await settle();
    }
    expect(stream.readers()).toBe(1);
    reader.end();
  });

  it("cuts off a reader that has taken nothing for so many beats, and not one before", async () => {
    await append((tx) => {
      for (let at = 0; at < 3; at++) appendStock(tx);
    });
    const live = read();
    const late = read({ afterId: 0 });
    for (const reader of [live, late]) await reader.take();
    for (let beats = 0; beats < BEATS_UNREAD_MAX; beats++) stream.beat();
    expect(stream.readers()).toBe(2);
    stream.beat();
    expect(stream.readers()).toBe(0);
    for (const reader of [live, late]) {
      await reader.follow();
      expect(reader.kinds.slice(-2)).toEqual(["cut-off", "too-slow"]);
    }
  });

  it("has room for so many readers, and for no more", async () => {
    const readers = Array.from({ length: READERS_MAX }, () => read());
    for (const reader of readers) await reader.take();
    const another = read();
    await another.follow();
    expect(another.kinds).toEqual(["cut-off", "too-many"]);
    readers[0]!.end();
    await readers[0]!.follow();
    const next = read();
    expect(await next.take()).toMatch(/^retry/);
    expect(stream.readers()).toBe(READERS_MAX);
  });

  it("tells a reader that is ahead of the journal to start again", async () => {
    await append((tx) => appendStock(tx));
    const reader = read({ afterId: 9 });
    await reader.take();
    await reader.take();
    expect(reader.kinds).toEqual(["reset"]);
    expect(reader.lastId).toBe(1);
  });

  it("begins where it was asked for, though nobody has taken a frame yet", async () => {
    const reader = read();
    await append((tx) => appendStock(tx));
    await reader.take();
    await reader.take();
    expect(reader.ids).toEqual([1]);
  });

  it("ends for all when it is closed", async () => {
    const reader = read();
    await reader.take();
    const ending = reader.follow();
    await settle();
    stream.close();
    await ending;
    expect(reader.kinds).toEqual(["cut-off", "closing"]);
    const another = read();
    await another.follow();
    expect(another.kinds).toEqual(["cut-off", "closing"]);
  });

  it("ends at its signal, without a last frame", async () => {
    const reader = read();
    await reader.take();
    const ending = reader.follow();
    reader.end();
    await ending;
    expect(reader.kinds).toEqual([]);
    expect(stream.readers()).toBe(0);
  });
});

describe("the last event's id", () => {
  it("is read where it is one of ours", () => {
    expect(
      ["12", "0", "", "-1", "1e3", "x", "9".repeat(16), undefined].map(parseLastEventId),
    ).toEqual([12, 0, null, null, null, null, null, null]);
  });

  it("is in the frame of the event", () => {
    const event: PublicEvent = {
      id: 12,
      type: "cart.updated",
      atMs: 1,
      visitId: null,
      data: { text: "a\nb" },
    };
    expect(formatEvent(event).split("\n")[0]).toBe("id: 12");
  });
});
