import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { afterAll, describe, expect, it } from "vitest";
import { addTrackCommand } from "./track.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-track-"));

afterAll(() => rmSync(folder, { recursive: true }));

function writeCsv(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const FRAMES = 30;

/** One walks along, and one stands who is not seen in a third of the later frames. */
const rows = Array.from({ length: FRAMES }, (_, frame) => [
  `${frame},${frame / 10},1,0.9`,
  ...(frame > 5 && frame % 3 === 1 ? [] : [`${frame},5,5,0.8`]),
]).flat();
const detections = writeCsv("detections.csv", `frame,x_m,y_m,score\n${rows.join("\n")}\n`);

async function runTrack(...args: string[]) {
  const captured = createCapturedIo();
  const code = await runCommandLine(["track", ...args], "1.2.3", captured.io, (program) =>
    addTrackCommand(program, { io: captured.io, writeFile }),
  );
  return { code, out: captured.out(), err: captured.err() };
}

function parseTracks(text: string) {
  const [head, ...lines] = text.trimEnd().split("\n");
  expect(head).toBe("frame,id,x_m,y_m");
  return lines.map((line) => line.split(",").map(Number) as [number, number, number, number]);
}

describe("track", () => {
  it("prints who is where in each frame, also where they are not seen for a moment", async () => {
    const { code, out, err } = await runTrack(detections, "--fps", "10");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const tracks = parseTracks(out);
    expect(tracks).toHaveLength(2 * FRAMES);
    for (const [frame, id, x, y] of tracks) {
      const [trueX, trueY] = id === 1 ? [frame / 10, 1] : [5, 5];
      expect(Math.hypot(x - trueX, y - trueY)).toBeLessThan(0.2);
    }
  });

  it("writes the same to a file, from rows in any order, and says what there is", async () => {
    const shuffled = writeCsv(
      "shuffled.csv",
      `score;y_m;frame;x_m\r\n${rows
        .toReversed()
        .map((row) => row.split(","))
        .map(([frame, x, y, score]) => [score, y, frame, x].join(";"))
        .join("\r\n")}`,
    );
    const file = join(folder, "tracks.csv");
    const { code, out } = await runTrack(shuffled, "--fps", "10", "--out", file);
    expect({ code, out }).toEqual({ code: 0, out: `${file}: 2 tracks in ${FRAMES} frames\n` });
    const printed = parseTracks((await runTrack(detections, "--fps", "10")).out);
    expect(parseTracks(readFileSync(file, "utf8")).map(([frame]) => frame)).toEqual(
      printed.map(([frame]) => frame),
    );
  });

  it("goes through frames in which nobody is seen, and is not held up by a million of them", async () => {
    const seen = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 2_000_000];
    const text = seen.map((frame) => `${frame},0,0,0.9\n`).join("");
    const gap = writeCsv("gap.csv", `frame,x_m,y_m,score\n${text}`);
    const tracks = parseTracks((await runTrack(gap, "--fps", "10")).out);
    const first = tracks.slice(0, 13).map(([frame, id]) => [frame, id]);
    expect(first).toEqual(Array.from({ length: 13 }, (_, frame) => [frame, 1]));
    expect(tracks.at(-1)!.slice(0, 2)).toEqual([2_000_000, 2]);
    expect(tracks.length).toBeLessThan(700);
  });

  it.each([
    ["1,2\n", /^saunter: .*wrong\.csv:1:1: found 1, 2; the first line names the columns/],
    ["frame,x_m,y_m,score\n", /wrong\.csv has no rows: there is nobody to follow/],
    ["frame,x_m,y_m,score\n1,2,3,0.5\n1,2,3,1.5\n", /wrong\.csv:3: found the score 1.5; allowed/],
    ["frame,x_m,y_m,score\n1,far,3,0.5\n", /wrong\.csv:2:\d+: .*far/],
  ])("says what is wrong with %j", async (text, message) => {
    const { code, out, err } = await runTrack(writeCsv("wrong.csv", text), "--fps", "10");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
  });

  it("needs to be told how many frames a second there are", async () => {
    expect(await runTrack(detections)).toMatchObject({ code: 2 });
    expect(await runTrack(detections, "--fps", "0")).toMatchObject({ code: 2 });
  });
});
