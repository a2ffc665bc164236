/** A smart cart with something in it, for its tablet to be looked at. */
import { randomUUID } from "node:crypto";
import type { ScreenAct } from "@saunter/protocol/smart-cart/screen";
import {
  APPLES,
  BEER,
  CATALOGUE,
  type FakeCart,
  MILK,
  SOUP,
  startFakeCart,
} from "../../test/screens/fake-cart.ts";

/** It speaks as the cart's process does; goods, scale and shop are made up. */
export async function openFilledCart(isAsking: boolean): Promise<FakeCart> {
  const cart = await startFakeCart();
  const act = (done: ScreenAct): Promise<Response> =>
    fetch(`${cart.url}/acts`, {
      method: "POST",
      body: JSON.stringify({ actId: randomUUID(), act: done }),
    });
  for (const gtin of [SOUP, SOUP, BEER]) await act({ kind: "scan", code: gtin });
  await act({
    kind: "set-list",
    items: CATALOGUE.products
      .filter(({ gtin }) => [SOUP, MILK, APPLES].includes(gtin))
      .map(({ gtin, name }) => ({ itemId: gtin, text: name, gtin })),
  });
  await act({ kind: "search", text: "apples" });
  cart.change({
    lines: cart.state.lines.map((line) => ({ ...line, inside: 1, presence: "inside" })),
    scale: { status: "ready", weightG: 1235, isStable: true, divisionG: 5 },
    question: isAsking
      ? {
          questionId: "question",
          about: "not-scanned",
          lineId: null,
          weightG: 252,
          askedMs: cart.state.nowMs,
        }
      : null,
  });
  return cart;
}
