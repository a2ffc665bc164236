import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { PaymentRequest, ProviderPayment } from "@saunter/shop/domain/payment-gateway";
import { DAY_MS, openTestShop, START_MS } from "@saunter/shop/domain/shop-fixture";
import { describe, expect, it } from "vitest";
import { openSimulatedGateway } from "./simulated-gateway.ts";

const ASK: PaymentRequest = {
  paymentId: "v1.1",
  idempotencyKey: "v1.1.hold",
  amountMinor: 2000,
  currency: "GBP",
  payer: { kind: "card", token: "pm_sim_ok-1", lastFour: "4242" },
  isPayerPresent: true,
};

function openPlace() {
  const { folder } = openTestShop();
  const path = join(folder, "simulated-provider.bin");
  const clock = { nowMs: START_MS };
  const open = (actionUrl = "https://shop.example/bank") =>
    openSimulatedGateway({
      path,
      currency: "GBP",
      nowMs: () => clock.nowMs,
      actionUrl,
      hashCard: (one) => `hash of ${one}`,
    });
  return { path, clock, open };
}

async function find(gateway: ReturnType<typeof openSimulatedGateway>["gateway"]) {
  const found = await gateway.find(ASK.paymentId);
  return found.kind === "found" ? found.payment : found.kind;
}

describe("the simulated provider", () => {
  it("knows its payments after a start, and its keys", async () => {
    const { open } = openPlace();
    const first = open();
    const held = await first.gateway.hold(ASK);
    expect(held).toMatchObject({ kind: "done", payment: { status: "held", heldMinor: 2000 } });
    const second = open();
    expect(await find(second.gateway)).toMatchObject({ status: "held", heldMinor: 2000 });
    expect(await second.gateway.hold(ASK)).toEqual(held);
    const { reference } = (await find(second.gateway)) as ProviderPayment;
    const capture = { ...ASK, idempotencyKey: "v1.2.capture", reference, amountMinor: 250 };
    expect(await second.gateway.capture(capture)).toMatchObject({ kind: "done" });
    expect(await find(open().gateway)).toMatchObject({ status: "captured", capturedMinor: 250 });
  });

  it("lets holds lapse while the process is away", async () => {
    const { open, clock } = openPlace();
    await open().gateway.hold(ASK);
    clock.nowMs += 8 * DAY_MS;
    expect(await find(open().gateway)).toMatchObject({ status: "released", heldMinor: 0 });
  });

  it("begins with nothing, and writes nothing for who only looks", async () => {
    const { open, path } = openPlace();
    expect(await find(open().gateway)).toBe("absent");
    expect(existsSync(path)).toBe(false);
  });

  it("has a whole file or the one before: a half-written file is not read", async () => {
    const { open, path } = openPlace();
    await open().gateway.hold(ASK);
    writeFileSync(`${path}.new`, readFileSync(path).subarray(0, 10));
    expect(await find(open().gateway)).toMatchObject({ status: "held" });
  });

  it("sends notices that the gateway takes for genuine, each once", async () => {
    const { open } = openPlace();
    const { gateway, takeNotices } = open();
    await gateway.hold(ASK);
    expect(takeNotices()).toMatchObject([
      { payment: { paymentId: "v1.1", status: "held", heldMinor: 2000 } },
    ]);
    expect(takeNotices()).toEqual([]);
  });

  it("asks payers at the shop's own address, wherever that is by now, and takes their word", async () => {
    const { open } = openPlace();
    const card = { ...ASK.payer, token: "pm_sim_sca-1" } as PaymentRequest["payer"];
    const ask = (paymentId: string): PaymentRequest => ({
      ...ASK,
      paymentId,
      idempotencyKey: paymentId,
      payer: card,
    });
    const first = open();
    const asked = await first.gateway.collect(ask("v1.1"));
    if (asked.kind !== "needs-action") throw new Error(asked.kind);
    const { reference } = asked.payment;
    expect(asked.actionUrl).toBe(`https://shop.example/bank/${reference}`);
    const second = open("https://new.example/bank");
    expect(second.bank.find(reference)).toEqual({ amountMinor: 2000, currency: "GBP" });
    second.bank.answer(reference, true);
    expect(second.bank.find(reference)).toBeNull();
    expect(await find(open().gateway)).toMatchObject({ status: "captured" });
    const again = await second.gateway.collect(ask("v1.2"));
    if (again.kind !== "needs-action") throw new Error(again.kind);
    expect(again.actionUrl).toMatch(/^https:\/\/new\.example\/bank\//);
    second.bank.answer(again.payment.reference, false);
    expect(await second.gateway.find("v1.2")).toMatchObject({ payment: { status: "declined" } });
    expect(second.bank.find("nothing")).toBeNull();
  });

  it("saves test cards, and knows them after a start", async () => {
    const { open } = openPlace();
    const first = open();
    const begun = await first.cardSetups.begin();
    if (begun === null) throw new Error("not begun");
    const { reference, clientSecret } = begun;
    expect(await first.cardSetups.verify(reference)).toMatchObject({ kind: "refused" });
    expect(first.cardSetups.giveTestCard?.(clientSecret, "pm_sim_declined")).toBe(false);
    expect(first.cardSetups.giveTestCard?.(clientSecret, "pm_sim_ok-1")).toBe(true);
    const outcome = await open().cardSetups.verify(reference);
    expect(outcome).toEqual({
      kind: "verified",
      card: {
        token: "cus_sim_1/pm_sim_ok-1",
        lastFour: "4242",
        cardHash: "hash of fp_pm_sim_ok-1",
      },
    });
    const payer = { kind: "card", token: "cus_sim_1/pm_sim_ok-1", lastFour: "4242" } as const;
    expect(await open().gateway.hold({ ...ASK, payer })).toMatchObject({
      kind: "done",
      payment: { cardHash: "hash of fp_pm_sim_ok-1" },
    });
  });

  it("opens what it wrote before it saved cards", async () => {
    const { open, path } = openPlace();
    await open().gateway.hold(ASK);
    const { customers: _, setups: __, ...older } = deserialize(readFileSync(path));
    writeFileSync(path, serialize(older));
    const again = open();
    expect(await find(again.gateway)).toMatchObject({ status: "held" });
    expect(await again.cardSetups.begin()).not.toBeNull();
  });
});
