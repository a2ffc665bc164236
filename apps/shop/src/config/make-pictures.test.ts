import { rmSync } from "node:fs";
import { join } from "node:path";
import { makePictureFolder, PNG } from "@saunter/ingest/product-images/picture-fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, listProblems, loadGood, loadText } from "./config-fixture.ts";
import { formatProblem } from "./config-problem.ts";

describe("the pictures of products", () => {
  let folder: string;
  beforeAll(() => {
    folder = makePictureFolder({ "5000001000011.png": PNG, "a.txt": "words", "b.txt": "words" });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const name = (path: string): string => `pictures: { folder: ${JSON.stringify(path)} }\n`;

  it("are none where no folder is named", () => {
    const { pictures } = loadGood(LEAST_LINES + GOODS_LINES).pictures;
    expect(pictures.size).toBe(0);
  });

  it("are those of the catalogue's products; what else is there is warned of by the key's line", () => {
    const text = LEAST_LINES + GOODS_LINES + name(folder);
    expect([...loadGood(text).pictures.pictures.keys()]).toEqual(["5000001000011"]);
    expect(loadText(text).warnings.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^shop.yaml:21:\d+: pictures.folder: 2 files are not named by a product's GTIN.*: a.txt, b.txt$/,
      ),
    ]);
  });

  it("are reported by the key's line where there is no such folder, or it is none", () => {
    const problemsOf = (path: string) => listProblems(LEAST_LINES + GOODS_LINES + name(path));
    expect(problemsOf(join(folder, "none"))).toEqual([
      expect.stringMatching(/^shop.yaml:21:\d+: pictures.folder: .*there is no such folder$/),
    ]);
    expect(problemsOf(join(folder, "a.txt"))).toEqual([
      expect.stringMatching(/^shop.yaml:21:\d+: pictures.folder: .*this is not a folder$/),
    ]);
  });

  it("need a catalogue, and have no other keys", () => {
    expect(listProblems(LEAST_LINES + name(folder))).toEqual([
      expect.stringContaining("pictures need a catalogue in this file as well"),
    ]);
    const other = `pictures: { folder: ${JSON.stringify(folder)}, size: 3 }\n`;
    expect(listProblems(LEAST_LINES + GOODS_LINES + other)).toEqual([
      expect.stringMatching(/^shop.yaml:21:\d+: pictures.size: /),
    ]);
  });
});
