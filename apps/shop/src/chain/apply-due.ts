/**
 * Puts in force what the chain has decided, once its time has come by the shop's clock: all that is due in one
 * transaction, with an event for each version, which is how the chain hears of it. What cannot be is refused in
 * words, and what was in force stays so. It is tried again when something else has changed.
 */
import type { ChainVersion } from "@saunter/commerce/shop/events";
import {
  type DownContent,
  type DownKind,
  decodeContent,
  isDownKind,
  type ManifestEntry,
} from "@saunter/protocol/chain/down-messages";
import type { GoodsLists } from "../config/goods-lists.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { readPlaceKey, toGoodsChange } from "../goods/compare-planograms.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { applyStaff } from "./apply-staff.ts";
import type { ChainSettings } from "./chain-settings.ts";
import { isSameVersion, listKnown, readItems } from "./chain-versions.ts";
import { findImplausible } from "./check-plausible.ts";
import { forgetContent, hasContent, readManifest, readText } from "./keep-contents.ts";

export interface DownApplierOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly shopId: string;
  readonly currency: string;
  readonly goods: LiveGoods;
  readonly settings: Pick<ChainSettings, "checkPolicies" | "checkParameters">;
  readonly nowMs: () => number;
}

export interface DownApplier {
  applyDue(): Promise<void>;
}

/** A version whose time has come, with the text of its content. */
interface Due {
  readonly entry: ManifestEntry;
  readonly text: string;
}

interface Read {
  readonly entry: ManifestEntry;
  readonly content: DownContent;
}

export function createDownApplier(options: DownApplierOptions): DownApplier {
  const { store, shopId, goods, nowMs } = options;
  let tried = "";

  /** What is not in force and can be. */
  function listWanted(): ManifestEntry[] {
    const known = listKnown(store);
    const entries = findDue(readManifest(store, shopId)?.entries ?? [], nowMs());
    return entries.filter((entry) => {
      const isApplied = known.some((one) => one.outcome === "applied" && isSameVersion(one, entry));
      // The configuration's file has changed under the chain's goods: they no longer are in force.
      const isLost = GOODS_KINDS.has(entry.kind) && goods.conflict() !== null;
      return (!isApplied || isLost) && hasContent(store, entry.hash);
    });
  }

  return {
    applyDue: async () => {
      const wanted = listWanted();
      // What was refused is not tried again until something else is otherwise.
      const names = wanted.map(({ kind, version, hash }) => [kind, version, hash]);
      const state = JSON.stringify([names, goods.version()]);
      if (wanted.length === 0 || state === tried) return;
      await store.transact((tx) => {
        const due = wanted.map((entry) => ({ entry, text: takeText(tx, entry.hash) }));
        applyAll(tx, due.filter(isThere), options);
      });
      tried = state;
    },
  };
}

const isThere = (one: { readonly text: string | null }): one is Due => one.text !== null;

/** Null where the disk has damaged it: then it is fetched again. */
function takeText(tx: Transaction, hash: string): string | null {
  const text = readText(tx, hash);
  if (text === null) forgetContent(tx, hash);
  return text;
}

/** Of each kind the last whose time has come. */
export function findDue(entries: readonly ManifestEntry[], nowMs: number): ManifestEntry[] {
  const due = new Map<string, ManifestEntry>();
  for (const entry of entries) {
    const other = due.get(entry.kind);
    const isDue = entry.effectiveMs <= nowMs;
    if (isDue && (other === undefined || other.effectiveMs <= entry.effectiveMs)) {
      due.set(entry.kind, entry);
    }
  }
  return [...due.values()];
}

/** They refer to one another: a planogram to products, offers to products. */
const GOODS_KINDS: ReadonlySet<string> = new Set<DownKind>(["goods", "offers", "planogram"]);

function applyAll(tx: Transaction, due: readonly Due[], options: DownApplierOptions): void {
  const ofGoods = due.filter(({ entry }) => GOODS_KINDS.has(entry.kind));
  const others = due.filter((one) => !ofGoods.includes(one));
  if (attempt(tx, ofGoods, options) !== null) {
    // Together they do not fit: perhaps without one of them.
    for (const one of ofGoods) applyAlone(tx, one, options);
  }
  for (const one of others) applyAlone(tx, one, options);
}

function applyAlone(tx: Transaction, due: Due, options: DownApplierOptions): void {
  const reason = attempt(tx, [due], options);
  if (reason === null) return;
  const version = toVersion(due.entry);
  const refused = listKnown(tx).find(
    (one) => one.outcome === "refused" && isSameVersion(one, due.entry) && one.reason === reason,
  );
  if (refused !== undefined) return;
  tx.append("shop", STREAMS.chain, [{ type: "ChainVersionRefused", ...version, reason }]);
}

/** All of them, or none: then why not, in words. */
function attempt(tx: Transaction, due: readonly Due[], options: DownApplierOptions): string | null {
  const failed = tx.attempt(() => {
    const read = due.map(readContent);
    const ofGoods = read.filter(({ entry }) => GOODS_KINDS.has(entry.kind));
    if (ofGoods.length > 0) applyGoods(tx, ofGoods, options);
    for (const one of read) if (!ofGoods.includes(one)) applyOther(tx, one, options);
    for (const { entry } of due) {
      tx.append("shop", STREAMS.chain, [{ type: "ChainVersionApplied", ...toVersion(entry) }]);
    }
  });
  if (failed === null) return null;
  const { error } = failed;
  // Whatever it was that went wrong: a version that cannot be applied must not end the shop's process.
  const words = error instanceof RefusedError ? error.message : `cannot be applied: ${error}`;
  return words.slice(0, REASON_CHARS_MAX);
}

function readContent({ entry, text }: Due): Read {
  const content = decodeContent(text);
  if (content !== null) return { entry, content };
  throw new RefusedError("input-invalid", `the ${entry.kind} are no list of items`);
}

/** A catalogue may have thousands of mistakes. */
const REASON_CHARS_MAX = 2000;

function toVersion({ kind, version, hash, effectiveMs }: ManifestEntry): ChainVersion {
  return { kind, version, hash, effectiveMs };
}

function applyGoods(
  tx: Transaction,
  due: readonly Read[],
  { goods, currency }: DownApplierOptions,
): void {
  const lists: { -readonly [Section in keyof GoodsLists]?: GoodsLists[Section] } = {};
  for (const { entry, content } of due) {
    const { kind } = entry;
    if (kind !== "planogram") checkCurrency(content, currency);
    if (kind === "goods") lists.catalogue = takeProducts(content);
    if (kind === "offers") lists.offers = takeItems(content) as unknown as GoodsLists["offers"];
    if (kind === "planogram") lists.planogram = takePlaces(content);
  }
  const ofGoods = due.find(({ entry }) => entry.kind === "goods");
  const isFirst = !listKnown(tx).some(
    ({ kind, outcome }) => kind === "goods" && outcome === "applied",
  );
  if (ofGoods !== undefined && !ofGoods.entry.isForced && !isFirst) {
    const unusual = findImplausible(goods.readLists(tx).catalogue, lists.catalogue!);
    if (unusual !== null) throw new RefusedError("goods-invalid", unusual);
  }
  goods.match(tx, lists);
}

function checkCurrency(content: DownContent, currency: string): void {
  if (content.currency === currency) return;
  const words = `prices are in ${content.currency ?? "no currency"}, and the shop sells in ${currency}`;
  throw new RefusedError("goods-invalid", words);
}

/** The GTIN is the key; whoever writes it into the item as well is taken at their word. */
function takeProducts(content: DownContent): GoodsLists["catalogue"] {
  const items = Object.entries(content.items).map(([gtin, item]) => ({
    gtin,
    ...takeItem(gtin, item),
  }));
  return items as unknown as GoodsLists["catalogue"];
}

function takeItems(content: DownContent): object[] {
  return Object.entries(content.items).map(([key, item]) => ({ id: key, ...takeItem(key, item) }));
}

function takeItem(key: string, item: unknown): object {
  if (item instanceof Object && !Array.isArray(item)) return item;
  throw new RefusedError("goods-invalid", `${key} is no item`);
}

function takePlaces(content: DownContent): GoodsLists["planogram"] {
  const rows = Object.entries(content.items).map(([text, gtin]) => {
    const key = readPlaceKey(text);
    if (typeof gtin !== "string" || key === null) {
      const example = "a place is gondola/shelf/plates, such as 1/2/3-5";
      throw new RefusedError("goods-invalid", `${text} is no place with a GTIN; ${example}`);
    }
    return toGoodsChange({ key, gtin }).item;
  });
  return rows as unknown as GoodsLists["planogram"];
}

function applyOther(tx: Transaction, { entry, content }: Read, options: DownApplierOptions): void {
  const { kind } = entry;
  const { items } = content;
  if (!isDownKind(kind)) {
    throw new RefusedError("input-invalid", `this version of Saunter knows no ${kind}: update it`);
  }
  switch (kind) {
    case "policies":
      options.settings.checkPolicies(items);
      return;
    case "engine":
      options.settings.checkParameters(items);
      return;
    case "staff":
      applyStaff(tx, items, readItems(tx, "staff"));
      return;
    case "software":
      if (typeof items.version === "string" && Object.keys(items).length === 1) return;
      throw new RefusedError("input-invalid", "software has a version, and nothing else");
    case "goods":
    case "offers":
    case "planogram":
      throw new Error(`${kind} are applied together`);
    default:
      kind satisfies never;
  }
}
