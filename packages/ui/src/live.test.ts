import { describe, expect, it } from "vitest";
import { openLiveStream, RETRY_MS_MAX, RETRY_MS_MIN } from "./live.ts";

class FakeSource {
  onopen: () => void = () => {};
  onerror: () => void = () => {};
  readyState = 0;
  isClosed = false;
  readonly url: string;
  readonly received = new Map<string, (event: { data: string }) => void>();

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(name: string, onEvent: (event: { data: string }) => void): void {
    this.received.set(name, onEvent);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.readyState = 1;
    this.onopen();
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror();
  }
}

function openFake(beforeRetry?: () => Promise<void>) {
  const sources: FakeSource[] = [];
  const timers: { act: () => void; delayMs: number }[] = [];
  const received: unknown[] = [];
  const stream = openLiveStream({
    url: () => `/v1/events?n=${sources.length}`,
    on: { "cart.updated": (data) => received.push(data) },
    ...(beforeRetry === undefined ? {} : { beforeRetry }),
    openSource: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source as unknown as EventSource;
    },
    setTimer: (act, delayMs) => {
      timers.push({ act, delayMs });
      return () => {};
    },
  });
  return { stream, sources, timers, received };
}

describe("a live stream", () => {
  it("is live once it is open, and gives what comes", () => {
    const { stream, sources, received } = openFake();
    expect(stream.state.value).toBe("connecting");
    sources[0]!.open();
    sources[0]!.received.get("cart.updated")!({ data: '{"id":7}' });
    expect(stream.state.value).toBe("live");
    expect(received).toEqual([{ id: 7 }]);
  });

  it("that the browser takes up again is left to it", () => {
    const { stream, sources, timers } = openFake();
    sources[0]!.open();
    sources[0]!.fail(0);
    expect(stream.state.value).toBe("lost");
    expect(timers).toEqual([]);
    sources[0]!.open();
    expect(stream.state.value).toBe("live");
  });

  it("that the browser gave up is opened again, less and less often, after the session", async () => {
    let refreshed = 0;
    const { stream, sources, timers } = openFake(async () => {
      refreshed++;
      throw new Error("no session");
    });
    for (let turn = 0; turn < 8; turn++) {
      sources[turn]!.fail(2);
      timers[turn]!.act();
      await Promise.resolve()
        .then(() => {})
        .then(() => {});
    }
    expect(refreshed).toBe(8);
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([
      RETRY_MS_MIN,
      1000,
      2000,
      4000,
      8000,
      RETRY_MS_MAX,
      RETRY_MS_MAX,
      RETRY_MS_MAX,
    ]);
    sources.at(-1)!.open();
    sources.at(-1)!.fail(2);
    expect(timers.at(-1)!.delayMs).toBe(RETRY_MS_MIN);
    expect(stream.state.value).toBe("lost");
  });

  it("that is closed is not opened again", async () => {
    const { stream, sources, timers } = openFake();
    sources[0]!.fail(2);
    stream.close();
    timers[0]!.act();
    await Promise.resolve();
    expect(sources).toHaveLength(1);
    expect(sources[0]!.isClosed).toBe(true);
  });
});
