/**
 * The chain that a shop belongs to: it has every event of the journal, some moments later, and decides what the
 * shop sells and how it is run.
 */

import { DOWN_SCHEMA } from "../../chain/keep-contents.ts";
import { openChain } from "../../chain/open-chain.ts";
import { CHAIN_SCHEMA } from "../../chain/send-up.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import { withServices } from "../../http/add-route.ts";
import type { HttpExtension } from "../../http/http-context.ts";
import type { Capability } from "../../process/capability.ts";
import { addChainRoutes, type ChainServices } from "./chain-routes.ts";

const SENT_EVERY_MS = 200;
/** News come by themselves; this is for those that were lost. */
const FETCHED_EVERY_MS = 60_000;
const APPLIED_EVERY_MS = 1000;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA + DOWN_SCHEMA,
  open: ({ process }) => {
    const { config, shop, store, goods, chainSettings: settings } = process;
    if (config.chain === null) return { http: serveChain(null) };
    const { nowMs } = shop;
    const { makeId, random } = process.surroundings;
    const version = PROGRAM_VERSION;
    const { sender, fetcher, applier, close } = openChain({
      ...{ store, goods, settings, nowMs, makeId, random, version },
      config: config.chain,
      floor: config.floor,
      shop: config.shop,
    });
    return {
      http: serveChain({ sender, fetcher, version, shopId: config.shop.id }),
      repeats: [
        { everyMs: SENT_EVERY_MS, what: "sending events to the chain", work: sender.sendDue },
        {
          everyMs: FETCHED_EVERY_MS,
          what: "fetching what the chain decided",
          work: fetcher.fetch,
        },
        {
          everyMs: APPLIED_EVERY_MS,
          what: "applying what the chain decided",
          work: applier.applyDue,
        },
      ],
      finish: close,
    };
  },
};

function serveChain(chain: ChainServices["chain"]): HttpExtension {
  return { addRoutes: (context) => addChainRoutes(withServices(context, { chain })) };
}
