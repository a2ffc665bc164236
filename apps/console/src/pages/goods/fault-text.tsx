import { ShopText } from "@saunter/ui/components/shop-text";
import { splitShopWords } from "./english-parts.ts";

/** What is wrong with goods; what of it is English alone is marked as that. */
export function FaultText({ fault }: { readonly fault: string }) {
  return splitShopWords(fault).map(({ text, isOfShop }, at) =>
    isOfShop ? <ShopText key={at} text={text} /> : text,
  );
}
