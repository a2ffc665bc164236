import { existsSync, readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { PNG } from "@saunter/ingest/product-images/picture-fixture";
import { describe, expect, it } from "vitest";
import { makePng, SVG } from "../brand/logo-fixture.ts";
import { readLogo } from "../config/read-logo.ts";
import {
  AMERICAN_SHOP,
  BRITISH_CART,
  BRITISH_SHOP,
  JAPANESE_SHOP,
  makeCorrectedExample,
  makeFinalExample,
  makeWaitingExample,
} from "./receipt-examples.ts";
import type { ReceiptInput } from "./receipt-input.ts";
import { renderReceiptPdf } from "./receipt-pdf.ts";

const final = makeFinalExample(BRITISH_SHOP, BRITISH_CART);

/** What the standard fonts are told to write, a line of text each; kerning is left out. */
function readTexts(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString("latin1");
  const streams = [...raw.matchAll(/FlateDecode\n>>\nstream\n(.*?)\nendstream/gs)].map(
    ([, bytes]) => inflateSync(Buffer.from(bytes!, "latin1")).toString("latin1"),
  );
  const shown = streams.flatMap((stream) => [...stream.matchAll(/\[(.*?)\] TJ/g)]);
  return shown
    .map(([, parts]) =>
      [...parts!.matchAll(/<([0-9a-f]*)>/g)]
        .map(([, hex]) => Buffer.from(hex!, "hex").toString("latin1"))
        .join(""),
    )
    .join("\n");
}

function readPages(pdf: Uint8Array): number[][] {
  const raw = Buffer.from(pdf).toString("latin1");
  return [...raw.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [
    Math.round(Number(width)),
    Math.round(Number(height)),
  ]);
}

const render = async (input: ReceiptInput): Promise<string> =>
  readTexts(await renderReceiptPdf(input, null));

describe("the PDF of a receipt", () => {
  it("is the same for the same receipt, byte for byte, and another for another", async () => {
    const bytes = await renderReceiptPdf(final, null);
    expect(Buffer.from(await renderReceiptPdf(final, null)).equals(bytes)).toBe(true);
    const other = await renderReceiptPdf(makeCorrectedExample(BRITISH_SHOP, BRITISH_CART), null);
    expect(Buffer.from(other).equals(bytes)).toBe(false);
  });

  it("shows the shop's logo where that is a PNG, each time the same, byte for byte", async () => {
    const renderWith = async (bytes: Uint8Array): Promise<Buffer> => {
      const logo = readLogo(bytes);
      if (typeof logo === "string") throw new Error(logo);
      const shop = { ...final.shop, brand: { colour: "#ffd400", logo } };
      return Buffer.from(await renderReceiptPdf({ ...final, shop }, null));
    };
    for (const png of [PNG, makePng({ width: 64, height: 32 })]) {
      const pdf = await renderWith(png);
      expect(pdf.toString("latin1")).toContain("/Subtype /Image");
      expect(pdf.equals(await renderWith(png))).toBe(true);
      expect(readTexts(pdf)).toContain("Harbour Street Grocers");
    }
    expect((await renderWith(SVG)).toString("latin1")).not.toContain("/Subtype /Image");
  });

  it("bears the receipt's time and no other", async () => {
    const raw = Buffer.from(await renderReceiptPdf(final, null)).toString("latin1");
    expect(raw).toContain("<xmp:CreateDate>2026-03-12T14:09:23Z</xmp:CreateDate>");
    expect(raw).toContain("(D:20260312140923Z)");
    expect(raw.match(/\d{4}-\d\d-\d\dT|\(D:/g)).toHaveLength(2);
  });

  it("says what the receipt says", async () => {
    const texts = await render(final);
    for (const text of ["Harbour Street Grocers", "Receipt 1042", "\xa312.77", "Final"]) {
      expect(texts).toContain(text);
    }
    expect(texts).toContain("Oat milk: 3 for 2");
    expect(texts).toContain("very likely \xb7 98%");
    expect(texts).toContain("Card ending 4242");
    expect(texts).not.toContain("[U+");
  });

  it("says what a receipt waits for", async () => {
    const texts = await render(makeWaitingExample(BRITISH_SHOP, BRITISH_CART));
    expect(texts).toContain("Our staff are checking this receipt, until 14:39 at the latest.");
    expect(texts).toContain("To pay when final");
  });

  it("has numbers for names that its fonts cannot show, codes for the rest, and says so", async () => {
    const texts = await render(makeFinalExample(JAPANESE_SHOP, { "4901234567894": [1, 1] }));
    expect(texts).toContain("4901234567894");
    expect(texts).not.toContain("[U+304A]");
    // The tax's name is the jurisdiction's own.
    expect(texts).toContain("[U+6D88][U+8CBB]");
    expect(texts.replaceAll("\n", " ")).toContain("a code such as [U+1234]");
  });

  it("does not tear a number from its unit", async () => {
    const texts = await render(makeFinalExample(BRITISH_SHOP, { "5012345678931": [1, 1] }));
    expect(texts).toContain("Dark chocolate with sea salt, 70 % cocoa,\n");
  });

  it("is in English where the language cannot be printed, in German where it can", async () => {
    expect(await render({ ...final, locale: "ar-KW" })).toContain("Receipt 1042");
    expect(await render({ ...final, locale: "de-DE" })).toContain("Beleg 1042");
  });

  it("is one page as long as it has to be, and goes on on a second one after A4", async () => {
    const short = await renderReceiptPdf(makeFinalExample(AMERICAN_SHOP, {}), null);
    expect(readPages(short)).toEqual([[298, expect.any(Number)]]);
    expect(readPages(short)[0]![1]).toBeLessThan(600);
    const waiting = await renderReceiptPdf(makeWaitingExample(BRITISH_SHOP, BRITISH_CART), null);
    expect(readPages(waiting)).toHaveLength(1);
    const products = Array.from({ length: 60 }, (_, at) => ({
      ...BRITISH_SHOP.products[0]!,
      gtin: `p${at}`,
      name: `Loaf number ${at}`,
    }));
    const taken = Object.fromEntries(products.map(({ gtin }) => [gtin, [1, 0.99] as const]));
    const long = await renderReceiptPdf(
      makeFinalExample({ ...BRITISH_SHOP, products }, taken),
      null,
    );
    expect(readPages(long)).toEqual(readPages(long).map(() => [298, 842]));
    const count = readPages(long).length;
    expect(count).toBeGreaterThan(2);
    const texts = readTexts(long);
    for (const { name } of products) expect(texts).toContain(name);
    expect(texts).toContain(`Receipt 1042 \xb7 Page ${count} of ${count}`);
  });

  it("links to the receipt", async () => {
    const raw = Buffer.from(await renderReceiptPdf(final, null)).toString("latin1");
    expect(raw).toContain(`/URI (${final.lookupUrl})`);
  });

  const font = new URL(
    "../../../../node_modules/js-md4/doc/fonts/OpenSans-Regular-webfont.woff",
    import.meta.url,
  );

  it.skipIf(!existsSync(font))("takes fonts of the shop, and is the same again", async () => {
    const regular = readFileSync(font);
    const fonts = { regular, bold: regular };
    const polish = { ...BRITISH_SHOP.identity, name: "Żabka" };
    const input = { ...final, shop: polish };
    const bytes = Buffer.from(await renderReceiptPdf(input, fonts));
    expect(bytes.toString("latin1")).toContain("+OpenSans");
    expect(bytes.equals(await renderReceiptPdf(input, fonts))).toBe(true);
    expect(await render(input)).toContain("[U+017B]abka");
  });

  it("refuses fonts that are none", async () => {
    const broken = new Uint8Array([1, 2, 3]);
    await expect(renderReceiptPdf(final, { regular: broken, bold: broken })).rejects.toThrow();
  });
});
