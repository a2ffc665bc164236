import { useSignal } from "@preact/signals";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEffect } from "preact/hooks";
import { openEvents } from "../live-events.ts";
import "../pages/floor/floor.css";
import { FloorMap } from "../pages/floor/floor-map.tsx";
import type { Floor } from "../pages/floor/floor-shape.ts";
import { InteractionList } from "../pages/floor/interaction-list.tsx";
import { useFloor } from "../pages/floor/use-floor.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";

/** Number of lines in the snapshot's caption. */
const LISTED_MAX = 4;

/** The floor to be looked at, and the last things that were taken. */
export function LiveShop() {
  useEffect(openEvents, []);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/floor", { signal }),
    [],
  );
  if (value !== null) return <Live floor={value} />;
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  return (
    <div class="pad" aria-busy="true">
      <Bones lines={6} />
    </div>
  );
}

function Live({ floor }: { readonly floor: Floor }) {
  const live = useFloor(floor);
  const { feed, interactions, nameOf } = live;
  const pointed = useSignal<string | null>(null);
  const count = feed.people.value?.filter(({ isInside }) => isInside).length ?? null;
  const t = words.texts.welcome;
  return (
    <>
      <header class="welcome-now">
        <p role="status">
          <strong>{count === null ? t.opening : t.inside(count)}</strong>
        </p>
        <a href="/console/">{t.openFloor}</a>
      </header>
      {/* To be looked at alone: all that can be done with it is one click away. */}
      <div class="welcome-picture" inert>
        <FloorMap floor={floor} live={live} pointed={pointed} />
      </div>
      <div class="welcome-taken">
        <InteractionList list={interactions.list} nameOf={nameOf} shownMax={LISTED_MAX} />
      </div>
    </>
  );
}
