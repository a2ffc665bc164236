import type { Answer } from "@saunter/client/api";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones, Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatFixed } from "../../parts/decimals.ts";
import { formatChange, formatGrams } from "../../parts/grams.ts";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import type { Floor } from "../floor/floor-shape.ts";
import { PlateCurve } from "./plate-curve.tsx";
import type { Plate, ShelfFeed } from "./shelf-feed.ts";
import { wordStock } from "./stock-words.ts";

type Board = Floor["gondolas"][number]["shelves"][number];
type Facing = Board["facings"][number];
type Stock = Answer<"GET /v1/stock">["items"][number];

interface FacingCardsProps {
  readonly feed: ShelfFeed;
  readonly board: Board;
}

/** What stands on the board from left to right, each with the plates under it. */
export function FacingCards({ feed, board }: FacingCardsProps) {
  const stock = useStock();
  const t = words.texts.shelf;
  const plates = feed.plates.value;
  if (plates === null) {
    return (
      <div class="card pad">
        <Bones lines={6} />
      </div>
    );
  }
  if (plates.length === 0 && board.facings.length === 0) {
    return (
      <div class="card">
        <Empty title={t.silent}>{t.silentText}</Empty>
      </div>
    );
  }
  const planned = new Set(board.facings.flatMap((facing) => facing.plates));
  const free = plates.filter(({ plate }) => !planned.has(plate));
  return (
    <div class="stack">
      {board.facings.map((facing) => (
        <FacingCard
          key={facing.facing}
          facing={facing}
          plates={plates.filter(({ plate }) => facing.plates.includes(plate))}
          stock={stock.get(facing.facing) ?? null}
          feed={feed}
        />
      ))}
      {free.length === 0 ? null : (
        <section class="card" aria-label={t.unplanned}>
          <header>
            <h2>{t.noProduct}</h2>
          </header>
          <PlateTable plates={free} feed={feed} />
        </section>
      )}
    </div>
  );
}

/** What should stand where; those who may not know it are not told. */
function useStock(): ReadonlyMap<string, Stock> {
  const isReported = hasRole("operator");
  const { value, reload } = useLoaded(
    async (signal) => (isReported ? (await api.call("GET /v1/stock", { signal })).items : []),
    [],
  );
  useCalmEvents(["stock.*", "interaction.*"], reload);
  return new Map((value ?? []).map((one) => [one.facing, one]));
}

interface FacingCardProps {
  readonly facing: Facing;
  readonly plates: readonly Plate[];
  readonly stock: Stock | null;
  readonly feed: ShelfFeed;
}

function FacingCard({ facing, plates, stock, feed }: FacingCardProps) {
  const t = words.texts.shelf;
  const { locale } = useLocale();
  const weighed = feed.weighed.value.get(facing.facing) ?? null;
  const { seen = null, weighsG = null, unitG = null } = weighed ?? {};
  const expected = stock?.expected ?? null;
  const { tone, text } = wordStock(expected, seen, stock?.isLow ?? false);
  return (
    <section class="card facing" aria-label={facing.name ?? t.unplanned}>
      <header>
        {facing.gtin === null || facing.name === null ? null : (
          <ProductTile gtin={facing.gtin} name={facing.name} />
        )}
        <h2 class="facing-name" title={facing.name ?? ""}>
          {facing.name === null ? t.noProduct : words.texts.goods.named(facing.name)}
        </h2>
        {facing.name === null ? null : (
          <dl class="facing-stock">
            <div>
              <dt>{t.expected}</dt>
              <dd>
                <span>{expected ?? "–"}</span>
                <Weight grams={expected === null || unitG === null ? null : expected * unitG} />
              </dd>
            </div>
            <div>
              <dt>{t.byWeight}</dt>
              <dd>
                <span>{seen === null ? "–" : formatFixed(seen, 1, locale)}</span>
                <Weight grams={weighsG} />
              </dd>
            </div>
            <div class="facing-state">
              <dt class="unseen">{t.state}</dt>
              <dd>
                <Status tone={tone}>{text}</Status>
              </dd>
            </div>
          </dl>
        )}
      </header>
      <PlateTable plates={plates} feed={feed} />
    </section>
  );
}

/** What so many units should weigh, or do. */
function Weight({ grams }: { readonly grams: number | null }) {
  return grams === null ? null : <span class="facing-weight"> {formatGrams(grams)}</span>;
}

interface PlateTableProps {
  readonly plates: readonly Plate[];
  readonly feed: ShelfFeed;
}

function PlateTable({ plates, feed }: PlateTableProps) {
  const t = words.texts.shelf.plates;
  if (plates.length === 0) return <p class="pad soft">{t.silent}</p>;
  const isCounted = plates.every(({ sinceCountG }) => sinceCountG !== null);
  return (
    <div class="table-scroll">
      <table class="table plates">
        <caption class="unseen">{t.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.plate}</th>
            <th scope="col">{t.lastMinute}</th>
            <th scope="col" class="number">
              {isCounted ? t.sinceCount : t.reading}
            </th>
            <th scope="col" class="number">
              {t.noise}
            </th>
            <th scope="col">{t.health}</th>
          </tr>
        </thead>
        <tbody>
          {plates.map((plate) => (
            <PlateRow key={plate.plate} plate={plate} feed={feed} isCounted={isCounted} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PlateRowProps {
  readonly plate: Plate;
  readonly feed: ShelfFeed;
  /** What a plate reads is from when it was set to nothing; what it has lost since a count says more. */
  readonly isCounted: boolean;
}

function PlateRow({ plate, feed, isCounted }: PlateRowProps) {
  const { plate: number, levelG, sinceCountG, noiseG, isDisturbed, problem } = plate;
  const t = words.texts.shelf.plates;
  const { locale } = useLocale();
  return (
    <tr class={isDisturbed ? "plate-busy" : ""}>
      <th scope="row">{number}</th>
      <td class="plate-curve-cell">
        <PlateCurve plate={plate} curves={feed.curves} onCurve={feed.onCurve} />
      </td>
      <td class="number">
        {isCounted && sinceCountG !== null
          ? formatChange(sinceCountG)
          : levelG === null
            ? "–"
            : formatGrams(levelG)}
      </td>
      <td class="number">{t.grams(formatFixed(noiseG, 1, locale))}</td>
      <td>
        {problem === null ? (
          <Status tone={isDisturbed ? "now" : "sure"}>{isDisturbed ? t.moves : t.well}</Status>
        ) : (
          <Status tone="wrong">{problem}</Status>
        )}
      </td>
    </tr>
  );
}
