/**
 * The chain that a shop belongs to: it has every event of the journal, some moments later, and says what the shop
 * sells and how it is run.
 */

import { createChainAnswers } from "../../chain/answer-chain.ts";
import { createDownApplier } from "../../chain/apply-due.ts";
import { createDownFetcher } from "../../chain/fetch-down.ts";
import { openHubLine } from "../../chain/hub-line.ts";
import { DOWN_SCHEMA } from "../../chain/keep-contents.ts";
import { CHAIN_SCHEMA, createUpSender } from "../../chain/send-up.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import type { Capability } from "../../process/capability.ts";

const SENT_EVERY_MS = 200;
/** News come by themselves; this is for those that got lost. */
const FETCHED_EVERY_MS = 60_000;
const APPLIED_EVERY_MS = 1000;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA + DOWN_SCHEMA,
  open: ({ process: { config, shop, store, goods, chainSettings, surroundings }, onError }) => {
    if (config.chain === null) return {};
    const { shard } = config.chain;
    const { nowMs } = shop;
    const { makeId, random } = surroundings;
    const { id: shopId, currency } = config.shop;
    const line = openHubLine(
      config.chain,
      shopId,
      (what, body) => answer(what, body),
      () => {
        news = takeNews();
      },
    );
    const sender = createUpSender({ ...{ store, line, shard, shopId, nowMs, random } });
    const fetcher = createDownFetcher({ store, line, shopId });
    const applier = createDownApplier({
      ...{ store, shopId, currency, goods, nowMs },
      settings: chainSettings,
    });
    const answer = createChainAnswers({
      ...{ store, sender, nowMs, makeId },
      version: PROGRAM_VERSION,
    });
    const takeNews = (): Promise<void> => fetcher.fetch().then(applier.applyDue).catch(onError);
    let news: Promise<void> = Promise.resolve();
    return {
      repeats: [
        { everyMs: SENT_EVERY_MS, what: "sending events to the chain", work: sender.sendDue },
        { everyMs: FETCHED_EVERY_MS, what: "fetching what the chain decided", work: fetcher.fetch },
        {
          everyMs: APPLIED_EVERY_MS,
          what: "applying what the chain decided",
          work: applier.applyDue,
        },
      ],
      finish: async () => {
        await line.close();
        await news;
      },
    };
  },
};
