import { useSignal } from "@preact/signals";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect } from "preact/hooks";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { InteractionList } from "../floor/interaction-list.tsx";
import type { ShownInteraction } from "../floor/interactions.ts";

interface ShelfTakenProps {
  readonly gondola: number;
  readonly shelf: number;
}

const LISTED_MAX = 30;

/** What was taken from this shelf and put back there, the newest first. */
export function ShelfTaken({ gondola, shelf }: ShelfTakenProps) {
  const { value, problem, reload } = useLoaded(
    (signal) =>
      api.call("GET /v1/interactions", { query: { gondola, shelf, limit: LISTED_MAX }, signal }),
    [gondola, shelf],
  );
  useCalmEvents(["interaction.decided"], reload);
  const list = useSignal<readonly ShownInteraction[]>([]);
  useEffect(() => {
    list.value = (value?.items ?? []).map((item) => ({
      ...item,
      receivedMs: null,
      atMs: item.occurredMs,
    }));
  }, [value]);
  const { picks } = words.texts.shelf;
  const names = new Map((value?.items ?? []).map(({ gtin, name }) => [gtin, name]));
  return (
    <section class="card shelf-taken" aria-label={picks}>
      <header>
        <h2>{picks}</h2>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <div class="pad">
          <Bones />
        </div>
      ) : (
        <InteractionList
          list={list}
          nameOf={(gtin) => names.get(gtin) ?? gtin}
          shownMax={LISTED_MAX}
        />
      )}
    </section>
  );
}
