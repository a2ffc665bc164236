/** The chain that a shop belongs to: it has every event of the journal, some moments later. */

import { openHubLine } from "../../chain/hub-line.ts";
import { CHAIN_SCHEMA, createUpSender } from "../../chain/send-up.ts";
import type { Capability } from "../../process/capability.ts";

const SENT_EVERY_MS = 200;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA,
  open: ({ process: { config, shop, store, surroundings } }) => {
    if (config.chain === null) return {};
    const { shard } = config.chain;
    const line = openHubLine(config.chain, config.shop.id);
    const sender = createUpSender({
      ...{ store, line, shard },
      shopId: config.shop.id,
      nowMs: shop.nowMs,
      random: surroundings.random,
    });
    return {
      repeats: [
        { everyMs: SENT_EVERY_MS, what: "sending events to the chain", work: sender.sendDue },
      ],
      finish: () => line.close(),
    };
  },
};
