/** What part of the world a map shows, and the shops that are seen in it. */
import { useMemo, useState } from "preact/hooks";
import {
  type Cluster,
  type Direction,
  findNext,
  fitView,
  type MapView,
  makeClusters,
  moveView,
  type Point,
  project,
  type Size,
  zoomView,
} from "./map-view.ts";
import type { ShopSeen } from "./shop-health.tsx";

const ZOOM = 1.6;
const MOVE_PX = 60;
const REACH_PX = 22;

const MOVES: Readonly<Record<Direction, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [MOVE_PX, 0],
  ArrowRight: [-MOVE_PX, 0],
  ArrowUp: [0, MOVE_PX],
  ArrowDown: [0, -MOVE_PX],
};

const isDirection = (key: string): key is Direction => Object.hasOwn(MOVES, key);
const keyOf = ({ values }: Cluster<ShopSeen>): string => values[0]!.shopId;

/** Shops that have a place, as the map shows them; until somebody moves it, it shows them all. */
export function useMapView(
  shops: readonly ShopSeen[],
  size: Size,
  onOpen: (shopId: string) => void,
) {
  const [moved, setMoved] = useState<MapView | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const placed = useMemo(
    () =>
      shops.flatMap((shop) =>
        shop.latitude === null || shop.longitude === null
          ? []
          : [{ at: project(shop.latitude, shop.longitude), value: shop }],
      ),
    [shops],
  );
  const view = useMemo(
    () =>
      moved ??
      fitView(
        placed.map(({ at }) => at),
        size,
      ),
    [moved, placed, size],
  );
  const clusters = useMemo(() => makeClusters(placed, view, size), [placed, view, size]);
  const chosen = clusters.find(({ values }) => values.some(({ shopId }) => shopId === chosenId));
  const zoom = (factor: number, about?: Point): void => {
    const middle = { x: size.width / 2, y: size.height / 2 };
    setMoved((last) => zoomView(last ?? view, factor, about ?? middle, size));
  };
  const move = (dx: number, dy: number): void => setMoved((last) => moveView(last ?? view, dx, dy));
  const open = (cluster: Cluster<ShopSeen>): void => {
    if (cluster.values.length === 1) {
      onOpen(keyOf(cluster));
      return;
    }
    setChosenId(keyOf(cluster));
    zoom(ZOOM * ZOOM, cluster.at);
  };
  const choose = (direction: Direction): void => {
    const next = chosen === undefined ? clusters[0] : findNext(clusters, chosen.at, direction);
    if (next != null) setChosenId(keyOf(next));
  };
  const press = (event: KeyboardEvent): void => {
    const { key } = event;
    if (isDirection(key) && event.shiftKey) move(...MOVES[key]);
    else if (isDirection(key)) choose(key);
    else if (key === "+" || key === "=") zoom(ZOOM, chosen?.at);
    else if (key === "-") zoom(1 / ZOOM, chosen?.at);
    else if (key === "0") setMoved(null);
    else if (key === "Enter" && chosen !== undefined) open(chosen);
    else return;
    event.preventDefault();
  };
  const findAt = ({ x, y }: Point): Cluster<ShopSeen> | undefined =>
    clusters.find(({ at }) => Math.hypot(at.x - x, at.y - y) <= REACH_PX);
  return {
    ...{ view, clusters, chosen, zoom, move, open, press, findAt },
    zoomIn: () => zoom(ZOOM),
    zoomOut: () => zoom(1 / ZOOM),
    showAll: () => setMoved(null),
  };
}
