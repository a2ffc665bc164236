/** For tests: a shop that sends its events to a chain. */
import type { TestChain } from "@saunter/chain/chain-fixture";
import type { UpRow } from "@saunter/protocol/chain/up-row";
import { createChainAnswers } from "@saunter/shop/chain/answer-chain";
import { BALANCE_SCHEMA } from "@saunter/shop/chain/ask-balance";
import { type HubLine, openHubLine } from "@saunter/shop/chain/hub-line";
import { CHAIN_SCHEMA, createUpSender, type UpSender } from "@saunter/shop/chain/send-up";
import type { Store } from "@saunter/shop/store/store";
import { openTestStore } from "@saunter/shop/store/store-fixture";
import { createScratchFolders, type ScratchFolders } from "@saunter/testing/scratch-folders";
import { expect } from "vitest";

const SHARD = 0;

export interface TestShop {
  readonly store: Store;
  readonly sender: UpSender;
  readonly line: HubLine;
  /** Waits until the hub has all events. */
  sendAll(): Promise<unknown>;
  close(): Promise<void>;
  /** Closes it and opens it at another hub. */
  moveTo(server: string, credentials: string): Promise<TestShop>;
}

/** Connects to the hub, or to its own leaf node. */
export function openShop({ hub }: TestChain, shopId: string, leaf?: string): TestShop {
  const credentials = leaf === undefined ? hub.credentials.get(shopId)! : null;
  return openAt(shopId, leaf ?? hub.url, credentials, createScratchFolders());
}

function openAt(
  shopId: string,
  server: string,
  credentials: string | null,
  folders: ScratchFolders,
  folder = folders.make(),
): TestShop {
  const store = openTestStore(folder, { schema: CHAIN_SCHEMA + BALANCE_SCHEMA });
  const secret = credentials === null ? null : { source: "test", reveal: () => credentials.trim() };
  const line = openHubLine({ server, shard: SHARD, credentials: secret }, shopId, (what, body) =>
    answer(what, body),
  );
  const nowMs = (): number => Date.now();
  const sender = createUpSender({ store, line, shopId, nowMs, random: Math.random });
  let ids = 0;
  const answer = createChainAnswers({
    ...{ store, sender, nowMs },
    makeId: () => String(ids++),
    ...{ version: "0.0.0", answerPool: null, countUnsigned: null },
  });
  const stop = async (): Promise<void> => {
    await line.close();
    await store.close();
  };
  return {
    store,
    sender,
    line,
    sendAll: () =>
      expect
        .poll(async () => {
          await sender.sendDue();
          return sender.report().waiting;
        })
        .toBe(0),
    close: async () => {
      await stop();
      folders.remove();
    },
    moveTo: async (otherServer, otherCredentials) => {
      await stop();
      return openAt(shopId, otherServer, otherCredentials, folders, folder);
    },
  };
}

/** Every row of a shop's journal, as the shop sends it. */
export function listRows(store: Pick<Store, "readRowsFrom">): UpRow[] {
  return store.readRowsFrom(1).map(([position, stream, version, type, atMs, body, rowHash]) => ({
    ...{ position, stream, version, type, atMs, body },
    hash: rowHash,
  }));
}
