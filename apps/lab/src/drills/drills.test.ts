/** A handful of drills over a real hub and database, so that they find faults when there are some. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DrillState } from "./drill-messages.ts";
import { createModel, noFindings, sumFindings } from "./drill-model.ts";
import { runDrills } from "./run-drills.ts";

it("shops that are killed, upgraded, put back, lost and restored lose nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-drills-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const summary = await runDrills({ folder, drills: 4, seed: 10, hands: 2, round: 2 });
  expect(summary.failing).toEqual([]);
  expect(summary.drills).toBe(4);
  expect(summary.moves).toBe(2);
  expect(sumFindings(summary.findings)).toBe(0);
  expect(summary.kills).toBeGreaterThan(0);
});

describe("the model of a shop", () => {
  const receipt = { visitId: "visit-1", documentNumber: 1, totalMinor: 129 };
  const whole: DrillState = {
    ...{ position: 9, hash: "h", receipts: [receipt] },
    users: [
      { name: "user-1", keyHash: null, isDisabled: true },
      { name: "sensor-1", keyHash: "k", isDisabled: false },
    ],
    ...{ phones: ["phone-1"], colour: "#000001", keys: "keys", recoveryKey: "", damagedRows: [] },
  };
  const find = (state: Partial<DrillState>) => {
    const findings = noFindings();
    const model = createModel(findings);
    model.act({ kind: "visit", id: "visit-1", quantity: 1 }, receipt);
    model.act({ kind: "user", id: "user-1" }, null);
    model.act({ kind: "disable", id: "user-1" }, null);
    model.act({ kind: "sensor", id: "sensor-1", keyHash: "k" }, null);
    model.act({ kind: "phone", id: "phone-1" }, null);
    model.act({ kind: "colour", colour: "#000001" }, null);
    model.actHalf({ kind: "user", id: "user-2" });
    model.check(whole, "now", "first");
    expect(sumFindings(findings)).toBe(0);
    model.check({ ...whole, ...state }, "now", "then");
    const { words: _, ...counts } = findings;
    return Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [kind] : []));
  };

  it.each<[string, Partial<DrillState>]>([
    ["visitsLost", { receipts: [] }],
    ["visitsLost", { receipts: [{ ...receipt, totalMinor: 1 }] }],
    ["doubled", { receipts: [receipt, { ...receipt, visitId: "visit-2" }] }],
    ["devicesLost", { users: whole.users.slice(0, 1) }],
    ["devicesLost", { users: [whole.users[0]!, { ...whole.users[1]!, keyHash: "other" }] }],
    ["devicesLost", { phones: [] }],
    ["usersLost", { users: whole.users.slice(1) }],
    ["usersLost", { users: [{ ...whole.users[0]!, isDisabled: false }, whole.users[1]!] }],
    ["settingsLost", { colour: null }],
    ["settingsLost", { keys: "others" }],
    ["wrong", { damagedRows: ["users user-1 removed"] }],
    ["wrong", { position: 8 }],
  ])("finds %s", (kind, state) => {
    expect(find(state)).toContain(kind);
  });

  it("finds nothing where nothing is lost", () => {
    expect(find({})).toEqual([]);
  });
});
