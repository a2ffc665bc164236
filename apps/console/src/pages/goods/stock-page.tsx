import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useMemo, useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { GoodsFrame } from "./goods-frame.tsx";
import { formatPlates, keyOfFacing } from "./goods-lists.ts";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
import { StockHistory } from "./stock-history.tsx";
import { StockMoves } from "./stock-moves.tsx";
import { findStates, type Level, rankState, type StockState, wordState } from "./stock-words.ts";
import { useGoods } from "./use-goods.ts";
import { useToday } from "./use-today.ts";

const FILTERS = [
  ["all", "All"],
  ["refill", "Refill"],
  ["expiring", "Expiring"],
  ["count", "Count"],
] as const;
type Filter = (typeof FILTERS)[number][0];

const STATES_OF: Readonly<Record<Exclude<Filter, "all">, readonly StockState[]>> = {
  refill: ["empty", "low"],
  expiring: ["expired", "expiring"],
  count: ["overdrawn", "uncounted"],
};

/** A facing and what there is to do about it, the most urgent first. */
interface StockRowData {
  readonly level: Level;
  readonly states: readonly StockState[];
}

const isShown = ({ states }: StockRowData, filter: Filter): boolean =>
  filter === "all" || states.some((state) => STATES_OF[filter].includes(state));

const textOf = ({ level }: StockRowData): string =>
  `${level.name} ${level.gtin} ${level.gondola}/${level.shelf}`;

/** What should be on each facing, and what somebody has to do about it. */
export function StockPage() {
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<Level | null>(null);
  const [isHistory, setHistory] = useState(false);
  const loaded = useGoods();
  const stock = useLoaded((signal) => api.call("GET /v1/stock", { signal }), []);
  useEvents(["stock.changed", "interaction.decided", "goods.changed"], stock.reload);
  const today = useToday();
  const rows = useMemo(
    () =>
      stock.value?.items
        .map((level) => ({ level, states: findStates(level, today) }))
        .filter((row) => isShown(row, filter)),
    [stock.value, today, filter],
  );
  return (
    <GoodsFrame
      loaded={loaded}
      acts={
        <>
          <Button onPress={() => setHistory(true)}>History</Button>
          <Choices label="Filter" choices={FILTERS} value={filter} onChoose={setFilter} />
        </>
      }
    >
      {() => (
        <>
          <Field
            label="Search"
            type="search"
            value={search}
            onValue={setSearch}
            placeholder="Product, GTIN or gondola/shelf"
          />
          <section class="card">
            {stock.problem === null ? null : (
              <ProblemNote problem={stock.problem} onRetry={stock.reload} />
            )}
            {rows === undefined ? (
              <div class="pad">
                <Bones />
              </div>
            ) : rows.length === 0 ? (
              <Empty title={filter === "all" ? "No stock yet" : "Nothing to do"}>
                {filter === "all" ? "Place products on plates under Planogram." : null}
              </Empty>
            ) : (
              <StockTable rows={rows} search={search} onChanged={stock.reload} onOpen={setOpen} />
            )}
          </section>
          <Dialog title="Stock history" isOpen={isHistory} onClose={() => setHistory(false)}>
            <StockHistory />
          </Dialog>
          <Dialog title={open?.name ?? ""} isOpen={open !== null} onClose={() => setOpen(null)}>
            {open === null ? null : <StockMoves level={open} onChanged={stock.reload} />}
          </Dialog>
        </>
      )}
    </GoodsFrame>
  );
}

interface StockTableProps {
  readonly rows: readonly StockRowData[];
  readonly search: string;
  readonly onChanged: () => void;
  readonly onOpen: (level: Level) => void;
}

const SORTED_BY = {
  urgency: ({ states }: StockRowData) => rankState(states),
  name: ({ level }: StockRowData) => level.name,
  place: ({ level }: StockRowData) => level.facing,
  there: ({ level }: StockRowData) => level.expected,
  counted: ({ level }: StockRowData) => level.countedMs,
};

function StockTable({ rows: all, search, onChanged, onOpen }: StockTableProps) {
  const { rows, more, ...order } = useFoundRows({
    all,
    search,
    textOf,
    by: SORTED_BY,
    first: "urgency",
  });
  if (rows.length === 0) {
    return <Empty title={`No product matches “${search}”`}>Try another name, GTIN or shelf.</Empty>;
  }
  return (
    <div class="table-scroll">
      <table class="table cards stock">
        <caption class="unseen">Stock by shelf location</caption>
        <thead>
          <tr>
            <SortHead column="name" {...order}>
              Product
            </SortHead>
            <SortHead column="place" {...order}>
              Where
            </SortHead>
            <SortHead column="there" isNumber {...order}>
              There
            </SortHead>
            <SortHead column="urgency" {...order}>
              State
            </SortHead>
            <SortHead column="counted" {...order}>
              Last counted
            </SortHead>
            <th scope="col" class="number">
              Units counted or refilled
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <StockRow key={row.level.facing} row={row} onChanged={onChanged} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

interface StockRowProps extends Omit<StockTableProps, "rows" | "search"> {
  readonly row: StockRowData;
}

function StockRow({ row: { level, states }, onChanged, onOpen }: StockRowProps) {
  const { facing, name, gondola, shelf, plates, expected, countedMs } = level;
  return (
    <tr>
      <th scope="row" class="goods-name" title={name}>
        <button type="button" class="as-link two-lines" onClick={() => onOpen(level)}>
          {name}
        </button>
      </th>
      <td>
        <a href={`/console/shelves/${gondola}/${shelf}`}>
          {gondola} · {shelf}
        </a>
        {", "}
        <a href={`/console/goods/planogram?at=${keyOfFacing(level)}`}>
          plates {formatPlates(plates).replaceAll("-", "–")}
          <span class="unseen"> of {name} in the planogram</span>
        </a>
      </td>
      <td class="number">{expected ?? "—"}</td>
      <td>
        <div class="row">
          {states.map((state) => {
            const { tone, text } = wordState(state, level);
            return (
              <Status key={state} tone={tone}>
                {text}
              </Status>
            );
          })}
        </div>
      </td>
      <td>{countedMs === null ? null : <Ago timestampMs={countedMs} />}</td>
      <td>
        <QuantityForm facing={facing} name={name} onChanged={onChanged} />
      </td>
    </tr>
  );
}

interface QuantityFormProps {
  readonly facing: string;
  readonly name: string;
  readonly onChanged: () => void;
}

/** A number, and what it means: so many are there, or so many were put there. */
function QuantityForm({ facing, name, onChanged }: QuantityFormProps) {
  const [text, setText] = useState("");
  const quantity = /^\d{1,5}$/.test(text) ? Number(text) : null;
  const send = async (what: "counts" | "refills"): Promise<void> => {
    const body = { facing, quantity: quantity! };
    if (what === "counts") await api.call("POST /v1/stock/counts", { body });
    else await api.call("POST /v1/stock/refills", { body });
    toast(what === "counts" ? `${name}: ${quantity} counted.` : `${name}: ${quantity} refilled.`);
    setText("");
    onChanged();
  };
  return (
    <div class="row quantity">
      <input
        class="input"
        inputMode="numeric"
        placeholder="units"
        aria-label={`Units of ${name} at ${facing}`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button
        disabled={quantity === null}
        onPress={() => send("counts")}
        onProblem={toastProblem}
        aria-label={`Counted: ${name}`}
      >
        Counted
      </Button>
      <Button
        disabled={quantity === null || quantity === 0}
        onPress={() => send("refills")}
        onProblem={toastProblem}
        aria-label={`Refilled: ${name}`}
      >
        Refilled
      </Button>
    </div>
  );
}
