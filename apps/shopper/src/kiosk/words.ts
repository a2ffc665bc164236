/** What the kiosk says, in the language that is shown. */
import { createWords } from "@saunter/ui/i18n";
import type { KioskWords } from "./words/british.ts";

export const words = createWords<KioskWords>({
  "en-GB": async () => (await import("./words/british.ts")).british,
  "en-US": async () => (await import("./words/american.ts")).american,
  de: async () => (await import("./words/german.ts")).german,
  ar: async () => (await import("./words/arabic.ts")).arabic,
});
