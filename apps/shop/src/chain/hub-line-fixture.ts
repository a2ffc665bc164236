/** For tests: a shop of a chain whose hub keeps nothing, and whose calls a test answers. */
import type { ShopConfig } from "../config/shop-config.ts";
import type { HubLine, OpenHubLine } from "./hub-line.ts";

const away = (): Promise<never> => Promise.reject(new Error("the hub is away"));

/** Options of a fixture's shop. */
export function joinChain(call: HubLine["call"] = away) {
  const chain = {
    ...{ server: "nats://hub.invalid:4222", shard: 0, credentials: null },
    ...{ hasReviewers: false, releaseKey: null },
  };
  const openHubLine: OpenHubLine = () => ({
    ...{
      publish: away,
      sendRow: away,
      readManifest: away,
      readLast: away,
      readCopy: away,
      readRelease: away,
    },
    call,
    close: async () => {},
  });
  return {
    config: (own: ShopConfig): ShopConfig => ({ ...own, chain }),
    surroundings: { openHubLine },
  };
}
