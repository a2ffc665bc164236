/**
 * The chain that a shop belongs to: it has every event of the journal, some moments later, and decides what the
 * shop sells and how it is run.
 */

import { DOWN_SCHEMA } from "../../chain/keep-contents.ts";
import { openChain } from "../../chain/open-chain.ts";
import { reportRefusal } from "../../chain/report-refusal.ts";
import { CHAIN_SCHEMA } from "../../chain/send-up.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import { withServices } from "../../http/add-route.ts";
import type { HttpExtension } from "../../http/http-context.ts";
import type { Capability } from "../../process/capability.ts";
import { COPY_LOOK_MS, PLACE_CHECK_MS } from "../../chain/recovery/recovery-limits.ts";
import { markReplaced } from "../../store/store.ts";
import { addChainRoutes, type ChainServices } from "./chain-routes.ts";

const SENT_EVERY_MS = 200;
/** News come by themselves; this is for those that were lost. */
const FETCHED_EVERY_MS = 60_000;
const APPLIED_EVERY_MS = 1000;
const REFUSAL_LOOK_MS = 5000;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA + DOWN_SCHEMA,
  open: ({ process, onError }) => {
    const { config, shop, store, goods, chainSettings: settings } = process;
    if (config.chain === null) return { http: serveChain(null) };
    const { nowMs } = shop;
    const { makeId, random } = process.surroundings;
    const version = PROGRAM_VERSION;
    const { dataFolder: folder } = config;
    const { sender, fetcher, applier, copies, watchPlace, close } = openChain({
      ...{ store, goods, settings, nowMs, makeId, random, version },
      config: config.chain,
      shop: config.shop,
      copied: { ...{ db: store.db, folder }, isMade: store.isMade },
      evenMs: () => performance.now(),
      onReplaced: (why) => onError(markReplaced(folder, why)),
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
        { everyMs: COPY_LOOK_MS, what: "copying settings to the hub", work: copies.sendDue },
        {
          everyMs: REFUSAL_LOOK_MS,
          what: "reporting a refused release",
          work: () => reportRefusal(store, folder),
        },
        { everyMs: PLACE_CHECK_MS, what: "asking the chain for its events", work: watchPlace },
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
