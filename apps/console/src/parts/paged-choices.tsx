import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import type { List } from "@saunter/ui/components/use-list";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";
import { type ChoiceColumn, ChoiceList, ChoiceTable, isWide } from "./split.tsx";

interface Props<Row> {
  readonly label: string;
  readonly list: List<Row>;
  /** What stands there where the list has nothing. */
  readonly empty: ComponentChildren;
  /** One row, with its key. */
  readonly item: (row: Row) => ComponentChildren;
  /** The same as columns, for screens that have room for them. */
  readonly table?: ChoiceTableOf<Row>;
}

export interface ChoiceTableOf<Row> {
  readonly columns: readonly ChoiceColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly hrefOf: (row: Row) => string;
  readonly chosenKey: string | null;
}

/** The list of a split page, whatever has become of its loading; older rows when they are asked for. */
export function PagedChoices<Row>({ label, list, empty, item, table }: Props<Row>) {
  const { items, problem, reload, more } = list;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (items === null) {
    return (
      <div class="pad">
        <Bones lines={8} />
      </div>
    );
  }
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      {table !== undefined && isWide.value ? (
        <ChoiceTable label={label} rows={items} {...table} />
      ) : (
        <ChoiceList label={label}>{items.map(item)}</ChoiceList>
      )}
      {more === null ? null : (
        <div class="choice-more">
          <Button onPress={more}>{words.texts.parts.older}</Button>
        </div>
      )}
    </>
  );
}
