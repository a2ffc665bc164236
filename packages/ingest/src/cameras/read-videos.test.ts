/** Cameras that are files, or answer over HTTP, read by the machine's ffmpeg. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "@saunter/numerics/random";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createStatusLog, describeFfmpeg, FFMPEG, makeVideo } from "./ffmpeg-fixture.ts";
import { startFfmpegAt } from "./ffmpeg-run.ts";
import { shrinkToGrey } from "./grey-image.ts";
import { HTTP_USER, type HttpCamera, startHttpCamera } from "./http-camera-fixture.ts";
import { createImageWatch } from "./image-faults.ts";
import { type CameraOptions, openCamera } from "./open-camera.ts";

const SIZE = { widthPx: 160, heightPx: 90 };

function open(url: string, options: Partial<CameraOptions> = {}, fps = 10) {
  const log = createStatusLog();
  const closing = new AbortController();
  const camera = openCamera(
    { cameraId: "door", url, fps, ...SIZE },
    {
      start: startFfmpegAt(FFMPEG),
      nowMs: Date.now,
      random: Math.random,
      pace: { kind: "every-frame" },
      onStatus: log.onStatus,
      ...options,
    },
    closing.signal,
  );
  const close = async (): Promise<void> => {
    closing.abort();
    await camera.closed;
  };
  return { camera, log, close };
}

async function readAll(url: string, options: Partial<CameraOptions> = {}, fps = 10) {
  const { camera } = open(url, options, fps);
  const frames: { timestampMs: number; sequence: number; mean: number }[] = [];
  for await (const { timestampMs, sequence, rgb, release } of camera.frames) {
    frames.push({ timestampMs, sequence, mean: rgb.reduce((a, b) => a + b, 0) / rgb.length });
    release();
  }
  return { frames, status: camera.status() };
}

describeFfmpeg("A camera that is a video", () => {
  let folder = "";
  const path = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-camera-"));
    const images = "testsrc2=size=320x180:rate=20:duration=3";
    makeVideo(images, path("whole.mp4"), "-c:v", "mpeg4", "-movflags", "faststart");
    makeVideo(images, path("late.mp4"), "-c:v", "mpeg4");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives each picture once, at its own time", async () => {
    const { frames, status } = await readAll(path("whole.mp4"), { startMs: 5000 });
    expect(frames.map(({ timestampMs }) => Math.round(timestampMs))).toEqual(
      Array.from({ length: 30 }, (_, at) => 5000 + at * 100),
    );
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, at) => at));
    expect(status).toMatchObject({ state: "ended", message: "the file was read to its end" });
  });

  it("gives no picture twice where it has fewer than are asked for", async () => {
    expect((await readAll(path("whole.mp4"), {}, 30)).frames).toHaveLength(60);
  });

  it("plays as fast as it is told to, and ends", async () => {
    const { frames, status } = await readAll(path("whole.mp4"), {
      pace: { kind: "paced", speed: 10 },
    });
    expect(status.counts.frames).toBe(30);
    expect(frames.length + status.counts.dropped + status.counts.skipped).toBe(30);
  });

  it("says that it is incomplete, and gives what is there", async () => {
    const whole = readFileSync(path("whole.mp4"));
    writeFileSync(path("cut.mp4"), whole.subarray(0, (whole.length * 2) / 3));
    const { frames, status } = await readAll(path("cut.mp4"));
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.length).toBeLessThan(30);
    expect(status.message).toMatch(/incomplete/);
    // Its table of contents stands at its end.
    writeFileSync(path("headless.mp4"), readFileSync(path("late.mp4")).subarray(0, 20_000));
    await expect(readAll(path("headless.mp4"))).rejects.toThrow(/incomplete: its recording/);
  });

  it("goes on past bytes that are damaged, and says so", async () => {
    const bytes = readFileSync(path("whole.mp4"));
    const random = createRandom(7);
    for (let count = 0; count < 300; count++)
      bytes[random.integer(bytes.length >> 2, bytes.length - 1)] = random.integer(0, 255);
    writeFileSync(path("damaged.mp4"), bytes);
    const { frames, status } = await readAll(path("damaged.mp4"));
    expect(frames.length).toBeGreaterThan(20);
    expect(status.counts.damaged).toBeGreaterThan(10);
    expect(status.message).toMatch(/some of its frames are damaged/);
  });

  it("is no video, or is not there", async () => {
    writeFileSync(path("notes.mp4"), "no video\n".repeat(100));
    await expect(readAll(path("notes.mp4"))).rejects.toThrow(/it is not a video|incomplete/);
    await expect(readAll(path("nowhere.mp4"))).rejects.toThrow(/no such file/);
  });

  it("leads nowhere else: a list of addresses is not followed", async () => {
    const list = ["#EXTM3U", "#EXT-X-TARGETDURATION:1", "#EXTINF:1,", "http://127.0.0.1:9/a.ts"];
    writeFileSync(path("list.m3u8"), [...list, "#EXT-X-ENDLIST", ""].join("\n"));
    await expect(readAll(path("list.m3u8"))).rejects.toThrow(/no frame arrived/);
  });
});

describeFfmpeg("Pictures of videos", () => {
  let folder = "";
  const path = (name: string): string => join(folder, name);
  const noise = "noise=alls=12:allf=t+u";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-camera-"));
    const size = "size=320x180:rate=10";
    const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "18", "-g", "1000"];
    const boxes = `testsrc2=${size}:duration=30,${noise}`;
    makeVideo(boxes, path("moving.mp4"), ...encode);
    makeVideo(`color=black:${size}:duration=30`, path("black.mp4"), ...encode);
    // Five seconds, then the last picture again and again.
    const still = "tpad=stop_mode=clone:stop_duration=25";
    makeVideo(`testsrc2=${size}:duration=5,${noise},${still}`, path("frozen.mp4"), ...encode);
    // Nothing but noise moves.
    makeVideo(`smptebars=${size}:duration=30,${noise}`, path("empty.mp4"), ...encode);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("that are black or stand still are told from those of an empty shop", async () => {
    const watch = createImageWatch([]);
    const names = ["moving", "black", "frozen", "empty"];
    const all = names.map((name) => {
      const { camera } = open(path(`${name}.mp4`));
      return { name, frames: camera.frames[Symbol.asyncIterator]() };
    });
    for (let at = 0; at < 300; at++) {
      for (const { name, frames } of all) {
        const { value } = await frames.next();
        watch.see(name, shrinkToGrey(value), value.timestampMs);
        value.release();
      }
    }
    expect(watch.list().map(({ cameraId, kind }) => [cameraId, kind])).toEqual([
      ["black", "black"],
      ["frozen", "frozen"],
    ]);
    const { sinceMs } = watch.list("frozen")[0]!;
    expect(Math.abs(sinceMs - 5000)).toBeLessThan(300);
    for (const { frames } of all) await frames.return!();
  });
});

describeFfmpeg("A camera over HTTP", () => {
  let server: HttpCamera;
  beforeAll(async () => {
    server = await startHttpCamera();
  });
  afterAll(() => server.close());

  it("is live, stamped evenly, and comes back when it was cut", async () => {
    const limits = { backOffMsFirst: 50, backOffMsMax: 100 };
    const { camera, log, close } = open(server.makeUrl(`${HTTP_USER}@`), { limits });
    await log.until("live");
    const frames = camera.frames[Symbol.asyncIterator]();
    let last = 0;
    for (let at = 0; at < 15; at++) {
      const { value } = await frames.next();
      expect(value.timestampMs).toBeGreaterThan(last);
      last = value.timestampMs;
      value.release();
    }
    expect(Math.abs(last - Date.now())).toBeLessThan(60_000);
    server.cut();
    await log.until("waiting");
    await log.until("live");
    expect((await frames.next()).value.timestampMs).toBeGreaterThan(last);
    await close();
    expect(log.all.map(({ message }) => message).join()).not.toContain("hunter2");
  });

  it("says that a password is wrong, and that a path is", async () => {
    for (const [url, reason] of [
      [server.makeUrl("admin:wrong-one@"), /rejects the user name or the password/],
      [server.makeUrl(`${HTTP_USER}@`, "/nowhere"), /check the path of its address/],
    ] as const) {
      const { log, close } = open(url);
      const { message, errors } = await log.until("waiting");
      expect(message).toMatch(reason);
      expect(errors.join()).not.toMatch(/wrong-one|hunter2/);
      await close();
    }
  });
});
