/** What pages of gift cards and of customers have in common. */
import type { ChainAnswer } from "@saunter/client/chain-api";
import { Money } from "@saunter/ui/components/money";
import { RecentTime } from "@saunter/ui/components/time";
import { hrefOfVisit } from "../addresses.ts";
import { words } from "../words.ts";

type Entry = ChainAnswer<"GET /v1/gift-cards/:giftCardId">["entries"][number];

interface EntriesProps {
  readonly entries: readonly Entry[];
  /** Null: of points. */
  readonly currency: string | null;
}

/** What a balance came to, newest first. */
export function Entries({ entries, currency }: EntriesProps) {
  const t = words.texts.cards;
  if (entries.length === 0) return <p class="soft">{t.noEntries}</p>;
  return (
    <table class="table cards">
      <thead>
        <tr>
          <th scope="col">{t.when}</th>
          <th scope="col">{t.what}</th>
          <th scope="col">{t.amount}</th>
          <th scope="col">{t.balance}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((one) => (
          <tr key={`${one.atMs} ${one.kind} ${one.balance}`}>
            <th scope="row">
              <RecentTime timestampMs={one.atMs} />
            </th>
            <td>
              {one.shopId === null || one.visitId === null ? (
                t.kinds[one.kind]
              ) : (
                <a href={hrefOfVisit(one.shopId, one.visitId)}>{t.kinds[one.kind]}</a>
              )}
            </td>
            <td data-name={t.amount}>
              <Units units={one.units} currency={currency} />
            </td>
            <td data-name={t.balance}>
              <Units units={one.balance} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Money, or points. */
export function Units({ units, currency }: { units: number; currency: string | null }) {
  if (currency === null) return <span>{words.texts.cards.points(units)}</span>;
  return <Money amountMinor={units} currency={currency} />;
}

/** A new card's number and its code, which are shown once. */
export function NewCard({ number, code }: { readonly number: string; readonly code: string }) {
  const t = words.texts.cards;
  return (
    <div class="note sure">
      <p>{t.shownOnce}</p>
      <dl>
        <dt>{t.number}</dt>
        <dd>
          <code>{number}</code>
        </dd>
        <dt>{t.code}</dt>
        <dd>
          <code>{code}</code>
        </dd>
      </dl>
    </div>
  );
}
