import { ShopText } from "@saunter/ui/components/shop-text";
import { splitShopWords } from "./shop-words.ts";

/** A sentence; what of it the shop says in English alone is marked as that. */
export function MarkedText({ text: sentence }: { readonly text: string }) {
  return splitShopWords(sentence).map(({ text, isOfShop }, at) =>
    isOfShop ? <ShopText key={at} text={text} /> : text,
  );
}
