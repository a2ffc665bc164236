import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Appearance } from "./draw-people.ts";
import { type FloorFeed, openFloorFeed } from "./floor-feed.ts";
import { type Floor, nameProducts } from "./floor-shape.ts";
import { createFloorTime, type FloorTime } from "./floor-time.ts";
import { type Interactions, openInteractions } from "./interactions.ts";
import { findAppearances } from "./people-rows.ts";
import { createShownPeople, type ShownPeople } from "./shown-people.ts";

export interface LiveFloor {
  readonly feed: FloorFeed;
  readonly interactions: Interactions;
  readonly time: FloorTime;
  /** How people are drawn, by their numbers. */
  readonly appearances: ReadonlySignal<ReadonlyMap<number, Appearance>>;
  readonly shown: ShownPeople;
  readonly nameOf: (gtin: string) => string;
}

/** The floor's live stream, for as long as a page shows it. */
export function useFloor(floor: Floor): LiveFloor {
  const feed = useOpened(openFloorFeed);
  const interactions = useOpened(() => openInteractions());
  const time = useMemo(() => createFloorTime(() => readShopMs(feed)), []);
  const appearances = useComputed(() =>
    findAppearances(feed.people.value ?? [], feed.visits.value),
  );
  const shown = useMemo(() => createShownPeople(feed, time, appearances), []);
  const names = useMemo(() => nameProducts(floor), [floor]);
  // What was there before is of no use to somebody who cannot be notified of it.
  useEffect(() => void interactions.load().catch(() => {}), []);
  const nameOf = (gtin: string): string => names.get(gtin) ?? gtin;
  return { feed, interactions, time, appearances, shown, nameOf };
}

/** A stream that is there as long as the page is. */
function useOpened<T extends { close(): void }>(open: () => T): T {
  const opened = useMemo(open, []);
  useEffect(() => () => opened.close(), []);
  return opened;
}

/** The shop's time, as far as this device knows it: its own until the shop has said something. */
function readShopMs(feed: FloorFeed): number {
  const lagMs = feed.lagMs();
  return Date.now() - (Number.isNaN(lagMs) ? 0 : lagMs);
}
