/** What the phone pages say, in the language that is shown. */
import { type Choice, chooseLanguage, createWords, type Language } from "@saunter/ui/i18n";
import type { ShopWords } from "./words/british.ts";

export const words = createWords<ShopWords>({
  "en-GB": async () => (await import("./words/british.ts")).british,
  "en-US": async () => (await import("./words/american.ts")).american,
  de: async () => (await import("./words/german.ts")).german,
  ar: async () => (await import("./words/arabic.ts")).arabic,
});

const KEPT_AS = "saunter.language";

/** What somebody has chosen here before. */
export function findChosen(): string | null {
  return localStorage.getItem(KEPT_AS);
}

/** By their own choice, else as the browser says, else as the shop speaks. */
export async function showWords(shopLocale: string | null): Promise<void> {
  await words.show(chooseLanguage([findChosen(), ...navigator.languages, shopLocale]));
}

/** Shows a language, and remembers it on this phone. Resolves with what was chosen. */
export async function chooseWords(language: Language): Promise<Choice> {
  const region = navigator.languages.find((tag) => chooseLanguage([tag]).language === language);
  const choice = chooseLanguage([region, language]);
  await words.show(choice);
  localStorage.setItem(KEPT_AS, choice.locale);
  return choice;
}
