import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field, keepLatin } from "@saunter/ui/components/field";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useMemo, useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { GoodsFrame } from "./goods-frame.tsx";
import { formatPlates, keyOfFacing } from "./goods-lists.ts";
import { SortHead, useFoundRows } from "./sort-rows.tsx";
import { StockHistory } from "./stock-history.tsx";
import { StockMoves } from "./stock-moves.tsx";
import { findStates, type Level, rankState, type StockState, wordState } from "./stock-words.ts";
import { useGoods } from "./use-goods.ts";
import { useToday } from "./use-today.ts";

const FILTERS = ["all", "refill", "expiring", "count"] as const;
type Filter = (typeof FILTERS)[number];

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
  const t = words.texts.goods.stock;
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
          <Button onPress={() => setHistory(true)}>{t.history}</Button>
          <Choices
            label={t.filter}
            choices={FILTERS.map((one) => [one, t.filters[one]] as const)}
            value={filter}
            onChoose={setFilter}
          />
        </>
      }
    >
      {() => (
        <>
          <Field
            label={words.texts.goods.search}
            type="search"
            value={search}
            onValue={setSearch}
            placeholder={t.searchHint}
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
              <Empty title={filter === "all" ? t.none : t.nothingToDo}>
                {filter === "all" ? t.noneText : null}
              </Empty>
            ) : (
              <StockTable rows={rows} search={search} onChanged={stock.reload} onOpen={setOpen} />
            )}
          </section>
          <Dialog
            title={words.texts.goods.history.title}
            isOpen={isHistory}
            onClose={() => setHistory(false)}
          >
            <StockHistory />
          </Dialog>
          <Dialog
            title={words.texts.goods.named(open?.name ?? "")}
            isOpen={open !== null}
            onClose={() => setOpen(null)}
          >
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
  const t = words.texts.goods.stock;
  const { rows, more, ...order } = useFoundRows({
    all,
    search,
    textOf,
    by: SORTED_BY,
    first: "urgency",
  });
  if (rows.length === 0) {
    return <Empty title={t.noneFound(search)}>{t.noneFoundText}</Empty>;
  }
  return (
    <div class="table-scroll">
      <table class="table cards stock">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <SortHead column="name" {...order}>
              {t.product}
            </SortHead>
            <SortHead column="place" {...order}>
              {t.where}
            </SortHead>
            <SortHead column="there" isNumber {...order}>
              {t.there}
            </SortHead>
            <SortHead column="urgency" {...order}>
              {t.state}
            </SortHead>
            <SortHead column="counted" {...order}>
              {t.lastCounted}
            </SortHead>
            <th scope="col" class="number">
              {t.unitsNow}
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
  const t = words.texts.goods.stock;
  return (
    <tr>
      <th scope="row" class="goods-name" title={name}>
        <button type="button" class="as-link two-lines" onClick={() => onOpen(level)}>
          {words.texts.goods.named(name)}
        </button>
      </th>
      <td>
        {t.place(
          <a href={`/console/shelves/${gondola}/${shelf}`}>
            {gondola} · {shelf}
          </a>,
          <a href={`/console/goods/planogram?at=${keyOfFacing(level)}`}>
            {t.plates(formatPlates(plates).replaceAll("-", "–"))}
            <span class="unseen">{t.inPlanogram(name)}</span>
          </a>,
        )}
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
  const t = words.texts.goods.stock;
  const [text, setText] = useState("");
  const quantity = /^\d{1,5}$/.test(text) ? Number(text) : null;
  const send = async (what: "counts" | "refills"): Promise<void> => {
    const body = { facing, quantity: quantity! };
    if (what === "counts") await api.call("POST /v1/stock/counts", { body });
    else await api.call("POST /v1/stock/refills", { body });
    toast(what === "counts" ? t.nowCounted(name, quantity!) : t.nowRefilled(name, quantity!));
    setText("");
    onChanged();
  };
  return (
    <div class="row quantity">
      <input
        class="input"
        inputMode="numeric"
        placeholder={t.units}
        aria-label={t.unitsOf(name, facing)}
        value={text}
        onInput={({ currentTarget }) => {
          keepLatin(currentTarget);
          setText(currentTarget.value);
        }}
      />
      <Button
        disabled={quantity === null}
        onPress={() => send("counts")}
        onProblem={toastProblem}
        aria-label={t.countedOf(name)}
      >
        {t.counted}
      </Button>
      <Button
        disabled={quantity === null || quantity === 0}
        onPress={() => send("refills")}
        onProblem={toastProblem}
        aria-label={t.refilledOf(name)}
      >
        {t.refilled}
      </Button>
    </div>
  );
}
