/** What a smart cart's tablet says, in the language that is shown. */
import { createWords } from "@saunter/ui/i18n";
import type { CartWords } from "./words/british.ts";

export const words = createWords<CartWords>({
  "en-GB": async () => (await import("./words/british.ts")).british,
  "en-US": async () => (await import("./words/american.ts")).american,
  de: async () => (await import("./words/german.ts")).german,
  ar: async () => (await import("./words/arabic.ts")).arabic,
});
