/** A clock that is put forward by hand, and an ffmpeg that does what it is told. */
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FfmpegChild, SetTimer, StartFfmpeg } from "./ffmpeg-run.ts";

export interface HandClock {
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
  /** Puts the clock forward, and does all that is due on the way. */
  pass(ms: number): Promise<void>;
}

/** Lets streams and promises do what they have to do. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export function createHandClock(startMs: number): HandClock {
  let nowMs = startMs;
  let timers: { readonly dueMs: number; readonly then: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    setTimer: (ms, then) => {
      const timer = { dueMs: nowMs + ms, then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass: async (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        await settle();
        const [next] = timers.toSorted((a, b) => a.dueMs - b.dueMs);
        if (next === undefined || next.dueMs > endMs) break;
        nowMs = Math.max(nowMs, next.dueMs);
        timers = timers.filter((one) => one !== next);
        next.then();
      }
      nowMs = endMs;
      await settle();
    },
  };
}

export interface FakeRun {
  readonly args: readonly string[];
  readonly signals: readonly string[];
  /** One frame, all bytes alike. */
  giveFrame(ptsMs: number, value?: number): Promise<void>;
  say(line: string): Promise<void>;
  exit(code: number | null): Promise<void>;
}

export interface FakeFfmpeg {
  readonly start: StartFfmpeg;
  readonly runs: readonly FakeRun[];
  readonly last: FakeRun;
}

/** @param isStubborn whether it has to be killed */
export function createFakeFfmpeg(frameBytes: number, isStubborn = false): FakeFfmpeg {
  const runs: FakeRun[] = [];
  return {
    start: (args) => {
      const [run, child] = startFake(args, frameBytes, isStubborn);
      runs.push(run);
      return child;
    },
    runs,
    get last() {
      return runs.at(-1)!;
    },
  };
}

function startFake(
  args: readonly string[],
  frameBytes: number,
  isStubborn: boolean,
): [FakeRun, FfmpegChild] {
  const [frames, stamps, lines] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const { promise: closed, resolve } = Promise.withResolvers<number | null>();
  const signals: string[] = [];
  let index = 0;
  const run: FakeRun = {
    args,
    signals,
    giveFrame: async (ptsMs, value = 0) => {
      stamps.write(`frame:${index++} pts:${ptsMs * 1000} pts_time:0\ncamera=1\n`);
      frames.write(new Uint8Array(frameBytes).fill(value));
      await settle();
    },
    say: async (line) => {
      lines.write(`${line}\n`);
      await settle();
    },
    exit: async (code) => {
      const isAllRead = once(frames, "close");
      for (const pipe of [frames, stamps, lines]) pipe.end();
      // Node does so when a process ends.
      frames.resume();
      await isAllRead;
      resolve(code);
      await settle();
    },
  };
  const kill = (signal: string): void => {
    signals.push(signal);
    if (!isStubborn || signal === "SIGKILL") resolve(null);
  };
  return [run, { frames, stamps, lines, kill, closed }];
}
