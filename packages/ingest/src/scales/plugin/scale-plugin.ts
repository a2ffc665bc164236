/**
 * The interface of programs of the shop's own that read scales: a module with a function `open`, described in
 * docs/reference/scale-plugins.md.
 */
import { pathToFileURL } from "node:url";
import type { ScaleFrameJson } from "@saunter/protocol/devices/frame-json";
import type { SampleUnit } from "@saunter/protocol/devices/scale-frame";
import { createArrivalFrames } from "../arrival-frames.ts";
import type { FrameSink, Transport } from "../frame-sink.ts";
import { takeFrameJson } from "../take-frame-json.ts";

/** What a plug-in gives its readings to. */
export interface PluginSink {
  readonly deviceId: string;
  readonly channelCount: number;
  /**
   * A reading of every channel, measured now; null or NaN where there is none. `channelStatus` has the bits of
   * a frame's channels.
   */
  row(values: readonly (number | null)[], channelStatus?: readonly number[]): void;
  /** Readings that have a time and a number of their own. */
  frame(frame: ScaleFrameJson): void;
  /** Something is wrong: a word or two with hyphens, which Health counts. */
  refuse(fault: string): void;
}

export interface OpenedPlugin {
  /** Ends it: no connection and no timer is left. */
  close?(): unknown;
}

export interface ScalePlugin {
  /** Throws, or rejects, with what says what to do where it cannot be opened. */
  open(
    options: Readonly<Record<string, unknown>>,
    sink: PluginSink,
  ): OpenedPlugin | undefined | Promise<OpenedPlugin | undefined>;
}

export interface PluginOptions {
  readonly deviceId: string;
  readonly channelCount: number;
  readonly everyMs: number;
  readonly unit: SampleUnit;
  readonly modulePath: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const FAULT = /^[a-z0-9]+(?:-[a-z0-9]+){0,5}$/;
const FAULT_CHARS_MAX = 40;

/** Rejects with the plug-in's own words, and its file, where it cannot be opened. */
export async function openPlugin(options: PluginOptions, sink: FrameSink): Promise<Transport> {
  const { deviceId, modulePath } = options;
  let isOpen = true;
  let opened: OpenedPlugin | undefined;
  try {
    const plugin = (await import(pathToFileURL(modulePath).href)) as Partial<ScalePlugin>;
    if (typeof plugin.open !== "function") throw new Error("it exports no function open");
    opened = await plugin.open(
      options.options,
      createPluginSink(options, sink, () => isOpen),
    );
  } catch (error) {
    isOpen = false;
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`plug-in of ${deviceId}, ${modulePath}: ${message}`, { cause: error });
  }
  return {
    close: async () => {
      isOpen = false;
      await opened?.close?.();
    },
  };
}

function createPluginSink(
  { channelCount, deviceId, everyMs, unit }: PluginOptions,
  sink: FrameSink,
  isOpen: () => boolean,
): PluginSink {
  const rateHz = 1000 / everyMs;
  const makeFrame = createArrivalFrames({ deviceId, channelCount, rateHz, unit });
  return {
    deviceId,
    channelCount,
    row: (values, channelStatus) => {
      if (!isOpen()) return;
      const isWhole =
        Array.isArray(values) &&
        values.length === channelCount &&
        (channelStatus === undefined || channelStatus.length === channelCount);
      if (!isWhole) return sink.refuse(deviceId, "wrong-row");
      const row = values.map((value) => (typeof value === "number" ? value : Number.NaN));
      sink.frame(makeFrame(row, performance.now(), channelStatus));
    },
    frame: (frame) => {
      if (isOpen()) takeFrameJson(deviceId, frame, sink);
    },
    refuse: (fault) => {
      if (!isOpen()) return;
      const isName = typeof fault === "string" && fault.length <= FAULT_CHARS_MAX;
      sink.refuse(deviceId, isName && FAULT.test(fault) ? fault : "plug-in-fault");
    },
  };
}
