import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEvents, subscribeEvents } from "./live-events.ts";

class FakeSource {
  static opened: FakeSource[] = [];
  onopen: () => void = () => {};
  onerror: () => void = () => {};
  readyState = 0;

  constructor() {
    FakeSource.opened.push(this);
  }

  addEventListener(): void {}
  close(): void {}
}

describe("a listener of the shop's events", () => {
  const before = globalThis.EventSource;
  beforeEach(() => {
    FakeSource.opened = [];
    globalThis.EventSource = FakeSource as unknown as typeof EventSource;
  });
  afterEach(() => {
    globalThis.EventSource = before;
  });

  it("is notified once that something may have been missed, whatever it reads and writes then", () => {
    const shown = signal(0);
    let times = 0;
    const stop = subscribeEvents(
      ["review.*"],
      () => {},
      () => {
        times++;
        shown.value = shown.value + 1;
      },
    );
    const close = openEvents();
    FakeSource.opened[0]!.onopen();
    expect(times).toBe(1);
    shown.value = 9;
    expect(times).toBe(1);
    stop();
    close();
  });
});
