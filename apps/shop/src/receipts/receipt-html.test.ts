import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SVG } from "../brand/logo-fixture.ts";
import { makeAccent } from "../brand/make-accent.ts";
import { readLogo } from "../config/read-logo.ts";
import { escapeHtml } from "./escape-html.ts";
import { makeReceiptDocument } from "./receipt-document.ts";
import {
  BRITISH_CART,
  BRITISH_SHOP,
  type ExampleShop,
  KUWAITI_SHOP,
  makeCorrectedExample,
  makeFinalExample,
  makeWaitingExample,
} from "./receipt-examples.ts";
import { renderReceiptHtml } from "./receipt-html.ts";
import { makeReceiptPolicy, RECEIPT_STYLE } from "./receipt-style.ts";

const final = renderReceiptHtml(makeReceiptDocument(makeFinalExample(BRITISH_SHOP, BRITISH_CART)));
const VOID = new Set(["meta", "br"]);

/** Names of elements in order; every opened one is closed in order. */
function readElements(html: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const body = html.replace(/<style>.*?<\/style>/s, "").replace("<!doctype html>", "");
  for (const [, closing, name, selfClosing] of body.matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else {
      names.push(name!);
      if (!selfClosing && !VOID.has(name!)) open.push(name!);
    }
  }
  expect(open).toEqual([]);
  return names;
}

function nameEverything(text: string): ExampleShop {
  const { identity, products, offers } = BRITISH_SHOP;
  return {
    ...BRITISH_SHOP,
    identity: { ...identity, name: text, legalName: text, addressLines: [text], vatNumber: text },
    products: products.map((product) => ({
      ...product,
      name: text,
      ...(product.deposit && { deposit: { ...product.deposit, name: text } }),
    })),
    offers: offers.map((offer) => ({ ...offer, name: text })),
  };
}

describe("the page of a receipt", () => {
  it("is well nested, and holds what it has to", () => {
    for (const example of [makeWaitingExample, makeCorrectedExample]) {
      readElements(renderReceiptHtml(makeReceiptDocument(example(BRITISH_SHOP, BRITISH_CART))));
    }
    const names = readElements(final);
    expect(names).toEqual(
      expect.arrayContaining(["main", "h1", "table", "caption", "time", "svg"]),
    );
    expect(final).toContain("£12.77");
  });

  it("has no script, fetches nothing, and styles nothing but by its one style", () => {
    const attributes = [...final.matchAll(/\s([a-z-]+)="/g)].map(([, name]) => name);
    expect(attributes.filter((name) => name === "style" || name!.startsWith("on"))).toEqual([]);
    expect(readElements(final)).not.toEqual(expect.arrayContaining(["script"]));
    expect(final).not.toMatch(/<(?:link|img|iframe|object|form)\b|@import|url\(|\bsrc=/);
    expect(final.match(/<style>/g)).toHaveLength(1);
  });

  it("names the hash of the style that it has, under a policy that allows no more", () => {
    const [, style] = /<style>(.*?)<\/style>/s.exec(final)!;
    const hash = createHash("sha256").update(style!).digest("base64");
    expect(makeReceiptPolicy(null)).toContain("default-src 'none'");
    expect(makeReceiptPolicy(null)).toContain(`style-src 'sha256-${hash}'`);
  });

  it("shows the shop's logo within itself, and its colour by its one style", () => {
    const input = makeFinalExample(BRITISH_SHOP, BRITISH_CART);
    const logo = readLogo(SVG);
    if (typeof logo === "string") throw new Error(logo);
    const brand = { colour: "#ffd400", logo };
    const page = renderReceiptHtml(
      makeReceiptDocument({ ...input, shop: { ...input.shop, brand } }),
    );
    const [, content] = /<img class="logo" alt="" src="data:image\/svg\+xml;base64,([^"]*)">/.exec(
      page,
    )!;
    expect(Buffer.from(content!, "base64")).toEqual(SVG);
    const [, style] = /<style>(.*?)<\/style>/s.exec(page)!;
    const accent = makeAccent("#ffd400");
    expect(style).toContain(accent.light);
    expect(style).toContain(accent.dark);
    const hash = createHash("sha256").update(style!).digest("base64");
    expect(makeReceiptPolicy(accent)).toContain(`style-src 'sha256-${hash}'`);
    expect(makeReceiptPolicy(accent)).toContain("img-src data:");
    expect(makeReceiptPolicy(accent)).not.toBe(makeReceiptPolicy(null));
  });

  it("lets no name become markup", () => {
    const hostile = `<script>alert(1)</script>"><img src=x onerror='y'>&amp;</style>`;
    const shop = nameEverything(hostile);
    const names = (html: string) => readElements(html).join(" ");
    for (const example of [makeWaitingExample, makeCorrectedExample]) {
      const html = renderReceiptHtml(makeReceiptDocument(example(shop, BRITISH_CART)));
      const tame = renderReceiptHtml(
        makeReceiptDocument(example(nameEverything("Tame"), BRITISH_CART)),
      );
      expect(names(html)).toBe(names(tame));
      expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img");
      expect(html).not.toContain("<script");
    }
  });

  it("lets no random name become markup", () => {
    const tame = readElements(
      renderReceiptHtml(
        makeReceiptDocument(makeFinalExample(nameEverything("Tame"), BRITISH_CART)),
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."<>\"'&/!-x= `") }), (text) => {
        const input = makeFinalExample(nameEverything(`n${text}`), BRITISH_CART);
        expect(readElements(renderReceiptHtml(makeReceiptDocument(input)))).toEqual(tame);
      }),
      { numRuns: 50 },
    );
  });

  it("escapes an address in its link", () => {
    const lookupUrl = `https://shop.example/r/x?a=1&b="><b>`;
    const input = makeFinalExample(BRITISH_SHOP, BRITISH_CART, { lookupUrl });
    const html = renderReceiptHtml(makeReceiptDocument(input));
    expect(html).toContain(`href="${escapeHtml(lookupUrl)}"`);
  });

  it("has tables with captions and with scopes that name their rows and columns", () => {
    const [items] = /<table class="items">.*?<\/table>/s.exec(final)!;
    expect(items).toMatch(/^<table class="items">\n<caption>What you took/);
    expect(items.match(/<th scope="col">/g)).toHaveLength(3);
    expect(items.match(/<th scope="rowgroup"/g)).toHaveLength(4);
    expect(final.match(/<th(?! scope=)[ >]/g)).toBeNull();
    expect(final).toContain('aria-label="Total: £12.77"');
  });

  it("reads from right to left where its language does, and no rule knows left or right", () => {
    const input = makeFinalExample(
      KUWAITI_SHOP,
      { "6291234567892": [2, 0.97] },
      { locale: "ar-KW" },
    );
    const html = renderReceiptHtml(makeReceiptDocument(input));
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain("<bdi>Dates, 500\u00a0g</bdi>");
    expect(RECEIPT_STYLE).not.toMatch(/\b(?:left|right)\b/);
  });

  it("says so where nothing was taken", () => {
    const html = renderReceiptHtml(makeReceiptDocument(makeFinalExample(BRITISH_SHOP, {})));
    expect(html).toContain('<td colspan="2">Nothing</td>');
    readElements(html);
  });
});

describe("the colours of the page", () => {
  const schemes = [...RECEIPT_STYLE.matchAll(/:root \{([^}]*--page: #[^}]*)\}/g)].map(([, rules]) =>
    Object.fromEntries(
      [...rules!.matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name, color]) => [name, color]),
    ),
  );

  /** Contrast after WCAG 2.2. */
  function findContrast(one: string, other: string): number {
    const [dark, light] = [one, other].map(findLuminance).sort((a, b) => a - b) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  }

  function findLuminance(color: string): number {
    const hex = color.length === 4 ? color.replace(/[0-9a-f]/g, "$&$&") : color;
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  it("stand out from what they are on, in light, in the dark and on paper", () => {
    expect(schemes).toHaveLength(3);
    for (const scheme of schemes) {
      for (const ground of ["paper", "plate"]) {
        for (const text of ["ink", "quiet", "sure", "wait", "calm"]) {
          expect(findContrast(scheme[text]!, scheme[ground]!)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
    expect(findContrast("#fff", "#000")).toBeCloseTo(21);
  });
});
