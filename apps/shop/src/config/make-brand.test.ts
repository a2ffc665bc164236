import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SVG } from "../brand/logo-fixture.ts";
import { listProblems, loadGood, REST_LINES, SHOP_LINES } from "./config-fixture.ts";

describe("the shop's logo and colour", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "logo-"));
    writeFileSync(join(folder, "logo.svg"), SVG);
    writeFileSync(join(folder, "photo.svg"), "a photo");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const withBrand = (brand: object): string =>
    `${SHOP_LINES}  brand: ${JSON.stringify(brand)}\n${REST_LINES}`;

  it("are none where the shop names none", () => {
    expect(loadGood(SHOP_LINES + REST_LINES).shop).not.toHaveProperty("brand");
  });

  it("are read, each without the other, too", () => {
    const logo = join(folder, "logo.svg");
    const both = loadGood(withBrand({ colour: "#0b7a75", logo })).shop.brand!;
    expect(both.colour).toBe("#0b7a75");
    expect(Buffer.from(both.logo!.bytes)).toEqual(SVG);
    expect(loadGood(withBrand({ colour: "#0b7a75" })).shop.brand!.logo).toBeNull();
    expect(loadGood(withBrand({ logo })).shop.brand!.colour).toBeNull();
  });

  it("that are not there, or are none, are reported by their line", () => {
    expect(listProblems(withBrand({ colour: "teal" }))).toEqual([
      expect.stringMatching(/^shop.yaml:9:\d+: shop.brand.colour: .*a colour such as "#0b7a75"/),
    ]);
    for (const [file, why] of [
      ["none.svg", "there is no such file"],
      ["photo.svg", "a logo is an SVG or a PNG; save it as one of them"],
    ] as const) {
      expect(listProblems(withBrand({ logo: join(folder, file) }))).toEqual([
        expect.stringMatching(new RegExp(`^shop.yaml:9:\\d+: shop.brand.logo: .*${why}$`)),
      ]);
    }
  });
});
