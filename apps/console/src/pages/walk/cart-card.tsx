import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { Money } from "@saunter/ui/components/money";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import type { OpenVisit } from "../floor/floor-data.ts";
import { type BagLine, isRight } from "./bag.ts";

interface CartCardProps {
  readonly lines: readonly BagLine[];
  /** What the shop says of the visit; null until it knows of one. */
  readonly visit: OpenVisit | null;
  readonly onPutBack: (gtin: string) => void;
}

/** The cart as the shop believes it to be, and whether that is so. */
export function CartCard({ lines, visit, onPutBack }: CartCardProps) {
  const t = words.texts.walk.cart;
  return (
    <section class="card" aria-label={t.title}>
      <header>
        <h2>{t.seen}</h2>
        {visit === null || lines.length === 0 ? null : (
          <Certainty probability={visit.probability} of={t.howSure} />
        )}
      </header>
      {lines.length === 0 ? (
        <p class="pad soft">{t.nothing}</p>
      ) : (
        <>
          <ul class="walk-cart">
            {lines.map((line) => (
              <CartLine key={line.gtin} line={line} onPutBack={onPutBack} />
            ))}
          </ul>
          <div class="walk-sum">
            <Verdict lines={lines} />
            {visit?.totalMinor == null ? null : (
              <strong class="walk-total">
                <Money amountMinor={visit.totalMinor} currency={currencyOf()} />
              </strong>
            )}
          </div>
        </>
      )}
    </section>
  );
}

interface CartLineProps {
  readonly line: BagLine;
  readonly onPutBack: (gtin: string) => void;
}

function CartLine({ line, onPutBack }: CartLineProps) {
  const { gtin, name, believed, carried, probability } = line;
  const t = words.texts.walk.cart;
  return (
    <li>
      <ProductTile gtin={gtin} name={name} />
      <span class="walk-line two-lines" title={name}>
        {believed > 0 ? `${believed} × ` : ""}
        {name}
      </span>
      {believed === 0 ? (
        <span class="soft small">{t.undetected}</span>
      ) : (
        <Certainty probability={probability!} of={t.howSureOf(believed)} />
      )}
      <Button
        class="walk-back"
        disabled={carried === 0}
        aria-label={t.putBackNamed(name)}
        onPress={() => onPutBack(gtin)}
      >
        {t.putBack}
      </Button>
    </li>
  );
}

function Verdict({ lines }: { readonly lines: readonly BagLine[] }) {
  const t = words.texts.walk.cart;
  return isRight(lines) ? (
    <Status tone="sure">{t.right}</Status>
  ) : (
    <Status tone="warning">{t.wrong}</Status>
  );
}
