import { describe, expect, it } from "vitest";
import { LIVE_QUEUE_MAX } from "./live-limits.ts";
import { createLiveReaders, formatMessage } from "./live-readers.ts";

const FIRST = "event: first\ndata: 1\n\n";
const CUT_OFF = (reason: string) => `event: cut-off\ndata: {"reason":"${reason}"}\n\n`;

function startReading(max = 2) {
  const room = { taken: 0, max };
  const readers = createLiveReaders(room);
  const stop = new AbortController();
  const follow = () => readers.follow(() => [FIRST], stop.signal);
  return { room, readers, stop, follow };
}

async function take(reader: AsyncGenerator<string>, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value, done } = await reader.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

describe("live readers", () => {
  it("get what there is, then what is sent, until they go", async () => {
    const { readers, stop, follow, room } = startReading();
    const reader = follow();
    expect(await take(reader, 2)).toEqual(["retry: 2000\n\n", FIRST]);
    const next = reader.next();
    readers.send("a");
    readers.send("b");
    expect([(await next).value, ...(await take(reader, 1))]).toEqual(["a", "b"]);
    const last = reader.next();
    expect(room.taken).toBe(1);
    stop.abort();
    expect((await last).done).toBe(true);
    expect({ taken: room.taken, count: readers.count() }).toEqual({ taken: 0, count: 0 });
  });

  it("are cut off when they do not keep up, and hold nothing after that", async () => {
    const { readers, follow } = startReading();
    const reader = follow();
    await take(reader, 2);
    for (let at = 0; at < LIVE_QUEUE_MAX; at++) readers.send(String(at));
    expect(readers.count()).toBe(1);
    readers.send("one too many");
    expect(readers.count()).toBe(0);
    expect(await take(reader, 9)).toEqual([CUT_OFF("too-slow")]);
  });

  it("are so many in the room and not one more, whatever they look at", async () => {
    const { room, readers, follow } = startReading(2);
    const other = createLiveReaders(room).follow(() => [], new AbortController().signal);
    await take(follow(), 1);
    await take(other, 1);
    expect(await take(follow(), 9)).toEqual([CUT_OFF("too-many")]);
    await other.return(undefined);
    expect(await take(follow(), 2)).toEqual(["retry: 2000\n\n", FIRST]);
    expect(readers.count()).toBe(2);
  });

  it("are told when the process closes, and nobody comes in after that", async () => {
    const { readers, follow } = startReading();
    const reader = follow();
    await take(reader, 2);
    readers.close();
    expect(await take(reader, 9)).toEqual([CUT_OFF("closing")]);
    expect(await take(follow(), 9)).toEqual([CUT_OFF("closing")]);
  });
});

describe("formatMessage", () => {
  it("is one line of data whatever is in it", () => {
    expect(formatMessage("a", { b: "c\nd" })).toBe('event: a\ndata: {"b":"c\\nd"}\n\n');
  });
});
