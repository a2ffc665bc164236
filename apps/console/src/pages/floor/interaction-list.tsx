import type { ReadonlySignal } from "@preact/signals";
import { Certainty } from "@saunter/ui/components/certainty";
import { Empty } from "@saunter/ui/components/notes";
import { Time } from "@saunter/ui/components/time";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../../words.ts";
import { dryInSteps } from "./dry.ts";
import "./taken.css";
import { formatQuantity, type ShownInteraction } from "./interactions.ts";

interface InteractionListProps {
  readonly list: ReadonlySignal<readonly ShownInteraction[]>;
  readonly nameOf: (gtin: string) => string;
  /** Of those of this page's time, what has just come is washed. */
  readonly shownMax: number;
}

/** What was taken and put back, the newest first; each line goes to its visit. */
export function InteractionList({ list, nameOf, shownMax }: InteractionListProps) {
  if (list.value.length === 0) {
    const { none, noneText } = words.texts.floor.interactions;
    return <Empty title={none}>{noneText}</Empty>;
  }
  return (
    <ol class="taken-list">
      {list.value.slice(0, shownMax).map((one) => (
        <InteractionLine key={one.evidenceId} one={one} name={nameOf(one.gtin)} />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly one: ShownInteraction;
  readonly name: string;
}

/** The same line is drawn once, however often the list changes around it. */
function InteractionLine({ one, name }: LineProps) {
  const line = useRef<HTMLLIElement>(null);
  const isFresh = one.receivedMs !== null;
  // Before it is painted for the first time.
  useLayoutEffect(() => (isFresh ? dryInSteps(line.current!.style) : undefined), []);
  return useMemo(
    () => (
      <li
        ref={line}
        class={isFresh ? "taken fresh" : "taken"}
        data-evidence-id={one.evidenceId}
        data-at-ms={one.atMs}
      >
        {drawLine(one, name)}
      </li>
    ),
    [one, name, words.texts],
  );
}

function drawLine(one: ShownInteraction, name: string) {
  const what = (
    <>
      <span class="taken-quantity" dir="ltr" aria-hidden="true">
        {formatQuantity(one)}
      </span>
      <span class="unseen">{words.texts.floor.interactions[one.kind](one.quantity)} </span>
      <span class="taken-name" title={name}>
        {name}
      </span>
    </>
  );
  return (
    <>
      <Time timestampMs={one.occurredMs} style="time-seconds" />
      {one.visitId === null ? (
        <span class="taken-words">{what}</span>
      ) : (
        <a class="taken-words" href={`/console/visits/${one.visitId}`}>
          {what}
        </a>
      )}
      <Certainty probability={one.probability} />
    </>
  );
}
