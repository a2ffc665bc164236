/** Debian's Chromium, as tests and screenshots use it. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/**
 * The shell first: it shows pages and has no window around them, which in the whole browser is made of
 * pages too, and costs more than most that are tested.
 */
const PATHS = [
  "/usr/bin/chromium-headless-shell",
  ...["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
];

/** Path of a browser that is installed; null where there is none. SAUNTER_BROWSER names the only one. */
export function findBrowser(): string | null {
  const named = process.env.SAUNTER_BROWSER;
  return (named === undefined ? PATHS : [named]).find((path) => existsSync(path)) ?? null;
}

export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null)
    throw new Error("no Chromium is installed: apt-get install chromium-headless-shell");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
