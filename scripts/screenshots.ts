/**
 * Pictures of all pages, in docs/screens, and the page that shows them:
 *
 *     npm run screenshots                   all of them, some minutes
 *     npm run screenshots -- --only floor   of one page; floor,till: of both
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { readOptions, refuse } from "@saunter/lab/read-options";
import type { Browser, BrowserContext } from "playwright-core";
import { startDemo } from "../test/screens/demo-fixture.ts";
import { startLiveShop } from "./screenshots/live-shop.ts";
import { type FilledCart, fillCart } from "./screenshots/make-cart.ts";
import { fillShop } from "./screenshots/make-shop.ts";
import {
  nameFile,
  SCHEMES,
  type Scheme,
  SHOTS,
  type Shot,
  type Size,
  type Viewer,
} from "./screenshots/shots.ts";

const FOLDER = fileURLToPath(new URL("../docs/screens", import.meta.url));
/** Of WebP: what is read is sharp, and all of them are small. */
const QUALITY = 50;
/** What has just come has dried. */
const SETTLES_MS = 1800;

/** A shop that is open, in which something has happened. */
interface Opened extends Pick<Awaited<ReturnType<typeof fillShop>>, "kept" | "fill"> {
  readonly url: string;
  readonly states: Readonly<Partial<Record<Viewer, BrowserState>>>;
  /** The visitor's smart cart; null in a shop without. */
  readonly cart: FilledCart | null;
  stop(): Promise<unknown>;
}
type BrowserState = Awaited<ReturnType<BrowserContext["storageState"]>>;

const options = readOptions({ only: { type: "string" } });
const only = options.only?.split(",");
const chosen = SHOTS.filter(({ name }) => only?.includes(name) ?? true);
if (chosen.length < (only?.length ?? 1)) {
  refuse(`found --only ${options.only}; allowed: ${SHOTS.map(({ name }) => name).join(", ")}`);
}
mkdirSync(FOLDER, { recursive: true });
execFileSync(process.execPath, [fileURLToPath(new URL("screens.ts", import.meta.url))]);
const data = mkdtempSync(join(tmpdir(), "saunter-screenshots-"));
const browser = await openBrowser();
const opened: Opened[] = [];
try {
  const open = async (isLive: boolean): Promise<Opened | null> => {
    if (!chosen.some((shot) => (shot.isLive ?? false) === isLive)) return null;
    const shop = isLive ? await startLiveShop(browser, data) : await openDemo(browser);
    opened.push(shop);
    return shop;
  };
  const [live, demo] = [await open(true), await open(false)];
  // Whoever is inside now has left soon: phones first. What a cart asks stays on its tablet.
  const rank = ({ as }: Shot): number => (as === "shopper" ? 0 : as === "asking-cart" ? 2 : 1);
  const inTurn = chosen.toSorted((a, b) => rank(a) - rank(b));
  for (const shot of inTurn) {
    for (const size of shot.sizes) {
      for (const scheme of SCHEMES) {
        const shop = (shot.isLive ? live : demo)!;
        const bytes = await take(browser, shop, { shot, size, scheme });
        const path = join(FOLDER, nameFile(shot, size, scheme));
        writeFileSync(path, bytes);
        console.log(`${relative(process.cwd(), path)}  ${(bytes.length / 1000).toFixed(1)} kB`);
      }
    }
  }
  writeFileSync(join(FOLDER, "README.md"), writePage());
} finally {
  await browser.close();
  for (const { stop } of opened) await stop();
  rmSync(data, { recursive: true, force: true });
}

interface Take {
  readonly shot: Shot;
  readonly size: Size;
  readonly scheme: Scheme;
}

async function openDemo(one: Browser): Promise<Opened> {
  const { stop, url } = await startDemo(0, "--data", data);
  const [filled, cart] = await Promise.all([fillShop(one, url), fillCart(url)]);
  const fill = (path: string): string => filled.fill(path).replace("TRIP", cart.tripId);
  return { ...filled, cart, fill, stop, url };
}

async function take(one: Browser, shop: Opened, { shot, size, scheme }: Take): Promise<Buffer> {
  const { as, path, press, ready, locale = "en-GB" } = shot;
  const state = shop.states[as];
  const context = await one.newContext({
    viewport: size,
    colorScheme: scheme,
    locale,
    ...(state === undefined ? {} : { storageState: state }),
  });
  try {
    const kept = shop.kept[as];
    if (kept !== undefined) {
      await context.addInitScript(`localStorage.setItem(...${JSON.stringify(kept)})`);
    }
    const page = await context.newPage();
    if (as === "asking-cart") await shop.cart!.ask();
    const { url: address } = as === "cart" || as === "asking-cart" ? shop.cart! : shop;
    const url = new URL(`${address}${shop.fill(path)}`);
    // The display goes by the shop's clock, and not by the device.
    if (url.pathname === "/display/") url.searchParams.set("theme", scheme);
    await page.goto(url.href);
    if (press !== undefined) await page.getByRole("button", { name: press, exact: true }).click();
    await page.locator(ready).first().waitFor();
    await page.evaluate("document.fonts.ready");
    await page.waitForTimeout(SETTLES_MS);
    const devtools = await context.newCDPSession(page);
    const picture = { format: "webp", quality: QUALITY } as const;
    const { data: base64 } = await devtools.send("Page.captureScreenshot", picture);
    return Buffer.from(base64, "base64");
  } finally {
    await context.close();
  }
}

/** Wide ones below each other, narrow ones side by side. */
function writePage(): string {
  const sections = SHOTS.map((shot) => {
    const rows = shot.sizes.map((size) =>
      SCHEMES.map((scheme) => {
        const width = size.name === "wide" ? "49%" : "24%";
        const words = `${shot.title}, ${size.width} × ${size.height}, ${scheme}`;
        return `<img src="${nameFile(shot, size, scheme)}" width="${width}" alt="${words}">`;
      }).join("\n"),
    );
    return `## ${shot.title}\n\n${rows.join("\n")}\n`;
  });
  const head = `# All screens\n\nMade by \`npm run screenshots\`, in the shop that \`npm start\` opens, those of devices in that of \`npm run example-live\`: people and money are simulated.\n`;
  return `${head}\n${sections.join("\n")}`;
}
