/** The shopping list, which the cart keeps. */
import { LIST_ITEMS_MAX } from "./limits.ts";
import type { ListItem } from "./list-code.ts";
import { sendAct, state } from "./session.ts";

/** What is on it already is not added again. */
export function addToList(items: readonly ListItem[]): Promise<boolean> {
  const before = state.value?.list ?? [];
  const known = new Set(before.map(keyOf));
  const added = items.filter((item) => !known.has(keyOf(item)));
  return setList(
    [...before, ...added.map((item) => ({ ...item, itemId: crypto.randomUUID() }))].slice(
      0,
      LIST_ITEMS_MAX,
    ),
  );
}

export function dropFromList(itemId: string): Promise<boolean> {
  return setList(state.value!.list.filter((one) => one.itemId !== itemId));
}

function setList(items: readonly (ListItem & { readonly itemId: string })[]): Promise<boolean> {
  return sendAct({
    kind: "set-list",
    items: items.map(({ itemId, text, gtin }) => ({ itemId, text, gtin })),
  });
}

function keyOf({ text, gtin }: ListItem): string {
  return gtin ?? text.toLowerCase();
}
