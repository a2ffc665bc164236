import { words } from "../../words.ts";
import type { Floor, Point } from "../floor/floor-shape.ts";
import { findMiddleBefore } from "./near-shelf.ts";
import { type Offered, ShelfFront } from "./shelf-front.tsx";
import type { Walker } from "./use-walker.ts";

interface ShelfPanelProps {
  readonly floor: Floor;
  readonly walker: Walker;
  readonly priceOf: (gtin: string) => number | null;
  readonly onTake: (offered: Offered) => void;
  readonly onGo: (place: Point) => void;
}

/** What stands before one; on the way to it, how one gets there. */
export function ShelfPanel({ floor, walker, priceOf, onTake, onGo }: ShelfPanelProps) {
  const gondola = walker.near.value;
  const t = words.texts.walk.shelf;
  const isInside = walker.avatar.value?.state === "inside";
  return (
    <section class="walk-shelf" aria-label={t.before}>
      <header class="row apart">
        <h2>{gondola === null ? t.howTo : t.name(gondola.gondola)}</h2>
        {isInside ? <GoStraight floor={floor} onGo={onGo} /> : null}
      </header>
      {gondola === null ? (
        <Hints isInside={isInside} />
      ) : (
        <>
          <ShelfFront gondola={gondola} priceOf={priceOf} onTake={onTake} />
          <p class="small soft">
            {t.tap}
            <span class="walk-keys">{t.orKey}</span>.
            <span class="walk-keys">
              {" "}
              <kbd>P</kbd> {t.putsBack}
            </span>
          </p>
        </>
      )}
    </section>
  );
}

function Hints({ isInside }: { readonly isInside: boolean }) {
  const t = words.texts.walk.shelf;
  return (
    <ul class="walk-hints soft">
      {isInside ? null : <li>{t.comeIn}</li>}
      <li class="walk-keys">
        <kbd>↑</kbd> <kbd>←</kbd> <kbd>↓</kbd> <kbd>→</kbd> {t.or} <kbd>W</kbd> <kbd>A</kbd>{" "}
        <kbd>S</kbd> <kbd>D</kbd> {t.walks}
      </li>
      <li>{t.tapFloor}</li>
      <li>{t.see}</li>
    </ul>
  );
}

/** Without looking at the snapshot: a shelf by what stands on it. */
function GoStraight({ floor, onGo }: Pick<ShelfPanelProps, "floor" | "onGo">) {
  const t = words.texts.walk.shelf;
  return (
    <label class="walk-straight">
      <span class="small soft">{t.goTo}</span>
      <select
        class="input"
        value=""
        onChange={(event) => {
          const chosen = Number(event.currentTarget.value);
          event.currentTarget.value = "";
          // Keys walk again.
          event.currentTarget.blur();
          const gondola = floor.gondolas.find((one) => one.gondola === chosen);
          if (gondola !== undefined) onGo(findMiddleBefore(gondola));
        }}
      >
        <option value="" disabled>
          {t.aShelf}
        </option>
        {floor.gondolas.map(({ gondola, shelves }) => (
          <option key={gondola} value={gondola}>
            {gondola}: {listNames(shelves)}
          </option>
        ))}
      </select>
    </label>
  );
}

const NAMED_MAX = 3;

function listNames(shelves: Floor["gondolas"][number]["shelves"]): string {
  const names = shelves.flatMap(({ facings }) => facings.flatMap(({ name }) => name ?? []));
  const first = words.texts.list(names.slice(0, NAMED_MAX));
  return names.length > NAMED_MAX ? words.texts.walk.shelf.more(first) : first;
}
