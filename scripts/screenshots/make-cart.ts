/** The visitor's smart cart of a demonstration, with something in it, for its tablet to be looked at. */
import { randomUUID } from "node:crypto";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import { until } from "./until.ts";

export interface FilledCart {
  /** Without a slash at its end. */
  readonly url: string;
  readonly tripId: string;
  /** Something is put in without a scan: resolves when the cart asks what it is. */
  ask(): Promise<void>;
}

const SCANNED = ["Porridge oats", "Sparkling water", "Sparkling water", "Pale ale"];
const LISTED = ["Porridge oats", "Wholemeal loaf", "Olive oil", "Milk, two litres"];
const FORGOTTEN = "Red wine";

export async function fillCart(shopUrl: string): Promise<FilledCart> {
  const shown = await fetch(`${shopUrl}/cart/demo-customer`, { redirect: "manual" });
  const { origin: url, searchParams } = new URL(shown.headers.get("location")!);
  const act = async (done: ScreenAct): Promise<void> => {
    const answer = await fetch(`${url}/acts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ actId: randomUUID(), act: done }),
    });
    if (!answer.ok) throw new Error(`${done.kind}: ${answer.status}`);
  };
  const read = async (): Promise<ScreenState> => (await fetch(`${url}/state`)).json();
  const { products } = await until("the cart's catalogue", async () => {
    const answer = await fetch(`${url}/catalogue`);
    return answer.ok ? ((await answer.json()) as CartCatalogue) : null;
  });
  const find = (wanted: string): CartProduct => products.find(({ name }) => name === wanted)!;
  const put = ({ gtin, name, weight }: CartProduct): Promise<void> =>
    act({ kind: "simulate-put", thingId: randomUUID(), name, gtin, weightG: weight!.meanG });
  await act({ kind: "scan", code: searchParams.get("code")! });
  for (const [at, product] of SCANNED.map(find).entries()) {
    await act({ kind: "scan", code: product.gtin });
    await put(product);
    await until("goods that lie in the cart", async () => {
      const { lines } = await read();
      return lines.length > at && lines.every(({ presence }) => presence === "inside")
        ? lines
        : null;
    });
  }
  const items = LISTED.map(find).map(({ gtin, name }) => ({ itemId: gtin, text: name, gtin }));
  await act({ kind: "set-list", items });
  const isAsking = async () => (await read()).question;
  return {
    url,
    tripId: (await read()).trip!.tripId,
    ask: async () => {
      if ((await isAsking()) !== null) return;
      await put(find(FORGOTTEN));
      await until("a question of the cart's", isAsking);
    },
  };
}
