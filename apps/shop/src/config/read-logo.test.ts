import { BEGINNINGS, PNG } from "@saunter/ingest/product-images/picture-fixture";
import { LOGO_BYTES_MAX, LOGO_SIDE_PX_MAX } from "@saunter/protocol/brand";
import { describe, expect, it } from "vitest";
import { makePng, SVG } from "../brand/logo-fixture.ts";
import { readLogo } from "./read-logo.ts";

const readText = (text: string) => readLogo(Buffer.from(text));
const XMLNS = 'xmlns="http://www.w3.org/2000/svg"';

describe("a logo", () => {
  it("is an SVG or a PNG by its content, with its size", () => {
    expect(readLogo(PNG)).toMatchObject({ type: "image/png", sizePx: [1, 1] });
    expect(readLogo(makePng({ width: 40, height: 20 }))).toMatchObject({ sizePx: [40, 20] });
    expect(readLogo(SVG)).toMatchObject({ type: "image/svg+xml", sizePx: [48, 48] });
    expect(readText(`\ufeff<svg ${XMLNS}/>`)).toMatchObject({ sizePx: null });
    expect(readText(`<!DOCTYPE svg PUBLIC "-//W3C" "a.dtd">\n<svg ${XMLNS}></svg>`)).toMatchObject({
      type: "image/svg+xml",
    });
  });

  it("has another version where it is another", () => {
    const versionOf = (bytes: Uint8Array): string => {
      const logo = readLogo(bytes);
      if (typeof logo === "string") throw new Error(logo);
      return logo.version;
    };
    expect(versionOf(Buffer.from(PNG))).toBe(versionOf(PNG));
    expect(versionOf(SVG)).not.toBe(versionOf(PNG));
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a JPEG", BEGINNINGS.jpeg],
    ["a text", Buffer.from("my logo.svg")],
    ["a page with an SVG in it", Buffer.from(`<html><svg ${XMLNS}/></html>`)],
    ["another element's name", Buffer.from(`<svgx ${XMLNS}/>`)],
    ["an SVG of no namespace", Buffer.from("<svg/>")],
    ["bytes that are no text", Buffer.from([0x3c, 0x73, 0x76, 0x67, 0xff, 0xfe])],
  ])("is refused where it is neither: %s", (_, bytes) => {
    expect(readLogo(bytes)).toBe("a logo is an SVG or a PNG; save it as one of them");
  });

  it("is refused as an SVG with entities, which grow without end", () => {
    const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg ${XMLNS}>&a;</svg>`;
    expect(readText(bomb)).toContain("declares entities; save it");
  });

  it("is refused where it is too large, and taken at the bound", () => {
    const fill = (bytes: number) => Buffer.concat([SVG, Buffer.alloc(bytes - SVG.length, " ")]);
    expect(readLogo(fill(LOGO_BYTES_MAX))).toHaveProperty("type");
    expect(readLogo(fill(LOGO_BYTES_MAX + 1))).toContain("100 kB at most; make it smaller");
    expect(readLogo(makePng({ width: LOGO_SIDE_PX_MAX, height: 1 }))).toHaveProperty("type");
    expect(readLogo(makePng({ width: LOGO_SIDE_PX_MAX + 1, height: 1 }))).toContain("make it 1024");
  });

  it("is refused as a PNG that no PDF can show", () => {
    expect(readLogo(makePng({ width: 4, height: 4, interlace: 1 }))).toContain("interlac");
    expect(readLogo(makePng({ width: 4, height: 4, depth: 16 }))).toContain("save it with 8");
  });

  it("is refused as a PNG that is damaged, or unpacks to more than it says", () => {
    const damaged = "the PNG is damaged; save it again";
    for (let bytes = 8; bytes < PNG.length - 12; bytes++) {
      expect(readLogo(PNG.subarray(0, bytes)), `${bytes} bytes`).toBe(damaged);
    }
    const size = { width: 2, height: 2 };
    expect(readLogo(makePng({ ...size, lines: new Uint8Array(5_000_000) }))).toBe(damaged);
    expect(readLogo(makePng({ ...size, lines: new Uint8Array(13) }))).toBe(damaged);
    const torn = makePng(size);
    torn[50] = torn[50]! ^ 0xff;
    expect(readLogo(torn)).toBe(damaged);
  });
});
