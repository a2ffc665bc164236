/** A demonstration in which something has happened, for its pages to be looked at. */
import type { APIRequestContext, Browser } from "playwright-core";
import { setUpCard } from "./set-up-card.ts";
import type { Viewer } from "./shots.ts";
import { until } from "./until.ts";

const CSRF = { "x-saunter-csrf": "1" };

let posts = 0;

async function post(request: APIRequestContext, url: string, data: object): Promise<unknown> {
  const headers = { ...CSRF, "idempotency-key": `screenshots-${++posts}-${Date.now()}` };
  const answer = await request.post(url, { headers, data });
  return answer.ok() ? await answer.json() : null;
}

/** Waits until there are receipts, and until a shopper has something in their cart. */
export async function fillShop(browser: Browser, url: string) {
  const operators = await browser.newContext();
  const { demo } = await (await operators.request.get(`${url}/v1/shop`)).json();
  await post(operators.request, `${url}/v1/sign-in`, { ...demo, carrier: "cookie" });
  const device = { name: "Kiosk", roles: ["device"], password: null };
  const { apiKey } = (await post(operators.request, `${url}/v1/users`, device)) as {
    readonly apiKey: string;
  };
  const shoppers = await browser.newContext();
  const cardSetupId = await setUpCard(shoppers.request, url);
  await post(shoppers.request, `${url}/shop/v1/customers`, { cardSetupId, carrier: "cookie" });
  const shop = () => enterAndTake(url, shoppers.request, operators.request);
  const paidId = await shop();
  await until("a shopper who has left", async () =>
    (await readCart(url, shoppers.request, paidId)).status === "open" ? null : paidId,
  );
  const visitId = await findReceipt(url, operators.request);
  const openId = await shop();
  const ids: Readonly<Record<string, string>> = { OPEN: openId, PAID: paidId, VISIT: visitId };
  return {
    states: {
      operator: await operators.storageState(),
      shopper: await shoppers.storageState(),
    },
    /** What devices have kept of their set-up: a name, and a text. */
    kept: {
      kiosk: ["saunter.kiosk", JSON.stringify({ key: apiKey, readerId: "kiosk" })],
      "gate-display": ["saunter.display", apiKey],
    } as Partial<Record<Viewer, readonly [name: string, text: string]>>,
    fill: (path: string): string => path.replace(/OPEN|PAID|VISIT/, (name) => ids[name]!),
  };
}

interface Cart {
  readonly status: string;
  readonly lines: readonly unknown[];
}

async function readCart(url: string, shopper: APIRequestContext, visitId: string): Promise<Cart> {
  return (await shopper.get(`${url}/shop/v1/me/visits/${visitId}/cart`)).json();
}

/** Shows a code at the gate; whoever comes in next is theirs. Gives a visit in which goods were taken. */
function enterAndTake(
  url: string,
  shopper: APIRequestContext,
  operator: APIRequestContext,
): Promise<string> {
  return until("a shopper with something in the cart", async () => {
    const { code } = await (await shopper.get(`${url}/shop/v1/me/code`)).json();
    const entry = { method: "qr", shown: code };
    const entered = (await post(operator, `${url}/v1/gates/in/entries`, entry)) as {
      readonly visitId: string;
    } | null;
    // Somebody else is in the gate.
    if (entered === null) return null;
    const { status } = await until("a cart with something in it", async () => {
      const cart = await readCart(url, shopper, entered.visitId);
      return cart.status !== "open" || cart.lines.length > 0 ? cart : null;
    });
    return status === "open" ? entered.visitId : null;
  });
}

/** A receipt of several lines, with an uncertain line where there is one. */
function findReceipt(url: string, operator: APIRequestContext): Promise<string> {
  return until("a receipt of several lines", async () => {
    const { items } = await (await operator.get(`${url}/v1/receipts?limit=100`)).json();
    const long = items.filter(({ units }: { units: number }) => units >= 3);
    const uncertain = long.find(({ isWaiting }: { isWaiting?: boolean }) => isWaiting === true);
    return (uncertain ?? long[0])?.visitId ?? null;
  });
}
