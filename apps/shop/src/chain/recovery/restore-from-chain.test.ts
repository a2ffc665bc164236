/** A restore that was interrupted or refused; the chain is a journal of this process. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { encodeRow } from "@saunter/protocol/chain/up-row";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { SHOP_CAPABILITIES } from "../../capabilities/capabilities.ts";
import { listTables } from "../../process/capability.ts";
import { openKey } from "../../process/process-keys.ts";
import { readHeadIfWhole } from "../../store/backup.ts";
import { readHead } from "../../store/journal.ts";
import { nameFiles } from "../../store/store.ts";
import { appendPicks, openTestStore } from "../../store/store-fixture.ts";
import { toUpRow } from "../send-up.ts";
import { openRecoveryKey, readRecoveryKey } from "./recovery-key.ts";
import { type ChainRestoreOptions, restoreFromChain } from "./restore-from-chain.ts";
import { createCopySender } from "./send-copy.ts";

const folders = createScratchFolders();
afterEach(folders.remove);
const { schema, projections } = listTables(SHOP_CAPABILITIES);

/** A shop that has sent all of its events to the chain, and its folder. */
async function openShop() {
  const folder = folders.make();
  const store = openTestStore(folder, { schema, projections });
  await appendPicks(store, 5);
  openKey(folder, "sessions");
  const head = readHead(store.db);
  const rows = store.readRowsFrom(1).map((row) => encodeRow(toUpRow(row)));
  await store.close();
  /** The hub, which has the shop's copy once it was sent. */
  const kept = new Map<string, string | Uint8Array>();
  const readCopy = async (subject: string) => {
    const payload = kept.get(subject);
    return typeof payload === "string" ? new TextEncoder().encode(payload) : (payload ?? null);
  };
  const sendCopy = async (): Promise<string> => {
    const open = openTestStore(folder, { schema, projections });
    const recoveryKey = openRecoveryKey(folder);
    await createCopySender({
      ...{ store: open, shopId: "north", recoveryKey, nowMs: () => 1, evenMs: () => 1 },
      source: { db: open.db, folder, isMade: open.isMade },
      line: { publish: async (subject, payload) => void kept.set(subject, payload), readCopy },
      checkPlace: async () => {},
    }).sendDue();
    await open.close();
    return recoveryKey;
  };
  const call = async (what: string, body?: unknown): Promise<unknown> => {
    if (what === "head") return { ...head, seenMs: null, reported: head.position, nowMs: 1 };
    const { after } = body as { after: number };
    return { rows: rows.slice(after) };
  };
  const restore = (more: Partial<ChainRestoreOptions> = {}) =>
    restoreFromChain({
      ...{ folder, disk: null, shopId: "north", projections, schema, nowMs: Date.now },
      line: { call, readCopy },
      ...{ findRecoveryKey: async () => null, isForced: false, isOldOff: true },
      ...{ isWithoutCopy: true, ...more },
    });
  const lose = (): void => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  };
  return { folder, head, restore, lose, sendCopy };
}

describe("a restore from the chain", () => {
  it("that was killed when all was in place is over when it is called again", async () => {
    const { folder, restore, lose } = await openShop();
    lose();
    const facts = await restore();
    mkdirSync(join(folder, "restoring"));
    writeFileSync(join(folder, "restoring", "ready.json"), JSON.stringify(facts));
    expect(await restore()).toEqual(facts);
    expect(existsSync(join(folder, "restoring"))).toBe(false);
  });

  it("begins again where the database was lost after one that was killed at its end", async () => {
    const { folder, head, restore, lose } = await openShop();
    lose();
    const facts = await restore();
    lose();
    mkdirSync(join(folder, "restoring"));
    writeFileSync(join(folder, "restoring", "ready.json"), JSON.stringify(facts));
    const again = await restore();
    expect(again.ofChain).toBe(head.position);
    expect(readHeadIfWhole(nameFiles(folder).database)).toEqual(again.head);
  });

  it("leaves nothing behind where it is refused: a full disk would stay full", async () => {
    const { folder, restore, lose } = await openShop();
    lose();
    await expect(restore({ isWithoutCopy: false })).rejects.toMatchObject({ code: "shop-missing" });
    expect(existsSync(join(folder, "restoring"))).toBe(false);
  });

  it("takes the key of the paper where the folder has another one, and keeps that", async () => {
    const { folder, restore, lose, sendCopy } = await openShop();
    const paper = await sendCopy();
    lose();
    await restore();
    expect(openRecoveryKey(folder)).not.toBe(paper);
    await expect(restore({ isWithoutCopy: false })).rejects.toMatchObject({
      code: "pass-phrase-wrong",
    });
    const facts = await restore({ isWithoutCopy: false, findRecoveryKey: async () => paper });
    expect(facts.tables).toBe("hub");
    expect(readRecoveryKey(folder)).toBe(paper);
  });

  it("gives keys of an old disk that everybody could read to the owner alone", async () => {
    const { folder, restore } = await openShop();
    const disk = folders.make();
    rmSync(disk, { recursive: true });
    renameSync(folder, disk);
    mkdirSync(folder);
    chmodSync(join(disk, "keys", "sessions.pem"), 0o644);
    await restore({ disk });
    expect(statSync(join(folder, "keys", "sessions.pem")).mode & 0o777).toBe(0o600);
  });
});
