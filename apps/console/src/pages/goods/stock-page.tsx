import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { GoodsFrame } from "./goods-frame.tsx";
import { formatPlates } from "./goods-lists.ts";
import { useGoods } from "./use-goods.ts";

type Level = Answer<"GET /v1/stock">["items"][number];

const FILTERS = [
  ["all", "All"],
  ["refill", "Refill"],
  ["count", "Count"],
] as const;
type Filter = (typeof FILTERS)[number][0];

const needsCount = ({ expected, overdrawn }: Level): boolean => expected === null || overdrawn > 0;

function isShown(level: Level, filter: Filter): boolean {
  if (filter === "refill") return level.isLow || level.expected === 0;
  return filter === "all" || needsCount(level);
}

/** Rows that are drawn at once: each has a form. */
const SHOWN_AT_ONCE = 200;

/** What should be on each facing, and what somebody has to do about it. */
export function StockPage() {
  const [filter, setFilter] = useState<Filter>("all");
  const loaded = useGoods();
  const stock = useLoaded((signal) => api.call("GET /v1/stock", { signal }), []);
  useEvents(["stock.changed", "interaction.decided", "goods.changed"], stock.reload);
  const levels = stock.value?.items.filter((level) => isShown(level, filter));
  return (
    <GoodsFrame
      loaded={loaded}
      acts={<Choices label="Filter" choices={FILTERS} value={filter} onChoose={setFilter} />}
    >
      {() => (
        <section class="card">
          {stock.problem === null ? null : (
            <ProblemNote problem={stock.problem} onRetry={stock.reload} />
          )}
          {levels === undefined ? (
            <div class="pad">
              <Bones />
            </div>
          ) : levels.length === 0 ? (
            <Empty title={filter === "all" ? "No stock yet" : "Nothing to do"}>
              {filter === "all" ? "Place products on plates under Planogram." : null}
            </Empty>
          ) : (
            <StockTable levels={levels} onChanged={stock.reload} />
          )}
        </section>
      )}
    </GoodsFrame>
  );
}

interface StockTableProps {
  readonly levels: readonly Level[];
  readonly onChanged: () => void;
}

function StockTable({ levels, onChanged }: StockTableProps) {
  const [shownMax, setShownMax] = useState(SHOWN_AT_ONCE);
  const rest = levels.length - shownMax;
  return (
    <div class="table-scroll">
      <table class="table cards stock">
        <caption class="unseen">Stock by shelf location</caption>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Where</th>
            <th scope="col" class="number">
              There
            </th>
            <th scope="col">State</th>
            <th scope="col">Last counted</th>
            <th scope="col" class="number">
              Units counted or refilled
            </th>
          </tr>
        </thead>
        <tbody>
          {levels.slice(0, shownMax).map((level) => (
            <StockRow key={level.facing} level={level} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
      {rest <= 0 ? null : (
        <div class="pad">
          <Button onPress={() => setShownMax(shownMax + SHOWN_AT_ONCE)}>
            Show more ({rest} left)
          </Button>
        </div>
      )}
    </div>
  );
}

function LevelState({ level }: { readonly level: Level }) {
  if (level.overdrawn > 0) {
    return <Status tone="wrong">{level.overdrawn} more sold than in stock</Status>;
  }
  if (level.expected === null) return <Status tone="plain">never counted</Status>;
  if (level.expected === 0) return <Status tone="wrong">empty</Status>;
  return level.isLow ? <Status tone="warning">low</Status> : <Status tone="sure">enough</Status>;
}

function StockRow({ level, onChanged }: { readonly level: Level; readonly onChanged: () => void }) {
  const { facing, name, gondola, shelf, plates, expected, countedMs } = level;
  return (
    <tr>
      <th scope="row" class="goods-name" title={name}>
        <span class="two-lines">{name}</span>
      </th>
      <td>
        <a href={`/console/shelves/${gondola}/${shelf}`}>
          {gondola} · {shelf}
        </a>
        <span class="soft"> plates {formatPlates(plates).replaceAll("-", "–")}</span>
      </td>
      <td class="number">{expected ?? "—"}</td>
      <td>
        <LevelState level={level} />
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
