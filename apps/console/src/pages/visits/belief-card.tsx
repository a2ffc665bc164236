import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { formatProbability } from "@saunter/ui/format";
import { words } from "../../words.ts";
import type { Belief, Visit } from "./visit-words.ts";

interface BeliefCardProps {
  readonly visit: Visit;
  readonly belief: Belief;
}

/** The cart as a belief: of each product, how many they may hold, and how likely. */
export function BeliefCard({ visit, belief }: BeliefCardProps) {
  const texts = words.texts.visits.cart;
  const probability = visit.shoppers.reduce((product, shopper) => product * shopper.probability, 1);
  const reasons = [...new Set(visit.shoppers.flatMap((shopper) => shopper.reasons))];
  return (
    <section class="card" aria-label={texts.label}>
      <header>
        <h2>{visit.status === "open" ? texts.estimated : texts.estimatedFinal}</h2>
        <Certainty probability={probability} of={texts.sure} />
      </header>
      {belief.products.length === 0 ? (
        <p class="pad soft">{texts.nothing}</p>
      ) : (
        <div class="table-scroll">
          <table class="table belief">
            <caption class="unseen">{texts.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.product}</th>
                <th scope="col">{texts.quantity}</th>
              </tr>
            </thead>
            <tbody>
              {belief.products.map((product) => (
                <tr key={product.gtin}>
                  <th scope="row" title={product.name}>
                    <span class="two-lines">{product.name}</span>
                  </th>
                  <td>
                    <Counts counts={product.counts} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {reasons.length === 0 ? null : (
        <ul class="pad belief-reasons small" aria-label={texts.reasons}>
          {reasons.map((reason) => (
            <li key={reason}>
              <bdi lang="en-GB">{reason}</bdi>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** One bar, shared by how likely each number is; the numbers stand below it. */
function Counts({ counts }: { readonly counts: Belief["products"][number]["counts"] }) {
  const { locale } = useLocale();
  return (
    <span class="counts">
      <span class="counts-bar own-colours" aria-hidden="true">
        {counts.map(({ quantity, probability }, at) => (
          <span
            key={quantity}
            class={`share-${Math.min(at, 3)}`}
            style={{ flexGrow: probability }}
          />
        ))}
      </span>
      <span class="small">
        {counts.map(({ quantity, probability }, at) => (
          <span key={quantity} class={at === 0 ? "counts-first" : "soft"}>
            {at === 0 ? "" : " · "}
            <bdi>
              {quantity} <span class="unseen">{words.texts.visits.cart.units} </span>
              <span class="soft">{formatProbability(probability, locale)}</span>
            </bdi>
          </span>
        ))}
      </span>
    </span>
  );
}
