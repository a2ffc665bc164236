import { randomBytes } from "node:crypto";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { SHOP_CAPABILITIES } from "../../capabilities/capabilities.ts";
import { addUser } from "../../people/users.ts";
import { listTables } from "../../process/capability.ts";
import { openTestStore } from "../../store/store-fixture.ts";
import { fetchCopy } from "./fetch-copy.ts";
import { openRecoveryKey } from "./recovery-key.ts";
import { COPY_BYTES_A_SECOND_MAX, COPY_LOOK_MS } from "./recovery-limits.ts";
import { COPY_NUMBER_MAX, createCopySender } from "./send-copy.ts";

const folders = createScratchFolders();
afterEach(folders.remove);
const { schema, projections } = listTables(SHOP_CAPABILITIES);

/** A shop whose copies go to a hub of this process. */
function openShop() {
  const folder = folders.make();
  const recoveryKey = openRecoveryKey(folder);
  const store = openTestStore(folder, { schema, projections });
  const world = { ms: 0, bytes: 0, copies: 0, kept: new Map<string, string | Uint8Array>() };
  const readCopy = async (subject: string): Promise<Uint8Array | null> => {
    const payload = world.kept.get(subject);
    return typeof payload === "string" ? new TextEncoder().encode(payload) : (payload ?? null);
  };
  const copies = createCopySender({
    ...{ store, shopId: "north", recoveryKey },
    source: { db: store.db, folder, isMade: store.isMade },
    line: {
      readCopy,
      publish: async (subject, payload) => {
        world.kept.set(subject, payload);
        world.bytes += payload.length;
        if (subject.endsWith(".head")) world.copies++;
      },
    },
    nowMs: () => world.ms,
    evenMs: () => world.ms,
    checkPlace: async () => {},
  });
  const look = async (afterMs: number): Promise<number> => {
    world.ms += afterMs;
    await copies.sendDue();
    expect(copies.report().fault).toBeNull();
    return world.copies;
  };
  const write = (sql: string): Promise<void> => store.transact(({ db }) => void db.exec(sql));
  let names = 0;
  const addOne = (bytes = 100): Promise<void> => {
    const name = `user-${names++}`;
    const proof = { kind: "password", hash: randomBytes(bytes).toString("base64") } as const;
    const user = { userId: name, name, roles: ["operator"], proof } as const;
    return store.transact((tx) => void expect(addUser(tx, user, 1)).toMatchObject({ ok: true }));
  };
  const restore = async () => (await fetchCopy({ readCopy }, "north"))!.open(recoveryKey);
  return { world, store, look, write, addOne, restore };
}

/** Longer than a small copy holds the next one back. */
const SOON_MS = 10_000;

describe("the copy at the hub", () => {
  it("is sent again when a user or a webhook is another, and not when a webhook has gone on", async () => {
    const { store, look, write, addOne } = openShop();
    expect(await look(0)).toBe(1);
    expect(await look(SOON_MS)).toBe(1);
    await addOne();
    expect(await look(SOON_MS)).toBe(2);
    await write("INSERT INTO webhook_endpoints VALUES ('w', 'https://a.test', 's', '[]', 1, 0, 1)");
    expect(await look(SOON_MS)).toBe(3);
    await write("UPDATE webhook_endpoints SET cursor = cursor + 1");
    expect(await look(SOON_MS)).toBe(3);
    await write("UPDATE webhook_endpoints SET is_enabled = 0");
    expect(await look(SOON_MS)).toBe(4);
    await store.close();
  });

  it.each([COPY_NUMBER_MAX - 1, COPY_NUMBER_MAX, Number.MAX_SAFE_INTEGER])(
    "can be restored after somebody with the shop's credentials has numbered one %s",
    async (number) => {
      const { store, look, addOne, restore, world } = openShop();
      await look(0);
      const head = JSON.parse(String(world.kept.get("copy.north.head")));
      world.kept.set("copy.north.head", JSON.stringify({ ...head, number, hash: "x".repeat(43) }));
      for (let turn = 0; turn < 3; turn++) {
        await addOne();
        await look(SOON_MS);
        const { tables } = await restore();
        expect(tables.find(({ name }) => name === "users")!.rows).toHaveLength(turn + 1);
      }
      await store.close();
    },
  );

  it("takes no more of the line than its share, however often something changes", async () => {
    const { world, store, look, addOne } = openShop();
    await addOne(400_000);
    await look(0);
    const startMs = world.ms;
    const startBytes = world.bytes;
    for (let turn = 0; turn < 100; turn++) {
      await addOne();
      await look(COPY_LOOK_MS);
    }
    const seconds = (world.ms - startMs) / 1000;
    expect(world.copies).toBeGreaterThan(5);
    // The last one may have just been sent.
    expect(world.bytes - startBytes).toBeLessThan(COPY_BYTES_A_SECOND_MAX * seconds + 500_000);
    await store.close();
  });
});
