/** What the console says, in the language that is shown. */
import { chooseLanguage, createWords, type Language } from "@saunter/ui/i18n";
import { setProblemTexts } from "@saunter/ui/tell-problem";
import type { ChainWords } from "./words/british.ts";

export const words = createWords<ChainWords>({
  "en-GB": async () => (await import("./words/british.ts")).british,
  "en-US": async () => (await import("./words/british.ts")).british,
  de: async () => (await import("./words/german.ts")).german,
  ar: async () => (await import("./words/arabic.ts")).arabic,
});

setProblemTexts(() => (words.choice.value === null ? null : words.texts.problems));

const KEPT_AS = "saunter.chain-language";

/** By what somebody has chosen in this browser, else as the browser speaks. */
export async function showWords(): Promise<void> {
  await words.show(chooseLanguage([localStorage.getItem(KEPT_AS), ...navigator.languages]));
}

/** Shows a language, and remembers it in this browser. */
export async function chooseWords(language: Language): Promise<void> {
  const region = navigator.languages.find((tag) => chooseLanguage([tag]).language === language);
  const choice = chooseLanguage([region, language]);
  localStorage.setItem(KEPT_AS, choice.locale);
  await words.show(choice);
}
