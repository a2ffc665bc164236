/**
 * What is sold, where it stands and what is offered, as it holds now: the configuration's lists, and
 * what was changed since. Prices and offers hold at once, for visits that begin from then on; where
 * things stand holds once the engine has been told, which it is while nobody is in the shop.
 */
import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import type { GoodsChange, GoodsKind } from "@saunter/commerce/shop/events";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { PictureList } from "@saunter/ingest/product-images/picture-files";
import { formatProblem } from "../config/config-problem.ts";
import {
  findGoodsKey,
  GOODS_SECTIONS,
  type GoodsLists,
  type GoodsSection,
  mergeGoods,
  nameList,
  SECTION_OF,
} from "../config/goods-lists.ts";
import type { ConfigLoad } from "../config/load-config.ts";
import type { ProductFacts } from "../config/product-facts.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { listPlanned, type PlannedFacing } from "../domain/stock-service.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { keepOldPrice } from "./keep-old-price.ts";

/** Checks lists as those of the configuration's file, and makes of them what a shop needs. */
export type LoadGoods = (lists: GoodsLists) => ConfigLoad;

export interface GoodsState {
  /** Null where the source brings its own: they cannot be changed here. */
  readonly lists: GoodsLists | null;
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  readonly offers: readonly Offer[];
  readonly lowStockAt: ReadonlyMap<string, number>;
  readonly productFacts: ReadonlyMap<string, ProductFacts>;
  /** As the planogram says; the engine may not have been told yet. */
  readonly model: ShopModel;
  readonly facings: readonly PlannedFacing[];
  readonly pictures: PictureList;
}

export interface ChangedItem {
  readonly kind: GoodsKind;
  readonly key: string;
  readonly change: "put" | "remove";
  readonly by: string;
  readonly atMs: number;
}

export interface LiveGoods {
  current(): GoodsState;
  /** What differs from the configuration's file, and who changed it. */
  listChanged(): ChangedItem[];
  /** How often anything was changed: whoever changes something says what they have seen. */
  version(): number;
  /** Writes changes down. Throws a `RefusedError` with what is wrong, by item. */
  change(tx: Transaction, order: GoodsOrder): void;
  /** Why what was changed does not hold, in words; null where it does. */
  readonly conflict: string | null;
  /** The engine's model where it is not the engine's yet, else null. */
  awaitedModel(): ShopModel | null;
  /** The engine has been notified of the awaited model. */
  reportEngine(): void;
  /** Asks that the engine is told although people are in the shop; it is asked for once. */
  hurry(): void;
  isHurried(): boolean;
}

export interface GoodsOrder {
  /** As whoever orders it has seen the goods. */
  readonly version: number;
  readonly changes: readonly GoodsChange[];
  readonly by: string;
}

export interface LiveGoodsOptions {
  readonly config: ShopConfig;
  /** What the engine begins with where nothing was changed. */
  readonly model: ShopModel;
  readonly load: LoadGoods | null;
  readonly store: Store;
  /** Makes of a catalogue what the services sell. */
  readonly toProducts: (config: ShopConfig) => ReadonlyMap<string, CatalogueProduct>;
}

export const NOT_HERE = "the source of this shop brings its own products and places";

/** @param options of a store that is open; changes of a former run hold from the start. */
export function createLiveGoods(options: LiveGoodsOptions): LiveGoods {
  const { store } = options;
  const opened = openState(options);
  let { state } = opened;
  let engineModel = state.model;
  let isHurried = false;
  store.onCommitted((events) => {
    if (!events.some(({ event }) => event.type === "GoodsChanged")) return;
    state = makeState(options, takeLoaded(options, readChanges(store)));
  });
  return {
    current: () => state,
    listChanged: () => listChanged(store),
    version: () => readVersion(store),
    change: (tx, order) => writeChanges(options, tx, order),
    conflict: opened.conflict,
    awaitedModel: () => (state.model === engineModel ? null : state.model),
    reportEngine: () => {
      engineModel = state.model;
      isHurried = false;
    },
    hurry: () => {
      isHurried = state.model !== engineModel;
    },
    isHurried: () => isHurried,
  };
}

function openState(options: LiveGoodsOptions): { state: GoodsState; conflict: string | null } {
  const { config, store } = options;
  const changes = readChanges(store);
  if (changes.length === 0 || options.load === null || config.goods === null) {
    return { state: makeState(options, config), conflict: null };
  }
  const loaded = options.load(mergeGoods(config.goods, changes));
  if (loaded.ok) return { state: makeState(options, loaded.config), conflict: null };
  // The file has changed under what was changed here: the file holds, and somebody is told.
  const conflict =
    `what was changed in the console no longer fits the configuration's file (${describe(loaded)}); ` +
    "the file takes precedence: undo the changes or make them again";
  return { state: makeState(options, config), conflict };
}

function makeState({ toProducts, model }: LiveGoodsOptions, config: ShopConfig): GoodsState {
  const { goods, offers, lowStockAt, productFacts, shopModel, pictures } = config;
  const own = shopModel ?? model;
  return {
    lists: goods,
    offers,
    lowStockAt,
    productFacts,
    model: own,
    pictures,
    products: toProducts(config),
    facings: listPlanned(own.facings),
  };
}

function readChanges({ db }: Pick<Transaction, "db">): GoodsChange[] {
  return prepared(db, "SELECT kind, key, change, item FROM goods ORDER BY changed_ms, kind, key")
    .all()
    .map(({ kind, key, change, item }) => ({
      kind: kind as GoodsKind,
      key: key as string,
      change: change as "put" | "remove",
      item: item === null ? null : JSON.parse(item as string),
    }));
}

function readVersion({ db }: Pick<Transaction, "db">): number {
  const row = prepared(db, "SELECT version FROM goods_version").get();
  return (row?.version as number | undefined) ?? 0;
}

function listChanged({ db }: Pick<Transaction, "db">): ChangedItem[] {
  const sql = "SELECT kind, key, change, changed_by, changed_ms FROM goods ORDER BY kind, key";
  return prepared(db, sql)
    .all()
    .map((row) => ({
      kind: row.kind as GoodsKind,
      key: row.key as string,
      change: row.change as "put" | "remove",
      by: row.changed_by as string,
      atMs: row.changed_ms as number,
    }));
}

function takeLoaded({ config, load }: LiveGoodsOptions, changes: readonly GoodsChange[]) {
  const loaded = load!(mergeGoods(config.goods!, changes));
  if (!loaded.ok) throw new Error(`changes were written that do not fit: ${describe(loaded)}`);
  return loaded.config;
}

type RefusedLoad = Extract<ConfigLoad, { ok: false }>;

function describe(loaded: RefusedLoad): string {
  return loaded.problems.map(formatProblem).join("; ");
}

function writeChanges(
  { config, load }: LiveGoodsOptions,
  tx: Transaction,
  { version, changes: given, by }: GoodsOrder,
): void {
  if (load === null || config.goods === null) throw new RefusedError("goods-fixed", NOT_HERE);
  if (version !== readVersion(tx)) {
    throw new RefusedError(
      "version-conflict",
      "somebody else changed the products meanwhile: reload and change them again",
    );
  }
  const before = readChanges(tx);
  const lists = mergeGoods(config.goods, before);
  const changes = given.map((change) => keepOldPrice(change, lists, tx.atMs));
  for (const change of changes) {
    if (change.change !== "put" || findGoodsKey(change.kind, change.item!) === change.key) continue;
    throw new RefusedError("goods-invalid", `${change.key} is put, and the item is another`);
  }
  const restored = new Set(
    changes.flatMap(({ change, kind, key }) => (change === "restore" ? [`${kind} ${key}`] : [])),
  );
  const kept = before.filter(({ kind, key }) => !restored.has(`${kind} ${key}`));
  const merged = mergeGoods(config.goods, [...kept, ...changes]);
  const loaded = load(merged);
  if (!loaded.ok) throw new RefusedError("goods-invalid", explain(loaded, merged));
  tx.append("shop", STREAMS.goods, [{ type: "GoodsChanged", changes, by }]);
}

/** Problems with the name of the item in place of a line of a list that nobody has seen. */
function explain({ problems, omittedCount }: RefusedLoad, lists: GoodsLists): string {
  const told = problems.map(({ keyPath, message }) => {
    const words = GOODS_SECTIONS.reduce(
      // Lines count from 1, and an item has a line.
      (text, section) =>
        text.replace(new RegExp(`${nameList(section)}:(\\d+)`, "g"), (_, line) =>
          nameItem(lists, section, line - 1),
        ),
      message,
    );
    const [, section, at, rest] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(keyPath) ?? [];
    const known = GOODS_SECTIONS.find((one) => one === section);
    if (known === undefined) return `${keyPath}: ${words}`;
    return `${nameItem(lists, known, Number(at))}${rest === "" ? "" : `, ${rest}`}: ${words}`;
  });
  return [...told, ...(omittedCount === 0 ? [] : [`and ${omittedCount} more`])].join("; ");
}

function nameItem(lists: GoodsLists, section: GoodsSection, at: number): string {
  const kind = Object.entries(SECTION_OF).find(([, one]) => one === section)![0] as GoodsKind;
  // What was found is told in a message, and may itself look like a line that is not there.
  const item = lists[section][at] as Readonly<Record<string, unknown>> | undefined;
  return `${kind} ${(item && findGoodsKey(kind, item)) ?? at}`;
}
