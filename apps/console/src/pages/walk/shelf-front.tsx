import { Money } from "@saunter/ui/components/money";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
import type { Gondola } from "./near-shelf.ts";

type Facing = Gondola["shelves"][number]["facings"][number];

export interface Offered {
  readonly gondola: number;
  readonly shelf: number;
  readonly plate: number;
  readonly gtin: string;
  readonly name: string;
  /** Where it stands along the front, in columns of the gondola's plates, and over how many. */
  readonly from: number;
  readonly columns: number;
  /** What takes it on a keyboard; null of the eleventh and those after it. */
  readonly key: string | null;
}

const KEYS = "1234567890";

/** What stands on a gondola, the upper boards first, each from left to right. */
export function listOffered({ gondola, plateWidthM, shelves }: Gondola): Offered[] {
  return [...shelves]
    .sort((a, b) => b.shelf - a.shelf)
    .flatMap((own) => {
      const pitch = own.plateWidthM / plateWidthM;
      return own.facings.flatMap((facing) => offer({ gondola, shelf: own.shelf }, facing, pitch));
    })
    .map((offered, at) => ({ ...offered, key: KEYS[at] ?? null }));
}

function offer(
  where: { readonly gondola: number; readonly shelf: number },
  { gtin, name, plates }: Facing,
  pitch: number,
): Omit<Offered, "key">[] {
  if (gtin === null) return [];
  const plate = plates[Math.floor(plates.length / 2)]!;
  // A narrow plate still gets a column of its own to be tapped on.
  const columns = Math.max(1, Math.round(plates.length * pitch));
  const from = Math.round((plates[0]! - 1) * pitch) + 1;
  return [{ ...where, plate, gtin, name: name ?? gtin, from, columns }];
}

interface ShelfFrontProps {
  readonly gondola: Gondola;
  readonly priceOf: (gtin: string) => number | null;
  readonly onTake: (offered: Offered) => void;
}

/** A gondola as one sees it who stands before it: a tap takes one. */
export function ShelfFront({ gondola, priceOf, onTake }: ShelfFrontProps) {
  const offered = listOffered(gondola);
  const boards = [...new Set(offered.map(({ shelf }) => shelf))];
  return (
    <div class="walk-boards" style={{ "--plates": gondola.plateCount }}>
      {boards.map((shelf) => (
        <ul class="walk-board" key={shelf} aria-label={words.texts.walk.shelf.name(shelf)}>
          {offered
            .filter((one) => one.shelf === shelf)
            .map((one) => (
              <li key={one.plate} style={{ gridColumn: `${one.from} / span ${one.columns}` }}>
                <Tile one={one} priceMinor={priceOf(one.gtin)} onTake={onTake} />
              </li>
            ))}
        </ul>
      ))}
    </div>
  );
}

interface TileProps {
  readonly one: Offered;
  readonly priceMinor: number | null;
  readonly onTake: (offered: Offered) => void;
}

function Tile({ one, priceMinor, onTake }: TileProps) {
  return (
    <button
      type="button"
      class="walk-tile"
      title={one.name}
      aria-keyshortcuts={one.key ?? undefined}
      onClick={() => onTake(one)}
    >
      <span class="unseen">{words.texts.walk.shelf.take} </span>
      <span class="walk-tile-what">
        <ProductTile gtin={one.gtin} name={one.name} size="small" />
        <span class="walk-tile-name">{one.name}</span>
      </span>
      <span class="walk-tile-foot">
        {priceMinor === null ? null : <Money amountMinor={priceMinor} currency={currencyOf()} />}
        {one.key === null ? null : <kbd>{one.key}</kbd>}
      </span>
    </button>
  );
}
