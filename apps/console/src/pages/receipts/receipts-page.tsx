import { Certainty } from "@saunter/ui/components/certainty";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Choices } from "../../parts/choices.tsx";
import { nameMeans } from "../../parts/money/charge-words.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { type ReceiptRow, wordRow } from "../../parts/receipt/receipt-words.ts";
import { SearchField } from "../../parts/search-field.tsx";
import { type ChoiceColumn, Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useList } from "../../parts/use-list.ts";
import { api } from "../../session.ts";
import { ReceiptChosen } from "./receipt-chosen.tsx";

const HERE = "/console/receipts";

const FILTERS = [
  ["all", "All"],
  ["draft", "Drafts"],
  ["contested", "Disputed"],
  ["owed", "Unpaid"],
  ["excess", "Refund due"],
  ["refunded", "Refunded"],
] as const;

type Filter = (typeof FILTERS)[number][0];

const QUERIES = {
  all: {},
  draft: { status: "draft" },
  contested: { status: "contested" },
  owed: { money: "owed" },
  excess: { money: "excess" },
  refunded: { money: "refunded" },
} as const;

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
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const sought = search.trim();
  const list = useList<ReceiptRow>(
    (after, signal) =>
      api.call("GET /v1/receipts", {
        query: { ...QUERIES[filter], ...(sought && { search: sought }), ...(after && { after }) },
        signal,
      }),
    [filter, sought],
  );
  useCalmEvents(["receipt.*", "charge.*", "debt.*"], list.reload);
  const chosenId = query.of ?? null;
  return (
    <div class="stack">
      <PageHead title="Receipts">
        <Choices label="Filter receipts" choices={FILTERS} value={filter} onChoose={setFilter} />
      </PageHead>
      <Split
        label="Receipts"
        backHref={HERE}
        list={
          <>
            <div class="pad">
              <SearchField
                label="Find a receipt"
                hint="Card's last four digits, amount, time, date or receipt number"
                value={search}
                onSearch={setSearch}
              />
            </div>
            <PagedChoices
              label="Receipts"
              list={list}
              empty={
                sought !== "" || filter !== "all" ? (
                  <Empty title="No receipt found">Try another search, or look under All.</Empty>
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

function ReceiptItem({ row, isChosen }: { readonly row: ReceiptRow; readonly isChosen: boolean }) {
  const { visitId, totalMinor, currency, draftedMs, units, lastFour } = row;
  const { refundedMinor } = row;
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
          {refundedMinor === 0 ? null : (
            <>
              {" · "}
              <Money amountMinor={refundedMinor} currency={currency} /> refunded
            </>
          )}
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
  const { tone, text } = wordRow(row);
  return <Status tone={tone}>{text}</Status>;
}
