import { Button } from "@saunter/ui/components/button";
import { Bones } from "@saunter/ui/components/notes";
import type { List } from "@saunter/ui/components/use-list";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";

interface ListTableProps<Item> {
  readonly list: Pick<List<Item>, "items" | "more">;
  /** Lines that stand there while it loads. */
  readonly lines?: number;
  /** In place of a table where there is nothing. */
  readonly empty: ComponentChildren;
  /** The cells of its head. */
  readonly head: ComponentChildren;
  /** A row, with its key. */
  readonly toRow: (item: Item) => ComponentChildren;
}

/** A list in pages as a table, within a card. */
export function ListTable<Item>({ list, lines, empty, head, toRow }: ListTableProps<Item>) {
  const { items, more } = list;
  return (
    <>
      {items === null ? (
        <div class="pad">
          <Bones {...(lines === undefined ? {} : { lines })} />
        </div>
      ) : items.length === 0 ? (
        empty
      ) : (
        <div class="table-scroll">
          <table class="table cards">
            <thead>
              <tr>{head}</tr>
            </thead>
            <tbody>{items.map(toRow)}</tbody>
          </table>
        </div>
      )}
      {more === null ? null : (
        <div class="pad">
          <Button onPress={more}>{words.texts.showMore}</Button>
        </div>
      )}
    </>
  );
}
