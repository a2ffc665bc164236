import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { EVIDENCE_CHARS_MAX, PURGED_AT_ONCE_MAX, SEALED_BYTES_MAX } from "./evidence-limits.ts";
import {
  dropEvidence,
  EVIDENCE_SCHEMA,
  type EvidenceFile,
  keepEvidence,
  keepSealed,
  purgeEvidence,
  readEvidence,
  readSealed,
  readUsage,
} from "./evidence-store.ts";

const START_MS = 1_772_442_000_000;
const DAY_MS = 86_400_000;

let folder: string;
let store: Store;
let nowMs: number;

const open = (): Store =>
  openStore({ folder, nowMs: () => nowMs, projections: [], schema: EVIDENCE_SCHEMA });

beforeEach(() => {
  folder = makeScratchFolder();
  nowMs = START_MS;
  store = open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function makeFile(evidenceId: string, more: Partial<EvidenceFile> = {}): EvidenceFile {
  return {
    evidenceId,
    kind: "curve",
    content: { gramsG: [1, null, 2.5], name: "Ærøskøbing" },
    madeMs: nowMs,
    deleteAfterMs: nowMs + DAY_MS,
    ...more,
  };
}

const keep = (file: EvidenceFile, bytesMax?: number): Promise<boolean> =>
  store.transact((tx) => keepEvidence(tx, file, bytesMax));
const readIds = (): string[] =>
  store.db
    .prepare("SELECT evidence_id FROM evidence_files ORDER BY evidence_id")
    .all()
    .map((row) => row.evidence_id as string);
const sumBytes = (): number =>
  store.db.prepare("SELECT coalesce(sum(length(content)), 0) AS sum FROM evidence_files").get()
    ?.sum as number;

describe("evidence", () => {
  it("is read as it was kept, after a restart too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (content) => {
        const file = makeFile("e", { content: JSON.parse(JSON.stringify(content)) });
        expect(await keep(file)).toBe(true);
        expect(readEvidence(store.db, "e", "curve", nowMs)).toEqual(file);
      }),
    );
    const file = makeFile("e");
    await keep(file);
    await store.close();
    store = open();
    expect(readEvidence(store.db, "e", "curve", nowMs)).toEqual(file);
  });

  it("of one interaction has a place for each kind, and the last one of a kind counts", async () => {
    await keep(makeFile("e"));
    await keep(makeFile("e", { kind: "positions", content: [1] }));
    await keep(makeFile("e", { content: [2] }));
    expect(readEvidence(store.db, "e", "curve", nowMs)?.content).toEqual([2]);
    expect(readEvidence(store.db, "e", "positions", nowMs)?.content).toEqual([1]);
    expect(readSealed(store.db, "e", nowMs)).toBe(null);
    expect(readUsage(store.db)).toBe(sumBytes());
  });

  it("is not read from its date on, though it has not been deleted yet", async () => {
    await keep(makeFile("e"));
    expect(readEvidence(store.db, "e", "curve", nowMs + DAY_MS - 1)).not.toBe(null);
    expect(readEvidence(store.db, "e", "curve", nowMs + DAY_MS)).toBe(null);
    expect(readIds()).toEqual(["e"]);
  });

  it("is deleted at its date and not before, so much at once", async () => {
    await store.transact((tx) => {
      for (let at = 0; at < PURGED_AT_ONCE_MAX + 1; at++) keepEvidence(tx, makeFile(`old-${at}`));
      keepEvidence(tx, makeFile("young", { deleteAfterMs: nowMs + DAY_MS + 1 }));
    });
    const count = readIds().length;
    nowMs += DAY_MS - 1;
    expect(await store.transact(purgeEvidence)).toBe(false);
    expect(readIds().length).toBe(count);
    nowMs += 1;
    expect(await store.transact(purgeEvidence)).toBe(true);
    expect(readIds().length).toBe(count - PURGED_AT_ONCE_MAX);
    expect(await store.transact(purgeEvidence)).toBe(false);
    expect(readIds()).toEqual(["young"]);
    expect(readUsage(store.db)).toBe(sumBytes());
  });

  it("of an interaction is dropped when it is asked for", async () => {
    for (const evidenceId of ["a", "b"]) await keep(makeFile(evidenceId));
    await store.transact((tx) => dropEvidence(tx, "a"));
    expect(readIds()).toEqual(["b"]);
  });

  it("never takes more room than there is: the oldest goes first, and the new one stays", async () => {
    const noise = (): string => randomBytes(750).toString("base64");
    const bytesMax = 5000;
    let made: EvidenceFile[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 100 }))),
        async (files) => {
          for (const [number, agoMs] of files) {
            const content = noise();
            const file = makeFile(String(number), { content, madeMs: START_MS - agoMs });
            made = [...made.filter(({ evidenceId }) => evidenceId !== file.evidenceId), file];
            expect(await keep(file, bytesMax)).toBe(true);
            const ids = new Set(readIds());
            expect(ids.has(file.evidenceId)).toBe(true);
            const gone = made.filter((one) => !ids.has(one.evidenceId));
            made = made.filter((one) => ids.has(one.evidenceId));
            const others = made.filter((one) => one !== file);
            for (const one of gone) {
              for (const other of others) expect(one.madeMs).toBeLessThanOrEqual(other.madeMs);
            }
            expect(readUsage(store.db)).toBe(sumBytes());
            expect(readUsage(store.db)).toBeLessThanOrEqual(bytesMax);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it("that is deleted for disk space before its date is reported, and none that was past it", async () => {
    const content = () => randomBytes(750).toString("base64");
    let early = 0;
    const keepIn = (evidenceId: string, deleteAfterMs: number) =>
      store.transact((tx) =>
        keepEvidence(tx, makeFile(evidenceId, { content: content(), deleteAfterMs }), 1500, () => {
          early++;
        }),
      );
    await keepIn("a", nowMs + 1000);
    expect(early).toBe(0);
    nowMs += 999;
    await keepIn("b", nowMs + 1000);
    expect([readIds(), early]).toEqual([["b"], 1]);
    nowMs += 1000;
    await keepIn("c", nowMs + 1000);
    expect([readIds(), early]).toEqual([["c"], 1]);
  });

  it("that is too large by itself is not kept, and nothing goes for it", async () => {
    const fitting = "x".repeat(EVIDENCE_CHARS_MAX - 2);
    expect(await keep(makeFile("a", { content: fitting }))).toBe(true);
    expect(readEvidence(store.db, "a", "curve", nowMs)?.content).toBe(fitting);
    expect(await keep(makeFile("b", { content: `${fitting}x` }))).toBe(false);
    const used = readUsage(store.db);
    const noise = randomBytes(2 * used).toString("base64");
    expect(await keep(makeFile("c", { content: noise }), used)).toBe(false);
    expect(readIds()).toEqual(["a"]);
  });

  it("of the most bytes that a text can have is read again", async () => {
    const content = "\u20ac".repeat(EVIDENCE_CHARS_MAX - 2);
    expect(await keep(makeFile("a", { content }))).toBe(true);
    expect(readEvidence(store.db, "a", "curve", nowMs)?.content).toBe(content);
  });

  it("that is a clip is kept as its bytes, with a bound of its own, and goes as all else", async () => {
    const sealed = Uint8Array.from(randomBytes(SEALED_BYTES_MAX));
    const times = { madeMs: nowMs, deleteAfterMs: nowMs + DAY_MS };
    const keepClip = (bytes: Uint8Array, more: object = {}) =>
      store.transact((tx) => keepSealed(tx, { evidenceId: "e", sealed: bytes, ...times, ...more }));
    await keep(makeFile("e"));
    expect(await keepClip(sealed)).toBe(true);
    expect(Buffer.compare(readSealed(store.db, "e", nowMs)!.sealed, sealed)).toBe(0);
    expect(readEvidence(store.db, "e", "curve", nowMs)).not.toBe(null);
    expect(readUsage(store.db)).toBe(sumBytes());
    expect(await keepClip(Uint8Array.of(...sealed.subarray(0, 9)))).toBe(true);
    expect(readSealed(store.db, "e", nowMs)!.sealed).toHaveLength(9);
    const longer = new Uint8Array(SEALED_BYTES_MAX + 1);
    expect(await keepClip(longer)).toBe(false);
    expect(await keepClip(sealed, { deleteAfterMs: nowMs })).toBe(false);
    expect(readSealed(store.db, "e", nowMs + DAY_MS)).toBe(null);
    await store.transact((tx) => dropEvidence(tx, "e"));
    expect(readSealed(store.db, "e", nowMs)).toBe(null);
  });

  it("that is past its date already is not kept", async () => {
    expect(await keep(makeFile("a", { deleteAfterMs: nowMs }))).toBe(false);
    expect(readIds()).toEqual([]);
  });

  it("is no longer in the files once it is deleted and the log is emptied", async () => {
    const content = randomBytes(20_000).toString("base64");
    await keep(makeFile("a", { content }));
    for (let at = 0; at < 20; at++) await keep(makeFile(`other-${at}`, { deleteAfterMs: 9e15 }));
    const blob = store.db
      .prepare("SELECT content FROM evidence_files WHERE evidence_id = 'a'")
      .get()?.content;
    const traces = [0, 1000, 9000].map((at) =>
      Buffer.from(blob as Uint8Array).subarray(at, at + 32),
    );
    const findTraces = (): number => {
      store.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      const files = ["shop.db", "shop.db-wal"].map((name) => join(folder, name));
      const bytes = files.filter((file) => existsSync(file)).map((file) => readFileSync(file));
      return traces.filter((trace) => bytes.some((all) => all.includes(trace))).length;
    };
    expect(findTraces()).toBe(traces.length);
    nowMs += DAY_MS;
    await store.transact(purgeEvidence);
    expect(readIds().length).toBe(20);
    expect(findTraces()).toBe(0);
  });
});
