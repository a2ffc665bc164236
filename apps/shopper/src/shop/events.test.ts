import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openEvents, subscribeEvents } from "./events.ts";

class FakeSource {
  static opened: FakeSource[] = [];
  onopen: () => void = () => {};
  onerror: () => void = () => {};
  readyState = 0;
  readonly url: string;
  readonly listeners = new Map<string, (event: { data: string }) => void>();

  constructor(url: string) {
    this.url = url;
    FakeSource.opened.push(this);
  }

  addEventListener(name: string, act: (event: { data: string }) => void): void {
    this.listeners.set(name, act);
  }

  close(): void {
    this.readyState = 2;
  }
}

beforeEach(() => {
  FakeSource.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  vi.stubGlobal("localStorage", { getItem: () => null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks for the events after the last one when the stream opens again", async () => {
  const close = openEvents();
  const [first] = FakeSource.opened;
  const event = { id: 7, type: "cart.updated", atMs: 0, visitId: "v1" };
  first!.listeners.get("cart.updated")!({ data: JSON.stringify(event) });
  first!.close();
  first!.onerror();
  await vi.runAllTimersAsync();
  expect(FakeSource.opened.map(({ url }) => url)).toEqual([
    "/shop/v1/events",
    "/shop/v1/events?after=7",
  ]);
  close();
});

it("has pages load again when the stream opens again and no event had come before", async () => {
  const close = openEvents();
  FakeSource.opened[0]!.onopen();
  const received: unknown[] = [];
  const stop = subscribeEvents((event) => void received.push(event));
  const [first] = FakeSource.opened;
  first!.close();
  first!.onerror();
  await vi.runAllTimersAsync();
  FakeSource.opened[1]!.onopen();
  expect(received).toEqual([null]);
  stop();
  close();
});
