import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkCameraSource } from "./camera-source.ts";
import { describeFfmpeg, FFMPEG, makeVideo } from "./ffmpeg-fixture.ts";
import { startFfmpegAt } from "./ffmpeg-run.ts";
import { measureFilmMs } from "./measure-film.ts";

describeFfmpeg("A film", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "saunter-film-"));
    makeVideo("testsrc2=size=64x36:rate=10:duration=3", join(folder, "film.mp4"), "-c:v", "mpeg4");
    writeFileSync(join(folder, "letter.mp4"), "no video\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["film.mp4", 3000],
    ["letter.mp4", null],
    ["nowhere.mp4", null],
  ])("%s says that it is %s ms long", async (name, lengthMs) => {
    const size = { widthPx: 64, heightPx: 36, fps: 1 };
    const source = { cameraId: "door", url: join(folder, name), ...size };
    const input = checkCameraSource(source);
    expect(await measureFilmMs(input, startFfmpegAt(FFMPEG))).toBe(lengthMs);
  });
});
