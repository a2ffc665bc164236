import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findRecordings } from "./find-recordings.ts";
import { withFolder, writeFiles } from "./recording-fixture.ts";

const NAMES = ["case-10", "case-2", "deep/case-1", "too/deep/case-3", "not-one"];

const withRecordings = (use: (dir: string) => Promise<void>) =>
  withFolder(async (dir) => {
    for (const name of NAMES) {
      const file = name === "not-one" ? "planogram.json" : "plate_data.json";
      await writeFiles(dir, { [`${name}/${file}`]: "", "a-file.json": "" });
    }
    await use(dir);
  });

describe("findRecordings", () => {
  it("takes a recording, and looks two levels below a folder, in natural order", async () => {
    await withRecordings(async (dir) => {
      const below = ["case-2", "case-10", "deep/case-1"].map((name) => join(dir, name));
      expect(await findRecordings([dir])).toEqual(below);
      expect(await findRecordings([join(dir, "case-10")])).toEqual([join(dir, "case-10")]);
    });
  });

  it("keeps the order of the paths and names none twice", async () => {
    await withRecordings(async (dir) => {
      const [two, ten] = [join(dir, "case-2"), join(dir, "case-10")];
      expect(await findRecordings([ten, two, ten])).toEqual([ten, two]);
      expect((await findRecordings([ten, dir])).slice(0, 2)).toEqual([ten, two]);
    });
  });

  it("refuses each path that has none, saying what a recording is", async () => {
    await withRecordings(async (dir) => {
      for (const name of ["not-one", "nowhere", "a-file.json"]) {
        const path = join(dir, name);
        await expect(findRecordings([dir, path])).rejects.toMatchObject({
          code: "no-recordings",
          file: path,
          message: expect.stringContaining("plate_data.json"),
        });
      }
    });
  });
});
