/** A shop's side of its chain: what it sends, what it answers, and what it is told. */
import type { ChainConfig } from "../config/chain-config.ts";
import type { FloorConfig } from "../config/shop-config.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { Store } from "../store/store.ts";
import { createChainAnswers } from "./answer-chain.ts";
import { createDownApplier, type DownApplier } from "./apply-due.ts";
import type { ChainSettings } from "./chain-settings.ts";
import { describeLayout } from "./describe-layout.ts";
import { createDownFetcher, type DownFetcher } from "./fetch-down.ts";
import { openHubLine } from "./hub-line.ts";
import { createUpSender, type UpSender } from "./send-up.ts";

export interface ChainOptions {
  readonly config: ChainConfig;
  readonly shop: { readonly id: string; readonly currency: string };
  readonly store: Store;
  readonly goods: LiveGoods;
  readonly settings: Pick<
    ChainSettings,
    "checkPolicies" | "checkParameters" | "policies" | "parameters"
  >;
  /** Null where the shop has not said where people come in. */
  readonly floor: FloorConfig | null;
  readonly nowMs: () => number;
  readonly makeId: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Saunter's. */
  readonly version: string;
}

export interface Chain {
  readonly sender: UpSender;
  readonly fetcher: DownFetcher;
  readonly applier: DownApplier;
  /** Resolves when nothing more is written. */
  close(): Promise<void>;
}

/** Opens at once: a shop never waits for its chain. */
export function openChain(options: ChainOptions): Chain {
  const { config, store, goods, settings, floor, nowMs, makeId, random, version } = options;
  const { id: shopId, currency } = options.shop;
  let news: Promise<void> = Promise.resolve();
  const line = openHubLine(
    config,
    shopId,
    (what, body) => answer(what, body),
    (manifest) => {
      // Both are done by the clock as well, which reports what fails.
      news = fetcher.fetch(manifest).then(applier.applyDue).catch(ignore);
    },
  );
  const { shard } = config;
  const sender = createUpSender({ store, line, shard, shopId, nowMs, random });
  const fetcher = createDownFetcher({ store, line, shopId });
  const applier = createDownApplier({ store, shopId, currency, goods, settings, nowMs });
  const answer = createChainAnswers({
    ...{ store, sender, nowMs, makeId, version },
    describeLayout: (gtins) =>
      describeLayout({ currency, model: goods.current().model, floor, settings }, gtins),
  });
  return {
    sender,
    fetcher,
    applier,
    close: async () => {
      await line.close();
      await news;
    },
  };
}

function ignore(): void {}
