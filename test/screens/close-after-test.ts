import type { BrowserContext } from "playwright-core";
import { onTestFinished, TestRunner } from "vitest";

/**
 * What a test opens is closed when it ends: pages that nobody looks at any more would go on drawing,
 * and slow down whatever comes after. What is opened for all tests stays.
 */
export function closeAfterTest(context: BrowserContext): void {
  if (TestRunner.getCurrentTest() === undefined) return;
  onTestFinished(async () => {
    // What a page asks for as it goes is answered by nobody.
    for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  });
}
