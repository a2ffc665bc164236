import { hash } from "node:crypto";
import { encodeRow, formatForHash, GENESIS_HASH, type UpRow } from "@saunter/protocol/chain/up-row";
import { describe, expect, it } from "vitest";
import type { JournalRow } from "../../store/journal.ts";
import { findReplacement, findShownReplacement } from "./check-place.ts";

const row = (position: number, hash = `h${position}`): JournalRow => [
  ...([position, "shop", position, "Told", 1, "{}"] as const),
  hash,
];

/** A shop with these rows. */
const makeStore = (rows: readonly JournalRow[], position = rows.length) => ({
  position: () => position,
  readRowsFrom: (from: number) => rows.filter(([at]) => at >= from),
});

describe("a computer", () => {
  const store = makeStore([row(1), row(2), row(3)]);

  it.each([
    [0, ""],
    [0, "of a database that was rebuilt"],
    [1, "h1"],
    [3, "h3"],
  ])("is the shop where the chain has %i of its three events", (position, hash) => {
    expect(findReplacement(store, { position, hash })).toBeNull();
  });

  it("is not the shop where the chain has more events than it", () => {
    expect(findReplacement(store, { position: 4, hash: "h4" })).toMatch(/has 4 events/);
  });

  it("is not the shop where the chain has another event in the place of one", () => {
    expect(findReplacement(store, { position: 2, hash: "other" })).toMatch(/^Event 2 .* another/);
  });

  it("is the shop where it cannot read the event itself: that is damage, and nobody else's event", () => {
    const torn = makeStore([row(1), row(3)], 3);
    expect(findReplacement(torn, { position: 2, hash: "h2" })).toBeNull();
    expect(findReplacement(makeStore([row(1)], 3), { position: 2, hash: "h2" })).toBeNull();
  });
});

/** A journal whose events say who wrote them, with real hashes. */
function writeJournal(writers: string): UpRow[] {
  let before = GENESIS_HASH;
  return [...writers].map((writer, at) => {
    const event = { position: at + 1, stream: "shop", version: at + 1, type: "Told", atMs: 1 };
    const row = { ...event, body: JSON.stringify({ writer }) };
    before = hash("sha256", formatForHash(before, row), "base64url");
    return { ...row, hash: before };
  });
}

const openJournal = (writers: string) =>
  makeStore(
    writeJournal(writers).map(
      ({ position, stream, version, type, atMs, body, hash: rowHash }): JournalRow => [
        ...([position, stream, version, type, atMs, body] as const),
        rowHash,
      ],
    ),
  );

/** A chain that answers with rows of a journal, as far as it still has them. */
const openLine = (rows: readonly UpRow[]) => ({
  call: async (_: string, body?: unknown) => {
    const { after } = body as { readonly after: number };
    return { rows: rows.filter(({ position }) => position > after).map(encodeRow) };
  },
});

describe("a computer that stops", () => {
  it.each([
    ["a blank one", "", "aab", ""],
    ["one that is behind", "aa", "aabb", ""],
    // A restore refuses events that the chain has not, unless it is forced.
    ["one that went on by itself, and is behind", "aac", "aabbb", " --force"],
    ["one that went on by itself, and is ahead", "aaccc", "aabb", " --force"],
  ])("is %s, where the chain shows what it lacks", async (_, own, ofChain, option) => {
    const rows = writeJournal(ofChain);
    const shown = findShownReplacement(openLine(rows), openJournal(own), rows.at(-1)!);
    expect(await shown).toMatch(/another computer has taken its place/);
    expect(await shown).toMatch(new RegExp(`restore --from-chain shop.yaml${option}\\.$`));
  });

  it.each([
    ["has lost events", "aa", writeJournal("aabb").slice(0, 2)],
    ["has lost events that the shop went on from", "aaa", writeJournal("aabb").slice(0, 1)],
    ["shows another journal's events", "aa", writeJournal("aa").concat(writeJournal("bbbb")[2]!)],
    ["shows none", "aa", []],
  ])("is not one whose chain %s", async (_, own, rows) => {
    const shown = findShownReplacement(openLine(rows), openJournal(own), {
      ...writeJournal("aabb")[3]!,
    });
    await expect(shown).rejects.toThrow(/show/);
  });

  it("is none that is the shop, which asks for no events", async () => {
    const line = { call: () => Promise.reject(new Error("asked")) };
    const store = openJournal("aab");
    expect(await findShownReplacement(line, store, writeJournal("aa")[1]!)).toBeNull();
  });
});
