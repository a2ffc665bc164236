import { wordItem } from "../../parts/grams.ts";
import { words } from "../../words.ts";
import type { Review } from "./review-types.ts";
import type { Products } from "./review-words.ts";

interface BasketListProps {
  readonly review: Review;
  readonly products: Products;
}

/** What the receipt has now, beside the question. */
export function BasketList({ review: { basket, status }, products }: BasketListProps) {
  if (status !== "open") return null;
  const texts = words.texts.review.basket;
  return (
    <section class="card pad review-basket small" aria-label={texts.title}>
      <h3>{texts.title}</h3>
      {basket.length === 0 ? (
        <p class="soft">{texts.nothing}</p>
      ) : (
        <ul>
          {basket.map((line, at) => {
            const text = wordItem(products.get(line.gtin)?.name ?? line.gtin, line);
            return (
              <li key={at} class={line.isAsked ? "asked" : undefined}>
                <span class="review-basket-text" title={text}>
                  {text}
                </span>
                {line.isAsked ? <span class="soft">{texts.fromThis}</span> : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
