import { ProductTile } from "@saunter/ui/components/product-tile";
import { Status } from "@saunter/ui/components/status";
import { useState } from "preact/hooks";
import { MarkedText } from "../../parts/marked-text.tsx";
import { words } from "../../words.ts";
import type { Marks } from "./find-marks.ts";
import { type BoardSize, listPlates, type PlateRange, type ProductItem } from "./goods-lists.ts";
import type { Goods } from "./use-goods.ts";

interface BoardProps {
  readonly board: BoardSize;
  readonly goods: Goods;
  /** What is wrong, by "gondola/shelf/plate". */
  readonly marks: Marks;
  /** What was refused just now, in the same way. */
  readonly refusals: Marks;
  /** Plates that the draft changes. */
  readonly edited: ReadonlySet<string>;
  readonly chosen: PlateRange | null;
  readonly place: (range: PlateRange, product: ProductItem | null) => Promise<void>;
  readonly onChosen: (range: PlateRange | null) => void;
}

/** Neighbouring plates that hold the same, or one that holds nothing. */
interface Cell {
  readonly plates: readonly number[];
  readonly gtin: string | null;
}

/** One board: its plates from left to right, with what stands on them. */
export function Board(props: BoardProps) {
  const { board, goods, chosen, place, onChosen } = props;
  const { gondola, shelf } = board;
  const cells = listCells(board, goods);
  const faultsAt = (plate: number, tone?: "warning" | "wrong") => {
    const key = `${gondola}/${shelf}/${plate}`;
    const [found, refused] = [props.marks.get(key) ?? [], props.refusals.get(key) ?? []];
    return [...(tone === "wrong" ? [] : found), ...(tone === "warning" ? [] : refused)];
  };
  const all = Array.from({ length: board.plates }, (_, at) => at + 1);
  const faults = (["wrong", "warning"] as const).flatMap((tone) =>
    [...new Set(all.flatMap((plate) => faultsAt(plate, tone)))].map((text) => ({ tone, text })),
  );
  const faultsId = `faults-${gondola}-${shelf}`;
  const isHere = chosen?.gondola === gondola && chosen.shelf === shelf;
  const choose = (plates: readonly number[], isMore: boolean): void => {
    const known = isMore && isHere ? chosen.plates : [];
    const more = new Set([...known, ...plates]);
    onChosen({ gondola, shelf, plates: [...more].toSorted((a, b) => a - b) });
  };
  return (
    <div class="board">
      <h3 class="board-name">{words.texts.goods.places.shelf(shelf)}</h3>
      <div class="board-cells" style={{ "--plates": board.plates }}>
        {cells.map((cell) => (
          <PlateCell
            key={cell.plates[0]}
            cell={cell}
            name={nameOf(cell, goods)}
            faultsId={cell.plates.some((plate) => faultsAt(plate).length > 0) ? faultsId : null}
            isRefused={cell.plates.some((plate) => faultsAt(plate, "wrong").length > 0)}
            isEdited={cell.plates.some((plate) => props.edited.has(`${gondola}/${shelf}/${plate}`))}
            isChosen={isHere && cell.plates.every((plate) => chosen.plates.includes(plate))}
            onChoose={(isMore) => choose(cell.plates, isMore)}
            onDrop={(gtin) => {
              const product = goods.catalogue.find((one) => one.gtin === gtin);
              if (product !== undefined)
                void place({ gondola, shelf, plates: cell.plates }, product);
            }}
          />
        ))}
      </div>
      {faults.length === 0 ? null : (
        <ul class="board-faults" id={faultsId}>
          {faults.map(({ tone, text }) => (
            <li key={`${tone} ${text}`}>
              <Status tone={tone}>
                <bdi>
                  <MarkedText text={text} />
                </bdi>
              </Status>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function listCells({ gondola, shelf, plates }: BoardProps["board"], { planogram }: Goods): Cell[] {
  const gtins = new Map<number, string>();
  for (const row of planogram) {
    if (row.gondola !== gondola || row.shelf !== shelf) continue;
    for (const plate of listPlates(row.plates)) gtins.set(plate, row.gtin);
  }
  const cells: { plates: number[]; gtin: string | null }[] = [];
  for (let plate = 1; plate <= plates; plate++) {
    const gtin = gtins.get(plate) ?? null;
    const last = cells.at(-1);
    if (last !== undefined && gtin !== null && last.gtin === gtin) last.plates.push(plate);
    else cells.push({ plates: [plate], gtin });
  }
  return cells;
}

function nameOf({ gtin }: Cell, { catalogue }: Goods): string | null {
  if (gtin === null) return null;
  return catalogue.find((one) => one.gtin === gtin)?.name ?? gtin;
}

interface PlateCellProps {
  readonly cell: Cell;
  readonly name: string | null;
  /** Of the element that says what is wrong there; null where nothing is. */
  readonly faultsId: string | null;
  readonly isRefused: boolean;
  readonly isEdited: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (isMore: boolean) => void;
  readonly onDrop: (gtin: string) => void;
}

function PlateCell(props: PlateCellProps) {
  const { cell, name, faultsId, isRefused, isEdited, isChosen, onChoose, onDrop } = props;
  const [isOver, setOver] = useState(false);
  const t = words.texts.goods.board;
  const { plates } = cell;
  const numbers = plates.length === 1 ? `${plates[0]}` : `${plates[0]}–${plates.at(-1)}`;
  const fault = faultsId === null ? "" : `faulty ${isRefused ? "refused" : ""}`;
  const classes = ["cell", name === null ? "bare" : "", fault, isEdited ? "edited" : ""];
  return (
    <button
      type="button"
      class={`${classes.join(" ")} ${isOver ? "over" : ""}`}
      style={{ gridColumn: `span ${plates.length}` }}
      aria-pressed={isChosen}
      aria-describedby={faultsId ?? undefined}
      title={name ?? t.empty}
      onClick={(event) => onChoose(event.shiftKey)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop(event.dataTransfer!.getData("text/plain"));
      }}
    >
      <span class="cell-what">
        {cell.gtin === null || name === null ? null : (
          <ProductTile gtin={cell.gtin} name={name} size="small" />
        )}
        <span class="cell-name">{name === null ? t.empty : words.texts.goods.named(name)}</span>
      </span>
      <span class="cell-plates">
        <bdi>{numbers}</bdi>
        {isEdited ? <span class="cell-draft"> · {t.draft}</span> : null}
      </span>
    </button>
  );
}
