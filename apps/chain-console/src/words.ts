/** What the console says. English alone for now: other languages are loaders of the same form. */
import { createWords } from "@saunter/ui/i18n";
import { setProblemTexts } from "@saunter/ui/tell-problem";
import type { ChainWords } from "./words/british.ts";

const english = async () => (await import("./words/british.ts")).british;

export const words = createWords<ChainWords>({
  "en-GB": english,
  "en-US": english,
  de: english,
  ar: english,
});

setProblemTexts(() => ({ tryAgain: "Try again", words: null }));

/** Numbers and times as the reader's own English writes them. */
export async function showWords(): Promise<void> {
  const own = navigator.languages.find((tag) => tag.startsWith("en")) ?? "en-GB";
  await words.show({ language: "en-GB", locale: own });
}
