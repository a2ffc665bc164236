import { matchMediaSignal } from "@saunter/ui/media-signal";
import type { ComponentChildren } from "preact";
import { words } from "../words.ts";
import "./split.css";

/** Room for a table beside what was chosen of it. */
export const isWide = matchMediaSignal("(width >= 100rem)");

interface SplitProps {
  /** What the list is a list of. */
  readonly label: string;
  readonly list: ComponentChildren;
  /** The one thing that was chosen; null where none was. */
  readonly chosen: ComponentChildren | null;
  /** In place of it. */
  readonly nothing: ComponentChildren;
  /** Where there is room for one of them alone: back to the list. */
  readonly backHref: string;
}

/** A list, and beside it the one thing that was chosen of it. */
export function Split({ label, list, chosen, nothing, backHref }: SplitProps) {
  const isChosen = chosen !== null;
  return (
    <div class={`split ${isChosen ? "has-chosen" : ""}`}>
      <section class="split-list card" aria-label={label}>
        {list}
      </section>
      <section class="split-chosen" aria-label={words.texts.parts.split.details}>
        {isChosen ? (
          <a class="split-back" href={backHref}>
            {words.texts.parts.split.back}
          </a>
        ) : null}
        {isChosen ? chosen : <div class="card">{nothing}</div>}
      </section>
    </div>
  );
}

interface ChoiceListProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Links one below the other; arrows go from one to the next. */
export function ChoiceList({ label, children }: ChoiceListProps) {
  return (
    <nav aria-label={label} onKeyDown={moveFocus}>
      <ul class="choice-list">{children}</ul>
    </nav>
  );
}

export interface ChoiceColumn<Row> {
  readonly name: string;
  /** In digits, below each other. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

interface ChoiceTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first one's cells are the links. */
  readonly columns: readonly ChoiceColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly hrefOf: (row: Row) => string;
  readonly chosenKey: string | null;
}

/** The choices as a table: the whole of a row can be pressed, and arrows go from one to the next. */
export function ChoiceTable<Row>(props: ChoiceTableProps<Row>) {
  const { label, rows, columns, keyOf, hrefOf, chosenKey } = props;
  const [first, ...others] = columns;
  return (
    <table class="table choice-table" aria-label={label} onKeyDown={moveFocus}>
      <thead>
        <tr>
          {columns.map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const isChosen = keyOf(row) === chosenKey;
          return (
            <tr key={keyOf(row)} class={isChosen ? "is-chosen" : undefined}>
              <th scope="row">
                <a href={hrefOf(row)} aria-current={isChosen ? "true" : undefined}>
                  {first!.cell(row)}
                </a>
              </th>
              {others.map(({ name, isNumber, cell }) => (
                <td key={name} class={isNumber ? "number" : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function moveFocus(event: KeyboardEvent): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const list = event.currentTarget as HTMLElement;
  const links = [...list.querySelectorAll<HTMLElement>("a")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at + step];
  if (step === 0 || at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
