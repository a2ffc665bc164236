/** Lists of thousands: searched, sorted by a column, and drawn a few hundred at a time. */
import { Button } from "@saunter/ui/components/button";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Sort, sortRows } from "./sort-order.ts";

interface SortHeadProps<Key extends string> {
  readonly column: Key;
  readonly sort: Sort<Key>;
  readonly onSort: (sort: Sort<Key>) => void;
  readonly isNumber?: boolean;
  readonly children: ComponentChildren;
}

/** The head of a column; pressed, it sorts by it, and again the other way round. */
export function SortHead<Key extends string>(props: SortHeadProps<Key>) {
  const { column, sort, onSort, isNumber = false, children } = props;
  const isOwn = sort.column === column;
  const order = sort.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" class={isNumber ? "number" : ""} aria-sort={isOwn ? order : "none"}>
      <button
        type="button"
        class="sort-head"
        onClick={() => onSort({ column, isDescending: isOwn && !sort.isDescending })}
      >
        {children}
        <span aria-hidden="true">{isOwn ? (sort.isDescending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** Rows that are drawn at once. */
const SHOWN_AT_ONCE = 200;

interface Shown<Row> {
  readonly rows: readonly Row[];
  /** Shows some more; null where all are shown. */
  readonly more: ComponentChildren;
}

/** The first rows of many, and a button for more. */
export function useShown<Row>(all: readonly Row[]): Shown<Row> {
  const [shownMax, setShownMax] = useState(SHOWN_AT_ONCE);
  const rest = all.length - shownMax;
  const more =
    rest <= 0 ? null : (
      <div class="pad">
        <Button onPress={() => setShownMax(shownMax + SHOWN_AT_ONCE)}>
          Show more ({rest} left)
        </Button>
      </div>
    );
  return { rows: all.slice(0, shownMax), more };
}

interface SortedRows<Row, Key extends string> extends Shown<Row> {
  readonly sort: Sort<Key>;
  readonly onSort: (sort: Sort<Key>) => void;
}

/** @param by what rows are compared by, of each column; null comes last either way */
export function useSortedRows<Row, Key extends string>(
  all: readonly Row[],
  by: Readonly<Record<Key, (row: Row) => string | number | null>>,
  first: NoInfer<Key>,
): SortedRows<Row, Key> {
  const [sort, onSort] = useState<Sort<Key>>({ column: first, isDescending: false });
  return { ...useShown(sortRows(all, by[sort.column], sort.isDescending)), sort, onSort };
}
