/** A shop whose computer is lost: another one goes on with what the chain, the hub and the old disk have. */
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { signInWith } from "@saunter/chain/hub/sign-in";
import { SHOP_CAPABILITIES } from "@saunter/shop/capabilities/capabilities";
import { openHubLine } from "@saunter/shop/chain/hub-line";
import { askForHead, findShownReplacement } from "@saunter/shop/chain/recovery/check-place";
import { openRecoveryKey, readRecoveryKey } from "@saunter/shop/chain/recovery/recovery-key";
import {
  type ChainRestoreOptions,
  restoreFromChain,
} from "@saunter/shop/chain/recovery/restore-from-chain";
import { createCopySender } from "@saunter/shop/chain/recovery/send-copy";
import { createUpSender } from "@saunter/shop/chain/send-up";
import { takePlace } from "@saunter/shop/commands/restore-chain";
import {
  CARD,
  openTestShop,
  readReceipt,
  type TestShop,
  visitFor,
} from "@saunter/shop/domain/shop-fixture";
import { addUser, findUserByName } from "@saunter/shop/people/users";
import { listTables } from "@saunter/shop/process/capability";
import { openKey } from "@saunter/shop/process/process-keys";
import { backupStore } from "@saunter/shop/store/backup";
import { markReplaced, openStore } from "@saunter/shop/store/store";
import { tamper } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const { projections, schema } = listTables(SHOP_CAPABILITIES);
const SHOPS = [
  "blank",
  "disk",
  "image",
  "behind",
  "torn",
  "fork",
  "race",
  "older",
  "north",
  "thief",
];

describe("a blank computer", () => {
  let chain: TestChain;
  const folders = createScratchFolders();
  beforeAll(async () => {
    chain = await startChain(SHOPS);
  });
  afterAll(async () => {
    await chain.close();
    folders.remove();
    expect(chain.failures).toEqual([]);
  });

  function openLine(shopId: string) {
    const reveal = () => chain.hub.credentials.get(shopId)!.trim();
    const credentials = { source: "test", reveal };
    const line = openHubLine({ server: chain.hub.url, shard: 0, credentials }, shopId, () => null);
    onTestFinished(line.close);
    return line;
  }

  /** A shop with a line; what it does is sent when it is called. */
  function openShop(shopId: string) {
    const test = openTestShop({ schema });
    const line = openLine(shopId);
    const nowMs = Date.now;
    const sendAll = async ({ store, folder }: TestShop = test) => {
      const sender = createUpSender({ store, line, shopId, nowMs, random: () => 0 });
      await expect
        .poll(async () => {
          await sender.sendDue();
          return sender.report().waiting;
        })
        .toBe(0);
      await chain.waitForHead(shopId, store.position());
      const copies = createCopySender({
        ...{ store, line, shopId, recoveryKey: openRecoveryKey(folder), nowMs },
        source: { db: store.db, folder, isMade: store.isMade },
        evenMs: () => performance.now(),
        checkPlace: async () =>
          expect(await findShownReplacement(line, store, await askForHead(line))).toBeNull(),
      });
      await copies.sendDue();
      expect(copies.report().fault).toBeNull();
    };
    const restore = (more: Partial<ChainRestoreOptions> = {}) =>
      restoreFromChain({
        ...{ folder: test.folder, disk: null, shopId, line, projections, schema, nowMs },
        ...{ findRecoveryKey: async () => null, numbersSkipped: 50 },
        ...{ isForced: false, isOldOff: false, isWithoutCopy: false, ...more },
      });
    return { test, line, shopId, sendAll, restore };
  }

  const sell = async (test: TestShop): Promise<number> => {
    const visitId = await visitFor(test, CARD, { "01": 2 });
    return (readReceipt(test, visitId) as { documentNumber: number }).documentNumber;
  };

  const addPeople = async ({ store }: TestShop): Promise<void> => {
    await store.transact((tx) => {
      const users = [
        { userId: "u1", name: "Ada", roles: ["operator"], proof: { kind: "password", hash: "h" } },
        { userId: "u2", name: "scale-1", roles: ["sensor"], proof: { kind: "key", hash: "k" } },
      ] as const;
      for (const user of users) expect(addUser(tx, user, 5)).toMatchObject({ ok: true });
    });
  };

  const empty = (folder: string): void => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  };

  const readChain = async (shopId: string) =>
    (await chain.readEvents(shopId)).map(({ position, hash }) => [position, hash]);
  const readShop = ({ store }: TestShop) => {
    const rows = [];
    for (let at = 0; at < store.position(); at = rows.at(-1)![0] as number) {
      rows.push(...store.readRowsFrom(at + 1).map((row) => [row[0], row[6]]));
    }
    return rows;
  };

  it("goes on from an older backup and what the chain has since, by one restore", async () => {
    const { test, restore, sendAll, shopId } = openShop("older");
    await addPeople(test);
    await sell(test);
    await sendAll();
    const backup = { file: join(folders.make(), "monday.backup"), passPhrase: null };
    await backupStore(test.folder, backup.file);
    const ofBackup = test.store.position();
    await sell(test);
    await sendAll();
    const before = readShop(test);
    await test.store.close();
    // Its database is lost; keys and settings are on the disk.
    for (const name of readdirSync(test.folder)) {
      if (name.startsWith("journal")) rmSync(join(test.folder, name), { recursive: true });
    }
    const facts = await restore({ backup });
    expect(facts).toMatchObject({
      ...{ ofDisk: ofBackup, ofChain: before.length - ofBackup, tables: "hub", lost: 0 },
    });
    const store = openStore({ folder: test.folder, projections, schema, nowMs: Date.now });
    onTestFinished(() => store.close());
    expect(readShop({ ...test, store }).slice(0, before.length)).toEqual(before);
    expect((await readChain(shopId)).length).toBe(before.length);
  });

  it("becomes the shop from its recovery key and the chain alone, and sells on with numbers that nobody had", async () => {
    const { test, restore, sendAll, shopId, line } = openShop("blank");
    await addPeople(test);
    const sessions = openKey(test.folder, "sessions").export({ type: "pkcs8", format: "pem" });
    expect([await sell(test), await sell(test)]).toEqual([1, 2]);
    await sendAll();
    const key = readRecoveryKey(test.folder)!;
    const before = readShop(test);
    const old = folders.make();
    await test.store.close();
    cpSync(test.folder, old, { recursive: true });
    empty(test.folder);

    await expect(restore()).rejects.toMatchObject({ code: "recovery-key-missing" });
    const wrong = key.replace(/^./, (one) => (one === "0" ? "1" : "0"));
    await expect(restore({ findRecoveryKey: async () => wrong })).rejects.toMatchObject({
      code: "pass-phrase-wrong",
    });
    const facts = await restore({ findRecoveryKey: async () => key });
    expect(facts).toMatchObject({
      ...{ ofDisk: 0, ofChain: before.length, tables: "hub", lost: 0, setAside: null },
      skipped: { firstNumber: 3, lastNumber: 52 },
    });
    await takePlace({ folder: test.folder, line, shop: { id: shopId }, nowMs: Date.now });
    const again = await test.restart();
    onTestFinished(again.close);
    expect(readShop(again).slice(0, before.length)).toEqual(before);
    expect(findUserByName(again.store, "Ada")).toMatchObject({ userId: "u1" });
    expect(findUserByName(again.store, "scale-1")).toMatchObject({ roles: ["sensor"] });
    expect(openKey(test.folder, "sessions").export({ type: "pkcs8", format: "pem" })).toBe(
      sessions,
    );
    expect(await sell(again)).toBe(53);
    await sendAll(again);
    expect(await readChain(shopId)).toEqual(readShop(again));

    // The old computer comes back.
    const former = openStore({ folder: old, projections, schema, nowMs: Date.now });
    const why = await findShownReplacement(line, former, await askForHead(line));
    expect(why).toMatch(/^The chain has \d+ events of this shop, and this computer has \d+/);
    await former.close();
    markReplaced(old, why!);
    expect(() => openStore({ folder: old, projections, schema, nowMs: Date.now })).toThrow(
      expect.objectContaining({ code: "shop-replaced", message: why }),
    );
  });

  it("with the old disk has all of it, what was never sent, too, and goes on with the next number", async () => {
    const { test, restore, sendAll, shopId } = openShop("disk");
    await sell(test);
    await sendAll();
    await addPeople(test);
    await sell(test);
    const before = readShop(test);
    const old = folders.make();
    await test.store.close();
    cpSync(test.folder, old, { recursive: true });
    empty(test.folder);
    const facts = await restore({ disk: old });
    expect(facts).toMatchObject({ tables: "disk", lost: 0, skipped: null, ofDisk: before.length });
    const again = await test.restart();
    onTestFinished(again.close);
    expect(readShop(again).slice(0, before.length)).toEqual(before);
    expect(findUserByName(again.store, "Ada")).not.toBeNull();
    expect(await sell(again)).toBe(3);
    await sendAll(again);
    expect(await readChain(shopId)).toEqual(readShop(again));
  });

  it("with a disk that is an older image takes what is missing from the chain, and users from the hub", async () => {
    const { test, restore, sendAll } = openShop("behind");
    await sell(test);
    const again = await test.restart();
    const old = folders.make();
    cpSync(test.folder, old, { recursive: true });
    await addPeople(again);
    await sell(again);
    await sendAll(again);
    const key = readRecoveryKey(test.folder)!;
    await again.close();
    empty(test.folder);
    const facts = await restore({ disk: old, findRecoveryKey: async () => key });
    expect(facts).toMatchObject({ tables: "hub", lost: 0, skipped: { firstNumber: 3 } });
    const last = await test.restart();
    onTestFinished(last.close);
    expect(findUserByName(last.store, "Ada")).not.toBeNull();
    expect(await sell(last)).toBe(53);
  });

  it("with an older image that lacks no event takes users from the hub all the same: their copy is later", async () => {
    const { test, restore, sendAll } = openShop("image");
    await sell(test);
    await sendAll();
    const old = folders.make();
    const again = await test.restart();
    await again.close();
    cpSync(test.folder, old, { recursive: true });
    const later = await test.restart();
    await addPeople(later);
    await sendAll(later);
    await later.close();
    empty(test.folder);
    const facts = await restore({ disk: old });
    expect(facts).toMatchObject({ tables: "hub", ofChain: 0, lost: 0, skipped: null });
    const last = await test.restart();
    onTestFinished(last.close);
    expect(findUserByName(last.store, "Ada")).not.toBeNull();
    expect(await sell(last)).toBe(2);
  });

  it("repairs a damaged journal in the middle from the chain, and keeps its last events", async () => {
    const { test, restore, sendAll } = openShop("torn");
    await sell(test);
    await sendAll();
    await sell(test);
    const before = readShop(test);
    await test.store.close();
    tamper(test.folder, (db) => db.exec("UPDATE journal SET body = '{}' WHERE position = 3"));
    const facts = await restore();
    expect(facts).toMatchObject({ lost: 0, skipped: null });
    expect(facts.setAside).not.toBeNull();
    const again = await test.restart();
    onTestFinished(again.close);
    expect(readShop(again).slice(0, before.length)).toEqual(before);
    expect(await sell(again)).toBe(3);
  });

  it("refuses a disk whose events are others than the chain's, unless it is forced to take the chain's", async () => {
    const { test, restore, sendAll, line } = openShop("fork");
    await sell(test);
    await sendAll();
    await test.store.close();
    const old = folders.make();
    cpSync(test.folder, old, { recursive: true });
    const again = await test.restart();
    await sell(again);
    await sendAll(again);
    await again.close();
    const other = openStore({ folder: old, projections, schema, nowMs: Date.now });
    for (const shopperId of ["x", "y", "z"]) {
      await other.transact((tx) =>
        tx.append("shopper", shopperId, [
          { type: "CartTold", shopperId, lines: [], probability: 1 },
        ]),
      );
    }
    expect(await findShownReplacement(line, other, await askForHead(line))).not.toBeNull();
    await other.close();
    const head = other.position();
    empty(test.folder);
    await expect(restore({ disk: old })).rejects.toMatchObject({ code: "backup-fork" });
    expect(readdirSync(test.folder)).not.toContain("shop.db");
    const facts = await restore({ disk: old, isForced: true });
    expect(facts.ofDisk).toBe(0);
    expect(facts.head.position).toBeGreaterThan(head);
  });

  it("is refused where another one was faster", async () => {
    const { test, restore, sendAll, line, shopId } = openShop("race");
    await sell(test);
    await sendAll();
    await test.store.close();
    const folder = folders.make();
    const key = readRecoveryKey(test.folder)!;
    empty(test.folder);
    const findRecoveryKey = async () => key;
    await restore({ findRecoveryKey });
    await restore({ findRecoveryKey, folder });
    const place = { line, shop: { id: shopId }, nowMs: Date.now };
    expect(await takePlace({ folder, ...place })).toBe(true);
    await expect(takePlace({ folder: test.folder, ...place })).rejects.toMatchObject({
      code: "shop-replaced",
    });
    expect(readFileSync(join(test.folder, "journal.replaced"), "utf8")).toMatch(/another/);
    expect(await chain.db.selectFrom("set_aside").selectAll().execute()).toEqual([]);
  });

  it("learns nothing of other shops, and gets no answer into an inbox that is not its own", async () => {
    const { test, sendAll } = openShop("north");
    await sell(test);
    await sendAll();
    const signed = signInWith(chain.hub.credentials.get("thief")!);
    const thief = await connect({
      ...{ servers: chain.hub.url, authenticator: signed, inboxPrefix: "_INBOX.thief" },
    });
    onTestFinished(() => thief.close());
    for (const subject of ["call.north.rows", "$JS.hub.API.DIRECT.GET.COPY.copy.north.head"]) {
      await expect(thief.request(subject, "", { timeout: 500 }), subject).rejects.toThrow();
    }
    // It has never signed a call, so its calls need no signature yet.
    const received: string[] = [];
    for (const subject of ["down.north.manifest", "_INBOX.north.a"]) {
      chain.connection.subscribe(subject, {
        callback: (_, { subject: on }) => void received.push(on),
      });
      thief.publish("call.thief.head", "", { reply: subject });
    }
    await thief.request("call.thief.head", "", { timeout: 2000 });
    await chain.connection.flush();
    expect(received).toEqual([]);
  });
});
