import { describe, expect, it } from "vitest";
import { createFakeFfmpeg, createHandClock, settle } from "./camera-fixture.ts";
import { CAMERA_LIMITS, type CameraLimits, SPEED_MAX } from "./camera-limits.ts";
import { JOINED_MS, STALL_RECHECK_MS } from "./camera-run.ts";
import { CameraError } from "./camera-source.ts";
import type { CameraStatus } from "./camera-status.ts";
import { type CameraOptions, openCamera } from "./open-camera.ts";
import { RESTART_BYTES_MIN } from "./rate-steps.ts";

const START_MS = 1_700_000_000_000;
const FRAME_BYTES = 2 * 2 * 3;
const URL = "rtsp://admin:hunter2@camera/live";

interface Setup {
  readonly url?: string;
  /** Width and height of a frame. */
  readonly sidePx?: number;
  readonly pace?: CameraOptions["pace"];
  readonly limits?: Partial<CameraLimits>;
  readonly isStubborn?: boolean;
}

function open({ url = URL, pace, limits, isStubborn = false, sidePx = 2 }: Setup = {}) {
  const clock = createHandClock(START_MS);
  const ffmpeg = createFakeFfmpeg(sidePx ** 2 * 3, isStubborn);
  const statuses: CameraStatus[] = [];
  const closing = new AbortController();
  const camera = openCamera(
    { cameraId: "door", url, widthPx: sidePx, heightPx: sidePx, fps: 10 },
    {
      start: ffmpeg.start,
      nowMs: clock.nowMs,
      setTimer: clock.setTimer,
      random: () => 0.5,
      onStatus: (status) => void statuses.push(status),
      ...(pace === undefined ? {} : { pace }),
      ...(limits === undefined ? {} : { limits }),
    },
    closing.signal,
  );
  const frames = camera.frames[Symbol.asyncIterator]();
  const states = (): string[] => statuses.map(({ state }) => state);
  const close = async (): Promise<void> => {
    closing.abort();
    await clock.pass(CAMERA_LIMITS.stopMsMax);
    await camera.closed;
  };
  return { clock, ffmpeg, camera, frames, statuses, states, closing, close };
}

describe("openCamera", () => {
  it("is live with the first picture, and stamps pictures by the shop's clock", async () => {
    const { clock, ffmpeg, camera, frames, states, close } = open();
    const stamps: number[] = [];
    for (let at = 0; at < 3; at++) {
      await clock.pass(100);
      await ffmpeg.last.giveFrame(5000 + at * 100, at);
      const { value } = await frames.next();
      expect(value).toMatchObject({ cameraId: "door", sequence: at, widthPx: 2, heightPx: 2 });
      expect([...value.rgb]).toEqual(Array(FRAME_BYTES).fill(at));
      stamps.push(value.timestampMs);
      value.release();
    }
    expect(stamps).toEqual([100, 200, 300].map((ms) => START_MS + ms));
    expect(states()).toEqual(["starting", "live"]);
    await close();
    expect(camera.status()).toMatchObject({ state: "ended", message: "it was closed" });
    expect((await frames.next()).done).toBe(true);
  });

  it("is stalled where pictures stop coming, waits, and is opened again", async () => {
    const { clock, ffmpeg, camera, statuses, states, close } = open();
    await ffmpeg.last.giveFrame(0);
    await clock.pass(CAMERA_LIMITS.stallMs + STALL_RECHECK_MS - 1);
    expect(states()).toEqual(["starting", "live"]);
    await clock.pass(1);
    expect(states()).toEqual(["starting", "live", "stalled", "waiting"]);
    expect(ffmpeg.last.signals).toEqual(["SIGTERM"]);
    expect(statuses.at(-2)!.message).toBe("no frame for 5 s: its stream is reopened");
    expect(camera.status()).toMatchObject({
      message: "frames stopped arriving; retrying in 0.5 s",
      nextTryMs: clock.nowMs() + CAMERA_LIMITS.backOffMsFirst,
      lastFrameMs: START_MS,
    });
    await clock.pass(CAMERA_LIMITS.backOffMsFirst);
    expect(ffmpeg.runs).toHaveLength(2);
    await ffmpeg.last.giveFrame(0);
    expect(camera.status()).toMatchObject({ state: "live", counts: { restarts: 1, stalls: 1 } });
    await close();
  });

  it("believes no silence that a busy machine made", async () => {
    const { clock, ffmpeg, states, close } = open();
    await ffmpeg.last.giveFrame(0);
    await clock.pass(CAMERA_LIMITS.stallMs + STALL_RECHECK_MS / 2);
    await ffmpeg.last.giveFrame(100);
    await clock.pass(CAMERA_LIMITS.stallMs - 1);
    expect(states()).toEqual(["starting", "live"]);
    await close();
  });

  it("waits twice as long after each failure, up to the most, and from the beginning after steady times", async () => {
    const { clock, ffmpeg, statuses, camera, close } = open();
    const waits: number[] = [];
    const fail = async (): Promise<void> => {
      await ffmpeg.last.exit(1);
      const { nextTryMs } = camera.status();
      waits.push(nextTryMs! - clock.nowMs());
      await clock.pass(waits.at(-1)!);
    };
    for (let at = 0; at < 9; at++) await fail();
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(statuses.at(-2)!.message).toBe(
      "no frame arrived; retrying in 30 s; 9 failures in a row",
    );
    for (let ms = 0; ms <= CAMERA_LIMITS.steadyMs; ms += 1000) {
      await ffmpeg.last.giveFrame(ms);
      await clock.pass(1000);
    }
    await fail();
    expect(waits.at(-1)).toBe(500);
    await close();
  });

  it("says what is wrong in words, and never a password", async () => {
    const { ffmpeg, statuses, camera, close } = open();
    await ffmpeg.last.say(
      `[rtsp @ 0x55] [error] method DESCRIBE failed: 401 Unauthorized for ${URL}`,
    );
    await ffmpeg.last.exit(1);
    expect(camera.status().message).toBe(
      "no frame arrived: the camera rejects the user name or the password; retrying in 0.5 s",
    );
    expect(camera.status().errors).toEqual([
      "method DESCRIBE failed: 401 Unauthorized for rtsp://…@camera/live",
    ]);
    await close();
    expect(JSON.stringify(statuses)).not.toContain("hunter2");
  });

  it("gives up waiting for a camera that answers and shows nothing", async () => {
    const { clock, camera, close } = open();
    await clock.pass(CAMERA_LIMITS.startMsMax + STALL_RECHECK_MS);
    expect(camera.status().message).toMatch(/^no frame arrived in time; retrying/);
    await close();
  });

  it("opens the stream again where too many frames are damaged", async () => {
    const { ffmpeg, camera, states, close } = open({ limits: { damageLinesMax: 2 } });
    await ffmpeg.last.giveFrame(0);
    const line = "[h264 @ 0x1] [error] error while decoding MB 1 2";
    await ffmpeg.last.say(`${line}\n${line}`);
    expect(camera.status().message).toBe("receiving frames, some of them damaged in the last 10 s");
    await ffmpeg.last.say(line);
    expect(states().slice(-2)).toEqual(["stalled", "waiting"]);
    expect(camera.status().message).toMatch(/^too many frames were damaged/);
    await close();
  });

  it("counts damage with each picture, but none of when a stream was joined in its middle", async () => {
    const DAMAGED = "[h264 @ 0x1] [error] error while decoding MB 1 2";
    const give = async ({ ffmpeg, frames }: ReturnType<typeof open>, ms: number) => {
      await ffmpeg.last.say(DAMAGED);
      await ffmpeg.last.giveFrame(ms);
      const { value } = await frames.next();
      value.release();
      return value.damaged;
    };
    const live = open();
    const told = [await give(live, 0)];
    await live.clock.pass(JOINED_MS - 1);
    told.push(await give(live, JOINED_MS - 1));
    await live.clock.pass(1);
    for (const ms of [JOINED_MS, JOINED_MS + 100]) told.push(await give(live, ms));
    expect(told).toEqual([0, 0, 1, 2]);
    await live.close();
    const film = open({ url: "/videos/door.mp4", pace: { kind: "every-frame" } });
    expect([await give(film, 0), await give(film, 100)]).toEqual([1, 2]);
    await film.close();
  });

  it("gives who is slow the newest picture, and asks for fewer", async () => {
    const { clock, ffmpeg, camera, frames, close } = open();
    const seen: number[] = [];
    for (let at = 0; at < 200; at++) {
      await clock.pass(100);
      await ffmpeg.last.giveFrame(at * 100, at);
      if (at % 4 !== 3) continue;
      const { value } = await frames.next();
      expect(at - value.sequence).toBeLessThan(4);
      seen.push(value.sequence);
      value.release();
    }
    const { counts, fps, message } = camera.status();
    expect(fps).toBe(2.5);
    expect(message).toMatch(/2.5 of 10 a second/);
    expect(ffmpeg.runs).toHaveLength(1);
    expect(counts.frames).toBe(200);
    expect(counts.given).toBe(seen.length);
    expect(counts.dropped).toBeGreaterThan(10);
    expect(counts.skipped).toBeGreaterThan(60);
    expect(counts.given + counts.dropped + counts.skipped).toBeGreaterThanOrEqual(199);
    await close();
  });

  it("asks ffmpeg itself for fewer where large pictures stay too many, without a word of it", async () => {
    const sidePx = Math.ceil(Math.sqrt(RESTART_BYTES_MIN / 3 / 8));
    const { clock, ffmpeg, camera, frames, states, close } = open({ sidePx });
    const seen: number[] = [];
    for (let at = 0; ffmpeg.runs.length === 1 && at < 1200; at++) {
      await clock.pass(100);
      await ffmpeg.last.giveFrame(at * 100);
      if (at % 8 !== 7) continue;
      const { value } = await frames.next();
      seen.push(value.sequence);
      value.release();
    }
    expect(ffmpeg.runs).toHaveLength(2);
    expect(ffmpeg.last.args.join(" ")).toContain("*1.25+");
    await ffmpeg.last.giveFrame(0);
    await frames.next();
    await ffmpeg.last.giveFrame(800);
    const { value } = await frames.next();
    expect(value.sequence).toBeGreaterThan(seen.at(-1)!);
    expect(states()).toEqual(["starting", "live"]);
    expect(camera.status().counts.restarts).toBe(1);
    await close();
  });

  it("runs on without holes where nobody gives bytes back", async () => {
    const { clock, ffmpeg, camera, frames, close } = open();
    for (let at = 0; at < 20; at++) {
      await clock.pass(100);
      await ffmpeg.last.giveFrame(at * 100);
      if (at < CAMERA_LIMITS.poolFrames) await frames.next();
    }
    expect(camera.status().counts).toMatchObject({ given: CAMERA_LIMITS.poolFrames, dropped: 16 });
    await close();
  });

  it("reads a file once, and waits for who looks where each picture counts", async () => {
    const { clock, ffmpeg, camera, frames, states } = open({
      url: "/videos/door.mp4",
      pace: { kind: "every-frame" },
    });
    for (const at of [0, 1, 2]) await ffmpeg.last.giveFrame(at * 100, at);
    await clock.pass(CAMERA_LIMITS.stallMs * 3);
    const exit = ffmpeg.last.exit(0);
    await settle();
    const stamps: number[] = [];
    for (let at = 0; at < 3; at++) {
      const { value } = await frames.next();
      stamps.push(value.timestampMs);
      value.release();
      await settle();
    }
    await exit;
    expect(stamps).toEqual([0, 100, 200]);
    expect((await frames.next()).done).toBe(true);
    await camera.closed;
    expect(states()).toEqual(["starting", "live", "ended"]);
    expect(camera.status().message).toBe("the file was read to its end");
  });

  it("throws where a file shows nothing, with the reason", async () => {
    const { ffmpeg, frames } = open({ url: "/videos/door.mp4" });
    await ffmpeg.last.say("[mov @ 0x1] [error] moov atom not found");
    await ffmpeg.last.exit(183);
    await expect(frames.next()).rejects.toThrow(
      new CameraError(
        "no-picture",
        "camera door: no frame arrived: the file is incomplete: its recording was interrupted",
      ),
    );
  });

  it("closes when the loop over its pictures is left, by force where ffmpeg hangs", async () => {
    const { clock, ffmpeg, frames, camera } = open({ isStubborn: true });
    await ffmpeg.last.giveFrame(0);
    await frames.next();
    const left = frames.return!();
    await clock.pass(CAMERA_LIMITS.stopMsMax - 1);
    expect(ffmpeg.last.signals).toEqual(["SIGTERM"]);
    await clock.pass(1);
    await left;
    expect(ffmpeg.last.signals).toEqual(["SIGTERM", "SIGKILL"]);
    expect(camera.status().state).toBe("ended");
  });

  it("closes while it waits to try again, and never starts where it is closed already", async () => {
    const { ffmpeg, camera, closing } = open();
    await ffmpeg.last.exit(1);
    closing.abort();
    await camera.closed;
    expect(ffmpeg.runs).toHaveLength(1);
    const other = createFakeFfmpeg(FRAME_BYTES);
    const source = { cameraId: "door", url: URL, widthPx: 2, heightPx: 2, fps: 10 };
    const options = { start: other.start, nowMs: () => 0, random: () => 0 };
    await openCamera(source, options, AbortSignal.abort()).closed;
    expect(other.runs).toHaveLength(0);
  });

  it("says what to install where there is no ffmpeg, and tries what may pass again", async () => {
    const failing = (code: string) => {
      const clock = createHandClock(0);
      const error = Object.assign(new Error(`spawn ffmpeg ${code}`), { code });
      const start = () => {
        throw error;
      };
      const source = { cameraId: "door", url: URL, widthPx: 2, heightPx: 2, fps: 10 };
      const options = { start, nowMs: clock.nowMs, setTimer: clock.setTimer, random: () => 0 };
      const closing = new AbortController();
      return { camera: openCamera(source, options, closing.signal), closing };
    };
    const missing = failing("ENOENT").camera.frames[Symbol.asyncIterator]();
    await expect(missing.next()).rejects.toThrow(/apt-get install ffmpeg/);
    const { camera, closing } = failing("EMFILE");
    await settle();
    expect(camera.status()).toMatchObject({ state: "waiting" });
    closing.abort();
    await camera.closed;
  });

  it("refuses a speed out of its bounds", () => {
    const { start } = createFakeFfmpeg(FRAME_BYTES);
    const source = { cameraId: "door", url: "/door.mp4", widthPx: 2, heightPx: 2, fps: 10 };
    for (const speed of [0, -1, SPEED_MAX + 1, Number.NaN]) {
      const options = {
        start,
        nowMs: () => 0,
        random: () => 0,
        pace: { kind: "paced", speed } as const,
      };
      expect(() => openCamera(source, options, AbortSignal.abort())).toThrow(CameraError);
    }
  });
});
