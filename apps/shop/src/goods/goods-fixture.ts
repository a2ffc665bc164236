/** Goods for tests: a configuration with a catalogue and a planogram that can be changed. */
import { GOODS_LINES, LEAST_LINES } from "../config/config-fixture.ts";
import { loadConfig } from "../config/load-config.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { findProducts } from "../process/make-settings.ts";
import type { Store } from "../store/store.ts";
import { createLiveGoods, type LiveGoods, type LoadGoods } from "./live-goods.ts";

/** As the process does it. */
export function loadText(text: string): LoadGoods {
  return (lists, policies) =>
    loadConfig("shop.yaml", {}, () => ({ ok: true, text }), lists, policies);
}

export const GOODS_TEXT = LEAST_LINES + GOODS_LINES;

/** Goods of a configuration's text. */
export function openTestGoods(store: Store, text: string = GOODS_TEXT): LiveGoods {
  const load = loadText(text);
  const loaded = load(null);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join("; "));
  const { config } = loaded;
  const model = config.shopModel!;
  const toProducts = (changed: ShopConfig) => findProducts(changed, model);
  return createLiveGoods({ config, model, store, load, toProducts });
}

/** For a shop's process: products and planogram of a configuration's text, to be changed over the API. */
export function sellGoods(text: string = GOODS_TEXT) {
  const loadGoods = loadText(text);
  const loaded = loadGoods(null);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join("; "));
  const { catalogue, goods, shopModel, lowStockAt, productFacts, offers, pictures } = loaded.config;
  const sold = { catalogue, goods, shopModel, lowStockAt, productFacts, offers, pictures };
  const config = (own: ShopConfig): ShopConfig => ({ ...own, ...sold });
  return { config, loadGoods };
}

/** Goods that the source brings: nothing of them can be changed. */
export function openFixedGoods(store: Store, own: Pick<ShopConfig, "lowStockAt">): LiveGoods {
  const loaded = loadText(LEAST_LINES)(null);
  if (!loaded.ok) throw new Error("the least configuration is none");
  const facingOf = (plates: number[], barcode: string) => ({
    gondola: 1,
    shelf: 1,
    plates,
    barcode,
    place: null,
  });
  const model = { facings: [facingOf([1, 2], "01"), facingOf([3], "03")], products: new Map() };
  const config = { ...loaded.config, ...own };
  return createLiveGoods({
    config,
    model,
    store,
    load: null,
    toProducts: (changed) => findProducts(changed, model),
  });
}
