import { Icon } from "@saunter/ui/components/icon";
import { Maximize, Minus, Plus } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";
import { drawMap, readColours } from "./draw-map.ts";
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

interface ShopMapProps {
  readonly shops: readonly ShopSeen[];
  readonly onOpen: (shopId: string) => void;
}

const ZOOM = 1.6;
const MOVE_PX = 60;
const WHEEL_SPEED = 0.0015;
const REACH_PX = 22;
/** A pointer that moves less has pressed. */
const DRAG_PX_MIN = 4;
const DIRECTIONS: ReadonlySet<string> = new Set([
  ...["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
]);

const keyOf = ({ values }: Cluster<ShopSeen>): string => values[0]!.shopId;

/** Shops where they are, moved by pointer, wheel and keys. It needs no network: there are no streets on it. */
export function ShopMap({ shops, onOpen }: ShopMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [moved, setMoved] = useState<MapView | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isFocused, setFocused] = useState(false);
  const [theme, setTheme] = useState(0);
  const drag = useRef<{ from: Point; last: Point } | null>(null);
  const placed = useMemo(
    () =>
      shops.flatMap((shop) =>
        shop.latitude === null || shop.longitude === null
          ? []
          : [{ at: project(shop.latitude, shop.longitude), value: shop }],
      ),
    [shops],
  );
  const view =
    moved ??
    fitView(
      placed.map(({ at }) => at),
      size,
    );
  const clusters = useMemo(
    () => makeClusters(placed, view, size),
    [placed, view.x, view.y, view.worldPx, size],
  );
  const chosen = clusters.find(({ values }) => values.some(({ shopId }) => shopId === chosenId));
  const t = words.texts.shops;

  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize({ width, height });
    });
    watch.observe(canvas.current!);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => setTheme((turn) => turn + 1);
    dark.addEventListener("change", redraw);
    return () => dark.removeEventListener("change", redraw);
  }, []);
  const colours = useMemo(
    () => (canvas.current === null ? null : readColours(canvas.current)),
    [theme, size.width > 0],
  );
  useEffect(() => {
    if (size.width === 0 || colours === null) return;
    const frame = requestAnimationFrame(() =>
      drawMap(canvas.current!, {
        view,
        size,
        clusters,
        colours,
        chosen: isFocused ? chosen : undefined,
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [clusters, size, colours, chosen, isFocused]);

  const middle: Point = { x: size.width / 2, y: size.height / 2 };
  const zoom = (factor: number, about: Point = middle): void =>
    setMoved(zoomView(view, factor, about, size));
  const open = (cluster: Cluster<ShopSeen>): void => {
    if (cluster.values.length === 1) return onOpen(keyOf(cluster));
    setChosenId(keyOf(cluster));
    setMoved(zoomView(view, ZOOM * ZOOM, cluster.at, size));
  };
  // Preact listens for wheels passively: what it scrolls could not be kept where it is.
  useEffect(() => {
    const element = canvas.current!;
    const turn = (event: WheelEvent): void => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * WHEEL_SPEED), { x: event.offsetX, y: event.offsetY });
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  });

  const press = (event: KeyboardEvent): void => {
    const { key } = event;
    if (DIRECTIONS.has(key)) {
      if (event.shiftKey) {
        const dx = key === "ArrowLeft" ? MOVE_PX : key === "ArrowRight" ? -MOVE_PX : 0;
        const dy = key === "ArrowUp" ? MOVE_PX : key === "ArrowDown" ? -MOVE_PX : 0;
        setMoved(moveView(view, dx, dy));
      } else {
        const next =
          chosen === undefined ? clusters[0] : findNext(clusters, chosen.at, key as Direction);
        if (next != null) setChosenId(keyOf(next));
      }
    } else if (key === "+" || key === "=") zoom(ZOOM, chosen?.at);
    else if (key === "-") zoom(1 / ZOOM, chosen?.at);
    else if (key === "0") setMoved(null);
    else if (key === "Enter" && chosen !== undefined) open(chosen);
    else return;
    event.preventDefault();
  };

  const findAt = ({ x, y }: Point): Cluster<ShopSeen> | undefined =>
    clusters.find(({ at }) => Math.hypot(at.x - x, at.y - y) <= REACH_PX);

  const pointOf = (event: PointerEvent): Point => ({ x: event.offsetX, y: event.offsetY });

  return (
    <div class="shop-map">
      <canvas
        ref={canvas}
        role="application"
        aria-label={t.map}
        aria-describedby="shop-map-keys shop-map-chosen"
        tabIndex={0}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={press}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: pointOf(event), last: pointOf(event) };
        }}
        onPointerMove={(event) => {
          if (drag.current === null) {
            event.currentTarget.style.cursor = findAt(pointOf(event)) ? "pointer" : "grab";
            return;
          }
          const { last } = drag.current;
          const now = pointOf(event);
          drag.current = { ...drag.current, last: now };
          setMoved(moveView(view, now.x - last.x, now.y - last.y));
        }}
        onPointerUp={(event) => {
          const from = drag.current?.from;
          drag.current = null;
          const now = pointOf(event);
          if (from === undefined || Math.hypot(now.x - from.x, now.y - from.y) > DRAG_PX_MIN)
            return;
          const cluster = findAt(now);
          if (cluster !== undefined) open(cluster);
        }}
      />
      <div class="map-buttons">
        <MapButton name={t.zoomIn} icon={Plus} onPress={() => zoom(ZOOM)} />
        <MapButton name={t.zoomOut} icon={Minus} onPress={() => zoom(1 / ZOOM)} />
        <MapButton name={t.showAll} icon={Maximize} onPress={() => setMoved(null)} />
      </div>
      <p id="shop-map-chosen" class="map-chosen small" role="status">
        {chosen === undefined || !isFocused ? "" : nameCluster(chosen)}
      </p>
      <p id="shop-map-keys" class="unseen">
        {t.mapKeys}
      </p>
    </div>
  );
}

function nameCluster({ values }: Cluster<ShopSeen>): string {
  const [first] = values;
  if (values.length > 1) return words.texts.shops.cluster(values.length);
  return `${first!.name}: ${words.texts.health[first!.health]}`;
}

function MapButton(props: {
  readonly name: string;
  readonly icon: typeof Plus;
  readonly onPress: () => void;
}) {
  const { name, icon, onPress } = props;
  return (
    <button type="button" class="button" aria-label={name} title={name} onClick={onPress}>
      <Icon node={icon} />
    </button>
  );
}
