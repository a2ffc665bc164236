import type { Answer } from "@saunter/client/api";
import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Choices } from "../../parts/choices.tsx";
import { ANY_TIME, DateRangeFields, readRange } from "../../parts/date-range.tsx";
import { nameMeans } from "../../parts/money/charge-words.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { type ReceiptRow, wordRow } from "../../parts/receipt/receipt-words.ts";
import { SearchField } from "../../parts/search-field.tsx";
import { type ChoiceColumn, Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useList } from "../../parts/use-list.ts";
import { api, hasRole } from "../../session.ts";
import { ReceiptChosen } from "./receipt-chosen.tsx";

const HERE = "/console/receipts";

const FILTERS = [
  ["all", "All"],
  ["paid", "Paid"],
  ["open", "Open"],
  ["disputed", "Disputed"],
  ["refunded", "Refunded"],
  ["in-review", "In review"],
] as const;

type Filter = (typeof FILTERS)[number][0];

const COLUMNS: readonly ChoiceColumn<ReceiptRow>[] = [
  { name: "Receipt", cell: nameReceipt },
  { name: "Time", cell: ({ draftedMs }) => <RecentTime timestampMs={draftedMs} /> },
  { name: "Who", cell: ({ payer, lastFour }) => nameMeans(payer, lastFour) },
  { name: "Items", isNumber: true, cell: ({ units }) => units },
  {
    name: "Certainty",
    isNumber: true,
    cell: ({ probability }) => <Certainty probability={probability} />,
  },
  {
    name: "Amount",
    isNumber: true,
    cell: ({ totalMinor, currency }) => <Money amountMinor={totalMinor} currency={currency} />,
  },
  { name: "State", cell: (row) => <State row={row} /> },
];

/** All receipts, and beside them the one that was chosen. */
export function ReceiptsPage() {
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
      <PageHead title="Receipts">
        <Choices label="Filter receipts" choices={FILTERS} value={filter} onChoose={setFilter} />
        {hasRole("operator") ? <Exports filters={filters} /> : null}
      </PageHead>
      <Split
        label="Receipts"
        backHref={HERE}
        list={
          <>
            <div class="pad stack tight">
              <SearchField
                label="Find a receipt"
                hint="milk, 4.35, 28 Nov, 14:30, no. 98, last four digits, e-mail: one or several"
                value={search}
                onSearch={setSearch}
              />
              <DateRangeFields value={range} onValue={setRange} />
            </div>
            {totals.value === null ? null : <TotalsLine totals={totals.value} />}
            <PagedChoices
              label="Receipts"
              list={list}
              empty={
                asked !== "{}" ? (
                  <Empty title="No receipt found">
                    Try another search, other dates, or look under All.
                  </Empty>
                ) : (
                  <Empty title="No receipts yet">
                    A receipt appears here when a shopper leaves.
                  </Empty>
                )
              }
              item={(row) => (
                <ReceiptItem key={row.visitId} row={row} isChosen={row.visitId === chosenId} />
              )}
              table={{
                columns: COLUMNS,
                keyOf: ({ visitId }) => visitId,
                hrefOf: ({ visitId }) => `${HERE}?of=${visitId}`,
                chosenKey: chosenId,
              }}
            />
          </>
        }
        chosen={chosenId === null ? null : <ReceiptChosen key={chosenId} visitId={chosenId} />}
        nothing={
          <Empty title="Choose a receipt">
            You see its items, how sure each one is, and its payments.
          </Empty>
        }
      />
    </div>
  );
}

type Totals = Answer<"GET /v1/receipts/totals">;

/** What is found, added up. */
function TotalsLine({ totals }: { readonly totals: Totals }) {
  const { receipts, currency, totalMinor, refundedMinor, owedMinor } = totals;
  if (receipts === 0) return null;
  return (
    <p class="receipt-totals small" role="status">
      {receipts === 1 ? "1 receipt" : `${receipts} receipts`}
      {" · "}
      <strong>
        <Money amountMinor={totalMinor} currency={currency} />
      </strong>
      {refundedMinor === 0 ? null : (
        <>
          {" · "}
          <Money amountMinor={refundedMinor} currency={currency} /> refunded
        </>
      )}
      {owedMinor === 0 ? null : (
        <>
          {" · "}
          <Money amountMinor={owedMinor} currency={currency} /> unpaid
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
          {format === "csv" ? "Export CSV" : "Export JSON"}
        </a>
      ))}
    </span>
  );
}

function ReceiptItem({ row, isChosen }: { readonly row: ReceiptRow; readonly isChosen: boolean }) {
  const { visitId, totalMinor, currency, draftedMs, units, lastFour } = row;
  const things = units === 1 ? "1 item" : `${units} items`;
  return (
    <li>
      <a href={`${HERE}?of=${visitId}`} aria-current={isChosen ? "true" : undefined}>
        <span class="choice-main">{nameReceipt(row)}</span>
        <span class="money-amount">
          <Money amountMinor={totalMinor} currency={currency} />
        </span>
        <span class="soft small">
          <RecentTime timestampMs={draftedMs} /> · {things}
          {lastFour === null ? null : ` · ···· ${lastFour}`}
        </span>
        <State row={row} />
      </a>
    </li>
  );
}

function nameReceipt({ documentNumber }: ReceiptRow): string {
  return documentNumber === null ? "Draft" : `No. ${documentNumber}`;
}

function State({ row }: { readonly row: ReceiptRow }) {
  const { locale } = useLocale();
  const { tone, text } = wordRow(row, (amountMinor) =>
    formatMoney(amountMinor, row.currency, locale),
  );
  return <Status tone={tone}>{text}</Status>;
}
