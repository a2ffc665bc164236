import type { Answer } from "@saunter/client/api";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { formatMoney } from "@saunter/ui/format";
import { theFacts } from "../facts.ts";
import { keptOfMs } from "../kept-answers.ts";
import { words } from "../words.ts";
import { LineRow, Lines, SumRow } from "./lines.tsx";

type Cart = Answer<"GET /v1/me/visits/:visitId/cart">;

interface CartViewProps {
  readonly cart: Cart;
  /** Whether it is of now. */
  readonly isLive: boolean;
}

/** What somebody has in their hands, and what it would cost if they left now. */
export function CartView({ cart, isLive }: CartViewProps) {
  const t = words.texts.cart;
  const { currency, lines, totals } = cart;
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <div class="stack roomy">
      <section class="hero" aria-label={t.soFar}>
        <p class="hero-state">
          <span class="soft">{t.soFar}</span>
          {isLive ? <Status tone="now">{t.live}</Status> : null}
        </p>
        <p class="total" role="status" aria-live="polite">
          <Money amountMinor={totals.totalMinor} currency={currency} />
        </p>
        <p class="hero-state">
          <span class="soft">{t.items(count)}</span>
          {count === 0 ? null : <Certainty probability={cart.probability} of={t.sure} />}
        </p>
      </section>
      <AgeNote age={cart.age} />
      {lines.length === 0 ? (
        <Empty title={t.empty}>{t.emptyText}</Empty>
      ) : (
        <Lines label={t.title}>
          {lines.map((line) => (
            // A line whose count has changed is washed again.
            <LineRow
              key={`${line.lineId} ${line.quantity}`}
              line={line}
              currency={currency}
              isFresh={true}
              sureText={t.lineSure}
            />
          ))}
          <Extras cart={cart} />
        </Lines>
      )}
      <Footnotes cart={cart} />
    </div>
  );
}

function Extras({ cart: { offers, totals, currency } }: { readonly cart: Cart }) {
  const t = words.texts.cart;
  return (
    <>
      {offers.map(({ offerId, name, discountMinor }) => (
        <SumRow key={offerId} label={name} amountMinor={-discountMinor} currency={currency} />
      ))}
      {totals.depositMinor === 0 ? null : (
        <SumRow label={t.deposit} amountMinor={totals.depositMinor} currency={currency} />
      )}
      {(totals.roundingMinor ?? 0) === 0 ? null : (
        <SumRow label={t.rounding} amountMinor={totals.roundingMinor ?? 0} currency={currency} />
      )}
    </>
  );
}

function AgeNote({ age }: { readonly age: Cart["age"] }) {
  const t = words.texts.cart;
  switch (age) {
    case "not-needed":
      return null;
    case "needed":
      return <p class="note warning">{t.ageNeeded}</p>;
    case "verified":
      return <p class="note sure">{t.ageVerified}</p>;
    case "refused":
      return <p class="note wrong">{t.ageRefused}</p>;
    default:
      return age satisfies never;
  }
}

function Footnotes({ cart }: { readonly cart: Cart }) {
  const t = words.texts.cart;
  const { locale } = useLocale();
  const { holdMinor, currency } = theFacts().terms;
  return (
    <ul class="hints">
      {cart.unpriced.length === 0 ? null : <li>{t.unpriced(cart.unpriced.length)}</li>}
      <li>{t.leave}</li>
      {keptOfMs.value === null ? null : (
        <li>
          <a href="/shop/code">{t.notInside}</a>
        </li>
      )}
      {holdMinor === 0 ? null : <li>{t.held(formatMoney(holdMinor, currency, locale))}</li>}
    </ul>
  );
}
