/** What controllers read at this moment, for whoever looks at one of them. */
import type { ReadingWindow } from "@saunter/ingest/scales/reading-window";
import type { ReadingMessage } from "@saunter/protocol/live-messages";
import { createLiveReaders, formatMessage, type LiveReaders } from "../../live/live-readers.ts";

/** Controllers are looked at by few at once. */
export const READING_READERS_MAX = 32;
/** How often what is new goes out. */
export const READINGS_EVERY_MS = 500;

export interface LiveReadings {
  follow(deviceId: string, signal: AbortSignal): AsyncGenerator<string>;
  /** Sends what is new; to be called every `READINGS_EVERY_MS`. */
  send(): void;
  /** Readers of all controllers. */
  count(): number;
  close(): void;
}

interface Watched {
  readonly readers: LiveReaders;
  /** The newest step that has gone out. */
  sentMs: number;
}

/** @param findReadings of a controller; null for one that is not configured */
export function createLiveReadings(
  findReadings: (deviceId: string) => ReadingWindow | null,
): LiveReadings {
  const room = { taken: 0, max: READING_READERS_MAX };
  const watched = new Map<string, Watched>();
  const find = (deviceId: string): Watched => {
    let one = watched.get(deviceId);
    if (one === undefined) {
      one = { readers: createLiveReaders(room), sentMs: Number.NEGATIVE_INFINITY };
      watched.set(deviceId, one);
    }
    return one;
  };
  return {
    follow: (deviceId, signal) => {
      const one = find(deviceId);
      return one.readers.follow(() => {
        const window = findReadings(deviceId);
        if (window === null) return [];
        const present = describeReadings(window, Number.NEGATIVE_INFINITY);
        if (one.readers.count() <= 1) one.sentMs = present.timesMs.at(-1) ?? one.sentMs;
        return [formatMessage("readings", present)];
      }, signal);
    },
    send: () => {
      for (const [deviceId, one] of watched) {
        const window = findReadings(deviceId);
        if (window === null || one.readers.count() === 0) continue;
        const news = describeReadings(window, one.sentMs);
        one.sentMs = news.timesMs.at(-1) ?? one.sentMs;
        one.readers.send(formatMessage("readings", news));
      }
    },
    count: () => room.taken,
    close: () => {
      for (const { readers } of watched.values()) readers.close();
    },
  };
}

function describeReadings(
  window: ReadingWindow,
  afterMs: number,
): Extract<ReadingMessage, { event: "readings" }>["data"] {
  const { channels, timesMs } = window.readSteps(afterMs);
  return {
    unit: window.unit,
    timesMs: [...timesMs],
    channels: window.diagnose().map((diagnostic, at) => ({
      channel: at + 1,
      values: [...channels[at]!],
      ...diagnostic,
    })),
  };
}
