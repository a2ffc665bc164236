/** What somebody may try with a cart, each a short play of what a hand does. */
import type { CartProduct } from "@saunter/protocol/smart-cart/trip";
import { sendAct, state } from "../session.ts";
import { putIn, toThing } from "./shelf.ts";

export const CHEATS = [
  "unscanned",
  "two-for-one",
  "cheaper-label",
  "swap",
  "leaning",
  "said-own",
  "removed-line",
] as const;
export type Cheat = (typeof CHEATS)[number];

/** A hand needs so long for the next thing. */
const NEXT_MS = 1500;
const LEANS_MS = 3000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const scan = ({ gtin }: CartProduct) => sendAct({ kind: "scan", code: gtin });
const put = (product: CartProduct): Promise<string> => putIn(toThing(product));

/** @param goods a cheap product, and a dear one */
export async function play(
  cheat: Cheat,
  { cheap, dear }: { readonly cheap: CartProduct; readonly dear: CartProduct },
): Promise<void> {
  switch (cheat) {
    case "unscanned":
      await put(dear);
      return;
    case "two-for-one":
      await scan(dear);
      await pause(NEXT_MS);
      await put(dear);
      await put(dear);
      return;
    case "cheaper-label":
      await scan(cheap);
      await pause(NEXT_MS);
      await put(dear);
      return;
    case "swap": {
      await scan(cheap);
      await pause(NEXT_MS);
      const thingId = await put(cheap);
      await pause(2 * NEXT_MS);
      await sendAct({ kind: "simulate-take", thingId });
      await pause(NEXT_MS);
      await put(dear);
      return;
    }
    case "leaning":
      await sendAct({ kind: "simulate-fault", fault: "leaning" });
      await pause(NEXT_MS);
      await put(dear);
      await pause(LEANS_MS);
      await sendAct({ kind: "simulate-fault", fault: "none" });
      return;
    case "said-own":
      await put(dear);
      await pause(NEXT_MS);
      await sendAct({ kind: "own-things" });
      return;
    case "removed-line": {
      await scan(dear);
      const lineId = state.value!.lines.at(-1)?.lineId;
      await pause(NEXT_MS);
      await put(dear);
      await pause(2 * NEXT_MS);
      if (lineId !== undefined) await sendAct({ kind: "remove-line", lineId });
      return;
    }
    default:
      return cheat satisfies never;
  }
}

/** A cheap and a dear product, none of them by weight or for grown-ups; null where there are no two. */
export function findBait(
  products: readonly CartProduct[],
): { readonly cheap: CartProduct; readonly dear: CartProduct } | null {
  const plain = products
    .filter(({ ageMin, priceOf, weight }) => ageMin === null && priceOf === "unit" && weight)
    .toSorted((a, b) => a.unitMinor - b.unitMinor);
  const [cheap, dear] = [plain[0], plain.at(-1)];
  return cheap === undefined || dear === undefined || cheap === dear ? null : { cheap, dear };
}
