import { rmSync } from "node:fs";
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { ALERT_RULE_LIMITS } from "@saunter/protocol/alert-rule";
import { ATTEMPTS_MAX, BACK_OFF_MS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acknowledgeAlert, clearAlert, raiseAlert } from "../domain/alerts.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import {
  type AlertNotice,
  type AlertNotifier,
  createAlertNotifier,
  pruneNotices,
} from "./alert-notices.ts";
import {
  ALERT_RULE_SCHEMA,
  type AlertRule,
  addRule,
  changeRule,
  createMinuteReader,
  isInHours,
  removeRule,
} from "./alert-rules.ts";
import { openPublishStore, type PublishStore, START_MS } from "./publish-fixture.ts";
import { NOTICES_AT_ONCE_MAX, NOTICES_KEPT_MS, REMINDERS_MAX } from "./publish-limits.ts";

const MINUTE_MS = 60_000;
const LATE_MS = 2 * BACK_OFF_MS_MAX;
/** 09:00 UTC. */
const START_MINUTE = 540;

const RULE: AlertRule = {
  name: "Phones",
  kinds: ["age-check"],
  fromMinute: 0,
  untilMinute: 0,
  repeatMinutes: null,
  isEnabled: true,
  channel: { kind: "push", role: "operator" },
};

let folder: string;
let opened: PublishStore;
let sent: AlertNotice[];
let isAway: boolean;
/** What a message waits for before it is answered. */
let answered: (rule: AlertRule, notice: AlertNotice) => Promise<void>;
let notifier: AlertNotifier;

beforeEach(async () => {
  folder = makeScratchFolder();
  open();
  await notifier.runDue();
});
afterEach(async () => {
  await opened.remove();
  rmSync(folder, { recursive: true, force: true });
});

function open(): void {
  opened = openPublishStore({
    folder,
    projections: SHOP_PROJECTIONS,
    schema: ALERT_RULE_SCHEMA,
  });
  sent = [];
  isAway = false;
  answered = async () => {};
  notifier = createAlertNotifier({
    store: opened.store,
    nowMs: () => opened.clock.nowMs,
    random: () => 0.5,
    findMinute: createMinuteReader("UTC"),
    send: async (rule, notice) => {
      sent.push(notice);
      await answered(rule, notice);
      return isAway ? { isSent: false, words: "503" } : { isSent: true, words: "200" };
    },
  });
}

const add = (rule: Partial<AlertRule> = {}, ruleId = "rule") =>
  opened.store.transact((tx) => addRule(tx, ruleId, { ...RULE, ...rule }));
const raise = (alertKey = "age:7", kind: AlertKind = "age-check") =>
  opened.store.transact((tx) =>
    raiseAlert(tx, { alertKey, kind, message: "check", visitId: null }),
  );
const clear = () => opened.store.transact((tx) => clearAlert(tx, "age:7", "u"));
const acknowledge = () => opened.store.transact((tx) => acknowledgeAlert(tx, "age:7", "u"));
const pass = async (byMs: number): Promise<void> => {
  opened.clock.nowMs += byMs;
  await notifier.runDue();
  await notifier.rest();
};
const readStates = () =>
  opened.store.db
    .prepare("SELECT status, sent_count, attempts, outcome FROM alert_notices")
    .all()
    .map((row) => ({ ...row }));

describe("an alert", () => {
  it("is sent to clerks where they may see it, and is no other notice of their rule", async () => {
    await add({ kinds: [], channel: { kind: "push", role: "clerk" } });
    await raise("low:1", "low-stock");
    await raise("refund:1", "refund-failed");
    await raise();
    await raise("cash:1", "cash-float");
    for (let n = 0; n < 3; n++) await pass(LATE_MS);
    expect(sent.map(({ kind }) => kind).sort()).toEqual(["age-check", "cash-float"]);
    expect(readStates()).toHaveLength(2);
  });

  it("is sent once by each rule that wants its kind, and says what it is about", async () => {
    await add();
    await add({ kinds: [] }, "all");
    await add({ isEnabled: false }, "off");
    await raise("low:1", "low-stock");
    await raise();
    for (let n = 0; n < 3; n++) await pass(LATE_MS);
    expect(sent.map(({ kind }) => kind).sort()).toEqual(["age-check", "age-check", "low-stock"]);
    expect(sent.find(({ kind }) => kind === "age-check")).toMatchObject({
      alertKey: "age:7",
      message: "check",
      raisedMs: START_MS,
      sentCount: 0,
      isOver: false,
    });
  });

  it("that was raised before the rule is not sent", async () => {
    await raise();
    await pass(0);
    await add();
    await pass(LATE_MS);
    expect(sent).toEqual([]);
  });

  it("is repeated until somebody acknowledges it", async () => {
    await add({ repeatMinutes: 5 });
    await raise();
    await pass(0);
    await pass(5 * MINUTE_MS - 1);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(sent.map(({ sentCount }) => sentCount)).toEqual([0, 1]);
    await acknowledge();
    await pass(LATE_MS);
    expect(sent).toHaveLength(2);
    expect(readStates()).toMatchObject([{ status: "ended", sent_count: 2 }]);
  });

  it("is repeated until it is cleared, and is another one when it is raised again", async () => {
    await add({ repeatMinutes: 5 });
    await raise();
    await pass(0);
    await clear();
    await pass(LATE_MS);
    expect(sent).toHaveLength(1);
    await raise();
    await pass(1000);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.alertId).toBeGreaterThan(sent[0]!.alertId);
  });

  it("is repeated so often and no more", async () => {
    await add({ repeatMinutes: 1 });
    await raise();
    await pass(0);
    const set = "UPDATE alert_notices SET next_ms = 0, sent_count = ?";
    await opened.store.transact(({ db }) => void db.prepare(set).run(REMINDERS_MAX - 1));
    await pass(MINUTE_MS);
    await pass(MINUTE_MS);
    await pass(MINUTE_MS);
    expect(sent).toHaveLength(3);
    expect(readStates()).toMatchObject([{ status: "ended", sent_count: REMINDERS_MAX + 1 }]);
  });

  it("that could not be sent is tried again, and is sent even where it is over by then", async () => {
    isAway = true;
    await add();
    await raise();
    await pass(0);
    await clear();
    isAway = false;
    await pass(1);
    expect(sent).toHaveLength(1);
    await pass(LATE_MS);
    expect(sent.map(({ isOver }) => isOver)).toEqual([false, true]);
    expect(readStates()).toMatchObject([{ status: "ended", sent_count: 1, outcome: "200" }]);
  });

  it("that nobody takes is given up after so many attempts", async () => {
    isAway = true;
    await add();
    await raise();
    for (let n = 0; n < ATTEMPTS_MAX + 3; n++) await pass(LATE_MS);
    expect(sent).toHaveLength(ATTEMPTS_MAX);
    expect(readStates()).toMatchObject([{ status: "failed", attempts: ATTEMPTS_MAX }]);
  });

  it("waits for a rule's hours, and is dropped where it is over before", async () => {
    await add({ fromMinute: START_MINUTE + 60, untilMinute: START_MINUTE + 120 });
    await raise();
    await raise("age:8");
    await pass(0);
    await pass(59 * MINUTE_MS);
    expect(sent).toEqual([]);
    await clear();
    await pass(MINUTE_MS);
    expect(sent.map(({ alertKey }) => alertKey)).toEqual(["age:8"]);
  });

  it("of a rule that is changed or removed is sent as the rule is now", async () => {
    await add({ repeatMinutes: 1 });
    await raise();
    await pass(0);
    await opened.store.transact((tx) => changeRule(tx, "rule", { ...RULE, isEnabled: false }));
    await pass(MINUTE_MS);
    expect(sent).toHaveLength(1);
    await opened.store.transact((tx) => removeRule(tx, "rule"));
    expect(readStates()).toEqual([]);
  });

  it("is sent after a stop in the middle, at least once", async () => {
    await add();
    await raise();
    await opened.store.close();
    open();
    await pass(0);
    expect(sent).toHaveLength(1);
    await opened.store.close();
    open();
    await pass(LATE_MS);
    expect(sent).toEqual([]);
  });

  it("is one of so many that a rule sends at once", async () => {
    await add();
    const hung = Promise.withResolvers<void>();
    answered = () => hung.promise;
    for (let n = 0; n <= NOTICES_AT_ONCE_MAX; n++) await raise(`age:${n}`);
    await notifier.runDue();
    await notifier.runDue();
    expect(sent).toHaveLength(NOTICES_AT_ONCE_MAX);
    hung.resolve();
    await notifier.rest();
    await pass(0);
    expect(sent).toHaveLength(NOTICES_AT_ONCE_MAX + 1);
  });

  it("waits neither for another rule's server nor for one before it, and is begun once", async () => {
    await add({ kinds: ["low-stock"] }, "hung");
    await add();
    const hung = Promise.withResolvers<void>();
    answered = (_rule, { alertKey }) => (alertKey === "age:8" ? Promise.resolve() : hung.promise);
    for (let n = 0; n <= NOTICES_AT_ONCE_MAX; n++) await raise(`low:${n}`, "low-stock");
    await raise();
    await notifier.runDue();
    await raise("age:8");
    await notifier.runDue();
    const read = () => sent.map(({ alertKey }) => alertKey).filter((key) => key.startsWith("age"));
    expect(read()).toEqual(["age:7", "age:8"]);
    const ended = "SELECT alert_key FROM alert_notices WHERE status = 'ended'";
    const listEnded = () => opened.store.db.prepare(ended).all();
    await expect.poll(listEnded).toMatchObject([{ alert_key: "age:8" }]);
    hung.resolve();
    await notifier.rest();
    await pass(LATE_MS);
    expect(sent).toHaveLength(NOTICES_AT_ONCE_MAX + 3);
  });

  it("whose sending breaks off is reported by the next call, and is sent again", async () => {
    await add();
    await raise();
    answered = () => Promise.reject(new Error("no space"));
    await pass(0);
    await expect(notifier.runDue()).rejects.toThrow("no space");
    answered = async () => {};
    await pass(0);
    expect(readStates()).toMatchObject([{ status: "ended", sent_count: 1 }]);
    expect(sent).toHaveLength(2);
  });

  it("is forgotten once what was sent of it is old", async () => {
    await add();
    await raise();
    await pass(0);
    const prune = (atMs: number) => opened.store.transact((tx) => pruneNotices(tx, atMs));
    await prune(START_MS + NOTICES_KEPT_MS);
    expect(readStates()).toHaveLength(1);
    await prune(START_MS + NOTICES_KEPT_MS + 1);
    expect(readStates()).toEqual([]);
  });
});

describe("rules", () => {
  it("are so many and no more", async () => {
    for (let n = 0; n < ALERT_RULE_LIMITS.rulesMax; n++) {
      expect((await add({}, `rule-${n}`)).ok).toBe(true);
    }
    expect(await add({}, "more")).toMatchObject({ ok: false });
  });

  it("have hours that are as long as they say, also over midnight", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, (fromMinute, untilMinute) => {
        let inside = 0;
        for (let at = 0; at < 1440; at++) if (isInHours({ fromMinute, untilMinute }, at)) inside++;
        expect(inside).toBe((untilMinute - fromMinute + 1440) % 1440 || 1440);
        expect(isInHours({ fromMinute, untilMinute }, fromMinute)).toBe(true);
      }),
    );
  });

  it("go by the shop's clock, in summer too", () => {
    const read = createMinuteReader("Europe/London");
    expect(read(Date.UTC(2026, 0, 5, 0, 7))).toBe(7);
    expect(read(Date.UTC(2026, 6, 5, 23, 30))).toBe(30);
  });
});
