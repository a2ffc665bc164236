/** The chain that a shop belongs to: it has every event of the journal, some moments later. */

import { createChainAnswers } from "../../chain/answer-chain.ts";
import { openHubLine } from "../../chain/hub-line.ts";
import { CHAIN_SCHEMA, createUpSender } from "../../chain/send-up.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import type { Capability } from "../../process/capability.ts";

const SENT_EVERY_MS = 200;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA,
  open: ({ process: { config, shop, store, surroundings } }) => {
    if (config.chain === null) return {};
    const { shard } = config.chain;
    const { nowMs } = shop;
    const { makeId, random } = surroundings;
    const line = openHubLine(config.chain, config.shop.id, (what, body) => answer(what, body));
    const shopId = config.shop.id;
    const sender = createUpSender({ ...{ store, line, shard, shopId, nowMs, random } });
    const answer = createChainAnswers({
      ...{ store, sender, nowMs, makeId },
      version: PROGRAM_VERSION,
    });
    return {
      repeats: [
        { everyMs: SENT_EVERY_MS, what: "sending events to the chain", work: sender.sendDue },
      ],
      finish: () => line.close(),
    };
  },
};
