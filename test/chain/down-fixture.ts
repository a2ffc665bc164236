/** For tests: shops of a chain that sell what it says, each over a real line to a real hub. */

import type { TestChain } from "@saunter/chain/chain-fixture";
import { findValid } from "@saunter/commerce/tax/validity";
import { normalizeGtin } from "@saunter/protocol/gtin";
import { createChainSettings } from "@saunter/shop/chain/chain-settings";
import { listKnown } from "@saunter/shop/chain/chain-versions";
import { openHubLine } from "@saunter/shop/chain/hub-line";
import { DOWN_SCHEMA } from "@saunter/shop/chain/keep-contents";
import { type ChainOptions, openChain } from "@saunter/shop/chain/open-chain";
import { CHAIN_SCHEMA } from "@saunter/shop/chain/send-up";
import { SIGNING_SCHEMA } from "@saunter/shop/chain/signing-keys";
import { GOODS_TEXT, loadText, openTestGoods } from "@saunter/shop/goods/goods-fixture";
import { PEOPLE_SCHEMA } from "@saunter/shop/people/people-schema";
import { openTestStore } from "@saunter/shop/store/store-fixture";

export const BISCUITS = "05000001000011";
/** What the shop has measured. */
export const SCALES = [{ gondola: 1, shelf: 1, rateHz: 80, resolutionG: 0.5, noiseG: 0.8 }];
export const SOUP = "05000001000028";

/** As the shops' own configuration has them; prices by GTIN. */
export function makeGoods(prices: Readonly<Record<string, string>> = {}) {
  const price = (gtin: string, own: string): string => prices[gtin] ?? own;
  return {
    currency: "GBP",
    items: {
      [BISCUITS]: { name: "Oat biscuits", weightG: 320, price: price(BISCUITS, "2.49") },
      [SOUP]: { name: "Tomato soup", weightG: 415, price: price(SOUP, "1.89") },
    },
  };
}

export type DownShop = ReturnType<typeof openDownShop>;

export interface DownShopOptions {
  readonly chain: TestChain;
  readonly shopId: string;
  readonly folder: string;
  /** Its own leaf node's address; the hub's where not given. */
  readonly leaf?: string;
  /** The shop's clock. */
  readonly clock: { nowMs: number };
  /** Where releases are installed, and whose. */
  readonly releases?: ChainOptions["releases"];
}

export function openDownShop({
  chain,
  shopId,
  folder,
  leaf,
  clock,
  releases = null,
}: DownShopOptions) {
  const server = leaf ?? chain.hub.url;
  const nowMs = (): number => clock.nowMs;
  const schema = PEOPLE_SCHEMA + CHAIN_SCHEMA + DOWN_SCHEMA + SIGNING_SCHEMA;
  const store = openTestStore(folder, { schema, nowMs });
  const text = `${GOODS_TEXT}chain: { server: "${server}" }\n`;
  const load = loadText(text);
  const loaded = load(null);
  if (!loaded.ok) throw new Error("the configuration is none");
  const goods = openTestGoods(store, text);
  let { policies } = loaded.config;
  const settings = createChainSettings({
    ...{ config: loaded.config, store, load },
    onChanged: (changed) => {
      policies = changed;
    },
  });
  const reveal = () => chain.hub.credentials.get(shopId)!.trim();
  const credentials = { source: "test", reveal };
  let ids = 0;
  const opened = openChain({
    openLine: openHubLine,
    ...{ store, goods, settings, nowMs },
    config: { server, shard: 0, credentials: leaf === undefined ? credentials : null },
    shop: { id: shopId, currency: "GBP" },
    floor: loaded.config.floor,
    listScales: () => SCALES,
    makeId: () => `${shopId}-${ids++}`,
    random: () => 0,
    ...{ version: "0.0.0", answerPool: null, countUnsigned: null },
    releases,
    copied: { db: store.db, folder, isMade: store.isMade },
    evenMs: () => performance.now(),
    onTime: () => {},
    onReplaced: (why) => {
      throw new Error(why);
    },
  });
  return {
    ...{ store, goods, settings, shopId },
    policies: () => policies,
    /** Minor units, for a visit that begins now. */
    priceOf: (gtin: string): number | undefined => {
      const { products } = goods.current();
      const product = [...products.values()].find((one) => normalizeGtin(one.gtin) === gtin);
      return product && findValid(product.prices, clock.nowMs)?.amountMinor;
    },
    /** What it has of a kind, by its own journal. */
    inForce: (kind: string): number | null =>
      listKnown(store).find((one) => one.kind === kind && one.outcome === "applied")?.version ??
      null,
    refused: (kind: string): string | null =>
      listKnown(store).find((one) => one.kind === kind && one.outcome === "refused")?.reason ??
      null,
    /** As the process does every second. */
    tick: async () => {
      await opened.applier.applyDue();
      await opened.sender.sendDue();
    },
    fetch: opened.fetcher.fetch,
    fetchReleases: opened.fetchReleases,
    fetchFault: opened.fetcher.fault,
    close: async () => {
      await opened.close();
      await store.close();
    },
  };
}
