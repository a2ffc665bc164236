import { ProductTile } from "@saunter/ui/components/product-tile";
import { words } from "../../words.ts";
import type { Review } from "./review-types.ts";
import type { Products } from "./review-words.ts";

interface AgeCheckProps {
  readonly review: Review;
  readonly products: Products;
}

/** An age is checked at the door: what is at stake is shown, and no weight answers it. */
export function AgeCheck({ review: { subject }, products }: AgeCheckProps) {
  if (subject.kind !== "age") return null;
  const texts = words.texts.review.ageCheck;
  return (
    <section class="card review-evidence review-age" aria-label={texts.label}>
      <ul aria-label={texts.products}>
        {subject.gtins.map((gtin) => {
          const product = products.get(gtin);
          const name = product?.name ?? gtin;
          return (
            <li key={gtin}>
              <ProductTile gtin={gtin} name={name} size="large" />
              <span>
                <strong>{name}</strong>
                {product?.ageMin == null ? null : (
                  <span class="review-age-min">{texts.orOver(product.ageMin)}</span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p>{texts.ask}</p>
      <p class="small soft">{texts.noFaces}</p>
    </section>
  );
}
