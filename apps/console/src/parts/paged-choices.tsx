import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import type { ComponentChildren } from "preact";
import { ChoiceList } from "./split.tsx";
import type { List } from "./use-list.ts";

interface Props<Row> {
  readonly label: string;
  readonly list: List<Row>;
  /** What stands there where the list has nothing. */
  readonly empty: ComponentChildren;
  /** One row, with its key. */
  readonly item: (row: Row) => ComponentChildren;
}

/** The list of a split page, whatever has become of its loading; older rows when they are asked for. */
export function PagedChoices<Row>({ label, list, empty, item }: Props<Row>) {
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
      <ChoiceList label={label}>{items.map(item)}</ChoiceList>
      {more === null ? null : (
        <div class="choice-more">
          <Button onPress={more}>Older</Button>
        </div>
      )}
    </>
  );
}
