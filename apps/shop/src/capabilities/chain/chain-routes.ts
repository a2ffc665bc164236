import { GET_CHAIN } from "@saunter/protocol/http/chain-routes";
import { listVersions } from "../../chain/list-versions.ts";
import type { Chain } from "../../chain/open-chain.ts";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";

export interface ChainServices {
  /** Null where the shop belongs to none. */
  readonly chain: (Pick<Chain, "sender" | "fetcher"> & { readonly shopId: string }) | null;
}

export function addChainRoutes(context: HttpContext<ChainServices>): void {
  const { chain, shop } = context.deps;
  addRead(context, GET_CHAIN, () => {
    if (chain === null) return { chain: null };
    const { waiting, fault } = chain.sender.report();
    return {
      chain: {
        waitingEvents: waiting,
        sendingFault: fault,
        fetchingFault: chain.fetcher.fault(),
        versions: listVersions(shop.store, chain.shopId, shop.nowMs()),
      },
    };
  });
}
