import type { BrowserContext } from "playwright-core";
import { onTestFinished, TestRunner } from "vitest";

/**
 * What a test opens is closed when it ends: pages that nobody looks at any more would go on drawing,
 * and slow down whatever comes after. What is opened for all tests stays.
 */
export function closeAfterTest(context: BrowserContext): void {
  if (TestRunner.getCurrentTest() === undefined) return;
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await printPages(context);
    // What a page asks for as it goes is answered by nobody.
    for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  });
}

const PRINTED_CHARS_MAX = 3000;

/** What pages show when a test fails says why more often than the locator that wasn't found. */
async function printPages(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    const text = await page.locator("body").ariaSnapshot({ timeout: 5000 }).catch(String);
    console.error(`${page.url()} shows:\n${text.slice(0, PRINTED_CHARS_MAX)}`);
  }
}
