import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Empty } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { RecentTime } from "@saunter/ui/components/time";
import { useList } from "@saunter/ui/components/use-list";
import { formatDuration } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { Choices } from "../../parts/choices.tsx";
import { ANY_TIME, DateRangeFields, readRange } from "../../parts/date-range.tsx";
import { PagedChoices } from "../../parts/paged-choices.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { type ChoiceColumn, Split } from "../../parts/split.tsx";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
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

const FILTERS = ["all", "inside", "waiting", "flagged"] as const;

type Filter = (typeof FILTERS)[number];

const QUERIES = {
  all: {},
  inside: { status: "open" },
  waiting: { only: "waiting" },
  flagged: { only: "flagged" },
} as const;

const PAYERS = ["any", "customer", "card", "account", "cash", "staff"] as const;

type Payer = (typeof PAYERS)[number];

function listColumns(): readonly ChoiceColumn<VisitRow>[] {
  const texts = words.texts.visits.columns;
  return [
    { name: texts.time, cell: ({ openedMs }) => <RecentTime timestampMs={openedMs} /> },
    { name: texts.who, cell: (row) => <Who row={row} /> },
    { name: texts.method, cell: ({ method }) => wordEntryMethod(method) },
    {
      name: texts.length,
      isNumber: true,
      cell: ({ openedMs, closedMs }) =>
        closedMs === null ? null : formatDuration(closedMs - openedMs),
    },
    { name: texts.items, isNumber: true, cell: ({ units }) => units },
    {
      name: texts.certainty,
      isNumber: true,
      cell: ({ receipt }) =>
        receipt === null ? null : <Certainty probability={receipt.probability} />,
    },
    {
      name: texts.amount,
      isNumber: true,
      cell: ({ receipt }) =>
        receipt === null ? null : (
          <Money amountMinor={receipt.totalMinor} currency={currencyOf()} />
        ),
    },
    { name: texts.state, cell: (row) => <State row={row} /> },
  ];
}

/** All visits, and beside them the one that was chosen. */
export function VisitsPage() {
  const texts = words.texts.visits;
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
      <PageHead title={texts.title}>
        <Choices
          label={texts.filter}
          choices={FILTERS.map((one) => [one, texts.filters[one]])}
          value={filter}
          onChoose={setFilter}
        />
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
              <PayerChoice value={payer} onChoose={setPayer} />
            </div>
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
                <VisitItem key={row.visitId} row={row} isChosen={row.visitId === chosenId} />
              )}
              table={{
                columns: listColumns(),
                keyOf: ({ visitId }) => visitId,
                hrefOf: ({ visitId }) => `${HERE}/${visitId}`,
                chosenKey: chosenId,
              }}
            />
          </>
        }
        chosen={chosenId === null ? null : <VisitChosen key={chosenId} visitId={chosenId} />}
        nothing={<Empty title={texts.choose}>{texts.chooseText}</Empty>}
      />
    </div>
  );
}

interface PayerChoiceProps {
  readonly value: Payer;
  readonly onChoose: (payer: Payer) => void;
}

function PayerChoice({ value, onChoose }: PayerChoiceProps) {
  const texts = words.texts.visits;
  return (
    <label class="field">
      <span class="small">{texts.payer}</span>
      <select
        class="input"
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Payer)}
      >
        {PAYERS.map((payer) => (
          <option key={payer} value={payer}>
            {texts.payers[payer]}
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
                of={words.texts.visits.receiptSure}
                compact
              />
              <Money amountMinor={receipt.totalMinor} currency={currencyOf()} />
            </>
          )}
        </span>
        <span class="soft small">
          <RecentTime timestampMs={openedMs} /> · {wordEntryMethod(method)} ·{" "}
          {words.texts.visits.items(units)}
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
      {lastFour === null ? null : (
        <>
          {" "}
          <bdi dir="ltr">····{`\u00a0${lastFour}`}</bdi>
        </>
      )}
      {partySize === 1 ? null : <span class="soft"> · {words.texts.visits.party(partySize)}</span>}
    </>
  );
}

function State({ row }: { readonly row: VisitRow }) {
  const { tone, text } = wordVisit(row);
  // A check that is needed is what the state says already.
  const isSaid = ({ kind }: VisitRow["waitsFor"][number]) => kind === "age" && row.age === "needed";
  const waits = wordWaiting(row.waitsFor.filter((one) => !isSaid(one)));
  return (
    <Status tone={tone}>
      {text}
      {waits === null ? null : <span class="soft small"> · {waits}</span>}
    </Status>
  );
}
