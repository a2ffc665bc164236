import { describe, expect, it } from "vitest";
import { createFakeFfmpeg, createHandClock, type FakeRun, settle } from "./camera-fixture.ts";
import { CAMERA_LIMITS } from "./camera-limits.ts";
import { STALL_RECHECK_MS } from "./camera-run.ts";
import type { CameraStatus } from "./camera-status.ts";
import { openCamera } from "./open-camera.ts";

function open(url = "rtsp://camera/live") {
  const clock = createHandClock(1_700_000_000_000);
  const ffmpeg = createFakeFfmpeg(2 * 2 * 3);
  const statuses: CameraStatus[] = [];
  const closing = new AbortController();
  const camera = openCamera(
    { cameraId: "door", url, widthPx: 2, heightPx: 2, fps: 10 },
    {
      start: ffmpeg.start,
      nowMs: clock.nowMs,
      setTimer: clock.setTimer,
      random: () => 0.5,
      onStatus: (status) => void statuses.push(status),
    },
    closing.signal,
  );
  const frames = camera.frames[Symbol.asyncIterator]();
  const take = async () => {
    const { value } = await frames.next();
    value.release();
    return value;
  };
  const states = (): string[] => statuses.map(({ state }) => state);
  const close = async (): Promise<void> => {
    closing.abort();
    await camera.closed;
  };
  return { clock, ffmpeg, camera, take, states, close };
}

const isResting = ({ args }: FakeRun): boolean => args.join(" ").includes("-skip_frame nokey");

describe("A camera that rests", () => {
  it("decodes key pictures alone, and misses none on the way there and back", async () => {
    const { clock, ffmpeg, camera, take, states, close } = open();
    const seen: { sequence: number; timestampMs: number }[] = [];
    let ptsMs = 0;
    const film = async (run: FakeRun) => {
      await clock.pass(100);
      ptsMs += 100;
      await run.giveFrame(ptsMs);
      seen.push(await take());
    };
    await film(ffmpeg.last);
    for (const rests of [true, false]) {
      const before = ffmpeg.last;
      camera.rest(rests);
      await settle();
      const after = ffmpeg.last;
      expect(after).not.toBe(before);
      expect(isResting(after)).toBe(rests);
      // The one before goes on until there is a picture of the other.
      for (let at = 0; at < 3; at++) await film(before);
      expect(before.signals).toEqual([]);
      await film(after);
      expect(before.signals).toEqual(["SIGTERM"]);
      expect(camera.status().isResting).toBe(rests);
      expect(camera.status().message.includes("as nothing moves")).toBe(rests);
      await film(after);
    }
    for (const [at, { sequence, timestampMs }] of seen.slice(1).entries()) {
      expect(sequence).toBe(seen[at]!.sequence + 1);
      expect(timestampMs).toBeGreaterThan(seen[at]!.timestampMs);
    }
    expect(new Set(states())).toEqual(new Set(["starting", "live"]));
    expect(ffmpeg.runs).toHaveLength(3);
    await close();
  });

  it("is not opened again for what it does already, or while it is not live", async () => {
    const { ffmpeg, camera, close } = open();
    camera.rest(false);
    camera.rest(true);
    await settle();
    expect(ffmpeg.runs).toHaveLength(1);
    // As soon as it is live it begins to.
    await ffmpeg.runs[0]!.giveFrame(0);
    expect(ffmpeg.runs.map(isResting)).toEqual([false, true]);
    camera.rest(true);
    await settle();
    expect(ffmpeg.runs).toHaveLength(2);
    await close();
  });

  it("does what it was told last, also while another run takes a place", async () => {
    const { ffmpeg, camera, close } = open();
    await ffmpeg.last.giveFrame(0);
    camera.rest(true);
    await settle();
    camera.rest(false);
    await settle();
    expect(ffmpeg.runs.map(isResting)).toEqual([false, true]);
    await ffmpeg.last.giveFrame(100);
    await settle();
    expect(ffmpeg.runs.map(isResting)).toEqual([false, true, false]);
    await ffmpeg.last.giveFrame(200);
    expect(ffmpeg.runs.map(({ signals }) => signals.length)).toEqual([1, 1, 0]);
    await close();
  });

  it("that gives its stream to one at a time is let go first, and asked again at once", async () => {
    const { ffmpeg, camera, states, close } = open();
    await ffmpeg.last.giveFrame(0);
    camera.rest(true);
    await settle();
    await ffmpeg.last.exit(1);
    await settle();
    expect(ffmpeg.runs[0]!.signals).toEqual(["SIGTERM"]);
    expect(ffmpeg.runs.map(isResting)).toEqual([false, true, true]);
    expect(states()).not.toContain("waiting");
    // Where that fails, too, it is waited for as ever.
    await ffmpeg.last.exit(1);
    expect(states().at(-1)).toBe("waiting");
    await close();
  });

  it("may be silent for longer before it is taken to stand still", async () => {
    const { clock, ffmpeg, camera, states, close } = open();
    await ffmpeg.last.giveFrame(0);
    camera.rest(true);
    await settle();
    await ffmpeg.last.giveFrame(0);
    await clock.pass(CAMERA_LIMITS.restStallMs + STALL_RECHECK_MS - 1);
    expect(states()).not.toContain("stalled");
    await clock.pass(1);
    expect(states()).toContain("stalled");
    await close();
  });

  it("closes both runs while one takes the place of the other", async () => {
    const { ffmpeg, camera, close } = open();
    await ffmpeg.last.giveFrame(0);
    camera.rest(true);
    await settle();
    await close();
    expect(ffmpeg.runs.map(({ signals }) => signals)).toEqual([["SIGTERM"], ["SIGTERM"]]);
  });

  it("is no file and no device: those cannot be opened twice", async () => {
    for (const url of ["/door.mp4", "/dev/video0"]) {
      const { ffmpeg, camera, close } = open(url);
      await ffmpeg.last.giveFrame(0);
      camera.rest(true);
      await settle();
      expect(ffmpeg.runs).toHaveLength(1);
      await close();
    }
  });
});
