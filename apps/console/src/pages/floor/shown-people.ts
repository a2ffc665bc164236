/** Who is drawn where, for whoever has to know it on the page: where a finger is, whom one points at. */
import type { ReadonlySignal } from "@preact/signals";
import type { Appearance, Drawn } from "./draw-people.ts";
import type { FloorFeed } from "./floor-feed.ts";
import type { FloorTime } from "./floor-time.ts";
import { createPeopleMover } from "./move-people.ts";

export interface ShownPeople {
  /** As of this moment: nobody is moved until somebody asks. */
  read(): readonly Drawn[];
}

export function createShownPeople(
  { history }: FloorFeed,
  time: FloorTime,
  appearances: ReadonlySignal<ReadonlyMap<number, Appearance>>,
): ShownPeople {
  const mover = createPeopleMover({
    history,
    findAppearance: (number) => appearances.peek().get(number) ?? "unbound",
    isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    read: () => {
      const nowMs = performance.now();
      mover.move(time.readAtMs(), nowMs - lastMs);
      lastMs = nowMs;
      return mover.list();
    },
  };
}
