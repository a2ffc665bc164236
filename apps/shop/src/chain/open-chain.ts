/** A shop's side of its chain: what it sends, what it answers, and what it is told. */
import type { ChainLineConfig } from "../config/chain-config.ts";
import type { FloorConfig } from "../config/shop-config.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { Store } from "../store/store.ts";
import { createChainAnswers } from "./answer-chain.ts";
import { createDownApplier, type DownApplier } from "./apply-due.ts";
import { type Balances, createBalances } from "./ask-balance.ts";
import type { ChainSettings } from "./chain-settings.ts";
import { describeLayout } from "./describe-layout.ts";
import { createDownFetcher, type DownFetcher } from "./fetch-down.ts";
import { openHubLine } from "./hub-line.ts";
import { readManifest } from "./keep-contents.ts";
import type { ShelfScale } from "./measure-scales.ts";
import type { AnswerPool } from "./pool-answers.ts";
import { askForHead, findReplacement } from "./recovery/check-place.ts";
import { openRecoveryKey } from "./recovery/recovery-key.ts";
import { type CopySender, createCopySender } from "./recovery/send-copy.ts";
import type { CopySource } from "./recovery/shop-copy.ts";
import { createUpSender, type UpSender } from "./send-up.ts";

export interface ChainOptions {
  readonly config: ChainLineConfig;
  readonly shop: { readonly id: string; readonly currency: string };
  readonly store: Store;
  readonly goods: LiveGoods;
  /** Of reviews; null: reviewers of the chain are not answered. */
  readonly answerPool: AnswerPool | null;
  readonly settings: Pick<
    ChainSettings,
    "checkPolicies" | "checkParameters" | "policies" | "parameters"
  >;
  /** Null where the shop has not said where people come in. */
  readonly floor: FloorConfig | null;
  readonly listScales: () => readonly ShelfScale[];
  readonly nowMs: () => number;
  readonly makeId: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Saunter's. */
  readonly version: string;
  /** What the hub's copy is made of. */
  readonly copied: CopySource;
  readonly evenMs: () => number;
  /** Another computer has taken the shop's place; in words. */
  readonly onReplaced: (why: string) => void;
  /** Receipts that wait for the signing device; null where the shop has none. */
  readonly countUnsigned: (() => number) | null;
}

export interface Chain {
  readonly balances: Balances;
  readonly sender: UpSender;
  readonly fetcher: DownFetcher;
  readonly applier: DownApplier;
  readonly copies: CopySender;
  /** Looks whether another computer has taken the shop's place, where the chain can be asked. */
  watchPlace(): Promise<void>;
  /** Resolves when nothing more is written. */
  close(): Promise<void>;
}

/** Opens at once: a shop never waits for its chain. */
export function openChain(options: ChainOptions): Chain {
  const { config, store, goods, settings, nowMs, makeId, random, version, answerPool } = options;
  const { copied, countUnsigned, evenMs, floor, listScales, onReplaced } = options;
  const { id: shopId, currency } = options.shop;
  let news: Promise<void> = Promise.resolve();
  const line = openHubLine(
    config,
    shopId,
    (what, body) => answer(what, body),
    (manifest) => {
      // Both are done by the clock as well, which reports what fails.
      news = fetcher.fetch(manifest).then(applier.applyDue).catch(ignore);
      if (manifest === null) checkPlace().catch(ignore);
    },
  );
  const checkPlace = async (): Promise<void> => {
    const why = findReplacement(store, await askForHead(line));
    if (why === null) return;
    onReplaced(why);
    throw new Error(why);
  };
  const { shard } = config;
  const sender = createUpSender({ store, line, shard, shopId, nowMs, random });
  const fetcher = createDownFetcher({ store, line, shopId });
  const applier = createDownApplier({ store, shopId, currency, goods, settings, nowMs });
  const balances = createBalances({ store, line, currency, makeId });
  const answer = createChainAnswers({
    ...{ store, sender, nowMs, makeId, version, answerPool, countUnsigned },
    readRevision: () => readManifest(store, shopId)?.revision ?? null,
    describeLayout: (gtins) =>
      describeLayout(
        { currency, model: goods.current().model, floor, scales: listScales(), settings },
        gtins,
      ),
  });
  const recoveryKey = openRecoveryKey(copied.folder);
  const copies = createCopySender({
    ...{ store, line, shopId, recoveryKey, nowMs, evenMs, checkPlace },
    source: copied,
  });
  return {
    balances,
    sender,
    fetcher,
    applier,
    copies,
    watchPlace: () => checkPlace().catch(ignore),
    close: async () => {
      await line.close();
      await news;
    },
  };
}

function ignore(): void {}
