/**
 * Sentences in the language that is shown, with parts that the shop says in English alone: those stand
 * between two signs of no script, so that a page can mark them.
 */
import { findProblemTexts } from "@saunter/ui/tell-problem";

const [BEGIN, END] = ["\ue000", "\ue001"];

/** Text of the shop within a sentence; as it is where the page is English, too. */
export function markShopWords(text: string): string {
  return findProblemTexts().words === null ? text : `${BEGIN}${text}${END}`;
}

export interface Part {
  readonly text: string;
  readonly isOfShop: boolean;
}

/** The parts of such a sentence, in order. */
export function splitShopWords(sentence: string): readonly Part[] {
  return sentence
    .split(new RegExp(`(${BEGIN}[^${END}]*${END})`))
    .filter((text) => text !== "")
    .map((text) =>
      text.startsWith(BEGIN)
        ? { text: text.slice(1, -1), isOfShop: true }
        : { text, isOfShop: false },
    );
}
