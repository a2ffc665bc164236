/**
 * What is sold, where it stands and what is offered, as it holds now: the configuration's lists, and
 * what was changed since. Prices and offers hold at once, for visits that begin from then on; where
 * things stand holds once the engine has been told, which it is while nobody is in the shop.
 */
import { isDeepStrictEqual } from "node:util";
import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import type { GoodsChange, GoodsKind } from "@saunter/commerce/shop/events";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { PictureList } from "@saunter/ingest/product-images/picture-files";
import type { DownKind } from "@saunter/protocol/chain/down-messages";
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
import type { ConfigLoad, OtherPolicies } from "../config/load-config.ts";
import type { ProductFacts } from "../config/product-facts.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { listPlanned, type PlannedFacing } from "../domain/stock-service.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { comparePlanograms, type Planogram, readPlaceKey } from "./compare-planograms.ts";
import { keepOldPrice } from "./keep-old-price.ts";
import { listGoodsChanges } from "./list-goods-changes.ts";

/**
 * Checks lists as those of the configuration's file, and makes of them what a shop needs. Null: those of the
 * file. Policies take the place of some of the file's, by name.
 */
export type LoadGoods = (lists: GoodsLists | null, policies?: OtherPolicies) => ConfigLoad;

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
  /**
   * Makes lists what the chain says, all of them: what it does not have goes. Throws a `RefusedError` as `change`
   * does. Prices of before hold for those who were shown them.
   */
  match(tx: Transaction, lists: Partial<GoodsLists>): void;
  /** The lists as they are in a transaction. Throws a `RefusedError` where the source brings its own. */
  readLists(reader: Pick<Transaction, "db">): GoodsLists;
  /** What is wrong with changes, by item, if they were made now. Throws where none can be made. */
  check(reader: Pick<Transaction, "db" | "atMs">, changes: readonly GoodsChange[]): GoodsFault[];
  /** The planogram as it is published, by key. */
  readPlanogram(reader: Pick<Transaction, "db">): Planogram;
  /** Why what was changed does not hold, in words; null where it does, and as soon as something is changed. */
  conflict(): string | null;
  /** The engine's model where it is not the engine's yet, else null. */
  awaitedModel(): ShopModel | null;
  /** The engine has been notified of the awaited model. */
  reportEngine(): void;
  /** Asks that the engine is told although people are in the shop; it is asked for once. */
  hurry(): void;
  isHurried(): boolean;
  /** Whether it is told other places or weights with the awaited model: a price alone keeps nobody waiting. */
  isPlanogramAwaited(): boolean;
}

export interface GoodsOrder {
  /** As whoever orders it has seen the goods. */
  readonly version: number;
  readonly changes: readonly GoodsChange[];
  readonly by: string;
  /** Number of the planogram's publication that is taken back by it. */
  readonly undoes?: number;
}

type Item = NonNullable<GoodsChange["item"]>;

export interface GoodsFault {
  /** Null where it is about no single item. */
  readonly kind: GoodsKind | null;
  readonly key: string | null;
  /** Such as price; null where it is the item as a whole. */
  readonly field: string | null;
  readonly message: string;
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

/** @param given of a store that is open; changes of a former run hold from the start. */
export function createLiveGoods(given: LiveGoodsOptions): LiveGoods {
  const { store } = given;
  const memory = given.load === null ? null : rememberLast(given.load);
  const options = { ...given, load: memory?.load ?? null };
  const opened = openState(options);
  let { state, conflict } = opened;
  let engineModel = state.model;
  let isPlanogramAwaited = false;
  let isHurried = false;
  store.onCommitted((events) => {
    if (!events.some(({ event }) => event.type === "GoodsChanged")) return;
    state = makeState(options, takeLoaded(options, readChanges(store)));
    conflict = null;
    memory?.forget();
    isPlanogramAwaited = !isSamePlanogram(state.model, engineModel);
  });
  return {
    current: () => state,
    listChanged: () => listChanged(store),
    version: () => readVersion(store),
    change: (tx, order) => writeChanges(options, tx, order),
    match: (tx, lists) => {
      const changes = listGoodsChanges(readLists(options, tx), lists, tx.atMs);
      if (changes.length === 0 && conflict !== null) {
        throw new RefusedError("goods-invalid", conflict);
      }
      if (changes.length === 0) return;
      writeChanges(options, tx, { version: readVersion(tx), changes, by: CHAIN });
    },
    readLists: (reader) => readLists(options, reader),
    check: (reader, changes) => {
      const ofChain = findOfChain(options, reader, changes);
      return ofChain ?? settleChanges(options, reader, changes).faults;
    },
    readPlanogram: (reader) => indexPlanogram(readLists(options, reader)),
    conflict: () => conflict,
    awaitedModel: () => (state.model === engineModel ? null : state.model),
    reportEngine: () => {
      engineModel = state.model;
      isPlanogramAwaited = false;
      isHurried = false;
    },
    hurry: () => {
      isHurried = state.model !== engineModel;
    },
    isHurried: () => isHurried,
    isPlanogramAwaited: () => isPlanogramAwaited,
  };
}

/** Lists that are checked are loaded again as they are committed: a large catalogue takes a second. */
function rememberLast(load: LoadGoods) {
  let last: { readonly lists: GoodsLists; readonly loaded: ConfigLoad } | null = null;
  return {
    load: (lists: GoodsLists | null): ConfigLoad => {
      if (lists === null) return load(null);
      if (last !== null && isDeepStrictEqual(lists, last.lists)) return last.loaded;
      const loaded = load(lists);
      last = { lists, loaded };
      return loaded;
    },
    forget: (): void => {
      last = null;
    },
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

function listsOf({ config, load }: LiveGoodsOptions): GoodsLists {
  if (load === null || config.goods === null) throw new RefusedError("goods-fixed", NOT_HERE);
  return config.goods;
}

function readLists(options: LiveGoodsOptions, reader: Pick<Transaction, "db">): GoodsLists {
  return mergeGoods(listsOf(options), readChanges(reader));
}

/** What events say instead of a user's id where the chain has changed something. */
export const CHAIN = "chain";

const CHAIN_KINDS: Readonly<Record<GoodsKind, DownKind>> = {
  product: "goods",
  facing: "planogram",
  offer: "offers",
};

/** Faults of changes by hand to what the chain decides; null where it decides nothing of it. */
function findOfChain(
  { config }: LiveGoodsOptions,
  { db }: Pick<Transaction, "db">,
  changes: readonly GoodsChange[],
): GoodsFault[] | null {
  if (config.chain === null) return null;
  const versions = prepared(
    db,
    "SELECT version FROM chain_versions WHERE kind = ? AND outcome = 'applied'",
  );
  const faults = [...new Set(changes.map(({ kind }) => kind))].flatMap((kind): GoodsFault[] => {
    const row = versions.get(CHAIN_KINDS[kind]);
    if (row === undefined) return [];
    const name = CHAIN_KINDS[kind];
    return [makeFault(`the chain decides the ${name} (version ${row.version}): change them there`)];
  });
  return faults.length === 0 ? null : faults;
}

/** Changes of one event: an item has some hundreds of characters. */
const CHANGES_AN_EVENT = 500;

function writeChanges(options: LiveGoodsOptions, tx: Transaction, order: GoodsOrder): void {
  const { version, by, undoes = null } = order;
  listsOf(options);
  const ofChain = by === CHAIN ? null : findOfChain(options, tx, order.changes);
  if (ofChain !== null) throw new RefusedError("goods-fixed", ofChain.map(wordFault).join("; "));
  if (version !== readVersion(tx)) {
    throw new RefusedError(
      "version-conflict",
      "somebody else changed the products meanwhile: reload and change them again",
    );
  }
  const { changes, before, after, faults } = settleChanges(options, tx, order.changes);
  if (faults.length > 0) throw new RefusedError("goods-invalid", faults.map(wordFault).join("; "));
  // Each event stays far below the journal's longest.
  for (let at = 0; at < changes.length; at += CHANGES_AN_EVENT) {
    const some = changes.slice(at, at + CHANGES_AN_EVENT);
    tx.append("shop", STREAMS.goods, [{ type: "GoodsChanged", changes: some, by }]);
  }
  const moved = comparePlanograms(indexPlanogram(before), indexPlanogram(after));
  if (moved.length === 0) return;
  tx.append("shop", STREAMS.goods, [{ type: "PlanogramPublished", changes: moved, undoes, by }]);
}

/** Changes as they are written, the lists before and after them, and what is wrong with those. */
function settleChanges(
  options: LiveGoodsOptions,
  reader: Pick<Transaction, "db" | "atMs">,
  given: readonly GoodsChange[],
) {
  const own = listsOf(options);
  const earlier = readChanges(reader);
  const before = mergeGoods(own, earlier);
  const changes = given
    .map((one) => (one.kind === "facing" ? { ...one, key: readPlaceKey(one.key) ?? one.key } : one))
    .map((change) => keepOldPrice(change, before, reader.atMs));
  const restored = new Set(
    changes.flatMap(({ change, kind, key }) => (change === "restore" ? [`${kind} ${key}`] : [])),
  );
  const kept = earlier.filter(({ kind, key }) => !restored.has(`${kind} ${key}`));
  const after = mergeGoods(own, [...kept, ...changes]);
  return { changes, before, after, faults: findFaults(options, changes, after) };
}

function findFaults(
  { load }: LiveGoodsOptions,
  changes: readonly GoodsChange[],
  after: GoodsLists,
): GoodsFault[] {
  const other = changes.find(
    ({ change, kind, key, item }) => change === "put" && findGoodsKey(kind, item!) !== key,
  );
  if (other !== undefined) {
    const message = "is put, and the item is another";
    return [{ kind: other.kind, key: other.key, field: null, message }];
  }
  const loaded = load!(after);
  return loaded.ok ? [] : explain(loaded, after);
}

/** A fault as a refusal's detail names it. */
export function wordFault({ kind, key, field, message }: GoodsFault): string {
  if (kind === null) return message;
  return `${kind} ${key}${field === null ? "" : `, ${field}`}: ${message}`;
}

/** Problems with the name of the item in place of a line of a list that nobody has seen. */
function explain({ problems, omittedCount }: RefusedLoad, lists: GoodsLists): GoodsFault[] {
  const told = problems.map(({ keyPath, message: given }): GoodsFault => {
    const message = GOODS_SECTIONS.reduce(
      // Lines count from 1, and an item has a line.
      (text, section) =>
        text.replace(new RegExp(`${nameList(section)}:(\\d+)`, "g"), (_, line) => {
          const { kind, key } = findItem(lists, section, line - 1);
          return `${kind} ${key}`;
        }),
      given,
    );
    const [, section, at, rest] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(keyPath) ?? [];
    const known = GOODS_SECTIONS.find((one) => one === section);
    if (known === undefined) return makeFault(`${keyPath}: ${message}`);
    return { ...findItem(lists, known, Number(at)), field: rest === "" ? null : rest!, message };
  });
  return [...told, ...(omittedCount === 0 ? [] : [makeFault(`and ${omittedCount} more`)])];
}

const makeFault = (message: string): GoodsFault => ({
  kind: null,
  key: null,
  field: null,
  message,
});

function findItem(lists: GoodsLists, section: GoodsSection, at: number) {
  const kind = Object.entries(SECTION_OF).find(([, one]) => one === section)![0] as GoodsKind;
  // What was found is told in a message, and may itself look like a line that is not there.
  const item = lists[section][at] as Item | undefined;
  return { kind, key: (item && findGoodsKey(kind, item)) ?? String(at) };
}

function indexPlanogram({ planogram }: GoodsLists): Planogram {
  return new Map(planogram.map((row) => [findGoodsKey("facing", row)!, String(row.gtin)]));
}

/** Prices and products that stand nowhere apart. */
export function isSamePlanogram(a: ShopModel, b: ShopModel): boolean {
  const bare = ({ products, ...rest }: ShopModel) => {
    const placed = rest.facings.map(({ barcode }) =>
      barcode === null ? undefined : products.get(barcode),
    );
    const weights = placed.map((one) => [one?.weightG, one?.weightSpreadG]);
    return { ...rest, weights };
  };
  return isDeepStrictEqual(bare(a), bare(b));
}
