/** Shoppers with the page of their visit open: what they take in the process. */
import { type BusyShop, measureShare, readStream } from "./busy-shop.ts";
import { atMost, createFigure, type Figure } from "./figure.ts";

export const CORE_SHARE_MAX = 25;

/** As the page does: what happens at once is asked for together. */
const GATHER_MS = 80;
/** Streams that are opened at once, so that none waits behind all others. */
const OPENED_AT_ONCE = 25;

/** Opens a stream for each token, and asks for the cart whenever something happens, as phones do. */
export async function measureShoppers(
  shop: BusyShop,
  pass: () => Promise<void>,
): Promise<Figure[]> {
  const asked = { carts: 0, failed: 0 };
  const phones = [];
  for (let at = 0; at < shop.tokens.length; at += OPENED_AT_ONCE) {
    const some = shop.tokens.slice(at, at + OPENED_AT_ONCE);
    phones.push(...some.map((token) => openPhone(shop.address, token, asked)));
    await fetch(`${shop.address}/v1/healthz`);
  }
  const share = await measureShare(shop, pass);
  await Promise.all(phones.map((phone) => phone.close()));
  const count = shop.tokens.length;
  return [
    createFigure(
      `the same, ${count} shoppers connected, in all`,
      100 * share,
      "% of a core",
      1,
      atMost(CORE_SHARE_MAX),
    ),
    createFigure("carts that they asked for meanwhile", asked.carts, "", 0),
    createFigure("of these without an answer", asked.failed, "", 0, atMost(0)),
  ];
}

function openPhone(address: string, token: string, asked: { carts: number; failed: number }) {
  const headers = { authorization: `Bearer ${token}` };
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const ask = async (visitId: string): Promise<void> => {
    waiting.delete(visitId);
    const answer = await fetch(`${address}/v1/me/visits/${visitId}/cart`, { headers });
    await answer.text();
    asked.carts++;
    if (!answer.ok) asked.failed++;
  };
  const stream = readStream(`${address}/v1/events`, headers, (_, data) => {
    const { visitId } = JSON.parse(data) as { readonly visitId: string | null };
    if (visitId === null) return;
    clearTimeout(waiting.get(visitId));
    const askNow = (): void => void ask(visitId).catch(() => void asked.failed++);
    waiting.set(visitId, setTimeout(askNow, GATHER_MS));
  });
  return {
    close: (): Promise<void> => {
      for (const timer of waiting.values()) clearTimeout(timer);
      return stream.close();
    },
  };
}
