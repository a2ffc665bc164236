/** What the shop says that a controller's channels read at this moment, as the page keeps it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Answer } from "@saunter/client/api";
import { type ConnectionState, openLiveStream } from "@saunter/ui/live";
import { findMe } from "../../session.ts";
import { SHOWN_MS } from "../shelf/curves.ts";
import type { Channel } from "./device-words.ts";

type Message = Answer<"GET /v1/devices/:deviceId/readings">;
type DataOf<Event extends Message["event"]> = Extract<Message, { event: Event }>["data"];

/** What the newest samples of a channel show, and its newest mean. */
export type Diagnostic = Omit<DataOf<"readings">["channels"][number], "values">;

export interface RawReadings {
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface DeviceFeed {
  /** By channel; empty until the shop has said something. */
  readonly diagnostics: ReadonlySignal<ReadonlyMap<number, Diagnostic>>;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** Why the shop has ended the stream; null while it goes on. */
  readonly cutOff: ReadonlySignal<DataOf<"cut-off">["reason"] | null>;
  /** The last minute of a channel, in the controller's unit. */
  readRaw(channel: number): RawReadings;
  /** The same in seconds and grams; the same arrays, written over. */
  read(channel: number): readonly [timesS: number[], gramsG: (number | null)[]];
  onCurve(listen: () => void): () => void;
  close(): void;
}

export function openDeviceFeed(
  deviceId: string,
  channels: readonly Pick<Channel, "channel" | "gramsPerUnit" | "zero">[],
  openStream: typeof openLiveStream = openLiveStream,
): DeviceFeed {
  const diagnostics = signal<ReadonlyMap<number, Diagnostic>>(new Map());
  const cutOff = signal<DataOf<"cut-off">["reason"] | null>(null);
  const timesMs: number[] = [];
  const timesS: number[] = [];
  const raw = new Map(channels.map(({ channel }) => [channel, [] as (number | null)[]]));
  const grams = new Map(channels.map(({ channel }) => [channel, [] as (number | null)[]]));
  const forget = (count: number): void => {
    for (const values of [timesMs, timesS, ...raw.values(), ...grams.values()]) {
      values.splice(0, count);
    }
  };
  const take = (told: DataOf<"readings">): void => {
    const firstMs = told.timesMs[0];
    // The shop's clock was set back: what was before is of another time.
    if (firstMs !== undefined && firstMs < (timesMs[0] ?? 0)) forget(timesMs.length);
    for (const [at, atMs] of told.timesMs.entries()) {
      if (atMs <= (timesMs.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
      timesMs.push(atMs);
      timesS.push(atMs / 1000);
      for (const { channel, gramsPerUnit, zero } of channels) {
        const own = told.channels.find((one) => one.channel === channel);
        const value = own?.values[at] ?? null;
        raw.get(channel)!.push(value);
        grams.get(channel)!.push(value === null ? null : (value - zero) * gramsPerUnit);
      }
    }
    const oldestMs = (timesMs.at(-1) ?? 0) - SHOWN_MS;
    const old = timesMs.findIndex((atMs) => atMs >= oldestMs);
    if (old > 0) forget(old);
    diagnostics.value = new Map(told.channels.map((one) => [one.channel, one]));
  };
  const listeners = new Set<() => void>();
  const stream = openStream({
    url: () => `/v1/devices/${deviceId}/readings`,
    on: {
      readings: (data) => {
        cutOff.value = null;
        take(data as DataOf<"readings">);
        for (const listen of listeners) listen();
      },
      "cut-off": (data) => {
        cutOff.value = (data as DataOf<"cut-off">).reason;
      },
    },
    beforeRetry: findMe,
  });
  return {
    diagnostics,
    cutOff,
    connection: stream.state,
    readRaw: (channel) => ({ timesMs, values: raw.get(channel) ?? [] }),
    read: (channel) => [timesS, grams.get(channel) ?? []],
    onCurve: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    close: stream.close,
  };
}
