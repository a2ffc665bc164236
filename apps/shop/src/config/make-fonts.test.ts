import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listProblems, loadGood, REST_LINES, SHOP_LINES } from "./config-fixture.ts";

describe("the fonts of receipts", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fonts-"));
    writeFileSync(join(folder, "a.otf"), "OTTO and more");
    writeFileSync(join(folder, "b.ttf"), Buffer.from([0, 1, 0, 0, 9]));
    writeFileSync(join(folder, "text.ttf"), "this is a text");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const withFonts = (regular: string, bold: string): string => {
    const files = { regular: join(folder, regular), bold: join(folder, bold) };
    return `${SHOP_LINES}  receiptFonts: ${JSON.stringify(files)}\n${REST_LINES}`;
  };

  it("are none where the shop names none", () => {
    expect(loadGood(SHOP_LINES + REST_LINES).receiptFonts).toBeNull();
  });

  it("are read from their files", () => {
    const { receiptFonts } = loadGood(withFonts("a.otf", "b.ttf"));
    expect(Buffer.from(receiptFonts!.regular).toString()).toBe("OTTO and more");
    expect([...receiptFonts!.bold]).toEqual([0, 1, 0, 0, 9]);
  });

  it("that are not there, or are no fonts, are reported by their line", () => {
    expect(listProblems(withFonts("none.ttf", "text.ttf"))).toEqual([
      expect.stringMatching(
        /^shop.yaml:9:\d+: shop.receiptFonts.regular: .*there is no such file$/,
      ),
      expect.stringMatching(
        /^shop.yaml:9:\d+: shop.receiptFonts.bold: .*this is no TrueType, OpenType or WOFF font$/,
      ),
    ]);
  });
});
