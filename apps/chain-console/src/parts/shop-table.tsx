import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Ago } from "@saunter/ui/components/time";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { hrefOfShop } from "../addresses.ts";
import { words } from "../words.ts";
import { formatCount, formatRate } from "./rates.ts";
import { ShopHealth, type ShopSeen } from "./shop-health.tsx";
import type { Choice, Sort } from "./shop-order.ts";

interface ShopTableProps {
  readonly shops: readonly ShopSeen[];
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

/** Rows that are drawn at once. */
const ROWS = 50;

interface Column {
  readonly sort: Sort;
  readonly isNumber?: boolean;
  readonly cell: (shop: ShopSeen, locale: string) => ComponentChildren;
}

const COLUMNS: readonly Column[] = [
  { sort: "health", cell: ({ health }) => <ShopHealth health={health} /> },
  {
    sort: "lastSeen",
    cell: ({ lastSeenMs }) =>
      lastSeenMs === null ? words.texts.never : <Ago timestampMs={lastSeenMs} />,
  },
  {
    sort: "lag",
    isNumber: true,
    cell: ({ behindEvents, behindMs }) =>
      words.texts.shops.lagOf(behindEvents, Math.round(behindMs / 1000)),
  },
  {
    sort: "sales",
    isNumber: true,
    cell: ({ figures }) =>
      figures?.currency == null ? (
        words.texts.none
      ) : (
        <Money amountMinor={figures.salesMinor} currency={figures.currency} />
      ),
  },
  {
    sort: "reviewRate",
    isNumber: true,
    cell: ({ figures }, locale) =>
      (figures === null ? null : formatRate(figures.reviewed, figures.receipts, locale)) ??
      words.texts.none,
  },
  {
    sort: "accuracy",
    isNumber: true,
    cell: ({ figures }, locale) =>
      (figures === null ? null : formatRate(figures.auditedAgreed, figures.audited, locale)) ??
      words.texts.none,
  },
  {
    sort: "alerts",
    isNumber: true,
    cell: ({ openAlerts }, locale) => formatCount(openAlerts, locale),
  },
  { sort: "version", cell: ({ version }) => version ?? words.texts.none },
];

/** Each shop, sorted by the column whose name is pressed. */
export function ShopTable({ shops, choice, onChoice }: ShopTableProps) {
  const { locale } = useLocale();
  const [count, setCount] = useState(ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <section class="table-scroll" tabIndex={0} aria-label={words.texts.shops.table}>
        <table class="table">
          <thead>
            <tr>
              <SortHead sort="name" choice={choice} onChoice={onChoice} />
              {COLUMNS.map(({ sort, isNumber = false }) => (
                <SortHead key={sort} {...{ sort, isNumber, choice, onChoice }} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shops.slice(0, count).map((shop) => (
              <tr key={shop.shopId}>
                <th scope="row">
                  <a href={hrefOfShop(shop.shopId)}>{shop.name}</a>
                </th>
                {COLUMNS.map(({ sort, isNumber, cell }) => (
                  <td key={sort} class={isNumber ? "number" : undefined}>
                    {cell(shop, locale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {count >= shops.length ? null : (
        <div class="pad">
          <Button onPress={() => setCount(count + ROWS)}>{words.texts.showMore}</Button>
        </div>
      )}
    </>
  );
}

interface SortHeadProps extends Pick<ShopTableProps, "choice" | "onChoice"> {
  readonly sort: Sort;
  readonly isNumber?: boolean;
}

function SortHead({ sort, isNumber = false, choice, onChoice }: SortHeadProps) {
  const isChosen = choice.sort === sort;
  const direction = choice.isDescending ? "descending" : "ascending";
  const isDescending = isChosen && !choice.isDescending;
  return (
    <th
      scope="col"
      class={isNumber ? "number" : undefined}
      aria-sort={isChosen ? direction : undefined}
    >
      <button
        type="button"
        class="sort-head"
        onClick={() => onChoice({ ...choice, sort, isDescending })}
      >
        {words.texts.shops[sort]}
        <span aria-hidden="true">{isChosen ? (choice.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
