import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterEach, expect, it } from "vitest";
import { openTestStore } from "../store/store-fixture.ts";
import { DOWN_SCHEMA, writeManifest } from "./keep-contents.ts";
import { listVersions } from "./list-versions.ts";

const folders = createScratchFolders();
afterEach(folders.remove);

it("versions are listed by kind: in force, refused, on their way, to come", async () => {
  const store = openTestStore(folders.make(), { schema: DOWN_SCHEMA });
  const version = (kind: string, number: number, effectiveMs: number) => ({
    ...{ kind, version: number, hash: "h".repeat(43), effectiveMs },
  });
  const rest = { parts: 1, isForced: false };
  await store.transact((tx) => {
    tx.append("shop", "chain", [
      { type: "ChainVersionApplied", ...version("goods", 1, 100) },
      { type: "ChainVersionRefused", ...version("goods", 2, 200), reason: "no" },
      { type: "ChainVersionRefused", ...version("offers", 1, 100), reason: "no" },
      { type: "ChainVersionApplied", ...version("offers", 2, 150) },
    ]);
    const entries = [
      version("goods", 2, 200),
      version("goods", 4, 900),
      version("goods", 3, 300),
      version("offers", 2, 150),
    ].map((entry) => ({ ...entry, ...rest }));
    writeManifest(tx, "north", { revision: 1, entries });
  });
  const { atMs } = store.readFrom(1)[0]!;
  const listed = listVersions(store, "north", 500).map((one) => [
    one.kind,
    one.version,
    one.state,
    one.decidedMs,
    one.reason,
  ]);
  expect(listed).toEqual([
    ["goods", 1, "in-force", atMs, null],
    ["goods", 2, "refused", atMs, "no"],
    ["goods", 3, "waiting", null, null],
    ["goods", 4, "scheduled", null, null],
    ["offers", 2, "in-force", atMs, null],
  ]);
  await store.close();
});
