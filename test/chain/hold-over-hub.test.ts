/** Gift cards over a real hub: a shop asks, its journal says what became of it, and lines and processes break. */
import { randomBytes } from "node:crypto";
import { applyJournals } from "@saunter/chain/balances/apply-journal";
import { listBalanceCalls } from "@saunter/chain/balances/balance-calls";
import { type IssuedCard, issueCard } from "@saunter/chain/balances/issue-card";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { answerCalls, type CallAnswers } from "@saunter/chain/hub/answer-calls";
import { MAIN_ORGANISATION } from "@saunter/chain/shops";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { createBalances } from "@saunter/shop/chain/ask-balance";
import { decideInto } from "@saunter/shop/domain/shop-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type TestShop } from "./open-shop-fixture.ts";

describe("a gift card over the hub", () => {
  let chain: TestChain;
  let north: TestShop;
  let south: TestShop;
  let calls: CallAnswers;
  let visits = 0;

  function listen(): CallAnswers {
    const { db, connection, signing, failures } = chain;
    const onFailed = (error: unknown): void => void failures.push(error);
    return answerCalls({
      ...{ connection, signing },
      calls: listBalanceCalls(db, Date.now, randomBytes),
      onFailed,
    });
  }

  beforeAll(async () => {
    chain = await startChain(["north", "south"]);
    calls = listen();
    north = openShop(chain, "north");
    south = openShop(chain, "south");
  });
  afterAll(async () => {
    await calls?.close();
    await north?.close();
    await south?.close();
    expect(chain.failures).toEqual([]);
    await chain?.close();
  });

  function issue(units = 1000): Promise<IssuedCard> {
    const card = { kind: "gift-card", currency: "EUR", units, expiresMs: null } as const;
    const by = { organisationId: MAIN_ORGANISATION, issuedBy: "u1", atMs: Date.now() };
    return chain.db.transaction().execute((tx) => issueCard(tx, { ...card, ...by }, randomBytes));
  }

  function balancesOf({ store, line }: TestShop) {
    return createBalances({ store, line, currency: "EUR", makeId: () => `hold-${visits++}` });
  }

  async function enter({ store }: TestShop): Promise<string> {
    const chargeId = `visit-${visits++}`;
    const payer = { kind: "card", token: "tok", lastFour: "4242" } as const;
    const open = { type: "OpenCharge", chargeId, payer, currency: "EUR", holdMinor: 0 } as const;
    await store.transact((tx) => {
      decideInto(tx, "charge", chargeId, decideCharge, open);
    });
    return chargeId;
  }

  async function present(shop: TestShop, { number, code }: IssuedCard): Promise<[string, string]> {
    const visitId = await enter(shop);
    const balances = balancesOf(shop);
    const holdId = await shop.store.transact((tx) => balances.request(tx, visitId));
    await balances.ask(visitId, holdId, { number, code });
    return [visitId, holdId];
  }

  async function setDue({ store }: TestShop, visitId: string, dueMinor: number): Promise<void> {
    await store.transact((tx) => {
      const due = { type: "SetDue", dueMinor, cause: "document" } as const;
      decideInto(tx, "charge", visitId, decideCharge, due);
    });
  }

  function show({ store }: TestShop, visitId: string) {
    return [...store.read("charge", visitId).balances.values()].map(
      ({ status, heldMinor, capturedMinor, cause }) => [status, heldMinor, capturedMinor, cause],
    );
  }

  async function sendAll(shopId: string, shop: TestShop): Promise<void> {
    await shop.sendAll();
    await chain.waitForHead(shopId, shop.store.position());
    await applyJournals(chain.db);
  }

  const readUnits = async ({ balanceId }: IssuedCard) => {
    const { units, held_units } = await chain.db
      .selectFrom("balances")
      .select(["units", "held_units"])
      .where("balance_id", "=", balanceId)
      .executeTakeFirstOrThrow();
    return [units, held_units];
  };

  it("pays in one shop, and the rest of it in another", async () => {
    const card = await issue();
    await expect
      .poll(() => north.line.call("nothing", {}).catch(String))
      .toContain("no responders");
    chain.failures.splice(0);
    const [visitId] = await present(north, card);
    expect(show(north, visitId)).toEqual([["held", 1000, 0, null]]);
    const [refused] = await present(south, card);
    expect(show(south, refused)).toEqual([["released", 0, 0, "card-empty"]]);
    await setDue(north, visitId, 400);
    await sendAll("north", north);
    expect(await readUnits(card)).toEqual([600, 0]);
    const [later] = await present(south, card);
    expect(show(south, later)).toEqual([["held", 600, 0, null]]);
    await setDue(south, later, 5000);
    await setDue(south, later, 100);
    await sendAll("south", south);
    expect(await readUnits(card)).toEqual([500, 0]);
  });

  it("is refused at once while the chain is away, and the visit goes on without it", async () => {
    const card = await issue();
    await calls.close();
    const [visitId] = await present(north, card);
    expect(show(north, visitId)).toEqual([["released", 0, 0, "unavailable"]]);
    calls = listen();
    await setDue(north, visitId, 400);
    await sendAll("north", north);
    expect(await readUnits(card)).toEqual([1000, 0]);
  });

  it("whose answer is lost is let go by the journal, and one asked for late is not held", async () => {
    const card = await issue();
    const visitId = await enter(north);
    const balances = balancesOf(north);
    const holdId = await north.store.transact((tx) => balances.request(tx, visitId));
    // The chain holds it, and the shop's process ends before the answer is written down.
    const { number, code } = card;
    const request = { holdId, visitId, currency: "EUR", number, code };
    expect(await north.line.call("hold-balance", request)).toMatchObject({ isHeld: true });
    expect(await readUnits(card)).toEqual([1000, 1000]);
    await balancesOf(north).releaseLost();
    await balancesOf(north).releaseLost();
    expect(show(north, visitId)).toEqual([["released", 0, 0, "unavailable"]]);
    await sendAll("north", north);
    expect(await readUnits(card)).toEqual([1000, 0]);
    expect(await north.line.call("hold-balance", request)).toEqual({
      isHeld: false,
      reason: "hold-ended",
    });
  });

  it("is captured while the line is down, and the chain takes it once when the journal comes", async () => {
    const card = await issue();
    const [visitId] = await present(north, card);
    // Nothing is sent: the capture waits in the journal.
    await setDue(north, visitId, 700);
    await present(south, card);
    expect(await readUnits(card)).toEqual([1000, 1000]);
    await sendAll("north", north);
    await north.sender.sendAgain(0, "again");
    await sendAll("north", north);
    expect(await readUnits(card)).toEqual([300, 0]);
  });

  it("cannot be asked for in the name of another shop", async () => {
    const { number, code } = await issue();
    const request = { holdId: "forged", visitId: "v", currency: "EUR", number, code };
    await expect(
      south.line.call("x", null).then(
        () => "answered",
        () => "refused",
      ),
    ).resolves.toBe("refused");
    chain.failures.splice(0);
    const { connect, credsAuthenticator } = await import("@nats-io/transport-node");
    const creds = new TextEncoder().encode(`${chain.hub.credentials.get("south")!.trim()}\n`);
    const line = await connect({
      servers: chain.hub.url,
      inboxPrefix: "_INBOX.south",
      authenticator: credsAuthenticator(creds),
    });
    await expect(
      line.request("call.north.hold-balance", JSON.stringify(request), { timeout: 1500 }),
    ).rejects.toThrow();
    await line.close();
    const holds = await chain.db
      .selectFrom("balance_holds")
      .select("shop_id")
      .where("hold_id", "=", "forged")
      .execute();
    expect(holds).toEqual([]);
  });

  it("is asked for in signed calls", async () => {
    await present(north, await issue());
    const signed = await chain.db.selectFrom("signed_shops").selectAll().execute();
    expect(signed.find(({ shop_id }) => shop_id === "north")).toMatchObject({
      messages_since_ms: expect.any(Number),
    });
  });
});
