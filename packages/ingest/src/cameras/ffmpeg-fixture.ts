/** What tests of cameras need that a machine may not have: ffmpeg, and an RTSP server. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { CameraError } from "./camera-source.ts";
import type { CameraStatus } from "./camera-status.ts";
import { findFfmpeg } from "./find-ffmpeg.ts";

const SERVER = fileURLToPath(new URL("rtsp-server.py", import.meta.url));
/** Debian's own: GStreamer's bindings are installed for no other. */
const PYTHON = "/usr/bin/python3";

function findInstalled(): string | null {
  try {
    return findFfmpeg(null, process.env.PATH);
  } catch (error) {
    if (error instanceof CameraError) return null;
    throw error;
  }
}

/** The machine's ffmpeg; empty where it has none, which the tests below never see. */
export const FFMPEG = findInstalled() ?? "";

/**
 * Tests that need ffmpeg. Where there is none they are skipped, and their title says why; in CI, where
 * nobody reads titles, that is a failure.
 */
export function describeFfmpeg(title: string, body: () => void): void {
  describeWhere(FFMPEG !== "", "no ffmpeg is installed", title, body);
}

/** The same for tests that need GStreamer's RTSP server, too. */
export function describeRtsp(title: string, body: () => void): void {
  const hasServer =
    existsSync(PYTHON) && spawnSync(PYTHON, [SERVER, "check"], { stdio: "ignore" }).status === 0;
  const reason = "no ffmpeg, or no GStreamer RTSP server with x264enc is installed";
  describeWhere(FFMPEG !== "" && hasServer, reason, title, body);
}

function describeWhere(isThere: boolean, reason: string, title: string, body: () => void): void {
  if (isThere) return void describe(title, body);
  if (process.env.CI === undefined) return void describe.skip(`${title} (${reason})`, body);
  it(`${title}: there is what it needs`, () => {
    throw new Error(`${reason}, and CI is set: cameras that nobody has read are not known`);
  });
}

/** Has ffmpeg make a video; `filter` is one of its sources of pictures. */
export function makeVideo(filter: string, file: string, ...args: readonly string[]): void {
  execFileSync(FFMPEG, ["-v", "error", "-y", "-f", "lavfi", "-i", filter, ...args, file]);
}

export interface RtspServer {
  readonly port: number;
  readonly url: string;
  /** It stands still, and lets connections hang. */
  freeze(): void;
  kill(): Promise<void>;
}

/**
 * @param port 0 takes any
 * @param pattern what it shows, as GStreamer's videotestsrc names it: "smpte" stands still but for a corner
 */
export async function startRtspServer(port: number, pattern = "ball"): Promise<RtspServer> {
  const child = spawn(PYTHON, [SERVER, String(port), pattern], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const bound = await readPort(child);
  const exited = new Promise<void>((resolve) => void child.on("exit", () => resolve()));
  return {
    port: bound,
    url: `rtsp://127.0.0.1:${bound}/camera`,
    freeze: () => void child.kill("SIGSTOP"),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function readPort(child: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /^ready (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("the RTSP server did not start");
}

export interface StatusLog {
  readonly onStatus: (status: CameraStatus) => void;
  readonly all: readonly CameraStatus[];
  /** The next status of that state among those that were not processed; waits for it. */
  until(state: CameraStatus["state"]): Promise<CameraStatus>;
}

export function createStatusLog(): StatusLog {
  const all: CameraStatus[] = [];
  let looked = 0;
  let wake = (): void => {};
  return {
    onStatus: (status) => {
      all.push(status);
      wake();
    },
    all,
    until: async (state) => {
      for (;;) {
        const status = all[looked];
        if (status === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        looked++;
        if (status.state === state) return status;
      }
    },
  };
}
