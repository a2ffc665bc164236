/** Words for tests of what has no page: in British English, as the pages of tests are. */
import { beforeAll, vi } from "vitest";
import { words } from "./words.ts";

/** Before the tests of a file. */
export function showBritish(): void {
  beforeAll(async () => {
    vi.stubGlobal("document", { documentElement: {} });
    await words.show({ language: "en-GB", locale: "en-GB" });
    vi.unstubAllGlobals();
  });
}
