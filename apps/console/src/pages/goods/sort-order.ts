/** How lists are put in order and searched. */

export interface Sort<Column extends string> {
  readonly column: Column;
  readonly isDescending: boolean;
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

/** Rows by a value of theirs, those without one last; equal ones stay as they are. */
export function sortRows<Row>(
  rows: readonly Row[],
  readValue: (row: Row) => string | number | null,
  isDescending: boolean,
): Row[] {
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: readValue(row) }))
    .toSorted(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      const isNumber = typeof a === "number" && typeof b === "number";
      return sign * (isNumber ? a - b : COLLATOR.compare(String(a), String(b)));
    })
    .map(({ row }) => row);
}

/**
 * Finds rows whose text has every word that is typed, whatever its accents and capitals. Texts are made
 * ready once: whoever types waits for none of it.
 */
export function openSearch<Row>(
  rows: readonly Row[],
  textOf: (row: Row) => string,
): (typed: string) => readonly Row[] {
  const texts = rows.map((row) => fold(textOf(row)));
  return (typed) => {
    const words = fold(typed).split(/\s+/).filter(Boolean);
    if (words.length === 0) return rows;
    return rows.filter((_, at) => words.every((word) => texts[at]!.includes(word)));
  };
}

const fold = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
