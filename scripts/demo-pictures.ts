/**
 * Draws the pictures of the demonstration's products into examples/demo/pictures, as WebP:
 *
 *     npx node scripts/demo-pictures.ts
 *
 * Shops give files of their own, which are never SVG, as that may hold a program; so the demonstration
 * has files like theirs, and shows what theirs will look like. It needs the browser of the tests.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { loadConfig } from "@saunter/shop/config/load-config";
import { DRAWINGS, GROUNDS } from "./demo-pictures/drawings.ts";

/** Twice as large as the largest that is shown, for screens with two pixels in the place of one. */
const SIDE_PX = 160;
const QUALITY = 74;
const BYTES_MAX = 150_000;
const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(root, "examples/demo/pictures");

const loaded = loadConfig(join(root, "examples/demo/shop.yaml"), {});
if (!loaded.ok) throw new Error(`the demonstration's shop: ${loaded.problems[0]!.message}`);
const products = [...loaded.config.catalogue!.values()];
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const drawn = new Set<string>();
let bytes = 0;
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: SIDE_PX, height: SIDE_PX } });
  const devtools = await page.context().newCDPSession(page);
  for (const { gtin, category = "" } of products) {
    const key = nameDrawing(gtin);
    const drawing = DRAWINGS.get(key);
    if (drawing === undefined) continue;
    drawn.add(key);
    await page.setContent(frame(drawing, GROUNDS[category]!));
    const picture = { format: "webp", quality: QUALITY } as const;
    const { data } = await devtools.send("Page.captureScreenshot", picture);
    const file = Buffer.from(data, "base64");
    bytes += file.length;
    writeFileSync(join(FOLDER, `${gtin}.webp`), file);
  }
} finally {
  await browser.close();
}
const unsold = [...DRAWINGS.keys()].filter((key) => !drawn.has(key));
if (unsold.length > 0) throw new Error(`drawn, and not sold: ${unsold.join(", ")}`);
if (bytes > BYTES_MAX) throw new Error(`${bytes} bytes; allowed: ${BYTES_MAX}`);
console.log(`${drawn.size} of ${products.length} products have a picture, ${bytes} bytes in all`);

/** "5000002001000" is "1000", "5000002000010" is "010". */
function nameDrawing(gtin: string): string {
  return String(Number(gtin.slice(-4))).padStart(3, "0");
}

function frame(drawing: string, ground: string): string {
  return `<style>body{margin:0}svg{display:block}</style>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="${SIDE_PX}" height="${SIDE_PX}">
<rect width="96" height="96" fill="${ground}"/><ellipse cx="48" cy="85" rx="30" ry="4" fill="#211f19" opacity=".1"/>${drawing}</svg>`;
}
