import type { ComponentChildren } from "preact";
import "./split.css";

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
      <section class="split-chosen" aria-label="Details">
        {isChosen ? (
          <a class="split-back" href={backHref}>
            Back to the list
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
