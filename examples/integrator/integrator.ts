/**
 * Another system at work, a bookkeeper's or a till's: it reads receipts and figures, changes a price,
 * counts a facing, disputes a line for a shopper, refunds another, and checks the signature of a webhook.
 *
 *     SAUNTER_URL=http://localhost:8080 SAUNTER_KEY=saunter_… npx node examples/integrator/integrator.ts
 *
 * The key is one of a user with the role `integrator` and the scopes receipts:read, disputes:write,
 * refunds:write, goods:read, goods:write, stock:read, stock:write and reports:read: People in the console makes it.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { connectShop, type ShopConnection } from "@saunter/client/connect";
import { Problem } from "@saunter/client/problem";

const DAY_MS = 24 * 3_600_000;

async function sumReceipts(shop: ShopConnection): Promise<void> {
  let count = 0;
  let totalMinor = 0;
  for await (const receipt of shop.list("GET /v1/receipts", { query: { limit: 2 } })) {
    count++;
    totalMinor += receipt.totalMinor;
  }
  console.log(`${count} receipts, ${(totalMinor / 100).toFixed(2)} in all`);
}

async function readFigures(shop: ShopConnection, nowMs: number): Promise<void> {
  const query = { fromMs: nowMs - DAY_MS, untilMs: nowMs, stepMs: DAY_MS };
  const { steps } = await shop.call("GET /v1/numbers", { query });
  console.log(`figures of the last day: ${steps.length} steps`);
}

/** Whoever changes goods says which version they have seen: another's change in between is not lost. */
async function raisePrice(shop: ShopConnection, price: string): Promise<void> {
  const { version, catalogue } = await shop.call("GET /v1/goods");
  const product = catalogue[0] as { gtin: string; name: string };
  const key = product.gtin.padStart(14, "0");
  const change = { kind: "product", key, change: "put", item: { ...product, price } } as const;
  const body = { version, changes: [change] };
  const changed = await shop.call("POST /v1/goods/changes", { body });
  console.log(`${product.name} costs ${price} from version ${changed.version} on`);
}

async function countFirstFacing(shop: ShopConnection): Promise<void> {
  const { items } = await shop.call("GET /v1/stock");
  const { facing } = items[0]!;
  // The same key for the same count: sent twice, it is recorded once.
  const parts = { body: { facing, quantity: 12 }, key: `count-${facing}-2026-03-02` };
  await shop.call("POST /v1/stock/counts", parts);
  const again = await shop.call("POST /v1/stock/counts", parts);
  console.log(`facing ${again.facing} holds ${again.quantity}`);
}

async function disputeFirstLine(shop: ShopConnection): Promise<void> {
  const { items } = await shop.call("GET /v1/receipts", { query: { status: "final", limit: 1 } });
  const params = { visitId: items[0]!.visitId };
  const receipt = await shop.call("GET /v1/receipts/:visitId", { params });
  const { lineId } = receipt.lines[0]!;
  const body = { kind: "wrong-count", lineId, gtin: null, claimedQuantity: 0 } as const;
  try {
    const { status } = await shop.call("POST /v1/receipts/:visitId/disputes", { params, body });
    console.log(`the dispute is ${status}`);
  } catch (error) {
    // Codes are what programs go by; titles and advice are for people.
    if (!(error instanceof Problem)) throw error;
    console.log(`the dispute was refused: ${error.code}`);
  }
}

async function refundGoodwill(shop: ShopConnection): Promise<void> {
  const query = { status: "final", state: "paid", limit: 1 } as const;
  const { items } = await shop.call("GET /v1/receipts", { query });
  const params = { visitId: items[0]!.visitId };
  const body = { kind: "amount", amountMinor: 50, reason: "goodwill" } as const;
  const { amountMinor } = await shop.call("POST /v1/receipts/:visitId/refunds", { params, body });
  console.log(`${amountMinor} minor units are refunded`);
}

/** While a secret is replaced there are two signatures: one that is right is enough. */
export function isGenuine(body: string, header: string, secret: string): boolean {
  const parts = header.split(",");
  const seconds = parts.find((part) => part.startsWith("t="))?.slice(2);
  const right = createHmac("sha256", secret).update(`${seconds}.${body}`).digest();
  return parts
    .filter((part) => part.startsWith("v1="))
    .map((part) => Buffer.from(part.slice(3), "hex"))
    .some((given) => given.length === right.length && timingSafeEqual(given, right));
}

export async function work(shop: ShopConnection, nowMs: number): Promise<void> {
  await sumReceipts(shop);
  await readFigures(shop, nowMs);
  await raisePrice(shop, "3.20");
  await countFirstFacing(shop);
  await disputeFirstLine(shop);
  await refundGoodwill(shop);
}

const { SAUNTER_URL: url, SAUNTER_KEY: apiKey } = process.env;
if (url !== undefined && apiKey !== undefined) await work(connectShop({ url, apiKey }), Date.now());
