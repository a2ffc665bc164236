import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countBytes } from "@saunter/lab/bench/count-bytes";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "apps/shopper/dist");
/** Compressed, with the font and the largest language. */
const FIRST_LOAD_BYTES_MAX = 60_000;

const read = (name: string): string => readFileSync(join(dist, name), "utf8");
const sizeOf = (name: string): number => {
  const isText = /\.(?:js|css|html)$/.test(name);
  return statSync(join(dist, isText ? `${name}.gz` : name)).size;
};

/** Files that a page asks for before it has asked for anything of the shop. */
function listFirst(page: string): string[] {
  const html = read(page);
  const named = [...html.matchAll(/(?:src|href)="\/shop\/(assets\/[^"]+)"/g)].map(
    ([, name]) => name!,
  );
  return [page, ...named];
}

/** Languages, by the chunk that has their words. */
function listLanguages(): string[] {
  const main = listFirst("main.html").filter((name) => name.endsWith(".js"));
  const found = main.flatMap(
    (name) => read(name).match(/(?:british|american|german|arabic)-[\w-]+\.js/g) ?? [],
  );
  return [...new Set(found)].map((name) => `assets/${name}`);
}

function findFont(): string {
  const css = listFirst("main.html")
    .filter((name) => name.endsWith(".css"))
    .map(read)
    .join("");
  return /assets\/figtree-latin-wght-normal-[\w-]+\.woff2/.exec(css)![0];
}

describe("what a phone loads at first", () => {
  it("is 60 kB at most, with the font and any one language", () => {
    const languages = listLanguages();
    expect(languages).toHaveLength(4);
    const largest = Math.max(...languages.map(sizeOf));
    const first = listFirst("main.html");
    expect(first.length).toBeGreaterThan(3);
    const bytes = [...first, findFont()].reduce((sum, name) => sum + sizeOf(name), 0) + largest;
    expect(bytes).toBeGreaterThan(30_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
  });

  it("is kept for when there is no network, with all that may come after it", () => {
    const worker = read("sw.js");
    for (const name of [...listFirst("main.html").slice(1), ...listLanguages(), findFont()]) {
      expect(worker).toContain(`/shop/${name}`);
    }
    expect(worker).toMatch(/enter-page-[\w-]+\.js/);
  });
});

const CONSOLE_BYTES_MAX = 150_000;

/** As a browser that was never here, over a connection that is worth compressing for. */
async function countFirst(page: Page): Promise<() => number> {
  await page.setExtraHTTPHeaders({ "accept-encoding": "gzip" });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  return countBytes(page);
}

describeScreens("what a browser loads at first", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it.each([
    ["the console", "operator", "/console/", ".floor-map svg", CONSOLE_BYTES_MAX],
    ["a shopper's first page", null, "/shop/", "main a", FIRST_LOAD_BYTES_MAX],
    ["the display", null, "/display/", "main", FIRST_LOAD_BYTES_MAX],
    ["the kiosk", null, "/kiosk/", "main", FIRST_LOAD_BYTES_MAX],
  ] as const)("of %s, to the last file of what is shown, is within its limit", async (...one) => {
    const [, as, path, shown, bytesMax] = one;
    const page = await openPage(shop, { as, path });
    const bytes = await countFirst(page);
    await page.goto(`${shop.url}${path}`);
    await page.locator(shown).first().waitFor();
    await page.waitForLoadState("load");
    expect(bytes()).toBeGreaterThan(20_000);
    expect(bytes()).toBeLessThan(bytesMax);
    await page.context().close();
  });
});
