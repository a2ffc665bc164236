import { ProductTile } from "@saunter/ui/components/product-tile";
import type { Review } from "./review-types.ts";
import type { Products } from "./review-words.ts";

interface AgeCheckProps {
  readonly review: Review;
  readonly products: Products;
}

/** An age is checked at the door: what is at stake is shown, and no weight answers it. */
export function AgeCheck({ review: { subject }, products }: AgeCheckProps) {
  if (subject.kind !== "age") return null;
  return (
    <section class="card review-evidence review-age" aria-label="Age check">
      <ul aria-label="Age-restricted products">
        {subject.gtins.map((gtin) => {
          const product = products.get(gtin);
          const name = product?.name ?? gtin;
          return (
            <li key={gtin}>
              <ProductTile gtin={gtin} name={name} size="large" />
              <span>
                <strong>{name}</strong>
                {product?.ageMin == null ? null : (
                  <span class="review-age-min">{product.ageMin} or over</span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p>
        Ask whoever was at the exit. Answer yes only if somebody checked an ID or is sure of the
        age.
      </p>
      <p class="small soft">Cameras keep no faces, so no picture here shows an age.</p>
    </section>
  );
}
