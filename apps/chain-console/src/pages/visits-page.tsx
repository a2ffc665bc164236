import type { ChainAnswer } from "@saunter/client/chain-api";
import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { Field } from "@saunter/ui/components/field";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { BASE, hrefOfVisit } from "../addresses.ts";
import { moveDay, startOfDay } from "../parts/report-days.ts";
import { ShopField, useShopNames } from "../parts/shop-field.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

type Visit = ChainAnswer<"GET /v1/visits">["items"][number];

/** Visits of all shops; what is searched is in the address, so that it can be sent on. */
export function VisitsPage() {
  const { query, route } = useLocation();
  const { search = "", shopId = "", fromDay = "", untilDay = "" } = query;
  const shops = useShopNames();
  const t = words.texts.visits;
  const { items, problem, more, reload } = useList<Visit>(
    (after, signal) =>
      api.call("GET /v1/visits", {
        query: {
          after,
          search: search === "" ? undefined : search,
          shopId: shopId === "" ? undefined : shopId,
          fromMs: fromDay === "" ? undefined : startOfDay(fromDay),
          untilMs: untilDay === "" ? undefined : startOfDay(moveDay(untilDay, 1)),
        } as never,
        signal,
      }),
    [search, shopId, fromDay, untilDay],
  );
  return (
    <div class="stack">
      <PageHead title={words.texts.pages.visits} />
      <SearchForm
        key={`${search} ${shopId} ${fromDay} ${untilDay}`}
        asked={{ search, shopId, fromDay, untilDay }}
        shops={shops}
        onAsk={(asked) => {
          const given = Object.entries(asked).filter(([, value]) => value !== "");
          route(`${BASE}/visits?${new URLSearchParams(given)}`);
        }}
      />
      <section class="card" aria-label={t.list}>
        {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
        {items === null ? (
          problem === null && (
            <div class="pad">
              <Bones lines={6} />
            </div>
          )
        ) : items.length === 0 ? (
          <Empty title={t.none}>{t.noneText}</Empty>
        ) : (
          <VisitTable visits={items} />
        )}
        {more === null ? null : (
          <div class="pad">
            <Button onPress={more}>{words.texts.showMore}</Button>
          </div>
        )}
      </section>
    </div>
  );
}

interface Asked {
  readonly search: string;
  readonly shopId: string;
  readonly fromDay: string;
  readonly untilDay: string;
}

interface SearchFormProps {
  readonly asked: Asked;
  readonly shops: ReturnType<typeof useShopNames>;
  readonly onAsk: (asked: Asked) => void;
}

function SearchForm({ asked, shops, onAsk }: SearchFormProps) {
  const [draft, setDraft] = useState(asked);
  const t = words.texts.visits;
  return (
    <form
      class="card pad row filters"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(draft);
      }}
    >
      <Field
        label={t.search}
        type="search"
        hint={t.searchHint}
        maxLength={100}
        value={draft.search}
        onValue={(search) => setDraft({ ...draft, search })}
      />
      <ShopField
        label={t.shop}
        none={t.allShops}
        shops={shops}
        value={draft.shopId}
        onValue={(shopId) => setDraft({ ...draft, shopId })}
      />
      <Field
        label={t.fromDay}
        type="date"
        value={draft.fromDay}
        onValue={(fromDay) => setDraft({ ...draft, fromDay })}
      />
      <Field
        label={t.untilDay}
        type="date"
        value={draft.untilDay}
        onValue={(untilDay) => setDraft({ ...draft, untilDay })}
      />
      <Button kind="main" type="submit">
        {t.find}
      </Button>
    </form>
  );
}

function VisitTable({ visits }: { readonly visits: readonly Visit[] }) {
  const t = words.texts.visits;
  return (
    <div class="table-scroll">
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{t.begun}</th>
            <th scope="col">{t.shop}</th>
            <th scope="col">{t.receipt}</th>
            <th scope="col" class="number">
              {t.total}
            </th>
            <th scope="col">{t.certainty}</th>
            <th scope="col">{t.state}</th>
          </tr>
        </thead>
        <tbody>
          {visits.map(({ shopId, shopName, visitId, openedMs, currency, receipt }) => (
            <tr key={`${shopId} ${visitId}`}>
              <th scope="row">
                <a href={hrefOfVisit(shopId, visitId)}>
                  <RecentTime timestampMs={openedMs} /> …{visitId.slice(-4)}
                </a>
              </th>
              <td>{shopName}</td>
              <td>{receipt === null ? t.noReceipt : (receipt.documentNumber ?? t.draft)}</td>
              <td class="number">
                {receipt === null ? null : (
                  <Money amountMinor={receipt.totalMinor} currency={currency} />
                )}
              </td>
              <td>{receipt === null ? null : <Certainty probability={receipt.probability} />}</td>
              <td>{receipt === null ? null : (t.states[receipt.state] ?? receipt.state)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
