/** Members by themselves, in a real database. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "../http/chain-http-fixture.ts";
import { JOINS_OF_SHOP_MAX, JOINS_WITHIN_MS } from "./balance-limits.ts";
import { holdBalance, showCard } from "./hold-balance.ts";
import { putRule } from "./loyalty-rules.ts";
import { changeMember, joinMember, leaveMember, readOffer, showMember } from "./members.ts";

let chain: TestChainHttp;
beforeAll(async () => {
  chain = await startChainHttp();
  await setRule(true, 0);
});
afterAll(() => chain.close());

function setRule(isOpenToJoin: boolean, effectiveMs: number, organisationId = "a") {
  const rates = { earnedPoints: 1, perMinor: 100, pointsPerMinor: 2 };
  const set = { effectiveMs, note: "", setBy: "u1", setMs: 0 };
  return chain.db
    .transaction()
    .execute((tx) =>
      putRule(tx, { organisationId, currency: "GBP", isOpenToJoin, ...rates, ...set }),
    );
}

async function join(shopId = "a-1", nowMs = START_MS) {
  const answer = await joinMember(chain.db, shopId, "GBP", nowMs, randomBytes);
  if ("refusal" in answer) throw new Error(answer.refusal);
  return answer;
}

describe("a shopper", () => {
  it("joins where the rule says so, with a card and nothing else", async () => {
    const { db } = chain;
    expect(await readOffer(db, "a-1", "GBP", START_MS)).toEqual({
      rule: { earnedPoints: 1, perMinor: 100, pointsPerMinor: 2 },
    });
    const card = await join();
    expect(await showMember(db, "a-2", card, START_MS)).toEqual({
      ...{ points: 0, owed: 0, name: null, email: null, joinedMs: START_MS },
    });
    const request = { holdId: "h1", visitId: "v1", currency: "GBP", ...card };
    expect(await holdBalance(db, "a-1", request, START_MS)).toMatchObject({ isHeld: true });
    for (const [shopId, currency] of [
      ["b-1", "GBP"],
      ["a-1", "EUR"],
    ] as const) {
      expect(await readOffer(db, shopId, currency, START_MS)).toEqual({ rule: null });
      const refused = await joinMember(db, shopId, currency, START_MS, randomBytes);
      expect(refused).toEqual({ refusal: "closed" });
    }
  });

  it("does not join once the rule closes that", async () => {
    await setRule(true, START_MS, "b");
    await setRule(false, START_MS + 1000, "b");
    await join("b-1");
    const refused = await joinMember(chain.db, "b-1", "GBP", START_MS + 1000, randomBytes);
    expect(refused).toEqual({ refusal: "closed" });
  });

  it("sees nobody else by an address: whoever has the same one is another member", async () => {
    const [one, other] = [await join(), await join()];
    const person = { name: "Ann", email: "ann@mail.example" };
    const first = await changeMember(chain.db, "a-1", { ...one, ...person }, START_MS);
    const second = await changeMember(chain.db, "a-1", { ...other, ...person }, START_MS);
    expect(first).toEqual(second);
    const without = { ...other, name: " ", email: null };
    expect(await changeMember(chain.db, "a-1", without, START_MS)).toMatchObject({
      ...{ name: null, email: null },
    });
    expect(await showMember(chain.db, "a-1", one, START_MS)).toMatchObject(person);
  });

  it("leaves: name, address and card are gone, and nothing says that there was one", async () => {
    const { db } = chain;
    const card = await join();
    await changeMember(db, "a-1", { ...card, name: "Gone", email: "gone@mail.example" }, START_MS);
    expect(await leaveMember(db, "a-1", card, START_MS)).toEqual({ isErased: true });
    const unknown = { refusal: "card-unknown" };
    expect(await showMember(db, "a-1", card, START_MS)).toEqual(unknown);
    expect(await leaveMember(db, "a-1", card, START_MS)).toEqual(unknown);
    const { token } = await chain.signIn("owner", CHAIN);
    const { body } = await chain.ask("GET /v1/customers?search=Gone", { token });
    expect(body.items).toEqual([]);
    const audit = await chain.ask("GET /v1/audit?kind=customer-erased", { token });
    expect(audit.body.items[0]).toMatchObject({ actor: { kind: "nobody" }, shopId: "a-1" });
    expect(audit.text).not.toContain("gone@mail.example");
  });

  it("is nobody with a wrong code, at another retailer, or with a gift card or a blocked card", async () => {
    const { db } = chain;
    const card = await join();
    const unknown = { refusal: "card-unknown" };
    expect(await showMember(db, "a-1", { ...card, code: "22222222" }, START_MS)).toEqual(unknown);
    expect(await showMember(db, "b-1", card, START_MS)).toEqual(unknown);
    expect(await leaveMember(db, "b-1", card, START_MS)).toEqual(unknown);
    const { token } = await chain.signIn("owner", CHAIN);
    const gift = { organisationId: "a", currency: "GBP", amountMinor: 500, expiresMs: null };
    const issued = await chain.ask("POST /v1/gift-cards", { token, body: gift });
    const { number, code } = issued.body;
    expect(await leaveMember(db, "a-1", { number, code }, START_MS)).toEqual(unknown);
    const { body } = await chain.ask(`GET /v1/customers?search=${card.number}`, { token });
    const route = `POST /v1/customers/${body.items[0].customerId}/block`;
    await chain.ask(route, { token, body: { isBlocked: true } });
    expect(await showMember(db, "a-1", card, START_MS)).toEqual({ refusal: "card-blocked" });
  });

  it("cannot be tried out: wrong codes cost time, for the right one as well", async () => {
    const card = await join();
    const answers: unknown[] = [];
    for (let tries = 0; tries < 12; tries++) {
      answers.push(await showMember(chain.db, "a-1", { ...card, code: "22222222" }, START_MS));
    }
    expect(answers.at(-1)).toEqual({ refusal: "too-many-attempts" });
    expect(await showMember(chain.db, "a-1", card, START_MS)).toEqual({
      refusal: "too-many-attempts",
    });
  });

  it("joins as one of so many an hour in a shop, however many ask at once", async () => {
    const nowMs = START_MS + JOINS_WITHIN_MS;
    const { count } = await chain.db
      .selectFrom("balance_cards")
      .select((row) => row.fn.countAll<number>().as("count"))
      .where("issued_by", "=", "shop a-2")
      .executeTakeFirstOrThrow();
    expect(count).toBe(0);
    const asked = Array.from({ length: JOINS_OF_SHOP_MAX + 5 }, () =>
      joinMember(chain.db, "a-2", "GBP", nowMs, randomBytes),
    );
    const refused = (await Promise.all(asked)).filter((one) => "refusal" in one);
    expect(refused).toEqual(Array.from({ length: 5 }, () => ({ refusal: "too-many-attempts" })));
    await join("a-1", nowMs);
    await join("a-2", nowMs + JOINS_WITHIN_MS);
  });
});

describe("what a card has", () => {
  it("is shown to whoever has its code, and nothing of it is held", async () => {
    const { db } = chain;
    const { token } = await chain.signIn("owner", CHAIN);
    const gift = { organisationId: "a", currency: "GBP", amountMinor: 500, expiresMs: null };
    const { number, code } = (await chain.ask("POST /v1/gift-cards", { token, body: gift })).body;
    const card = { number, code, currency: "GBP" };
    const shown = { kind: "gift-card", lastFour: number.slice(-4), expiresMs: null };
    const look = () => showCard(db, "a-1", card, START_MS);
    expect(await look()).toEqual({ ...shown, amountMinor: 500, heldMinor: 0 });
    await holdBalance(db, "a-2", { holdId: "seen", visitId: "v", ...card }, START_MS);
    expect(await look()).toEqual({ ...shown, amountMinor: 0, heldMinor: 500 });
    expect(await showCard(db, "b-1", card, START_MS)).toEqual({ reason: "card-not-accepted" });
    const wrong = { ...card, code: "22222222" };
    expect(await showCard(db, "a-1", wrong, START_MS)).toEqual({ reason: "card-unknown" });
  });
});
