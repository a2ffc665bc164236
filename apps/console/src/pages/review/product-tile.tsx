import { makeMonogram } from "./make-monogram.ts";

/** Where no picture is, the first letters of a product's words, which one comes to know. */
export function ProductTile({ name }: { readonly name: string }) {
  return (
    <span class="product-tile" aria-hidden="true">
      {makeMonogram(name)}
    </span>
  );
}
