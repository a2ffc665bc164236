import { useEffect, useMemo } from "preact/hooks";
import { type FloorFeed, openFloorFeed } from "./floor-feed.ts";
import { type Floor, nameProducts } from "./floor-shape.ts";
import { createFloorTime, type FloorTime } from "./floor-time.ts";
import { type Interactions, openInteractions } from "./interactions.ts";

export interface LiveFloor {
  readonly feed: FloorFeed;
  readonly interactions: Interactions;
  readonly time: FloorTime;
  readonly nameOf: (gtin: string) => string;
}

/** What is heard of the floor for as long as a page shows it. */
export function useFloor(floor: Floor): LiveFloor {
  const feed = useOpened(openFloorFeed);
  const interactions = useOpened(() => openInteractions());
  const time = useMemo(() => createFloorTime(() => readShopMs(feed)), []);
  const names = useMemo(() => nameProducts(floor), [floor]);
  // What was there before is of no use to somebody who cannot be told of it.
  useEffect(() => void interactions.load().catch(() => {}), []);
  return { feed, interactions, time, nameOf: (gtin) => names.get(gtin) ?? gtin };
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
