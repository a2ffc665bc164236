import { describe, expect, it } from "vitest";
import { CAMERA_LIMITS } from "./camera-limits.ts";
import { cleanLine, createFfmpegLines, findCause } from "./ffmpeg-lines.ts";

const URL = "rtsp://admin:hunter2@10.0.0.7/live";
const LIMITS = { ...CAMERA_LIMITS, errorLines: 3, errorCharsMax: 60 };

const take = (lines: readonly string[]): readonly string[] => {
  const read = createFfmpegLines(URL, LIMITS);
  for (const line of lines) read.take(line, 0);
  return read.listErrors();
};

describe("createFfmpegLines", () => {
  it("keeps what is wrong, without who says it", () => {
    expect(
      take([
        "[tcp @ 0x55bed0969e80] [error] Connection to tcp://10.0.0.7:554?timeout=5000000 failed: Connection refused",
        "[in#0 @ 0x55bed0967000] [error] Error opening input: Connection refused",
        `[error] Error opening input file ${URL}.`,
        "[swscaler @ 0x1] [warning] deprecated pixel format used",
      ]),
    ).toEqual([
      "Connection to tcp://10.0.0.7:554 failed: Connection refused",
      "Error opening input: Connection refused",
    ]);
  });

  it("keeps the last few, each once, and only the beginning of a long one", () => {
    expect(take(["a", "b", "c", "a", "d"])).toEqual(["c", "a", "d"]);
    expect(take(["x".repeat(61)])[0]).toBe(`${"x".repeat(59)}…`);
    expect(take(["x".repeat(60)])[0]).toBe("x".repeat(60));
  });

  it("counts damaged pictures within a time, and does not list them", () => {
    const lines = createFfmpegLines(URL, { ...LIMITS, damageMs: 1000 });
    lines.take("[mpeg4 @ 0x5614] [error] ac-tex damaged at 19 8", 0);
    lines.take("[h264 @ 0x5614] [error] error while decoding MB 3 4, bytestream -5", 500);
    expect(lines.listErrors()).toEqual([]);
    expect([lines.countDamage(999), lines.countDamage(1000), lines.damageTotal]).toEqual([2, 1, 2]);
    lines.forget();
    expect([lines.countDamage(1000), lines.damageTotal]).toEqual([0, 2]);
  });

  it("hides passwords and control characters", () => {
    expect(cleanLine(`\u001b[31mcannot open ${URL}\u0007`, URL, 200)).toBe(
      "cannot open rtsp://…@10.0.0.7/live",
    );
  });
});

describe("findCause", () => {
  it("says what ffmpeg means", () => {
    expect(findCause(["method DESCRIBE failed: 401 Unauthorized"])).toMatch(/password/);
    expect(findCause(["Connection refused"])).toMatch(/check that the camera is on/);
    expect(findCause(["moov atom not found", "Invalid data found"])).toMatch(/incomplete/);
    expect(findCause(["method DESCRIBE failed: 404 Not Found"])).toMatch(/path/);
    expect(findCause(["something new"])).toBeNull();
  });
});
