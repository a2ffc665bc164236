/** Words for tests of what has no page: in British English, as the pages of tests are. */
import type { Language } from "@saunter/ui/i18n";
import { beforeAll, vi } from "vitest";
import { words } from "./words.ts";

/** Before the tests of a file. */
export function showBritish(): void {
  beforeAll(() => showIn("en-GB"));
}

/** From here on in another language. */
export async function showIn(language: Language): Promise<void> {
  vi.stubGlobal("document", { documentElement: {} });
  await words.show({ language, locale: language });
  vi.unstubAllGlobals();
}
