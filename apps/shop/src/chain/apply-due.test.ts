import type { DownContent, DownKind } from "@saunter/protocol/chain/down-messages";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it, vi } from "vitest";
import { GOODS_TEXT, loadText, openTestGoods } from "../goods/goods-fixture.ts";
import { PEOPLE_SCHEMA } from "../people/people-schema.ts";
import { addUser, findUser } from "../people/users.ts";
import { openTestStore, START_MS } from "../store/store-fixture.ts";
import { createDownApplier, findDue } from "./apply-due.ts";
import { createChainSettings } from "./chain-settings.ts";
import { listKnown } from "./chain-versions.ts";
import { DOWN_SCHEMA, hashContent, writeContent, writeManifest } from "./keep-contents.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

const BISCUITS = "05000001000011";
const SOUP = "05000001000028";
const TEXT = `${GOODS_TEXT}chain: { server: "nats://127.0.0.1:4222" }\n`;
const GOODS = {
  [BISCUITS]: { name: "Oat biscuits", weightG: 320, price: "2.49" },
  [SOUP]: { name: "Tomato soup", weightG: 415, price: "1.89" },
};

interface Told {
  readonly version?: number;
  readonly effectiveMs?: number;
  readonly isForced?: boolean;
  readonly currency?: string;
}

function openShop(folder = folders.make(), text = TEXT) {
  const clock = { nowMs: START_MS };
  const nowMs = (): number => clock.nowMs;
  const store = openTestStore(folder, { nowMs, schema: PEOPLE_SCHEMA + DOWN_SCHEMA });
  const load = loadText(text);
  const loaded = load(null);
  if (!loaded.ok) throw new Error("the configuration is none");
  const { config } = loaded;
  const goods = openTestGoods(store, text);
  const policies = { now: config.policies };
  const settings = createChainSettings({
    ...{ config, store, load },
    onChanged: (changed) => {
      policies.now = changed;
    },
  });
  const applier = createDownApplier({
    ...{ store, goods, settings, nowMs },
    ...{ shopId: "north", currency: "GBP" },
  });
  const entries = new Map<string, object>();
  let revision = 1;
  /** What the shop has fetched. */
  async function tell(kind: DownKind, items: DownContent["items"], told: Told = {}) {
    const { version = 1, effectiveMs = START_MS, isForced = false, currency = "GBP" } = told;
    const text = JSON.stringify({ currency, items });
    const hash = hashContent(text);
    const entry = { kind, version, hash, parts: 1, effectiveMs, isForced };
    entries.set(`${kind} ${version}`, entry);
    const manifest = { revision: revision++, entries: [...entries.values()] as never };
    await store.transact((tx) => {
      writeManifest(tx, "north", manifest);
      writeContent(tx, hash, text);
    });
    await applier.applyDue();
  }
  const inForce = () =>
    Object.fromEntries(
      listKnown(store)
        .filter(({ outcome }) => outcome === "applied")
        .map(({ kind, version }) => [kind, version]),
    );
  const refused = (kind: DownKind): string | undefined =>
    listKnown(store).find((one) => one.kind === kind && one.outcome === "refused")?.reason ??
    undefined;
  return { clock, store, goods, settings, policies, applier, tell, inForce, refused, folder };
}

describe("what the chain has decided", () => {
  it("is the last of each kind whose time has come", () => {
    const rest = { kind: "goods", hash: "h", parts: 1, isForced: false };
    const entries = [5, 9, 7].map((effectiveMs) => ({ ...rest, version: 1, effectiveMs }));
    const at = (nowMs: number) => findDue(entries, nowMs).map(({ effectiveMs }) => effectiveMs);
    expect([4, 5, 8, 9].map(at)).toEqual([[], [5], [7], [9]]);
  });

  it("is one step: goods, offers and the planogram that refer to one another", async () => {
    const { clock, store, tell, inForce, goods, applier } = openShop();
    const effectiveMs = START_MS + 5000;
    const tea = "05000001000035";
    const teaItem = { name: "Tea", weightG: 250, price: "3.10" };
    await tell("planogram", { "1/1/1,2": tea }, { effectiveMs });
    const offer = { kind: "percentage", name: "Tea week", gtins: [tea], percent: "20" };
    await tell("offers", { "tea-week": offer }, { effectiveMs });
    await tell("goods", { ...GOODS, [tea]: teaItem }, { effectiveMs });
    expect(inForce()).toEqual({});
    const before = store.position();
    clock.nowMs = effectiveMs;
    await applier.applyDue();
    expect(inForce()).toEqual({ goods: 1, offers: 1, planogram: 1 });
    expect([...goods.current().products.values()].map(({ name }) => name)).toContain("Tea");
    expect(goods.current().offers.map(({ name }) => name)).toEqual(["Tea week"]);
    expect([...goods.readPlanogram(store)]).toEqual([["1/1/1,2", tea]]);
    const events = store.readFrom(before + 1).map(({ event }) => event);
    expect(events).toMatchObject([
      { type: "GoodsChanged", by: "chain" },
      { type: "PlanogramPublished", by: "chain" },
      ...Array(3).fill({ type: "ChainVersionApplied" }),
    ]);
    await store.close();
  });

  it("is tried without what does not fit, and again when that has come", async () => {
    const { store, tell, inForce, refused, applier } = openShop();
    const tea = "05000001000035";
    const effectiveMs = START_MS;
    await tell("planogram", { "1/1/1,2": tea }, { effectiveMs });
    expect(refused("planogram")).toMatch(tea.slice(1));
    await tell("goods", { ...GOODS, [tea]: { name: "Tea", weightG: 250, price: "3.10" } });
    await applier.applyDue();
    expect(inForce()).toEqual({ goods: 1, planogram: 1 });
    expect(refused("planogram")).toBeUndefined();
    await store.close();
  });

  it("is refused once, with the same words", async () => {
    const { store, tell, applier, refused, folder } = openShop();
    await tell("goods", { [SOUP]: { name: "Soup", price: "dear" } });
    expect(refused("goods")).toMatch(/price/);
    const position = store.position();
    await applier.applyDue();
    expect(store.position()).toBe(position);
    await store.close();
    const again = openShop(folder);
    await again.applier.applyDue();
    expect(again.store.position()).toBe(position);
    await again.store.close();
  });

  it.each([
    ["another currency", GOODS, { currency: "EUR" }, /EUR.*GBP/],
    ["a category of tax that is none", { [SOUP]: { ...GOODS[SOUP], taxCategory: "no" } }, {}, /no/],
    ["a place that is none", { "9/9/1": SOUP }, {}, /gondola/],
  ])("is refused where it has %s", async (_what, items, told, words) => {
    const { store, tell, refused, goods } = openShop();
    const before = goods.current();
    const kind = "9/9/1" in items ? "planogram" : "goods";
    await tell(kind, items, told);
    expect(refused(kind)).toMatch(words);
    expect(goods.current()).toBe(before);
    await store.close();
  });

  it("is refused where most products would go, unless it is forced", async () => {
    const { store, tell, refused, inForce } = openShop();
    const others = { "05000002000010": "a", "05000002000027": "b", "05000002000034": "c" };
    const items = Object.entries(others).map(([gtin, name]) => [gtin, { name, price: "1.00" }]);
    await tell("goods", { ...GOODS, ...Object.fromEntries(items) });
    await tell("goods", GOODS, { version: 2 });
    expect(inForce()).toEqual({ goods: 1 });
    expect(refused("goods")).toMatch(/3 of 5 products would go/);
    await tell("goods", GOODS, { version: 3, isForced: true });
    expect(inForce()).toEqual({ goods: 3 });
    await store.close();
  });

  it("has places as the planogram's file writes them", async () => {
    const { store, tell, goods, inForce, refused } = openShop();
    await tell("planogram", { "1/1/1-2": SOUP });
    expect(inForce()).toEqual({ planogram: 1 });
    expect([...goods.readPlanogram(store)]).toEqual([["1/1/1,2", SOUP]]);
    await tell("planogram", { "1/1/2-1": SOUP }, { version: 2 });
    expect(refused("planogram")).toMatch(/1\/1\/2-1 is no place with a GTIN; .*such as 1\/2\/3-5/);
    await store.close();
  });

  it("is refused if a name has characters that change how it's shown", async () => {
    const { store, tell, inForce, refused } = openShop();
    const tea = { name: "Tea \u202eeerf", weightG: 250, price: "3.10" };
    await tell("goods", { ...GOODS, "05000001000035": tea });
    expect([inForce(), refused("goods")]).toEqual([{}, expect.stringMatching(/name.*U\+202E/)]);
    await store.close();
  });

  it("is refused where the configuration's file no longer fits it, until something else is decided", async () => {
    const before = openShop();
    const places = { "1/1/1,2": BISCUITS, "2/1/3,4": SOUP };
    await before.tell("planogram", places);
    await before.store.close();
    // The second gondola is gone.
    const lines = TEXT.split("\n").filter((line) => !/id: 2|gondola: 2/.test(line));
    const { store, tell, goods, applier, inForce, refused } = openShop(
      before.folder,
      lines.join("\n"),
    );
    await applier.applyDue();
    expect(refused("planogram")).toMatch(/gondola/);
    const position = store.position();
    await applier.applyDue();
    expect(store.position()).toBe(position);
    await tell("planogram", { "1/1/1,2": SOUP }, { version: 2 });
    expect(inForce()).toEqual({ planogram: 2 });
    expect(refused("planogram")).toBeUndefined();
    expect([...goods.readPlanogram(store)]).toEqual([["1/1/1,2", SOUP]]);
    await store.close();
  });

  it("cannot be changed by hand, and the refusal says why", async () => {
    const { store, tell, goods } = openShop();
    const item = { gtin: SOUP, name: "Soup", weightG: 415, price: "1.00" };
    const change = { kind: "product", key: SOUP, change: "put", item } as const;
    const put = () =>
      store.transact((tx) =>
        goods.change(tx, { version: goods.version(), changes: [change], by: "ann" }),
      );
    await put();
    await tell("goods", GOODS);
    await expect(put()).rejects.toThrow(/the chain decides the goods \(version 1\)/);
    expect(goods.check({ db: store.db, atMs: 0 }, [change])).toHaveLength(1);
    const facing = { kind: "facing", key: "1/1/1,2", change: "remove", item: null } as const;
    expect(goods.check({ db: store.db, atMs: 0 }, [facing])).toEqual([]);
    await store.close();
  });

  it("is policies, from now on and after a start", async () => {
    const { store, tell, policies, refused, folder, inForce } = openShop();
    const before = policies.now;
    await tell("policies", { reviewWithinMin: 45, autoRefundMax: "3.50" });
    const after = { ...before, reviewWithinMin: 45, autoRefundMaxMinor: 350 };
    expect(policies.now).toEqual(after);
    await tell("policies", { evidenceKeepDays: 2 }, { version: 2 });
    expect(refused("policies")).toMatch(/evidenceKeepDays/);
    await tell("policies", { reviewWithinMin: "soon" }, { version: 3 });
    expect(refused("policies")).toMatch(/reviewWithinMin/);
    await tell("policies", { autoRefundMax: "999999" }, { version: 4 });
    expect(refused("policies")).toMatch(/autoRefundMax is at most 100/);
    await tell("policies", { acceptProbability: 0.01 }, { version: 5 });
    expect(refused("policies")).toMatch(/acceptProbability is at least 0.5/);
    expect(inForce()).toEqual({ policies: 1 });
    await store.close();
    const again = openShop(folder);
    expect(again.policies.now).toEqual(after);
    await again.store.close();
  });

  it("is parameters of the engine, which it has when it starts again", async () => {
    const { store, tell, settings, refused } = openShop();
    expect(settings.isEngineAwaited()).toBe(false);
    await tell("engine", { touches: { hazardHalfMs: 3000 } });
    expect(settings.parameters()).toEqual({ touches: { hazardHalfMs: 3000 } });
    expect(settings.isEngineAwaited()).toBe(true);
    settings.reportEngine();
    expect(settings.isEngineAwaited()).toBe(false);
    for (const [version, items] of [
      [2, { touches: { hazardHalfMs: -1 } }],
      [3, { touches: { nothing: 1 } }],
      [4, { touching: { hazardHalfMs: 3000 } }],
      [5, { touches: { hazardHalfMs: "3000" } }],
    ] as const) {
      await tell("engine", items, { version });
      expect(refused("engine"), `version ${version}`).toBeTruthy();
    }
    expect(settings.parameters()).toEqual({ touches: { hazardHalfMs: 3000 } });
    await store.close();
  });

  it("is staff: added, changed, and disabled when they are no longer named", async () => {
    const { store, tell, refused } = openShop();
    const proof = { kind: "key", hash: "k" } as const;
    await store.transact((tx) =>
      addUser(tx, { userId: "own", name: "Own", roles: ["gate"], proof }, 0),
    );
    await tell("staff", { ada: { name: "Ada", roles: ["operator"] } });
    expect(findUser(store, "ada")).toMatchObject({ name: "Ada", roles: ["operator"] });
    await tell("staff", { ada: { name: "Ada", roles: ["clerk"] } }, { version: 2 });
    expect(findUser(store, "ada")).toMatchObject({ roles: ["clerk"], isDisabled: false });
    await tell("staff", { bob: { name: "Bob", roles: ["reviewer"] } }, { version: 3 });
    expect(findUser(store, "ada")!.isDisabled).toBe(true);
    expect(findUser(store, "own")!.isDisabled).toBe(false);
    await tell("staff", { eve: { name: "Own", roles: ["operator"] } }, { version: 4 });
    expect(refused("staff")).toMatch(/name/);
    expect(findUser(store, "bob")!.isDisabled).toBe(false);
    await store.close();
  });

  it("is which version of Saunter to run, and what a later version has is refused", async () => {
    const { store, tell, inForce, refused } = openShop();
    await tell("software", { version: "1.4.0" });
    await tell("lights" as DownKind, { on: true });
    expect(inForce()).toEqual({ software: 1 });
    expect(refused("lights" as DownKind)).toMatch(/no lights: update it/);
    await store.close();
  });

  it("is refused where the program itself fails at it", async () => {
    const { store, tell, goods, inForce, refused } = openShop();
    const match = vi.spyOn(goods, "match").mockImplementation(() => {
      throw new TypeError("undefined is not a product");
    });
    await tell("goods", GOODS);
    expect(refused("goods")).toMatch(/cannot be applied.*undefined is not a product/);
    match.mockRestore();
    await tell("goods", GOODS, { version: 2 });
    expect(inForce()).toEqual({ goods: 2 });
    await store.close();
  });

  it("is fetched again where the disk has damaged it", async () => {
    const { store, tell, inForce, applier, clock } = openShop();
    const effectiveMs = START_MS + 5;
    await tell("software", { version: "1.4.0" }, { effectiveMs });
    await store.transact((tx) => {
      tx.db.exec("UPDATE chain_contents SET content = '{}'");
    });
    clock.nowMs = effectiveMs;
    await applier.applyDue();
    expect(inForce()).toEqual({});
    expect(store.db.prepare("SELECT count(*) AS n FROM chain_contents").get()).toEqual({ n: 0 });
    await store.close();
  });
});
