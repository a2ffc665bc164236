/** Lists of thousands: searched, sorted by a column, and drawn a few hundred at a time. */
import { Button } from "@saunter/ui/components/button";
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { words } from "../../words.ts";
import { openSearch, type Sort, sortRows } from "./sort-order.ts";

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

/** Rows that are drawn at once: drawing takes longer than finding. */
const SHOWN_AT_ONCE = 100;

interface FoundRows<Row, Key extends string> {
  /** Those that are drawn. */
  readonly rows: readonly Row[];
  /** Shows some more; null where all are shown. */
  readonly more: ComponentChildren;
  readonly sort: Sort<Key>;
  readonly onSort: (sort: Sort<Key>) => void;
}

interface RowsOf<Row, Key extends string> {
  /** The same list as before where nothing has changed: it is made ready for sorting and searching once. */
  readonly all: readonly Row[];
  readonly search: string;
  readonly textOf: (row: Row) => string;
  /** What rows are compared by, of each column; null comes last either way. */
  readonly by: Readonly<Record<Key, (row: Row) => string | number | null>>;
  readonly first: NoInfer<Key>;
}

/** The first of the rows that are searched for, in order of a column. */
export function useFoundRows<Row, Key extends string>(
  options: RowsOf<Row, Key>,
): FoundRows<Row, Key> {
  const { all, search, textOf, by, first } = options;
  const [sort, onSort] = useState<Sort<Key>>({ column: first, isDescending: false });
  const [shownMax, setShownMax] = useState(SHOWN_AT_ONCE);
  const find = useMemo(
    () => openSearch(sortRows(all, by[sort.column], sort.isDescending), textOf),
    [all, sort],
  );
  const found = useMemo(() => find(search), [find, search]);
  const rest = found.length - shownMax;
  const more =
    rest <= 0 ? null : (
      <div class="pad">
        <Button onPress={() => setShownMax(shownMax + SHOWN_AT_ONCE)}>
          {words.texts.goods.showMore(rest)}
        </Button>
      </div>
    );
  return { rows: found.slice(0, shownMax), more, sort, onSort };
}
