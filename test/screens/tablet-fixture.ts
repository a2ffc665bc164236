/** For tests of a smart cart's tablet. */
import type { Page } from "playwright-core";

/** As a scanner does that types, wherever the focus is: its keys come faster than a test's on a busy machine. */
export async function scanAsKeyboard(page: Page, code: string): Promise<void> {
  await page.evaluate(`for (const key of [...${JSON.stringify(code)}, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }`);
}
