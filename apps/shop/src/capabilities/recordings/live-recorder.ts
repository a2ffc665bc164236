/** Records what the shop's engine receives: weights and positions of people, and nothing that names them. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import {
  createRecordingWriter,
  type RecordingWriter,
} from "@saunter/ingest/recordings/write-recording";
import type { RECORDING_ENDS } from "@saunter/protocol/http/recording-routes";
import { DISK_ROOM_FACTOR, isDiskLow, type MachineReading } from "../../process/watch-machine.ts";
import { makePrivateFolder } from "../../store/private-files.ts";
import { createShopperNumbers } from "./number-shoppers.ts";
import { LIVE_RECORDING_LIMITS, type LiveRecordingLimits } from "./recording-limits.ts";

const FOLDER = "recordings";
const MS_PER_MINUTE = 60_000;
/** The last time that a date has, Unix ms (ECMAScript, "Time Values and Time Range"). */
const DATE_MS_MAX = 8.64e15;

export type RecordingEnd = (typeof RECORDING_ENDS)[number];

export interface EndedRecording {
  readonly name: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly bytes: number;
  readonly endedBy: RecordingEnd;
}

export interface RunningRecording {
  readonly name: string;
  readonly startedMs: number;
  readonly endsMs: number;
  readonly bytes: number;
  readonly bytesMax: number;
}

export interface RecordingState {
  readonly folder: string;
  readonly running: RunningRecording | null;
  readonly last: EndedRecording | null;
}

export interface LiveRecorder {
  read(): RecordingState;
  /** Why none can start, in words; null: one can. */
  findObstacle(): string | null;
  /** Resolves once it records; if its files cannot be made, `last` says so. A running recording goes on. */
  start(minutes: number): Promise<void>;
  stop(endedBy: RecordingEnd): Promise<void>;
  take(observation: Observation): void;
  /** Ends the recording if a limit is reached. */
  checkLimits(): Promise<void>;
}

export interface LiveRecorderOptions {
  readonly dataFolder: string;
  readonly readModel: () => ShopModel;
  /** Whether scales are read: a recording without readings cannot be replayed. */
  readonly hasPlates?: boolean;
  readonly readDisk: () => Pick<MachineReading, "diskBytes" | "diskFreeBytes">;
  readonly nowMs: () => number;
  readonly onEnded: (recording: EndedRecording) => Promise<void>;
  /** `onEnded` failed, and no request is waiting for it. */
  readonly onError: (error: unknown) => void;
  readonly limits?: LiveRecordingLimits;
}

interface Open {
  readonly name: string;
  readonly startedMs: number;
  readonly endsMs: number;
  readonly number: (frame: JointFrame) => JointFrame;
  /** Null until its files are open. */
  writer: RecordingWriter | null;
  unwritten: number;
}

export function createLiveRecorder(options: LiveRecorderOptions): LiveRecorder {
  const {
    hasPlates = true,
    limits = LIVE_RECORDING_LIMITS,
    nowMs,
    onError,
    readDisk,
    readModel,
  } = options;
  const folder = resolve(options.dataFolder, FOLDER);
  let open: Open | null = null;
  let last: EndedRecording | null = null;
  let ending: Promise<void> = Promise.resolve();

  const end = (endedBy: RecordingEnd): Promise<void> => {
    if (open === null) return ending;
    const { name, startedMs, writer } = open;
    open = null;
    ending = (async () => {
      const isClosed = await closeWriter(writer);
      const bytes = writer?.bytes ?? 0;
      last = { name, startedMs, endedMs: nowMs(), bytes, endedBy: isClosed ? endedBy : "failed" };
      await options.onEnded(last);
    })();
    return ending;
  };

  const write = (one: Open, observation: Observation): void => {
    const written = one.writer!.write(
      observation.kind === "joints" ? one.number(observation) : observation,
    );
    if (written === undefined) return;
    one.unwritten++;
    written.then(
      () => one.unwritten--,
      () => {
        if (open === one) end("failed").catch(onError);
      },
    );
  };

  const findLimit = (one: Open): RecordingEnd | null => {
    if (nowMs() >= one.endsMs) return "time";
    if ((one.writer?.bytes ?? 0) >= limits.bytesMax) return "size";
    if (one.unwritten > limits.unwrittenMax) return "failed";
    return null;
  };

  return {
    read: () => ({
      folder,
      running:
        open === null
          ? null
          : {
              name: open.name,
              startedMs: open.startedMs,
              endsMs: open.endsMs,
              bytes: open.writer?.bytes ?? 0,
              bytesMax: limits.bytesMax,
            },
      last,
    }),
    findObstacle: () => {
      if (!hasPlates) return "the shop reads no scales";
      return isDiskLow(readDisk(), DISK_ROOM_FACTOR)
        ? "the disk is nearly full: free disk space"
        : null;
    },
    start: async (minutes) => {
      await ending;
      if (open !== null) return;
      const startedMs = nowMs();
      const name = findFreeName(folder, startedMs);
      const one: Open = {
        ...{ name, startedMs, endsMs: startedMs + minutes * MS_PER_MINUTE },
        ...{ number: createShopperNumbers(), writer: null, unwritten: 0 },
      };
      open = one;
      const writer = await openWriter(join(folder, name), readModel());
      // It may have been stopped meanwhile.
      if (open !== one) await closeWriter(writer);
      else if (writer === null) await end("failed");
      else one.writer = writer;
    },
    stop: end,
    take: (observation) => {
      if (open === null || open.writer === null) return;
      if (!(Math.abs(observation.timestampMs) <= DATE_MS_MAX)) return;
      const limit = findLimit(open);
      if (limit === null) write(open, observation);
      else end(limit).catch(onError);
    },
    checkLimits: async () => {
      if (open === null) return;
      const limit = findLimit(open) ?? (isDiskLow(readDisk()) ? "disk" : null);
      if (limit !== null) await end(limit);
    },
  };
}

/** Null if its files cannot be made. */
async function openWriter(path: string, model: ShopModel): Promise<RecordingWriter | null> {
  try {
    makePrivateFolder(path);
    return await createRecordingWriter(path, model);
  } catch {
    return null;
  }
}

/** Whether all of it is written. */
async function closeWriter(writer: RecordingWriter | null): Promise<boolean> {
  try {
    await writer?.close(null);
    return writer !== null;
  } catch {
    return false;
  }
}

/** "2026-03-02T09-00-00Z": a colon is not allowed in names on every disk. */
function findFreeName(folder: string, startedMs: number): string {
  const name = new Date(startedMs).toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
  for (let at = 1; ; at++) {
    const free = at === 1 ? name : `${name}-${at}`;
    if (!existsSync(join(folder, free))) return free;
  }
}
