import { Icon } from "@saunter/ui/components/icon";
import { Maximize, Minus, Plus } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";
import { drawMap } from "./draw-map.ts";
import type { Cluster } from "./map-view.ts";
import type { ShopSeen } from "./shop-health.tsx";
import { useMapColours, usePointer, useSize, useWheel } from "./use-map-canvas.ts";
import { useMapView } from "./use-map-view.ts";

interface ShopMapProps {
  readonly shops: readonly ShopSeen[];
  readonly onOpen: (shopId: string) => void;
}

/** Shops where they are, moved by pointer, wheel and keys. It needs no network: there are no streets on it. */
export function ShopMap({ shops, onOpen }: ShopMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isFocused, setFocused] = useState(false);
  const size = useSize(canvas);
  const colours = useMapColours(canvas, size.width > 0);
  const map = useMapView(shops, size, onOpen);
  const chosen = isFocused ? map.chosen : undefined;
  const t = words.texts.shops;
  useWheel(canvas, map.zoom);
  const pointer = usePointer({
    onDrag: map.move,
    onPress: (at) => {
      const cluster = map.findAt(at);
      if (cluster !== undefined) map.open(cluster);
    },
    isOverDot: (at) => map.findAt(at) !== undefined,
  });
  useEffect(() => {
    if (colours === null) return;
    const { view, clusters } = map;
    const frame = requestAnimationFrame(() => {
      // Somebody may have left the page by then.
      if (canvas.current === null) return;
      drawMap(canvas.current, { view, size, clusters, colours, chosen });
    });
    return () => cancelAnimationFrame(frame);
  }, [map.clusters, size, colours, chosen]);
  return (
    <div class="shop-map">
      <div
        class="map-field"
        role="application"
        aria-label={t.map}
        aria-describedby="shop-map-keys shop-map-chosen"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys.
        tabIndex={0}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={map.press}
      >
        <canvas ref={canvas} {...pointer} />
      </div>
      <div class="map-buttons">
        <MapButton name={t.zoomIn} icon={Plus} onPress={map.zoomIn} />
        <MapButton name={t.zoomOut} icon={Minus} onPress={map.zoomOut} />
        <MapButton name={t.showAll} icon={Maximize} onPress={map.showAll} />
      </div>
      <p id="shop-map-chosen" class="map-chosen small" role="status">
        {chosen === undefined ? "" : nameCluster(chosen)}
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

interface MapButtonProps {
  readonly name: string;
  readonly icon: typeof Plus;
  readonly onPress: () => void;
}

function MapButton({ name, icon, onPress }: MapButtonProps) {
  return (
    <button type="button" class="button" aria-label={name} title={name} onClick={onPress}>
      <Icon node={icon} />
    </button>
  );
}
