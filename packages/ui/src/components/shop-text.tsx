import { findProblemTexts, markEnglish } from "../tell-problem.ts";

/** What the shop says in English alone; marked so on a page in another language. */
export function ShopText({ text }: { readonly text: string }) {
  return <span {...markEnglish(findProblemTexts().words !== null)}>{text}</span>;
}
