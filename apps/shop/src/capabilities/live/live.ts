/** What happens in the shop at this moment, on its floor plan and its shelves. */
import type { GoodsState } from "../../goods/live-goods.ts";
import { withServices } from "../../http/add-route.ts";
import { describeFloor, type FloorDescription } from "../../live/describe-floor.ts";
import type { Capability } from "../../process/capability.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { BEAT_MS } from "../../publish/publish-limits.ts";
import { addLiveRoutes } from "./live-routes.ts";
import { openLive } from "./open-live.ts";

export const LIVE: Capability = {
  name: "live",
  open: ({ process }) => {
    const live = openLive(process);
    const stopBeating = process.surroundings.every(BEAT_MS, live.beat);
    const services = {
      describeFloor: createFloorReader(process),
      followFloor: live.floor.subscribe,
      followShelf: live.shelves.subscribe,
    };
    return {
      http: { addRoutes: (context) => addLiveRoutes(withServices(context, services)) },
      hooks: { onEngine: live.watch, onObservation: live.see },
      close: () => {
        stopBeating();
        live.close();
      },
    };
  },
};

/** The floor with what stands there by now. */
export function createFloorReader({ config, doors, goods }: ShopProcess): () => FloorDescription {
  let known: { readonly goods: GoodsState; readonly floor: FloorDescription } | null = null;
  return () => {
    const current = goods.current();
    if (known?.goods !== current) {
      const { model, products } = current;
      const nameProduct = (gtin: string): string => products.get(gtin)?.name ?? gtin;
      known = { goods: current, floor: describeFloor(config, model, doors, nameProduct) };
    }
    return known.floor;
  };
}
