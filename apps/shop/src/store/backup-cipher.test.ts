import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CHUNK_BYTES } from "@saunter/server/backup/backup-cipher";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { backupStore, restoreBackup } from "./backup.ts";
import { encryptFile, isEncrypted, unlockBackup } from "./backup-cipher.ts";
import { inspectBackup } from "./inspect-store.ts";
import { appendPicks, openTestStore, readAll, tamper } from "./store-fixture.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const PASS_PHRASE = "tin rain moss ladder";
const HEADER_BYTES = 67;
const TAG_BYTES = 16;
const refusal = (code: string) => expect.objectContaining({ code });

/** A shop of 40 events, and an encrypted backup of it in a folder of its own. */
const SHOP = { folder: "", path: "", bytes: Buffer.alloc(0) };

beforeAll(async () => {
  const [folder, place] = [folders.make(), folders.make()];
  const store = openTestStore(folder);
  await appendPicks(store, 40);
  await store.close();
  const path = join(place, "monday.backup");
  const facts = await backupStore(folder, path, PASS_PHRASE);
  const bytes = readFileSync(path);
  expect(facts).toEqual({ events: 40, bytes: bytes.length });
  Object.assign(SHOP, { folder, path, bytes });
});

function writeCopy(change: (bytes: Buffer) => Buffer): string {
  const path = join(folders.make(), "copy.backup");
  writeFileSync(path, change(Buffer.from(SHOP.bytes)));
  return path;
}

/** Restores into a folder that is not there, and does not make it. */
async function expectRefused(path: string, code: string, passPhrase: string | null = PASS_PHRASE) {
  const folder = join(folders.make(), "new");
  const restored = restoreBackup(path, folder, { force: true, passPhrase });
  await expect(restored).rejects.toEqual(refusal(code));
  const left = existsSync(folder) ? readdirSync(folder) : [];
  expect(left.filter((name) => name !== "shop.lock")).toEqual([]);
  return existsSync(folder);
}

describe("an encrypted backup", () => {
  it("shows nothing of the shop, and leaves nothing unencrypted behind", async () => {
    expect(SHOP.bytes.includes("SQLite format")).toBe(false);
    expect(SHOP.bytes.includes("CartTold")).toBe(false);
    expect(await isEncrypted(SHOP.path)).toBe(true);
    expect(await isEncrypted(join(SHOP.folder, "shop.db"))).toBe(false);
    expect(readdirSync(SHOP.folder).sort()).toEqual(["journal.head", "shop.db", "shop.lock"]);
    expect(readdirSync(join(SHOP.path, ".."))).toEqual(["monday.backup"]);
  });

  it("removes what one that was killed has left, and nothing of those at work", async () => {
    const folder = folders.make();
    await openTestStore(folder).close();
    // Beyond the largest number that Linux gives.
    const [left, atWork] = ["backup-4194999.partial", `backup-${process.ppid}.partial`];
    for (const name of [left, `${left}-journal`, atWork]) writeFileSync(join(folder, name), "");
    await backupStore(folder, join(folders.make(), "monday.backup"), PASS_PHRASE);
    expect(readdirSync(folder).filter((name) => name.startsWith("backup-"))).toEqual([atWork]);
  });

  it("is restored with its pass phrase, every event of it", async () => {
    const to = folders.make();
    const restored = restoreBackup(SHOP.path, to, { force: false, passPhrase: PASS_PHRASE });
    expect(await restored).toEqual({ events: 40, setAside: null });
    const [before, after] = [openTestStore(SHOP.folder), openTestStore(to)];
    expect(readAll(after)).toEqual(readAll(before));
    await Promise.all([before.close(), after.close()]);
    expect(readdirSync(to).filter((name) => name.includes("decrypted"))).toEqual([]);
  });

  it("is refused without its pass phrase, and with another, before a folder is made", async () => {
    expect(await expectRefused(SHOP.path, "pass-phrase-missing", null)).toBe(false);
    expect(await expectRefused(SHOP.path, "pass-phrase-wrong", "tin rain moss")).toBe(false);
  });

  it("is refused where a byte of its header was altered", async () => {
    const flip = (at: number) => (bytes: Buffer) => {
      bytes[at]! ^= 1;
      return bytes;
    };
    await expectRefused(writeCopy(flip(20)), "pass-phrase-wrong");
    await expectRefused(writeCopy(flip(40)), "pass-phrase-wrong");
    // A cost that no machine has the memory for.
    const costly = (bytes: Buffer) => bytes.fill(40, 16, 17);
    await expectRefused(writeCopy(costly), "backup-damaged");
    await expectRefused(
      writeCopy((bytes) => bytes.fill(9, 15, 16)),
      "backup-newer",
    );
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut in its header", (bytes) => bytes.subarray(0, 30)],
    ["cut behind its header", (bytes) => bytes.subarray(0, HEADER_BYTES)],
    ["cut within a chunk", (bytes) => bytes.subarray(0, -100)],
    [
      "cut between two chunks",
      (bytes) => bytes.subarray(0, HEADER_BYTES + CHUNK_BYTES + TAG_BYTES),
    ],
    ["longer than it was", (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ["altered in its first chunk", (bytes) => bytes.fill(bytes[500]! ^ 1, 500, 501)],
    ["altered in its last byte", (bytes) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
    [
      "with two chunks swapped",
      (bytes) => {
        const [first, second] = [HEADER_BYTES, HEADER_BYTES + CHUNK_BYTES + TAG_BYTES];
        const end = second + CHUNK_BYTES + TAG_BYTES;
        const chunks = [bytes.subarray(second, end), bytes.subarray(first, second)];
        return Buffer.concat([bytes.subarray(0, first), ...chunks, bytes.subarray(end)]);
      },
    ],
  ])("is refused where it is %s", async (_, change) => {
    expect(SHOP.bytes.length).toBeGreaterThan(HEADER_BYTES + 2 * (CHUNK_BYTES + TAG_BYTES));
    await expectRefused(writeCopy(change), "backup-damaged");
  });

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])(
    "gives back a file of %i bytes",
    async (length) => {
      const place = folders.make();
      const [plain, sealed, again] = ["a", "b", "c"].map((name) => join(place, name)) as [
        string,
        string,
        string,
      ];
      const bytes = Buffer.alloc(length, "saunter ");
      writeFileSync(plain, bytes);
      await encryptFile(plain, sealed, PASS_PHRASE);
      await (await unlockBackup(sealed, PASS_PHRASE)).decryptTo(again);
      expect(readFileSync(again).equals(bytes)).toBe(true);
      appendFileSync(sealed, "x");
      truncateSync(sealed, readFileSync(sealed).length - 2);
      await expect((await unlockBackup(sealed, PASS_PHRASE)).decryptTo(null)).rejects.toEqual(
        refusal("backup-damaged"),
      );
    },
  );
});

describe("the check of a backup", () => {
  it("rebuilds its tables, and touches no shop", async () => {
    const found = await inspectBackup(SHOP.path, PASS_PHRASE, SHOP_PROJECTIONS);
    expect(found).toMatchObject({ head: { position: 40 }, differing: [], stale: [] });
    expect(readdirSync(join(SHOP.path, ".."))).toEqual(["monday.backup"]);
  });

  it("finds tables that are not what the journal makes of them, and a broken chain", async () => {
    const [folder, place] = [folders.make(), folders.make()];
    const store = openTestStore(folder);
    await appendPicks(store, 5);
    await store.close();
    tamper(folder, (db) => db.exec("INSERT INTO gates VALUES ('west', 'closed')"));
    const path = join(place, "odd.backup");
    await backupStore(folder, path, PASS_PHRASE);
    const found = await inspectBackup(path, PASS_PHRASE, SHOP_PROJECTIONS);
    expect(found.differing).not.toEqual([]);

    const plain = join(place, "plain.db");
    await backupStore(folder, plain);
    expect((await inspectBackup(plain, null, SHOP_PROJECTIONS)).head.position).toBe(5);
    const broken = join(place, "broken.db");
    writeFileSync(broken, readFileSync(plain));
    const db = new DatabaseSync(broken);
    db.exec("UPDATE journal SET body = '{}' WHERE position = 3");
    db.close();
    await expect(inspectBackup(broken, null, SHOP_PROJECTIONS)).rejects.toEqual(
      refusal("journal-corrupt"),
    );
  });
});
