import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CameraError } from "./camera-source.ts";
import { findFfmpeg } from "./find-ffmpeg.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-ffmpeg-"));
afterAll(() => rmSync(folder, { recursive: true }));

function place(name: string, mode: number): string {
  mkdirSync(join(folder, name));
  const path = join(folder, name, "ffmpeg");
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, mode);
  return path;
}

describe("findFfmpeg", () => {
  const runs = place("runs", 0o755);
  const later = place("later", 0o755);

  it("takes the first on the path of programs, or the one that is named", () => {
    const path = [join(folder, "nowhere"), "relative", join(folder, "runs"), join(folder, "later")];
    expect(findFfmpeg(null, path.join(delimiter))).toBe(runs);
    expect(findFfmpeg(later, undefined)).toBe(later);
  });

  it("says what to install where there is none, and where the named one does not run", () => {
    const plain = place("plain", 0o644);
    for (const [named, path] of [
      [null, undefined],
      [null, join(folder, "nowhere")],
      [plain, join(folder, "runs")],
      [join(folder, "nowhere"), join(folder, "runs")],
    ] as const) {
      expect(() => findFfmpeg(named, path)).toThrow(CameraError);
      expect(() => findFfmpeg(named, path)).toThrow(/apt-get install ffmpeg/);
    }
  });
});
