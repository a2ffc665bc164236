import { words } from "../words.ts";

/** "A, B and C", as the language that is shown has it. */
export function joinAll(items: readonly string[]): string {
  return join(items, "conjunction");
}

/** "A, B, C", as the language that is shown has it. */
export function joinPlain(items: readonly string[]): string {
  return join(items, "unit");
}

function join(items: readonly string[], type: Intl.ListFormatType): string {
  return new Intl.ListFormat(words.choice.value!.locale, { type }).format(items);
}
