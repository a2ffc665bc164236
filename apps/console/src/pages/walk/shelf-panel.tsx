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
  const isInside = walker.avatar.value?.state === "inside";
  return (
    <section class="walk-shelf" aria-label="Shelf in front of you">
      <header class="row apart">
        <h2>{gondola === null ? "How to walk" : `Shelf ${gondola.gondola}`}</h2>
        {isInside ? <GoStraight floor={floor} onGo={onGo} /> : null}
      </header>
      {gondola === null ? (
        <Hints isInside={isInside} />
      ) : (
        <>
          <ShelfFront gondola={gondola} priceOf={priceOf} onTake={onTake} />
          <p class="small soft">
            Tap to take one<span class="walk-keys">, or press its key</span>.
            <span class="walk-keys">
              {" "}
              <kbd>P</kbd> puts the last one back.
            </span>
          </p>
        </>
      )}
    </section>
  );
}

function Hints({ isInside }: { readonly isInside: boolean }) {
  return (
    <ul class="walk-hints soft">
      {isInside ? null : <li>Come in: the gate opens with a simulated card.</li>}
      <li class="walk-keys">
        <kbd>↑</kbd> <kbd>←</kbd> <kbd>↓</kbd> <kbd>→</kbd> or <kbd>W</kbd> <kbd>A</kbd>{" "}
        <kbd>S</kbd> <kbd>D</kbd> walk.
      </li>
      <li>Tap the floor or a shelf to go there.</li>
      <li>You see the shelf in front of you here. Take something, put it back, leave.</li>
    </ul>
  );
}

/** Without looking at the snapshot: a shelf by what stands on it. */
function GoStraight({ floor, onGo }: Pick<ShelfPanelProps, "floor" | "onGo">) {
  return (
    <label class="walk-straight">
      <span class="small soft">Go to</span>
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
          a shelf
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
  const first = names.slice(0, NAMED_MAX).join(", ");
  return names.length > NAMED_MAX ? `${first} and more` : first;
}
