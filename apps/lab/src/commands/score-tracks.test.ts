import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { afterAll, describe, expect, it } from "vitest";
import { addScoreTracksCommand } from "./score-tracks.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-score-tracks-"));

afterAll(() => rmSync(folder, { recursive: true }));

function writeCsv(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Two people for four frames, ten metres apart. */
const truth = writeCsv(
  "truth.csv",
  "frame,id,x_m,y_m\n0,1,0,0\n0,2,10,0\n1,1,0,0\n1,2,10,0\n2,1,0,0\n2,2,10,0\n3,1,0,0\n3,2,10,0\n",
);
/** The second is reported half a metre off and gets a new track half-way; one row is of nobody. */
const tracks = writeCsv(
  "tracks.csv",
  "y_m,id,score,frame,x_m\r\n0,a,1,0,0\r\n0.5,b,1,0,10\r\n0,a,1,1,0\r\n0.5,b,1,1,10\r\n\r\n" +
    "0,a,1,2,0\r\n0.5,c,1,2,10\r\n0,a,1,3,0\r\n0.5,c,1,3,10\r\n5,d,1,3,5\r\n",
);

async function runScore(...args: string[]) {
  const captured = createCapturedIo();
  const code = await runCommandLine(["score-tracks", ...args], "1.2.3", captured.io, (program) =>
    addScoreTracksCommand(program, { io: captured.io }),
  );
  return { code, out: captured.out(), err: captured.err() };
}

describe("score-tracks", () => {
  it("prints a row a figure", async () => {
    const { code, out, err } = await runScore(truth, tracks);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^within 1 m +score\n/);
    expect(out).toMatch(/\nMOTA +75\.0 %\n/);
    expect(out).toMatch(/\nIDF1 +70\.6 %\n/);
    expect(out).toMatch(/\nMOTP, mean distance of matches +0\.250 m\n/);
    expect(out).toMatch(/\nidentity switches +1\n/);
    expect(out).toMatch(/\nfalse positives +1 of 9\n/);
    expect(out).toMatch(/\npeople mostly tracked +2 of 2\n/);
  });

  it("prints one JSON object", async () => {
    const { out } = await runScore(truth, tracks, "--json");
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      mota: 0.75,
      motp_m: 0.25,
      idf1: 12 / 17,
      idp: 6 / 9,
      idr: 6 / 8,
      switches: 1,
      misses: 0,
      false_positives: 1,
      matches: 8,
      mostly_tracked: 2,
      mostly_lost: 0,
      frames: 4,
      people: 2,
      tracks: 4,
      truth_rows: 8,
      track_rows: 9,
      distance_m: 1,
    });
    // Matches of b and c are a quarter of 2 m off: they pass thresholds up to 0.75.
    const passed = 15 / 19;
    expect(document.deta).toBeCloseTo((8 / 9) * passed + (4 / 13) * (1 - passed), 12);
    expect(document.assa).toBeCloseTo(0.75 * passed + (1 - passed), 12);
    expect(document.loca).toBeCloseTo(0.875 * passed + (1 - passed), 12);
  });

  it("takes another distance", async () => {
    const { out } = await runScore(truth, tracks, "--distance", "0.4", "--json");
    expect(JSON.parse(out)).toMatchObject({ matches: 4, misses: 4, switches: 0, distance_m: 0.4 });
  });

  it("has null for what there is nothing to compute from", async () => {
    const none = writeCsv("none.csv", "frame,id,x_m,y_m\n");
    const { out } = await runScore(truth, none, "--json");
    expect(JSON.parse(out)).toMatchObject({ mota: 0, motp_m: null, idp: null, hota: 0 });
    expect((await runScore(truth, none)).out).toMatch(/\nMOTP, mean distance of matches +–\n/);
    const { code, err } = await runScore(none, tracks);
    expect({ code, err }).toEqual({
      code: 1,
      err: `saunter: ${none} has no rows, so there is nothing to measure\n`,
    });
  });

  it("names file and line of what is wrong", async () => {
    const bad = writeCsv("bad.csv", "frame,id,x_m,y_m\n0,1,0,0\n0,2,left,0\n");
    expect(await runScore(truth, bad)).toEqual({
      code: 1,
      out: "",
      err: `saunter: ${bad}:3:5: x_m: found "left"; allowed: a number, such as 2.75\n`,
    });
    const twice = writeCsv("twice.csv", "frame,id,x_m,y_m\n0,1,0,0\n\n1,1,0,0\n0,1,9,9\n");
    expect(await runScore(twice, tracks)).toEqual({
      code: 1,
      out: "",
      err:
        `saunter: ${twice}:5: found the id "1" in frame 0 again, after line 2; ` +
        "allowed: each id once in a frame\n",
    });
  });

  it.each(["0", "-1", "1001", "far", ""])("refuses a distance of %j", async (distance) => {
    const { code, err } = await runScore(truth, tracks, "--distance", distance);
    expect(code).toBe(2);
    expect(err).toContain("It must be a number of metres above 0, 1000 at most.");
  });
});
