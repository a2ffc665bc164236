import { wordItem } from "../../parts/grams.ts";
import type { Review } from "./review-types.ts";
import type { Products } from "./review-words.ts";

interface BasketListProps {
  readonly review: Review;
  readonly products: Products;
}

/** What the receipt has now, beside the question. */
export function BasketList({ review: { basket, status }, products }: BasketListProps) {
  if (status !== "open") return null;
  return (
    <section class="card pad review-basket small" aria-label="Basket">
      <h3>Basket</h3>
      {basket.length === 0 ? (
        <p class="soft">Nothing is on the receipt.</p>
      ) : (
        <ul>
          {basket.map((line, at) => {
            const text = wordItem(products.get(line.gtin)?.name ?? line.gtin, line);
            return (
              <li key={at} class={line.isAsked ? "asked" : undefined}>
                <span class="review-basket-text" title={text}>
                  {text}
                </span>
                {line.isAsked ? <span class="soft">from this event</span> : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
