/** Gift cards, customers and loyalty rules by the API: what is sent twice, changed, and settled. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdBalance } from "../../balances/hold-balance.ts";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "../chain-http-fixture.ts";
import { ANSWERS_KEPT_MS } from "../http-limits.ts";

const DAY_MS = 24 * 3_600_000;
const NEW_CARD = { organisationId: "a", currency: "GBP", amountMinor: 2500, expiresMs: null };
const NEW_MEMBER = { organisationId: "a", currency: "GBP", name: "Ann", email: null };
const RULE = {
  ...{ organisationId: "a", currency: "GBP", earnedPoints: 1, perMinor: 100, pointsPerMinor: 1 },
  ...{ isOpenToJoin: false, effectiveMs: null, note: "a point a pound" },
};

let chain: TestChainHttp;
let token: string;
beforeAll(async () => {
  chain = await startChainHttp();
  ({ token } = await chain.signIn("owner", CHAIN));
});
afterAll(() => chain.close());

const post = (route: string, body: object | null, key?: string, as = token) =>
  chain.ask(`POST /v1${route}`, {
    ...{ token: as, headers: key === undefined ? {} : { "idempotency-key": key } },
    ...(body === null ? {} : { body }),
  });

async function countCards(): Promise<number> {
  const query = chain.db.selectFrom("balance_cards").select((row) => row.fn.countAll().as("n"));
  return Number((await query.executeTakeFirstOrThrow()).n);
}

async function issue() {
  return (await post("/gift-cards", NEW_CARD)).body;
}

async function join() {
  return (await post("/customers", NEW_MEMBER)).body;
}

let holds = 0;
function hold(
  { number, code }: { readonly number: string; readonly code: string },
  shopId = "a-1",
) {
  holds += 1;
  const request = { holdId: `h${holds}`, visitId: `v${holds}`, currency: "GBP", number, code };
  return holdBalance(chain.db, shopId, request, chain.clock.nowMs);
}

describe("a request with an idempotency key", () => {
  it("that is sent again makes one card, and is answered with its code again", async () => {
    const before = await countCards();
    const first = await post("/gift-cards", NEW_CARD, "again");
    const second = await post("/gift-cards", NEW_CARD, "again");
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(await countCards()).toBe(before + 1);
  });

  it("that is sent many times at once makes one card", async () => {
    const before = await countCards();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post("/gift-cards", NEW_CARD, "at-once")),
    ).then((all) => all.map(({ status, body }) => [status, body.number]));
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(answers[0]![0]).toBe(201);
    expect(await countCards()).toBe(before + 1);
  });

  it("tops a card up once", async () => {
    const { giftCardId } = await issue();
    for (let count = 0; count < 2; count++) {
      const answer = await post(`/gift-cards/${giftCardId}/top-up`, { amountMinor: 500 }, "top");
      expect(answer.body.balance).toBe(3000);
    }
  });

  it("is another's with the same key, and refused for another body or path", async () => {
    await post("/gift-cards", NEW_CARD, "mine");
    const before = await countCards();
    const other = await post("/gift-cards", { ...NEW_CARD, amountMinor: 9900 }, "mine");
    const elsewhere = await post("/customers", NEW_MEMBER, "mine");
    expect([other.body.code, elsewhere.body.code]).toEqual([
      "idempotency-key-reused",
      "idempotency-key-reused",
    ]);
    expect(await countCards()).toBe(before);
    const { token: another } = await chain.signIn("owner", CHAIN);
    expect((await post("/gift-cards", NEW_CARD, "mine", another)).status).toBe(201);
    expect(await countCards()).toBe(before + 1);
  });

  it("is refused without one, or with one that is none", async () => {
    for (const key of ["", "a b", "ä", "k".repeat(101)]) {
      const answer = await post("/gift-cards", NEW_CARD, key);
      expect([key, answer.status, answer.body.code]).toEqual([key, 400, "idempotency-key-missing"]);
    }
  });

  it("that was refused changed nothing, and can be sent again", async () => {
    const body = { ...NEW_CARD, organisationId: "later" };
    expect((await post("/gift-cards", body, "refused")).body.code).toBe("not-found");
    await post("/organisations", { organisationId: "later", name: "Later" });
    expect((await post("/gift-cards", body, "refused")).status).toBe(201);
  });

  it("is forgotten after a day, and its code is kept sealed until then", async () => {
    const { body } = await post("/gift-cards", NEW_CARD, "a-day");
    expect(body.code).toMatch(/^[A-Z2-9]{8}$/u);
    const rows = await chain.db.selectFrom("idempotency_answers").selectAll().execute();
    const kept = rows.map(
      (row) => `${Buffer.from(row.sealed_body!).toString("latin1")} ${row.key_hash}`,
    );
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((text) => text.includes(body.code) || text.includes("a-day"))).toEqual([]);
    chain.clock.nowMs += ANSWERS_KEPT_MS;
    const { token: later } = await chain.signIn("owner", CHAIN);
    await post("/gift-cards", NEW_CARD, "purges", later);
    const left = await chain.db.selectFrom("idempotency_answers").select("at_ms").execute();
    expect(left.map(({ at_ms }) => at_ms)).toEqual([chain.clock.nowMs]);
    chain.clock.nowMs = START_MS;
  });
});

describe("a member card", () => {
  it("that is blocked is not held until it is unblocked, as the audit trail says", async () => {
    await post("/loyalty-rules", RULE);
    const member = await join();
    const block = (isBlocked: boolean) =>
      post(`/customers/${member.customerId}/block`, { isBlocked });
    expect((await block(true)).body).toMatchObject({ isBlocked: true });
    expect(await hold(member)).toEqual({ isHeld: false, reason: "card-blocked" });
    expect((await block(false)).body).toMatchObject({ isBlocked: false });
    expect(await hold(member)).toMatchObject({ isHeld: true });
    const { body } = await chain.ask("GET /v1/audit?kind=customer-card-changed", { token });
    expect(body.items.map((one: { changes: unknown }) => one.changes)).toEqual([
      { isBlocked: { before: true, after: false } },
      { isBlocked: { before: false, after: true } },
    ]);
  });

  it("that is replaced pays nothing any more; the new one has the points", async () => {
    const member = await join();
    const route = `/customers/${member.customerId}`;
    const replaced = await post(`${route}/new-card`, null);
    expect(replaced.status).toBe(201);
    expect(replaced.body.number).not.toBe(member.number);
    expect(await hold(member)).toEqual({ isHeld: false, reason: "card-blocked" });
    expect(await hold(replaced.body)).toMatchObject({ isHeld: true, kind: "points" });
    const { body: list } = await chain.ask("GET /v1/customers?search=Ann", { token });
    const shown = list.items.filter(
      (one: { customerId: string }) => one.customerId === member.customerId,
    );
    expect(shown).toMatchObject([{ number: replaced.body.number, isBlocked: false }]);
    await post(`${route}/erase`, null);
    expect(await hold(replaced.body)).toEqual({ isHeld: false, reason: "card-unknown" });
    expect(await hold(member)).toEqual({ isHeld: false, reason: "card-unknown" });
    expect((await post(`${route}/new-card`, null)).body.code).toBe("not-found");
  });
});

describe("loyalty rules", () => {
  it("are versions: one counts now, one later, those before are past", async () => {
    const set = (more: object) =>
      post("/loyalty-rules", { ...RULE, organisationId: "b", currency: "EUR", ...more });
    const first = await set({ note: "first" });
    expect([first.status, first.body]).toMatchObject([201, { version: 1, state: "now" }]);
    await set({ earnedPoints: 2, effectiveMs: START_MS + DAY_MS });
    // A time that has passed is now: no receipt earns by a rule that came after it.
    const third = await set({ earnedPoints: 3, effectiveMs: START_MS - DAY_MS });
    expect(third.body.effectiveMs).toBe(START_MS);
    const read = async () => {
      const { items } = (await chain.ask("GET /v1/loyalty-rules?limit=2", { token })).body;
      const next = (await chain.ask("GET /v1/loyalty-rules", { token })).body.items;
      expect(next.slice(0, 2)).toEqual(items);
      return next
        .filter((one: { currency: string }) => one.currency === "EUR")
        .map((one: { version: number; state: string }) => `${one.version} ${one.state}`);
    };
    expect(await read()).toEqual(["3 now", "2 later", "1 past"]);
    chain.clock.nowMs = START_MS + DAY_MS;
    const { token: later } = await chain.signIn("owner", CHAIN);
    const { body } = await chain.ask("GET /v1/loyalty-rules", { token: later });
    expect(
      body.items
        .filter((one: { currency: string }) => one.currency === "EUR")
        .map((one: { state: string }) => one.state),
    ).toEqual(["past", "now", "past"]);
    chain.clock.nowMs = START_MS;
  });

  it("get versions one after another, however many come at once", async () => {
    const body = { ...RULE, organisationId: "b", currency: "SEK" };
    const answers = await Promise.all([1, 2, 3, 4].map(() => post("/loyalty-rules", body)));
    expect(answers.map(({ body: one }) => one.version).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe("a capture that came short", () => {
  it("is listed until somebody settles it, once", async () => {
    const card = await issue();
    const values = {
      shop_id: "a-1",
      hold_id: "short-1",
      visit_id: "v1",
      balance_id: card.giftCardId,
    };
    const units = { units_per_minor: 1, amount_minor: 900, captured_minor: 100, short_minor: 800 };
    const times = { made_ms: START_MS, ends_ms: START_MS };
    await chain.db
      .insertInto("balance_holds")
      .values({ ...values, ...units, ...times, state: "captured" })
      .execute();
    const list = async (query = "") => {
      const { items } = (await chain.ask(`GET /v1/shortfalls${query}`, { token })).body;
      return items.filter((one: { holdId: string }) => one.holdId === "short-1");
    };
    expect(await list()).toMatchObject([
      {
        balanceId: card.giftCardId,
        currency: "GBP",
        capturedMinor: 100,
        shortMinor: 800,
        settled: null,
      },
    ]);
    const settle = (note: string) => post("/shortfalls/a-1/short-1/settle", { note });
    expect((await settle("we bear it")).body.settled).toMatchObject({ note: "we bear it" });
    expect((await settle("no, they do")).body.settled).toMatchObject({ note: "we bear it" });
    expect(await list()).toEqual([]);
    expect(await list("?isSettled=true")).toHaveLength(1);
    expect((await post("/shortfalls/b-1/short-1/settle", { note: "x" })).body.code).toBe(
      "not-found",
    );
  });

  it("that the chain never granted is seen by who sees the shop", async () => {
    const values = { shop_id: "b-1", hold_id: "never", visit_id: "v1", balance_id: null };
    const units = { units_per_minor: 1, amount_minor: 0, short_minor: 70 };
    const times = { made_ms: START_MS, ends_ms: START_MS };
    await chain.db
      .insertInto("balance_holds")
      .values({ ...values, ...units, ...times, state: "captured" })
      .execute();
    const seen = async (id: string) => {
      const caller = await chain.signIn("owner", { kind: "organisation", id });
      const { items } = (await chain.ask("GET /v1/shortfalls", caller)).body;
      return items.filter((one: { holdId: string }) => one.holdId === "never").length;
    };
    expect([await seen("a"), await seen("b")]).toEqual([0, 1]);
  });
});

describe("points that are owed", () => {
  it("are shown, found, and waived", async () => {
    const { customerId } = await join();
    await chain.db
      .updateTable("balances")
      .set({ owed_units: 40 })
      .where("balance_id", "=", customerId)
      .execute();
    const list = async () =>
      (await chain.ask("GET /v1/customers?isOwing=true", { token })).body.items;
    expect(await list()).toMatchObject([{ customerId, owed: 40 }]);
    expect((await post(`/customers/${customerId}/waive`, null)).body.owed).toBe(0);
    expect(await list()).toEqual([]);
  });
});

describe("holds of a card", () => {
  it("are ended by hand once they are more than a day old, by one route for cards and points", async () => {
    const card = await issue();
    const member = await join();
    for (const [one, balanceId] of [
      [card, card.giftCardId],
      [member, member.customerId],
    ]) {
      await hold(one);
      const end = (as?: string) => post(`/balances/${balanceId}/end-holds`, null, undefined, as);
      expect((await end()).body).toMatchObject({ ended: 0 });
      chain.clock.nowMs = START_MS + DAY_MS;
      const { token: later } = await chain.signIn("owner", CHAIN);
      expect((await end(later)).body).toEqual({ balanceId, ended: 1, held: 0 });
      chain.clock.nowMs = START_MS;
    }
  });
});
