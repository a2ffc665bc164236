import { createPublicKey, type KeyObject } from "node:crypto";
import { gzipSync } from "node:zlib";
import { nameContentSubject, nameManifestSubject } from "@saunter/protocol/chain/subjects";
import { signManifest } from "@saunter/server/signatures/chain-signatures";
import { makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, describe, expect, it } from "vitest";
import { openTestStore } from "../store/store-fixture.ts";
import { createDownFetcher } from "./fetch-down.ts";
import type { SentManifest } from "./hub-line.ts";
import {
  DOWN_SCHEMA,
  hasContent,
  hashContent,
  readManifest,
  readText,
  writeContent,
  writeManifest,
} from "./keep-contents.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

const SHOP = "north";

function openShop(key: KeyObject | null = null) {
  const store = openTestStore(folders.make(), { schema: DOWN_SCHEMA });
  const hub = new Map<string, Uint8Array>();
  const state = { nowMs: 0, isAway: false, signature: null as string | null };
  const line = {
    readLast: async (subject: string) => {
      if (state.isAway) throw new Error("the hub is away");
      return hub.get(subject) ?? null;
    },
    readManifest: async () => {
      if (state.isAway) throw new Error("the hub is away");
      const text = hub.get(nameManifestSubject(SHOP));
      return text === undefined ? null : { text, signature: state.signature };
    },
  };
  const entryOf = (text: string, parts: number) => ({
    ...{ kind: "goods", version: 1, hash: hashContent(text), parts },
    ...{ effectiveMs: 0, isForced: false },
  });
  return {
    ...{ store, hub, state },
    fetcher: createDownFetcher({ store, line, shopId: SHOP, key, nowMs: () => state.nowMs }),
    putManifest: (revision: number, ...texts: readonly (readonly [string, number])[]): void => {
      const entries = texts.map(([text, parts]) => entryOf(text, parts));
      const manifest = Buffer.from(JSON.stringify({ revision, entries }));
      hub.set(nameManifestSubject(SHOP), manifest);
    },
    putContent: (text: string, parts: number, ofHash = hashContent(text)): void => {
      const bytes = gzipSync(text);
      const size = Math.ceil(bytes.length / parts);
      for (let part = 0; part < parts; part++) {
        const subject = nameContentSubject(SHOP, ofHash, part);
        hub.set(subject, bytes.subarray(part * size, (part + 1) * size));
      }
    },
  };
}

describe("what the chain says", () => {
  it("is fetched with its contents, in parts", async () => {
    const { store, fetcher, putManifest, putContent } = openShop();
    await fetcher.fetch();
    expect([readManifest(store, SHOP), fetcher.fault()]).toEqual([null, null]);
    putContent("text", 3);
    putManifest(5, ["text", 3]);
    await fetcher.fetch();
    expect(readManifest(store, SHOP)?.revision).toBe(5);
    expect(readText(store, hashContent("text"))).toBe("text");
    expect(fetcher.fault()).toBeNull();
    await store.close();
  });

  it("is taken as it came, where the hub has not kept it yet", async () => {
    const { store, hub, fetcher, putManifest, putContent } = openShop();
    putManifest(5);
    await fetcher.fetch();
    const before = hub.get(nameManifestSubject(SHOP))!;
    putContent("text", 1);
    putManifest(6, ["text", 1]);
    const said = hub.get(nameManifestSubject(SHOP))!;
    hub.set(nameManifestSubject(SHOP), before);
    await fetcher.fetch({ text: said, signature: null });
    expect(readManifest(store, SHOP)?.revision).toBe(6);
    expect(readText(store, hashContent("text"))).toBe("text");
    await fetcher.fetch({ text: Buffer.from("no manifest"), signature: null });
    expect(fetcher.fault()).toBe("the chain's manifest is none");
    await store.close();
  });

  it("that is older than what is known is not taken", async () => {
    const { store, fetcher, putManifest } = openShop();
    putManifest(5);
    await fetcher.fetch();
    for (const revision of [4, 5]) {
      putManifest(revision, ["text", 1]);
      await fetcher.fetch();
      expect(readManifest(store, SHOP)).toMatchObject({ revision: 5, entries: [] });
    }
    await store.close();
  });

  it("and cannot be fetched is fetched later, and the rest is there", async () => {
    const { store, fetcher, putManifest, putContent, hub, state } = openShop();
    putContent("a", 1);
    putContent("b", 2);
    hub.delete(nameContentSubject(SHOP, hashContent("b"), 1));
    // Something else at the hub than what it should be.
    putContent("other", 1, hashContent("c"));
    putManifest(1, ["b", 2], ["c", 1], ["a", 1]);
    await fetcher.fetch();
    const has = () => ["a", "b", "c"].map((text) => hasContent(store, hashContent(text)));
    expect(has()).toEqual([true, false, false]);
    expect(fetcher.fault()).toMatch(/not all parts/);
    putContent("b", 2);
    await fetcher.fetch();
    expect(has()).toEqual([true, true, false]);
    expect(fetcher.fault()).toMatch(/not what they should be/);
    putContent("c", 1);
    state.isAway = true;
    await fetcher.fetch();
    expect(fetcher.fault()).toBe("the hub is away");
    state.isAway = false;
    await fetcher.fetch();
    expect(has()).toEqual([true, true, true]);
    expect(fetcher.fault()).toBeNull();
    await store.close();
  });

  it("and is no manifest changes nothing", async () => {
    const { store, fetcher, putManifest, hub } = openShop();
    putManifest(5);
    await fetcher.fetch();
    for (const text of [
      "",
      "{}",
      '{"revision":-1,"entries":[]}',
      '{"revision":6,"entries":[{}]}',
    ]) {
      hub.set(nameManifestSubject(SHOP), Buffer.from(text));
      await fetcher.fetch();
      expect(fetcher.fault(), text).toMatch(/manifest/);
      expect(readManifest(store, SHOP)?.revision).toBe(5);
    }
    await store.close();
  });

  it("is kept while it is named or in force, and forgotten then", async () => {
    const { store, fetcher, putManifest, putContent } = openShop();
    const version = { kind: "goods", version: 1, hash: hashContent("a"), effectiveMs: 0 };
    await store.transact((tx) => {
      writeContent(tx, hashContent("old"), "old");
      tx.append("shop", "chain", [{ type: "ChainVersionApplied", ...version }]);
    });
    putContent("a", 1);
    putContent("b", 1);
    putManifest(1, ["a", 1], ["b", 1]);
    await fetcher.fetch();
    putManifest(2);
    await fetcher.fetch();
    const has = ["a", "b", "old"].map((text) => hasContent(store, hashContent(text)));
    expect(has).toEqual([true, false, false]);
    await store.close();
  });
});

describe("a manifest that is to be signed", () => {
  const key = openSigningKey(makeSeed());
  const DAY_MS = 86_400_000;
  const NOW_MS = 1_790_000_000_000;

  /** A shop with the chain's key, and what is sent to it. */
  function openSigned() {
    const shop = openShop(createPublicKey(key));
    shop.state.nowMs = NOW_MS;
    const write = (revision: number) => Buffer.from(JSON.stringify({ revision, entries: [] }));
    const sign = (
      text: Uint8Array,
      { by = key, to = SHOP, issuedMs = NOW_MS, expiresMs = NOW_MS + DAY_MS } = {},
    ) => ({ text, signature: signManifest(by, to, text, { issuedMs, expiresMs }) });
    return { ...shop, sign, write, revision: () => readManifest(shop.store, SHOP)?.revision };
  }

  it("is taken if the chain has signed it for this shop", async () => {
    const { fetcher, revision, sign, store, write } = openSigned();
    await fetcher.fetch(sign(write(NOW_MS)));
    expect([revision(), fetcher.fault(), fetcher.forged()]).toEqual([NOW_MS, null, null]);
    await store.close();
  });

  it.each<[string, (shop: ReturnType<typeof openSigned>) => SentManifest, RegExp]>([
    ["not signed", ({ write }) => ({ text: write(NOW_MS), signature: null }), /not signed/],
    [
      "signed by another key",
      ({ sign, write }) => sign(write(NOW_MS), { by: openSigningKey(makeSeed()) }),
      /not signed/,
    ],
    [
      "signed for another shop",
      ({ sign, write }) => sign(write(NOW_MS), { to: "south" }),
      /not signed/,
    ],
    [
      "another text than was signed",
      ({ sign, write }) => ({ ...sign(write(NOW_MS)), text: write(NOW_MS + 1) }),
      /not signed/,
    ],
    ["expired", ({ sign, write }) => sign(write(NOW_MS), { expiresMs: NOW_MS - 1 }), /has expired/],
    [
      "of a revision after which there is no room",
      ({ sign, write }) => sign(write(Number.MAX_SAFE_INTEGER)),
      /no room/,
    ],
    ["older than the shop's", ({ sign, write }) => sign(write(NOW_MS - DAY_MS - 1)), /older/],
  ])("is refused, and named, if it is %s", async (_, make, fault) => {
    const shop = openSigned();
    const before = NOW_MS - DAY_MS;
    await shop.fetcher.fetch(shop.sign(shop.write(before)));
    await shop.fetcher.fetch(make(shop));
    expect(shop.revision()).toBe(before);
    expect(shop.fetcher.forged()).toEqual({ count: 1, fault: expect.stringMatching(fault) });
    await shop.store.close();
  });

  it("takes the place of any that came unsigned before", async () => {
    const { fetcher, revision, sign, store, write } = openSigned();
    const revised = { revision: Number.MAX_SAFE_INTEGER, entries: [] };
    await store.transact((tx) => writeManifest(tx, SHOP, revised));
    await fetcher.fetch(sign(write(NOW_MS)));
    expect([revision(), fetcher.forged()]).toEqual([NOW_MS, null]);
    await store.close();
  });
});
