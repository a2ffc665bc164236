import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { Empty } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useEvents } from "../../parts/use-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { Board } from "./board.tsx";
import { DraftBar } from "./draft-bar.tsx";
import { findMarks, findRefusals } from "./find-marks.ts";
import { GoodsFrame } from "./goods-frame.tsx";
import {
  type Change,
  findRange,
  formatPlates,
  makeFacing,
  type PlateRange,
  type ProductItem,
  placeProduct,
  putFacing,
  takeBack,
} from "./goods-lists.ts";
import { TransferMenu } from "./transfer-menu.tsx";
import { applyDraft, type Difference, type LoadedDraft, useDraft } from "./use-draft.ts";
import { type Goods, type LoadedGoods, useGoods } from "./use-goods.ts";

/** Which product stands where: chosen plates, and what is put on them, in the draft. */
export function PlanogramPage() {
  const loaded = useGoods();
  const drafted = useDraft();
  const { draft } = drafted;
  const rows = loaded.goods && applyDraft(loaded.goods.planogram, draft?.changes ?? []);
  return (
    <GoodsFrame
      loaded={loaded}
      acts={
        loaded.goods === null || loaded.goods.isFixed || draft === null ? null : (
          <TransferMenu
            items={rows!}
            section="planogram"
            pending={draft.changes.map(toChange)}
            take={drafted.change}
            refuse={loaded.refuse}
          />
        )
      }
    >
      {(goods) =>
        goods.isFixed ? (
          <Empty title={words.texts.goods.planogram.fixed} />
        ) : (
          <>
            <DraftBar loaded={drafted} goods={goods} />
            <Editor goods={{ ...goods, planogram: rows! }} loaded={loaded} drafted={drafted} />
          </>
        )
      }
    </GoodsFrame>
  );
}

const toChange = ({ key, after }: Difference): Change =>
  after === null
    ? { kind: "facing", key, change: "remove", item: null }
    : putFacing(makeFacing(key, after));

interface EditorProps {
  /** With the draft's planogram. */
  readonly goods: Goods;
  readonly loaded: LoadedGoods;
  readonly drafted: LoadedDraft;
}

function Editor({ goods, loaded, drafted }: EditorProps) {
  const { query } = useLocation();
  const [chosen, setChosen] = useState(() => findRange(goods.boards, query.at ?? ""));
  const gondolasRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Of plates that another page chose the board may be far below.
    const cell = gondolasRef.current!.querySelector("[aria-pressed=true]");
    cell?.scrollIntoView({ block: "center" });
  }, []);
  const findings = useLoaded(
    (signal) => api.call("GET /v1/findings", { query: { state: "open", limit: 200 }, signal }),
    [],
  );
  useEvents(["alert.*"], findings.reload);
  const marks = findMarks(findings.value?.items ?? []);
  const refusals = findRefusals(loaded.refused);
  const edited = listEdited(drafted.draft?.changes ?? []);
  const send = async (changes: readonly Change[], done: string, undo?: () => void) => {
    const problem = await drafted.change(changes, done, undo);
    if (problem === null) {
      setChosen(null);
      loaded.refuse(null);
    }
    return problem;
  };
  const place = async (range: PlateRange, product: ProductItem | null): Promise<void> => {
    const changes = placeProduct(goods.planogram, range, product?.gtin ?? null);
    if (changes.length === 0) return;
    const t = words.texts.goods.planogram;
    const where = t.where(range.gondola, range.shelf, formatPlates(range.plates));
    const tell = (what: string, problem: Problem | null): void => {
      if (problem !== null) loaded.refuse({ what, problem, range });
    };
    const back = takeBack(goods.planogram, changes);
    const undo = async (): Promise<void> => tell(t.notRestored(where), await send(back, t.undone));
    const [done, not] =
      product === null
        ? [t.emptied(where), t.notEmptied(where)]
        : [t.placed(product.name, where), t.notPlaced(product.name, where)];
    tell(not, await send(changes, done, () => void undo()));
  };
  const gondolas = [...new Set(goods.boards.map(({ gondola }) => gondola))];
  return (
    <div class="planogram">
      <div class="gondolas" ref={gondolasRef}>
        {gondolas.map((gondola) => (
          <section class="card pad stack tight" key={gondola}>
            <h2>{words.texts.goods.places.gondola(gondola)}</h2>
            {goods.boards
              .filter((board) => board.gondola === gondola)
              .toSorted((a, b) => b.shelf - a.shelf)
              .map((board) => (
                <Board
                  key={board.shelf}
                  board={board}
                  goods={goods}
                  marks={marks}
                  refusals={refusals}
                  edited={edited}
                  chosen={chosen}
                  place={place}
                  onChosen={setChosen}
                />
              ))}
          </section>
        ))}
      </div>
      <Palette goods={goods} chosen={chosen} place={place} onChosen={setChosen} />
    </div>
  );
}

/** Plates that the draft puts another product on, or none: "1/2/3". */
function listEdited(changes: readonly Difference[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ key }) => {
      const [gondola, shelf, plates] = key.split("/") as [string, string, string];
      return plates.split(",").map((plate) => `${gondola}/${shelf}/${plate}`);
    }),
  );
}

interface PaletteProps {
  readonly goods: Goods;
  readonly chosen: PlateRange | null;
  readonly place: (range: PlateRange, product: ProductItem | null) => Promise<void>;
  readonly onChosen: (range: PlateRange | null) => void;
}

const SHOWN_MAX = 60;

/** The products: to be dragged onto plates, or put on those that are chosen. */
function Palette({ goods, chosen, place, onChosen }: PaletteProps) {
  const t = words.texts.goods.planogram;
  const [search, setSearch] = useState("");
  const typed = search.toLowerCase();
  const found = goods.catalogue.filter(({ name, gtin }) =>
    `${name} ${gtin}`.toLowerCase().includes(typed),
  );
  const placed = new Set(goods.planogram.map(({ gtin }) => gtin));
  return (
    <aside class={chosen === null ? "card palette idle" : "card palette"} aria-label={t.products}>
      <div class="pad stack tight">
        {chosen === null ? (
          <p class="soft">{t.hint}</p>
        ) : (
          <Chosen goods={goods} chosen={chosen} place={place} onChosen={onChosen} />
        )}
        <Field label={t.find} type="search" value={search} onValue={setSearch} />
      </div>
      <ul class="palette-list">
        {found.slice(0, SHOWN_MAX).map((product) => (
          <li key={product.gtin}>
            <button
              type="button"
              class="palette-item"
              draggable
              aria-disabled={chosen === null}
              title={product.name}
              onDragStart={(event) => event.dataTransfer!.setData("text/plain", product.gtin)}
              onClick={() => (chosen === null ? undefined : void place(chosen, product))}
            >
              <ProductTile gtin={product.gtin} name={product.name} size="small" />
              <span class="clip">{words.texts.goods.named(product.name)}</span>
              {placed.has(product.gtin) ? null : <span class="soft small">{t.unplaced}</span>}
            </button>
          </li>
        ))}
      </ul>
      {found.length <= SHOWN_MAX ? null : (
        <p class="palette-more pad soft">
          {words.texts.goods.restNotShown(found.length - SHOWN_MAX)}
        </p>
      )}
    </aside>
  );
}

/** The plates that are chosen, which are made more or fewer here without a mouse. */
function Chosen(props: Omit<PaletteProps, "chosen"> & { readonly chosen: PlateRange }) {
  const { goods, chosen, place, onChosen } = props;
  const { gondola, shelf, plates } = chosen;
  const t = words.texts.goods.planogram;
  const [first, last] = [plates[0]!, plates.at(-1)!];
  const count = goods.boards.find((one) => one.gondola === gondola && one.shelf === shelf)!.plates;
  const all = Array.from({ length: count }, (_, at) => at + 1);
  const choose = (from: number, to: number): void =>
    onChosen({ ...chosen, plates: all.filter((plate) => plate >= from && plate <= to) });
  return (
    <>
      <p role="status">
        {t.chosen(
          gondola,
          shelf,
          <strong>
            <bdi>{formatPlates(plates)}</bdi>
          </strong>,
        )}
      </p>
      <div class="row">
        <PlateChoice
          label={t.fromPlate}
          plates={all}
          value={first}
          onChoose={(plate) => choose(plate, Math.max(plate, last))}
        />
        <PlateChoice
          label={t.toPlate}
          plates={all}
          value={last}
          onChoose={(plate) => choose(Math.min(plate, first), plate)}
        />
      </div>
      <div class="row">
        <Button onPress={() => place(chosen, null)}>{t.leaveEmpty}</Button>
        <Button kind="bare" onPress={() => onChosen(null)}>
          {t.clear}
        </Button>
      </div>
    </>
  );
}

interface PlateChoiceProps {
  readonly label: string;
  readonly plates: readonly number[];
  readonly value: number;
  readonly onChoose: (plate: number) => void;
}

function PlateChoice({ label, plates, value, onChoose }: PlateChoiceProps) {
  return (
    <label class="field plate-choice">
      <span>{label}</span>
      <select
        class="input"
        value={value}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {plates.map((plate) => (
          <option key={plate} value={plate}>
            {plate}
          </option>
        ))}
      </select>
    </label>
  );
}
