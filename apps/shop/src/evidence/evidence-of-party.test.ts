import { describe, expect, it } from "vitest";
import {
  admit,
  applyOutputs,
  DAY_MS,
  makePick,
  makeUncertain,
  openTestShop,
  payCard,
  payCustomer,
  type TestShop,
  tell,
  transact,
} from "../domain/shop-fixture.ts";
import { dropEvidenceOf, listEvidenceOf } from "./evidence-of-party.ts";
import { EVIDENCE_SCHEMA, keepEvidence } from "./evidence-store.ts";

const PARTY = "customer:customer-0";

/** Picks of "ann", of "ann" or "bob", and of "bob" alone; each with a curve, two with positions. */
async function openWithEvidence(): Promise<TestShop> {
  const test = openTestShop({ schema: EVIDENCE_SCHEMA });
  await admit(test, payCustomer("customer-0"), ["ann"]);
  await admit(test, payCard("pm_sim_ok-bob"), ["bob"]);
  await applyOutputs(test, tell(makePick("own", "ann")));
  await applyOutputs(test, tell(makeUncertain(makePick("shared", "ann"), { targetId: "bob" })));
  await applyOutputs(test, tell(makePick("other", "bob")));
  await transact(test, (tx) => {
    for (const [at, id] of ["own", "shared", "other"].entries()) {
      const evidenceId = `run.${id}`;
      const times = { madeMs: tx.atMs, deleteAfterMs: tx.atMs + (at + 1) * DAY_MS };
      keepEvidence(tx, { evidenceId, kind: "curve", content: [], ...times });
      if (id !== "own") continue;
      keepEvidence(tx, { evidenceId, kind: "positions", content: [], ...times });
    }
  });
  return test;
}

const listIds = ({ store }: TestShop): unknown[] =>
  store.db
    .prepare("SELECT evidence_id, kind FROM evidence_files ORDER BY evidence_id, kind")
    .all()
    .map((row) => `${row.evidence_id} ${row.kind}`);

describe("evidence of a party's visits", () => {
  it("is told by kind, with when the last of it goes, while it is there", async () => {
    const test = await openWithEvidence();
    const { nowMs } = test.clock;
    expect(listEvidenceOf(test.store.db, PARTY, nowMs)).toEqual([
      { kind: "curve", pieces: 2, untilMs: nowMs + 2 * DAY_MS },
      { kind: "positions", pieces: 1, untilMs: nowMs + DAY_MS },
    ]);
    expect(listEvidenceOf(test.store.db, PARTY, nowMs + 2 * DAY_MS)).toEqual([]);
    expect(listEvidenceOf(test.store.db, "customer:nobody", nowMs)).toEqual([]);
  });

  it("is dropped with them, but for what may concern somebody else", async () => {
    const test = await openWithEvidence();
    await transact(test, (tx) => dropEvidenceOf(tx, PARTY));
    expect(listIds(test)).toEqual(["run.other curve", "run.shared curve"]);
  });
});
