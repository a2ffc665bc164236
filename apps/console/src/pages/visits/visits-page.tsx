import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { Choices } from "../../parts/choices.tsx";
import { ANY_TIME, DateRangeFields, readRange } from "../../parts/date-range.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { type ChoiceColumn, Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { useList } from "../../parts/use-list.ts";
import { api } from "../../session.ts";
import { currencyOf } from "../../shop.ts";
import { VisitChosen } from "./visit-chosen.tsx";
import "./visits.css";
import {
  type VisitRow,
  wordEntryMethod,
  wordPayer,
  wordVisit,
  wordWaiting,
} from "./visit-words.ts";

const HERE = "/console/visits";

const FILTERS = [
  ["all", "All"],
  ["inside", "Inside"],
  ["waiting", "In review"],
  ["flagged", "Flagged"],
] as const;

type Filter = (typeof FILTERS)[number][0];

const QUERIES = {
  all: {},
  inside: { status: "open" },
  waiting: { only: "waiting" },
  flagged: { only: "flagged" },
} as const;

const PAYERS = [
  ["any", "Any payer"],
  ["customer", "Customers"],
  ["card", "Cards"],
  ["account", "Accounts"],
  ["cash", "Cash"],
  ["staff", "Staff"],
] as const;

type Payer = (typeof PAYERS)[number][0];

const COLUMNS: readonly ChoiceColumn<VisitRow>[] = [
  { name: "Time", cell: ({ openedMs }) => <RecentTime timestampMs={openedMs} /> },
  { name: "Who", cell: (row) => <Who row={row} /> },
  { name: "Entered by", cell: ({ method }) => wordEntryMethod(method) },
  {
    name: "Length",
    isNumber: true,
    cell: ({ openedMs, closedMs }) =>
      closedMs === null ? null : formatDuration(closedMs - openedMs),
  },
  { name: "Items", isNumber: true, cell: ({ units }) => units },
  {
    name: "Certainty",
    isNumber: true,
    cell: ({ receipt }) =>
      receipt === null ? null : <Certainty probability={receipt.probability} />,
  },
  {
    name: "Amount",
    isNumber: true,
    cell: ({ receipt }) =>
      receipt === null ? null : <Money amountMinor={receipt.totalMinor} currency={currencyOf()} />,
  },
  { name: "State", cell: (row) => <State row={row} /> },
];

/** All visits, and beside them the one that was chosen. */
export function VisitsPage() {
  const { params } = useRoute();
  const [filter, setFilter] = useState<Filter>("all");
  const [payer, setPayer] = useState<Payer>("any");
  const [search, setSearch] = useState("");
  const [range, setRange] = useState(ANY_TIME);
  const { timeZone = "UTC" } = useLocale();
  const sought = search.trim();
  const filters = {
    ...QUERIES[filter],
    ...(payer === "any" ? {} : { payer }),
    ...(sought && { search: sought }),
    ...readRange(range, timeZone),
  };
  const asked = JSON.stringify(filters);
  const list = useList<VisitRow>(
    (after, signal) =>
      api.call("GET /v1/visits", { query: { ...filters, ...(after && { after }) }, signal }),
    [asked],
  );
  useCalmEvents(["visit.*", "receipt.*"], list.reload);
  const chosenId = params.visitId ?? null;
  return (
    <div class="stack">
      <PageHead title="Visits">
        <Choices label="Filter visits" choices={FILTERS} value={filter} onChoose={setFilter} />
      </PageHead>
      <Split
        label="Visits"
        backHref={HERE}
        list={
          <>
            <div class="pad stack tight">
              <SearchField
                label="Find a visit"
                hint="milk, 4.35, 28 Nov, 14:30, no. 98, last four digits, e-mail: one or several"
                value={search}
                onSearch={setSearch}
              />
              <DateRangeFields value={range} onValue={setRange} />
              <PayerChoice value={payer} onChoose={setPayer} />
            </div>
            <PagedChoices
              label="Visits"
              list={list}
              empty={
                asked !== "{}" ? (
                  <Empty title="No visit found">
                    Try another search, other dates, or look under All.
                  </Empty>
                ) : (
                  <Empty title="No visits yet">A visit starts when a shopper comes in.</Empty>
                )
              }
              item={(row) => (
                <VisitItem key={row.visitId} row={row} isChosen={row.visitId === chosenId} />
              )}
              table={{
                columns: COLUMNS,
                keyOf: ({ visitId }) => visitId,
                hrefOf: ({ visitId }) => `${HERE}/${visitId}`,
                chosenKey: chosenId,
              }}
            />
          </>
        }
        chosen={chosenId === null ? null : <VisitChosen key={chosenId} visitId={chosenId} />}
        nothing={
          <Empty title="Choose a visit">You see its cart, evidence, receipt and payments.</Empty>
        }
      />
    </div>
  );
}

interface PayerChoiceProps {
  readonly value: Payer;
  readonly onChoose: (payer: Payer) => void;
}

function PayerChoice({ value, onChoose }: PayerChoiceProps) {
  return (
    <label class="field">
      <span class="small">Payer</span>
      <select
        class="input"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Payer)}
      >
        {PAYERS.map(([payer, name]) => (
          <option key={payer} value={payer}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function VisitItem({ row, isChosen }: { readonly row: VisitRow; readonly isChosen: boolean }) {
  const { visitId, openedMs, closedMs, receipt, method, units } = row;
  return (
    <li>
      <a href={`${HERE}/${visitId}`} aria-current={isChosen ? "true" : undefined}>
        <span class="choice-main">
          <Who row={row} />
        </span>
        <span class="visit-total">
          {receipt === null ? null : (
            <>
              <Certainty
                probability={receipt.probability}
                of="how sure the receipt is right"
                compact
              />
              <Money amountMinor={receipt.totalMinor} currency={currencyOf()} />
            </>
          )}
        </span>
        <span class="soft small">
          <RecentTime timestampMs={openedMs} /> · {wordEntryMethod(method)} ·{" "}
          {units === 1 ? "1 item" : `${units} items`}
          {closedMs === null ? null : ` · ${formatDuration(closedMs - openedMs)}`}
        </span>
        <State row={row} />
      </a>
    </li>
  );
}

function Who({ row: { payer, partySize, lastFour } }: { readonly row: VisitRow }) {
  return (
    <>
      {wordPayer(payer)}
      {lastFour === null ? null : ` ···· ${lastFour}`}
      {partySize === 1 ? null : <span class="soft"> · party of {partySize}</span>}
    </>
  );
}

function State({ row }: { readonly row: VisitRow }) {
  const { tone, text } = wordVisit(row);
  const waits = wordWaiting(row.waitsFor);
  return (
    <Status tone={tone}>
      {text}
      {waits === null ? null : <span class="soft small"> · {waits}</span>}
    </Status>
  );
}
