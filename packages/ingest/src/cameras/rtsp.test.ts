import { expect, it } from "vitest";
import { createStatusLog, describeRtsp, FFMPEG, startRtspServer } from "./ffmpeg-fixture.ts";
import { startFfmpegAt } from "./ffmpeg-run.ts";
import type { CameraFrame } from "./frame-box.ts";
import { type Camera, openCamera } from "./open-camera.ts";

const LIMITS = { stallMs: 1500, backOffMsFirst: 100, backOffMsMax: 300 };

function open(url: string) {
  const log = createStatusLog();
  const closing = new AbortController();
  const camera = openCamera(
    { cameraId: "door", url, widthPx: 160, heightPx: 90, fps: 10 },
    {
      start: startFfmpegAt(FFMPEG),
      nowMs: Date.now,
      random: Math.random,
      limits: LIMITS,
      onStatus: log.onStatus,
    },
    closing.signal,
  );
  const close = async (): Promise<void> => {
    closing.abort();
    await camera.closed;
  };
  return { camera, log, close };
}

async function take(
  camera: Camera,
  count: number,
): Promise<Omit<CameraFrame, "rgb" | "release">[]> {
  const frames = camera.frames[Symbol.asyncIterator]();
  const taken: CameraFrame[] = [];
  while (taken.length < count) {
    const { value, done } = await frames.next();
    if (done === true) throw new Error("the camera ended");
    expect(value.rgb).toHaveLength(160 * 90 * 3);
    expect(Math.max(...value.rgb)).toBeGreaterThan(200);
    value.release();
    taken.push(value);
  }
  return taken;
}

describeRtsp("A camera of a real RTSP server", () => {
  it("is seen to stall and to be gone, and is live again when it is back", async () => {
    const server = await startRtspServer(0);
    const { camera, log, close } = open(server.url);
    await log.until("live");
    const before = await take(camera, 10);
    server.freeze();
    expect((await log.until("stalled")).message).toMatch(/^no frame for 1.5 s/);
    await server.kill();
    expect((await log.until("waiting")).message).toMatch(/^frames stopped arriving/);
    expect((await log.until("waiting")).message).toMatch(/check that the camera is on/);
    const again = await startRtspServer(server.port);
    await log.until("live");
    const after = await take(camera, 10);
    const stamps = [...before, ...after].map(({ timestampMs }) => timestampMs);
    for (const [at, stamp] of stamps.slice(1).entries()) expect(stamp).toBeGreaterThan(stamps[at]!);
    const numbers = [...before, ...after].map(({ sequence }) => sequence);
    for (const [at, number] of numbers.slice(1).entries())
      expect(number).toBeGreaterThan(numbers[at]!);
    expect(camera.status().counts).toMatchObject({ stalls: 1 });
    // The stream is cut where pictures come.
    await again.kill();
    expect((await log.until("waiting")).message).toMatch(
      /^the stream ended|^frames stopped|^ffmpeg/,
    );
    await close();
  });

  it("that has no such path is said to", async () => {
    const server = await startRtspServer(0);
    const { log, close } = open(
      server.url.replace("127", "admin:hunter2@127").replace("/camera", "/door"),
    );
    const { message, errors } = await log.until("waiting");
    expect(message).toMatch(/check the path of its address/);
    expect(errors.join()).not.toContain("hunter2");
    await close();
    await server.kill();
  });

  it("rests and wakes, and gives pictures all the while", async () => {
    const server = await startRtspServer(0);
    const { camera, log, close } = open(server.url);
    await log.until("live");
    const rests = (): boolean => camera.status().isResting;
    const stamps = (await take(camera, 5)).map(({ timestampMs }) => timestampMs);
    for (const isResting of [true, false]) {
      camera.rest(isResting);
      while (rests() !== isResting) stamps.push((await take(camera, 1))[0]!.timestampMs);
      stamps.push(...(await take(camera, 4)).map(({ timestampMs }) => timestampMs));
    }
    for (const [at, stamp] of stamps.slice(1).entries()) expect(stamp).toBeGreaterThan(stamps[at]!);
    expect(log.all.map(({ state }) => state)).toEqual(["starting", "live"]);
    await close();
    await server.kill();
  });
});
