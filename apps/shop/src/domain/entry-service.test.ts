import { findPayment } from "@saunter/commerce/account/account";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { PARTY_MAX } from "@saunter/protocol/limits";
import { listBooks } from "@saunter/sim/payments/provider";
import { describe, expect, it } from "vitest";
import type { Transaction } from "../store/transaction.ts";
import { SAMPLE_ACCOUNTS } from "../testing/sample-settings.ts";
import type { EntryCredential, EntryPayer } from "./entry-method.ts";
import { abandonCharge, admitByAttendant, enterShop, listUnopened } from "./entry-service.ts";
import { closeVisit } from "./floor-service.ts";
import { createGateNewsBoard, type GateNews } from "./gate-news.ts";
import { takeUpAgain } from "./shop-clock.ts";
import { decideInto, STREAMS } from "./shop-context.ts";
import {
  admit,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  enter,
  enterFor,
  leave,
  listAlerts,
  makeCredential,
  openTestShop,
  pass,
  passAndTick,
  payAccount,
  payCard,
  payCustomer,
  readTotal,
  readVisit,
  refuseEntry,
  see,
  settle,
  shopFor,
  sumBooks,
  TEST_ENTRY_SERVICE,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const admitAtTill = (
  test: TestShop,
  payer: { kind: "cash" } | { kind: "staff"; staffId: string },
) =>
  transact(test, (tx) => admitByAttendant(tx, test.shop, { gateId: "north", partySize: 1, payer }));

describe("who is admitted", () => {
  it("with a card has an amount held on it, and pays what they took", async () => {
    const test = openTestShop();
    const { visitId, isHoldPending } = await enterFor(test, CARD);
    expect(isHoldPending).toBe(false);
    expect(sumBooks(test, visitId)).toEqual({
      heldMinor: 2000,
      capturedMinor: 0,
      refundedMinor: 0,
    });
    const visit = readVisit(test, visitId);
    expect(visit).toMatchObject({ status: "open", method: "qr", holdMinor: 2000, partySize: 1 });
    await see(test, "ann");
    await shopFor(test, "ann", { "03": 1 });
    await settle(test);
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 250, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it("as a customer pays with the card that is kept, at members' prices where they are one", async () => {
    const test = openTestShop();
    const member = await visitFor(test, payCustomer("customer-0"), { "06": 1 });
    pass(test, 60_000);
    const other = await visitFor(test, payCustomer("customer-1"), { "06": 1 });
    expect(readVisit(test, member)).toMatchObject({ isMember: true });
    expect([readTotal(test, member), readTotal(test, other)]).toEqual([300, 333]);
    await settle(test);
    expect(sumBooks(test, member).capturedMinor).toBe(300);
  });

  it("with an account has the amount set aside there, and the provider is not asked", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, payAccount("payroll-1"));
    const payment = findPayment(test.store.read("account", "payroll-1"), `${visitId}.1`);
    expect(payment).toMatchObject({ reservedMinor: 2000, postedMinor: 0 });
    expect(test.calls).toEqual([]);
  });

  it("as staff has no charge and no receipt", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, { kind: "staff", staffId: "s1" });
    await see(test, "sam");
    await shopFor(test, "sam", { "03": 1 });
    expect(readVisit(test, visitId)).toMatchObject({ status: "closed", holdMinor: 0 });
    expect(test.store.read("charge", visitId).status).toBe("unopened");
    expect(test.store.read("receipt", visitId).status).toBe("none");
  });

  it("by an attendant pays in cash, or works here", async () => {
    const test = openTestShop();
    const { visitId } = await admitAtTill(test, { kind: "cash" });
    expect(readVisit(test, visitId)).toMatchObject({ method: "attendant", holdMinor: 0 });
    expect(test.store.read("charge", visitId)).toMatchObject({ status: "open", lastNumber: 0 });
    pass(test, 20_001);
    const staff = await admitAtTill(test, { kind: "staff", staffId: "s1" });
    expect(test.store.read("charge", staff.visitId).status).toBe("unopened");
    expect(test.calls).toEqual([]);
  });

  it("where nothing is held has nobody asked", async () => {
    const test = openTestShop({ entry: { holdMinor: 0 } });
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", holdMinor: 0 });
    expect(test.calls).toEqual([]);
  });
});

describe("who is not admitted:", () => {
  it("a gate that the shop does not have", async () => {
    const test = openTestShop();
    expect(await refuseEntry(test, { gateId: "west" })).toBe("gate-unknown");
    expect(countEvents(test, "ChargeOpened")).toBe(0);
  });

  it("a gate that leads out only: nothing is used up, held, or opened there", async () => {
    const test = openTestShop({ settings: { outGateIds: ["north"] } });
    const credential = makeCredential();
    expect(await refuseEntry(test, { credential })).toBe("gate-leads-out");
    expect(await catchRefusal(admitAtTill(test, { kind: "cash" }))).toBe("gate-leads-out");
    expect(test.store.position()).toBe(0);
    expect(await refuseEntry(test, { gateId: "south", credential })).toBe("admitted");
  });

  it("a gate that is closed, until it is not", async () => {
    const test = openTestShop();
    const setMode = (mode: "closed" | "automatic") =>
      transact(test, (tx) =>
        tx.append("shop", STREAMS.gates, [{ type: "GateModeSet", gateId: "north", mode, by: "s" }]),
      );
    await setMode("closed");
    expect(await refuseEntry(test)).toBe("gate-closed");
    expect(await catchRefusal(admitAtTill(test, { kind: "cash" }))).toBe("gate-closed");
    expect(await refuseEntry(test, { gateId: "south" })).toBe("admitted");
    await setMode("automatic");
    expect(await refuseEntry(test)).toBe("admitted");
  });

  it("a gate that waits for somebody, until they are seen or their time is over", async () => {
    const test = openTestShop();
    await enterFor(test, CARD);
    expect(await refuseEntry(test)).toBe("gate-busy");
    expect(await catchRefusal(admitAtTill(test, { kind: "cash" }))).toBe("gate-busy");
    expect(await refuseEntry(test, { gateId: "south" })).toBe("admitted");
    await see(test, "ann");
    expect(await refuseEntry(test)).toBe("admitted");
    pass(test, 20_000);
    expect(await refuseEntry(test)).toBe("gate-busy");
    pass(test, 1);
    expect(await refuseEntry(test)).toBe("admitted");
  });

  it("nobody whose entry it is known to be: no gate has to be crossed next for that", async () => {
    const test = openTestShop();
    const waiting = await enterFor(test, CARD);
    const known = await enter(test, { shopperId: "ann" });
    expect(known.ok).toBe(true);
    await see(test, "ann");
    await see(test, "bob");
    expect(readVisit(test, waiting.visitId)).toMatchObject({ shoppers: ["bob"] });
    expect(readVisit(test, (known as { value: { visitId: string } }).value.visitId)).toMatchObject({
      shoppers: ["ann"],
    });
  });

  it("of two at one gate at once the second, and what was held for them is let go", async () => {
    const test = openTestShop();
    const [first, second] = await Promise.all([enter(test), enter(test)]);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, refusal: { code: "gate-busy" } });
    expect(countEvents(test, "ChargeOpened")).toBe(2);
    await settle(test);
    const held = test.store.db.prepare("SELECT charge_id FROM charges ORDER BY position").all();
    const books = held.map((row) => sumBooks(test, row.charge_id as string).heldMinor);
    expect(books).toEqual([2000, 0]);
  });

  it("a code that was shown before, also by another who shows it", async () => {
    const test = openTestShop();
    const credential = makeCredential();
    expect((await enter(test, { credential })).ok).toBe(true);
    pass(test, 60_000);
    expect(await refuseEntry(test, { credential })).toBe("entry-code-replayed");
    const stolen = { ...credential, payer: payCard("pm_sim_ok-2") };
    expect(await refuseEntry(test, { credential: stolen, gateId: "south" })).toBe(
      "entry-code-replayed",
    );
    expect(countEvents(test, "ChargeOpened")).toBe(1);
  });

  it("the same code twice at once, once", async () => {
    const test = openTestShop();
    const credential = makeCredential();
    const both = [enter(test, { credential }), enter(test, { credential, gateId: "south" })];
    const results = await Promise.all(both);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it("a customer who is unknown, or has no card", async () => {
    const test = openTestShop();
    const credential = makeCredential(payCustomer("nobody"));
    expect(await refuseEntry(test, { credential })).toBe("entry-card-refused");
    const entryService = { ...TEST_ENTRY_SERVICE, findCustomerCard: () => null };
    const request = { gateId: "north", partySize: 1, credential };
    expect((await enterShop(test.shop, entryService, test.runner, request)).ok).toBe(false);
    // What was refused before anything was done can be shown again.
    expect((await enterShop(test.shop, TEST_ENTRY_SERVICE, test.runner, request)).ok).toBe(false);
    expect(countEvents(test, "CredentialUsed")).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, 5, 1e9])("a party of %s", async (partySize) => {
    const test = openTestShop();
    expect(await refuseEntry(test, { partySize })).toBe("party-size-invalid");
    expect(test.store.position()).toBe(0);
  });

  it("a party larger than any visit can be, before anything is held", async () => {
    const test = openTestShop({ entry: { partyMax: 20 } });
    expect(await refuseEntry(test, { partySize: PARTY_MAX })).toBe("admitted");
    const partySize = PARTY_MAX + 1;
    expect(await refuseEntry(test, { partySize, gateId: "south" })).toBe("party-size-invalid");
    expect(countEvents(test, "ChargeOpened")).toBe(1);
  });

  it("learns why, and what to do", async () => {
    const test = openTestShop();
    const detail = async (request: Parameters<typeof enter>[1]): Promise<string> => {
      const result = await enter(test, request);
      return result.ok ? "admitted" : result.refusal.detail;
    };
    const credential = makeCredential();
    expect(await detail({ partySize: 5 })).toBe("a party has 1 to 4 people");
    expect(await detail({ gateId: "west" })).toBe("the shop has no such gate");
    const declined = makeCredential(payCard("pm_sim_declined-1"));
    expect(await detail({ credential: declined })).toBe(
      "the bank declined the hold; show another card",
    );
    const unconfirmed = makeCredential(payCard("pm_sim_sca-1"));
    expect(await detail({ credential: unconfirmed })).toBe(
      "the bank asks for a confirmation; show another card",
    );
    const unknown = makeCredential(payCustomer("nobody"));
    expect(await detail({ credential: unknown })).toBe("no card is saved; add one first");
    expect(await detail({ credential })).toBe("admitted");
    expect(await detail({})).toBe("somebody is entering at this gate; try again in a moment");
    expect(await detail({ credential, gateId: "south" })).toBe(
      "this code or card reading was already used; show a new one",
    );
    test.network.isOffline = true;
    expect(await detail({ gateId: "south" })).toBe(
      "the payment provider cannot be reached; try again later",
    );
  });

  it("of two of the staff at one gate at once the second", async () => {
    const test = openTestShop();
    const show = () =>
      enter(test, { credential: makeCredential({ kind: "staff", staffId: "s1" }) });
    const results = await Promise.all([show(), show()]);
    expect(results.map((one) => (one.ok ? "admitted" : one.refusal.code))).toEqual([
      ...["admitted", "gate-busy"],
    ]);
    expect(countEvents(test, "ChargeOpened")).toBe(0);
  });

  it("nobody by a shop that cannot write, and it says so", async () => {
    const test = openTestShop();
    await test.close();
    await expect(enter(test)).rejects.toMatchObject({ code: "closed" });
  });

  it("parties up to the shop's bound are admitted", async () => {
    const test = openTestShop();
    expect((await enter(test, { partySize: 4 })).ok).toBe(true);
  });
});

describe("a hold that", () => {
  it.each([
    ["is declined", "pm_sim_declined-1", "entry-hold-declined"],
    ["wants a confirmation that nobody gives at a gate", "pm_sim_sca-1", "entry-hold-declined"],
    ["is on a card that has lapsed", "pm_sim_expired-1", "entry-hold-declined"],
    ["is on no card of the provider's", "pm_unknown", "entry-hold-refused"],
    ["is on a card number", "4242424242424242", "entry-hold-refused"],
  ])("%s opens no visit, and leaves nothing behind", async (_, token, code) => {
    const test = openTestShop();
    const credential = makeCredential(payCard(token));
    expect(await refuseEntry(test, { credential })).toBe(code);
    expect(countEvents(test, "VisitOpened")).toBe(0);
    await settle(test);
    expect(audit(test)).toEqual([]);
    // The gate is free, and another card will do.
    expect(await refuseEntry(test)).toBe("admitted");
  });

  it("is over an account's limit opens no visit", async () => {
    const test = openTestShop({ entry: { holdMinor: 5_001 } });
    expect(SAMPLE_ACCOUNTS.get("payroll-1")?.limitMinor).toBe(5_000);
    const credential = makeCredential(payAccount("payroll-1"));
    expect(await refuseEntry(test, { credential })).toBe("entry-hold-declined");
    const unknown = makeCredential(payAccount("nobody"));
    expect(await refuseEntry(test, { credential: unknown })).toBe("entry-hold-declined");
    await settle(test);
    expect(audit(test)).toEqual([]);
  });

  it("was made when the process died before the visit opened is let go at the next start", async () => {
    const test = openTestShop();
    let transactions = 0;
    const store = {
      ...test.store,
      // The first writes the hold down; the second would open the visit.
      transact: <T>(work: (tx: Transaction) => T): Promise<T> =>
        ++transactions === 1 ? test.store.transact(work) : new Promise<never>(() => {}),
    };
    const request = { gateId: "north", partySize: 1, credential: makeCredential() };
    void enterShop({ ...test.shop, store }, TEST_ENTRY_SERVICE, test.runner, request);
    await transact(test, () => {});
    const chargeId = test.store.db.prepare("SELECT charge_id FROM charges").get()
      ?.charge_id as string;
    await test.runner.advance(chargeId);
    expect(sumBooks(test, chargeId).heldMinor).toBe(2000);

    const next = await test.restart();
    await transact(next, takeUpAgain);
    await settle(next);
    expect(sumBooks(next, chargeId).heldMinor).toBe(0);
    expect([...listUnopened(next.store)]).toEqual([]);
    expect(audit(next)).toEqual([]);
    await next.close();
  });

  it("had no answer when the process died is asked for with the same key, and let go", async () => {
    const test = openTestShop();
    test.faults.push({ kind: "lost", isCommitted: true });
    const credential = makeCredential(CARD);
    expect(await refuseEntry(test, { credential })).toBe("entry-offline");
    const next = await test.restart();
    await transact(next, takeUpAgain);
    await settle(next);
    expect(next.provider.intents.size).toBe(1);
    expect(audit(next)).toEqual([]);
    await next.close();
  });
});

describe("while the provider is silent", () => {
  const KNOWN = [payCustomer("customer-0"), payAccount("payroll-1")];
  const refuseAs = (test: TestShop, payer: EntryPayer) => {
    pass(test, 60_000);
    return refuseEntry(test, { credential: makeCredential(payer) });
  };
  async function payOnce(test: TestShop, payer: EntryPayer): Promise<string> {
    const visitId = await visitFor(test, payer, { "03": 1 });
    await settle(test);
    pass(test, 60_000);
    return visitId;
  }

  it.each([
    ["all", "admitted", "admitted"],
    ["known", "entry-offline", "admitted"],
    ["none", "entry-offline", "entry-offline"],
  ] as const)("a policy of %s: strangers %s, who has paid %s", async (offline, other, known) => {
    const test = openTestShop({ entry: { offline } });
    for (const payer of [CARD, KNOWN[0]!]) await payOnce(test, payer);
    test.network.isOffline = true;
    expect(await refuseAs(test, payCard("pm_sim_ok-stranger"))).toBe(other);
    expect(await refuseAs(test, payCustomer("customer-3"))).toBe(other);
    expect(await refuseAs(test, CARD)).toBe(known);
    expect(await refuseAs(test, KNOWN[0]!)).toBe(known);
    // An account is the shop's own.
    expect(await refuseAs(test, KNOWN[1]!)).toBe("admitted");
  });

  it("who got all their money back is not known", async () => {
    const test = openTestShop();
    const refunded = await payOnce(test, CARD);
    await transact(test, (tx) => abandonCharge(tx, refunded));
    await settle(test);
    test.network.isOffline = true;
    expect(await refuseAs(test, CARD)).toBe("entry-offline");
  });

  it("the limit counts what a card owes over all the accounts that it is saved with", async () => {
    const test = openTestShop({ entry: { offlineLimitMinor: 400, barDebtors: false } });
    const cards = new Map(
      ["one", "two", "three"].map((name) => [
        name,
        {
          token: `cus_${name}/pm_sim_ok-same~${name}`,
          lastFour: "4242",
          isMember: false,
          cardHash: name === "three" ? "hash-other" : "hash-same",
          isVerified: true,
        },
      ]),
    );
    const entryService = {
      ...TEST_ENTRY_SERVICE,
      findCustomerCard: (id: string) => cards.get(id) ?? null,
    };
    const comeAs = async (customerId: string) => {
      pass(test, 60_000);
      const request = {
        gateId: "north",
        partySize: 1,
        credential: makeCredential(payCustomer(customerId)),
      };
      return enterShop(test.shop, entryService, test.runner, request);
    };
    const shopAs = async (customerId: string): Promise<void> => {
      const entered = await comeAs(customerId);
      if (!entered.ok) throw new Error(entered.refusal.code);
      await see(test, `${customerId}-1`);
      await shopFor(test, `${customerId}-1`, { "03": 2 });
    };
    Object.assign(test.shop.settings.entry, { offline: "all" });
    test.network.isOffline = true;
    await shopAs("one");
    expect(await comeAs("two")).toMatchObject({ refusal: { code: "entry-offline" } });
    expect(await comeAs("three")).toMatchObject({ ok: true });
    // What they take, nobody knows yet: it counts as what no bank has held.
    Object.assign(test.shop.settings.entry, { offlineLimitMinor: 2000 });
    await see(test, "three-1");
    expect(await comeAs("three")).toMatchObject({ refusal: { code: "entry-offline" } });
    Object.assign(test.shop.settings.entry, { offlineLimitMinor: 2001 });
    expect(await comeAs("three")).toMatchObject({ ok: true });
  });

  it("who is refused has nothing held when it is back, whether the call had arrived or not", async () => {
    for (const isCommitted of [true, false]) {
      const test = openTestShop();
      test.faults.push({ kind: "lost", isCommitted });
      expect(await refuseEntry(test)).toBe("entry-offline");
      pass(test, 60_000);
      await settle(test);
      expect(audit(test)).toEqual([]);
    }
  });

  it("who is admitted is held for later, and pays as others do", async () => {
    const test = openTestShop({ entry: { offline: "all" } });
    test.network.isOffline = true;
    const { visitId, isHoldPending } = await enterFor(test, CARD);
    expect(isHoldPending).toBe(true);
    test.network.isOffline = false;
    await passAndTick(test, 5_000);
    await settle(test);
    expect(sumBooks(test, visitId).heldMinor).toBe(2000);
    await see(test, "ann");
    await shopFor(test, "ann", { "03": 1 });
    await settle(test);
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 250, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it("a hold that is declined later ends in a debt, not in a visit for nothing", async () => {
    const test = openTestShop({ entry: { offline: "all" } });
    test.network.isOffline = true;
    const { visitId } = await admit(test, payCard("pm_sim_declined-1"), ["ann"]);
    await shopFor(test, "ann", { "03": 1 });
    test.network.isOffline = false;
    pass(test, 5_000);
    await settle(test);
    expect(test.store.read("charge", visitId).debt).toMatchObject({ amountMinor: 250 });
    expect(audit(test)).toEqual([]);
  });

  it("who owes the bound is admitted no more, and who owes less is", async () => {
    const entry = { offline: "all", holdMinor: 0, offlineLimitMinor: 258 } as const;
    const test = openTestShop({ entry: { ...entry, holdMinor: 100, barDebtors: false } });
    test.network.isOffline = true;
    await visitFor(test, CARD, { "02": 1 });
    pass(test, 60_000);
    await visitFor(test, CARD, { "02": 1 });
    pass(test, 60_000);
    expect(await refuseEntry(test)).toBe("entry-offline");
    const other = makeCredential(payCard("pm_sim_ok-2"));
    expect(await refuseEntry(test, { credential: other })).toBe("admitted");
    test.network.isOffline = false;
    pass(test, 60_000);
    await settle(test);
    test.network.isOffline = true;
    expect(await refuseEntry(test)).toBe("admitted");
  });
});

describe("without a hold", () => {
  const unverified = { token: "pm_sim_ok-old", lastFour: "4242", isMember: false, cardHash: null };
  const openHoldless = () => openTestShop({ entry: { holdMinor: 0 } });
  const comeWith = (test: TestShop, isVerified: boolean) => {
    pass(test, 60_000);
    const card = { ...unverified, isVerified };
    return enterShop(
      test.shop,
      { ...TEST_ENTRY_SERVICE, findCustomerCard: () => card },
      test.runner,
      { gateId: "north", partySize: 1, credential: makeCredential(payCustomer("customer-9")) },
    );
  };

  it("a card that was never verified opens no gate, and a verified one does", async () => {
    const test = openHoldless();
    expect(await comeWith(test, false)).toMatchObject({ refusal: { code: "entry-card-refused" } });
    expect(await comeWith(test, true)).toMatchObject({ ok: true });
    // Which card it is, nobody has said.
    expect(countEvents(test, "CardRecognised")).toBe(0);
  });

  it("a card of an earlier version that has paid here does", async () => {
    const test = openHoldless();
    await visitFor(test, payCard(unverified.token), { "03": 1 });
    await settle(test);
    expect(await comeWith(test, false)).toMatchObject({ ok: true });
  });
});

describe("a debt", () => {
  async function owe(test: TestShop, token: string): Promise<string> {
    const visitId = await visitFor(test, payCard(token), { "07": 1 });
    await settle(test);
    expect(test.store.read("charge", visitId).debt).not.toBeNull();
    pass(test, 60_000);
    return visitId;
  }

  it("bars the card that owes it, and no other", async () => {
    const test = openTestShop({ canIncrease: false });
    await owe(test, "pm_sim_on_session-1");
    const credential = makeCredential(payCard("pm_sim_on_session-1"));
    expect(await refuseEntry(test, { credential })).toBe("entry-barred-by-debt");
    expect(await refuseEntry(test)).toBe("admitted");
    // The code was not used up: it is good once the debt is paid.
    const sql = "SELECT 1 FROM credentials WHERE once_key = ?";
    expect(test.store.db.prepare(sql).get(credential.onceKey)).toBeUndefined();
  });

  it("bars the card that owes it, with another token, by what the terminal tells", async () => {
    const test = openTestShop({ canIncrease: false });
    const tap = (reading: number, cardHash?: string): EntryCredential => ({
      ...makeCredential(payCard(`pm_sim_on_session-1~${reading}`)),
      ...(cardHash === undefined ? {} : { cardHash }),
    });
    const result = await enter(test, { credential: tap(1, "the same card") });
    if (!result.ok) throw new Error(result.refusal.code);
    await see(test, "ann");
    await shopFor(test, "ann", { "07": 1 });
    await settle(test);
    expect(test.store.read("charge", result.value.visitId).debt).not.toBeNull();
    pass(test, 60_000);
    // Not even the bank is asked.
    const calls = test.calls.length;
    const again = tap(2, test.store.read("charge", result.value.visitId).cardHash!);
    expect(await refuseEntry(test, { credential: again })).toBe("entry-barred-by-debt");
    expect(test.calls).toHaveLength(calls);
    expect(await refuseEntry(test, { credential: tap(3, "another card") })).toBe(
      "entry-barred-by-debt",
    );
  });

  it("bars the card that owes it, when only the provider tells which it is", async () => {
    const test = openTestShop({ canIncrease: false });
    await owe(test, "pm_sim_on_session-1~1");
    const credential = makeCredential(payCard("pm_sim_on_session-1~2"));
    expect(await refuseEntry(test, { credential })).toBe("entry-barred-by-debt");
    const entryService = {
      ...TEST_ENTRY_SERVICE,
      findCustomerCard: () => ({
        token: "pm_sim_on_session-1~3",
        lastFour: "4242",
        isMember: false,
        cardHash: null,
        isVerified: true,
      }),
    };
    const request = {
      gateId: "north",
      partySize: 1,
      credential: makeCredential(payCustomer("customer-9")),
    };
    expect(await enterShop(test.shop, entryService, test.runner, request)).toMatchObject({
      refusal: { code: "entry-barred-by-debt" },
    });
    await settle(test);
    // What was held to find out is let go.
    expect(listBooks(test.provider).every(({ heldMinor }) => heldMinor === 0)).toBe(true);
    expect(audit(test)).toEqual([]);
  });

  it("bars a card by its token where the provider does not tell cards apart", async () => {
    const test = openTestShop({ canIncrease: false });
    Object.assign(test.provider.options, { showsFingerprints: false });
    const visitId = await owe(test, "pm_sim_on_session-1~1");
    expect(test.store.read("charge", visitId).cardHash).toBeNull();
    const enterWith = (token: string) =>
      refuseEntry(test, { credential: makeCredential(payCard(token)) });
    expect(await enterWith("pm_sim_on_session-1~1")).toBe("entry-barred-by-debt");
    expect(await enterWith("pm_sim_on_session-1~2")).toBe("admitted");
  });

  it("does not bar the card of whoever paid it for another", async () => {
    const test = openTestShop({ canIncrease: false });
    const visitId = await owe(test, "pm_sim_on_session-1~1");
    const kiosk = { kind: "card", token: "pm_sim_declined-friend~1", lastFour: "1111" } as const;
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer: kiosk }),
    );
    await test.runner.advance(visitId);
    const { cardHash } = test.store.read("charge", visitId);
    expect(cardHash).toBe("hash-fp_pm_sim_on_session-1");
    const paid = { ...kiosk, token: "pm_sim_ok-friend~1" };
    await transact(test, (tx) =>
      decideInto(tx, "charge", visitId, decideCharge, { type: "PayDebt", payer: paid }),
    );
    await test.runner.advance(visitId);
    expect(test.store.read("charge", visitId)).toMatchObject({ cardHash, debt: null });
  });

  it("counts to what a card owes while the provider is silent", async () => {
    const entry = { barDebtors: false, offline: "all", offlineLimitMinor: 2000 } as const;
    const test = openTestShop({ entry, canIncrease: false });
    const visitId = await owe(test, "pm_sim_on_session-1~1");
    const { cardHash } = test.store.read("charge", visitId);
    Object.assign(test.shop.settings.entry, { offlineLimitMinor: 400 });
    test.network.isOffline = true;
    const tapped = { ...makeCredential(payCard("pm_sim_on_session-1~2")), cardHash: cardHash! };
    expect(await refuseEntry(test, { credential: tapped })).toBe("entry-offline");
    const other = makeCredential(payCard("pm_sim_on_session-2~1"));
    expect(await refuseEntry(test, { credential: other })).toBe("admitted");
  });

  it("bars nobody where the shop does not want it", async () => {
    const test = openTestShop({ entry: { barDebtors: false }, canIncrease: false });
    await owe(test, "pm_sim_on_session-1");
    const credential = makeCredential(payCard("pm_sim_on_session-1"));
    expect(await refuseEntry(test, { credential })).toBe("admitted");
  });

  it("bars a customer by who they are, whatever their card", async () => {
    const test = openTestShop({ entry: { holdMinor: 300 } });
    const visitId = await visitFor(test, payCustomer("customer-2"), { "07": 2 });
    await settle(test);
    expect(test.store.read("charge", visitId).debt).not.toBeNull();
    pass(test, 60_000);
    const again = makeCredential(payCustomer("customer-2"));
    const entryService = {
      ...TEST_ENTRY_SERVICE,
      findCustomerCard: () => ({
        token: "pm_sim_ok-9",
        lastFour: "9999",
        isMember: false,
        cardHash: null,
        isVerified: true,
      }),
    };
    const request = { gateId: "north", partySize: 1, credential: again };
    expect(await enterShop(test.shop, entryService, test.runner, request)).toMatchObject({
      refusal: { code: "entry-barred-by-debt" },
    });
  });

  it("of nobody's name bars nobody", async () => {
    const test = openTestShop();
    const { visitId } = await admitAtTill(test, { kind: "cash" });
    await see(test, "ann");
    await shopFor(test, "ann", { "03": 1 });
    await settle(test);
    expect(test.store.read("charge", visitId).dueMinor).toBe(250);
    await expect(admitAtTill(test, { kind: "cash" })).resolves.toMatchObject({
      isHoldPending: false,
    });
  });
});

describe("a visit whose people never come", () => {
  it("is over after four times the time for coming in, and costs nothing", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD);
    await passAndTick(test, 80_000);
    expect(readVisit(test, visitId).status).toBe("open");
    await passAndTick(test, 1);
    expect(readVisit(test, visitId)).toMatchObject({ status: "closed" });
    await settle(test);
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 0, refundedMinor: 0 });
    expect(readTotal(test, visitId)).toBe(0);
    expect(audit(test)).toEqual([]);
  });

  it("can be ended by an attendant, once", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD);
    const end = () => transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    await end();
    expect(await catchRefusal(end())).toBe("visit-not-open");
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
    expect(listAlerts(test)).toEqual([]);
  });

  it("is not over where somebody of the party has come", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD, { partySize: 2 });
    await see(test, "ann");
    await passAndTick(test, 1_000_000);
    expect(readVisit(test, visitId).status).toBe("open");
    await leave(test, "ann");
    expect(readVisit(test, visitId).status).toBe("closed");
  });
});

describe("whoever stands at a gate is told", () => {
  const listNews = async (test: TestShop, payer: EntryPayer) => {
    const told: GateNews[] = [];
    const news = { ...createGateNewsBoard(), tell: (one: GateNews) => told.push(one) };
    const request = { gateId: "north", partySize: 1, credential: makeCredential(payer) };
    await enterShop(test.shop, { ...TEST_ENTRY_SERVICE, news }, test.runner, request);
    return told;
  };

  it("that the bank is asked, and that they are admitted", async () => {
    const test = openTestShop();
    const shared = { gateId: "north", customerId: "customer-0", code: null };
    const atMs = test.clock.nowMs;
    expect(await listNews(test, payCustomer("customer-0"))).toEqual([
      { kind: "asking", ...shared, atMs },
      { kind: "admitted", ...shared, atMs },
    ]);
  });

  it("why they are refused, by name only where they have one", async () => {
    expect(await listNews(openTestShop(), payCard("pm_sim_declined-1"))).toMatchObject([
      { kind: "asking", customerId: null, code: null },
      { kind: "refused", customerId: null, code: "entry-hold-declined" },
    ]);
  });
});

describe("a visit that opens", () => {
  it("has a link for its receipt, unless staff come in", async () => {
    const test = openTestShop();
    const shopper = await enterFor(test, CARD);
    const staff = await enterFor(test, { kind: "staff", staffId: "s1" }, { gateId: "south" });
    expect(readVisit(test, shopper.visitId).lookupToken).toMatch(/^token-/);
    expect(readVisit(test, staff.visitId).lookupToken).toBeNull();
  });

  it("is of whoever crossed the gate a moment before", async () => {
    const test = openTestShop();
    await see(test, "ann");
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann"] });
  });

  it("for cash is no member's, and no bank is asked, then or later", async () => {
    const test = openTestShop();
    const { visitId } = await admitAtTill(test, { kind: "cash" });
    await settle(test);
    expect(readVisit(test, visitId)).toMatchObject({ isMember: false });
    expect(test.store.read("charge", visitId)).toMatchObject({ lastNumber: 0 });
    expect(test.calls).toEqual([]);
  });
});

describe("no bank is asked", () => {
  it("where somebody else is entering at the gate", async () => {
    const test = openTestShop();
    await enterFor(test, CARD);
    const asked = test.calls.length;
    expect(await refuseEntry(test)).toBe("gate-busy");
    expect(test.calls).toHaveLength(asked);
    expect(countEvents(test, "ChargeOpened")).toBe(1);
  });
});

describe("an unverified card", () => {
  it("opens the gate where its bank holds an amount", async () => {
    const test = openTestShop();
    const card = { token: "pm_sim_ok-old", lastFour: "4242", isMember: false, cardHash: null };
    const entryService = {
      ...TEST_ENTRY_SERVICE,
      findCustomerCard: () => ({ ...card, isVerified: false }),
    };
    const credential = makeCredential(payCustomer("customer-9"));
    const request = { gateId: "north", partySize: 1, credential };
    const entered = await enterShop(test.shop, entryService, test.runner, request);
    expect(entered).toMatchObject({ ok: true });
  });
});

describe("a visit that goes on with an amount held", () => {
  it("owes nothing, and does not keep its card out while the provider is silent", async () => {
    const test = openTestShop({ entry: { offlineLimitMinor: 400, offline: "all" } });
    await admit(test, CARD, ["ann"]);
    pass(test, 60_000);
    test.network.isOffline = true;
    expect(await refuseEntry(test)).toBe("admitted");
  });
});

describe("a gate that admits nobody says so:", () => {
  const detail = async (test: TestShop): Promise<string> => {
    const result = await enter(test);
    return result.ok ? "admitted" : result.refusal.detail;
  };

  it("one that leads out names another", async () => {
    const test = openTestShop({ settings: { outGateIds: ["north"] } });
    expect(await detail(test)).toBe("this gate is an exit only; use another gate");
  });

  it("one that is closed sends to staff", async () => {
    const test = openTestShop();
    await transact(test, (tx) =>
      tx.append("shop", STREAMS.gates, [
        { type: "GateModeSet", gateId: "north", mode: "closed", by: "s" },
      ]),
    );
    expect(await detail(test)).toBe("the gate is closed; ask staff");
  });
});
