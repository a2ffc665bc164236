import type { Answer } from "@saunter/client/api";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Choices } from "../../parts/choices.tsx";
import { ANY_TIME, DateRangeFields, readRange } from "../../parts/date-range.tsx";
import { nameMeans } from "../../parts/money/charge-words.ts";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { type ReceiptRow, wordRow } from "../../parts/receipt/receipt-words.ts";
import { SearchField } from "../../parts/search-field.tsx";
import { type ChoiceColumn, Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { ReceiptChosen } from "./receipt-chosen.tsx";

const HERE = "/console/receipts";

const FILTERS = ["all", "paid", "open", "disputed", "refunded", "in-review"] as const;

type Filter = (typeof FILTERS)[number];

function listColumns(): readonly ChoiceColumn<ReceiptRow>[] {
  const texts = words.texts.receipts.columns;
  return [
    { name: texts.receipt, cell: nameReceipt },
    { name: texts.time, cell: ({ draftedMs }) => <RecentTime timestampMs={draftedMs} /> },
    { name: texts.who, cell: ({ payer, lastFour }) => nameMeans(payer, lastFour) },
    { name: texts.items, isNumber: true, cell: ({ units }) => units },
    {
      name: texts.certainty,
      isNumber: true,
      cell: ({ probability }) => <Certainty probability={probability} />,
    },
    {
      name: texts.amount,
      isNumber: true,
      cell: ({ totalMinor, currency }) => <Money amountMinor={totalMinor} currency={currency} />,
    },
    { name: texts.state, cell: (row) => <State row={row} /> },
  ];
}

/** All receipts, and beside them the one that was chosen. */
export function ReceiptsPage() {
  const texts = words.texts.receipts;
  const { query } = useLocation();
  const { timeZone = "UTC" } = useLocale();
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState(query.search ?? "");
  const [range, setRange] = useState(ANY_TIME);
  const sought = search.trim();
  const filters = {
    ...(filter === "all" ? {} : { state: filter }),
    ...(sought && { search: sought }),
    ...readRange(range, timeZone),
  };
  const asked = JSON.stringify(filters);
  const list = useList<ReceiptRow>(
    (after, signal) =>
      api.call("GET /v1/receipts", { query: { ...filters, ...(after && { after }) }, signal }),
    [asked],
  );
  const totals = useLoaded(
    (signal) => api.call("GET /v1/receipts/totals", { query: filters, signal }),
    [asked],
  );
  useCalmEvents(["receipt.*", "charge.*", "debt.*"], () => {
    list.reload();
    totals.reload();
  });
  const chosenId = query.of ?? null;
  return (
    <div class="stack">
      <PageHead title={texts.title}>
        <Choices
          label={texts.filter}
          choices={FILTERS.map((one) => [one, texts.filters[one]])}
          value={filter}
          onChoose={setFilter}
        />
        {hasRole("operator") ? <Exports filters={filters} /> : null}
      </PageHead>
      <Split
        label={texts.title}
        backHref={HERE}
        list={
          <>
            <div class="pad stack tight">
              <SearchField
                label={texts.find}
                hint={words.texts.parts.searchHint}
                value={search}
                onSearch={setSearch}
              />
              <DateRangeFields value={range} onValue={setRange} />
            </div>
            {totals.value === null ? null : <TotalsLine totals={totals.value} />}
            <PagedChoices
              label={texts.title}
              list={list}
              empty={
                asked !== "{}" ? (
                  <Empty title={texts.noneFound}>{texts.noneFoundText}</Empty>
                ) : (
                  <Empty title={texts.none}>{texts.noneText}</Empty>
                )
              }
              item={(row) => (
                <ReceiptItem key={row.visitId} row={row} isChosen={row.visitId === chosenId} />
              )}
              table={{
                columns: listColumns(),
                keyOf: ({ visitId }) => visitId,
                hrefOf: ({ visitId }) => `${HERE}?of=${visitId}`,
                chosenKey: chosenId,
              }}
            />
          </>
        }
        chosen={chosenId === null ? null : <ReceiptChosen key={chosenId} visitId={chosenId} />}
        nothing={<Empty title={texts.choose}>{texts.chooseText}</Empty>}
      />
    </div>
  );
}

type Totals = Answer<"GET /v1/receipts/totals">;

/** What is found, added up. */
function TotalsLine({ totals }: { readonly totals: Totals }) {
  const { receipts, currency, totalMinor, refundedMinor, owedMinor } = totals;
  if (receipts === 0) return null;
  const texts = words.texts.receipts;
  return (
    <p class="receipt-totals small" role="status">
      {texts.count(receipts)}
      {" · "}
      <strong>
        <Money amountMinor={totalMinor} currency={currency} />
      </strong>
      {refundedMinor === 0 ? null : (
        <>
          {" · "}
          {texts.refundedSum(<Money amountMinor={refundedMinor} currency={currency} />)}
        </>
      )}
      {owedMinor === 0 ? null : (
        <>
          {" · "}
          {texts.unpaidSum(<Money amountMinor={owedMinor} currency={currency} />)}
        </>
      )}
    </p>
  );
}

/** What is found as files: all of it, not only the pages that are shown. */
function Exports({ filters }: { readonly filters: Readonly<Record<string, string | number>> }) {
  const given = Object.entries(filters).map(([name, value]) => [name, String(value)] as const);
  return (
    <span class="row">
      {(["csv", "jsonl"] as const).map((format) => (
        <a
          key={format}
          class="button"
          download
          href={`/v1/receipts/export?${new URLSearchParams([...given.map(([...pair]) => pair), ["format", format]])}`}
        >
          {words.texts.receipts.exports[format]}
        </a>
      ))}
    </span>
  );
}

function ReceiptItem({ row, isChosen }: { readonly row: ReceiptRow; readonly isChosen: boolean }) {
  const { visitId, totalMinor, currency, draftedMs, units, lastFour } = row;
  const things = words.texts.receipts.items(units);
  return (
    <li>
      <a href={`${HERE}?of=${visitId}`} aria-current={isChosen ? "true" : undefined}>
        <span class="choice-main">{nameReceipt(row)}</span>
        <span class="money-amount">
          <Money amountMinor={totalMinor} currency={currency} />
        </span>
        <span class="soft small">
          <RecentTime timestampMs={draftedMs} /> · {things}
          {lastFour === null ? null : (
            <>
              {" · "}
              <bdi dir="ltr">····{`\u00a0${lastFour}`}</bdi>
            </>
          )}
        </span>
        <State row={row} />
      </a>
    </li>
  );
}

function nameReceipt({ documentNumber }: ReceiptRow): string {
  const { draft, number } = words.texts.receipts;
  return documentNumber === null ? draft : number(documentNumber);
}

function State({ row }: { readonly row: ReceiptRow }) {
  const { locale } = useLocale();
  const { tone, text } = wordRow(row, (amountMinor) =>
    formatMoney(amountMinor, row.currency, locale),
  );
  return <Status tone={tone}>{text}</Status>;
}
