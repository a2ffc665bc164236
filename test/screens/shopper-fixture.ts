/** For tests of the phone pages: phones with a passkey, and shoppers who have signed up. */
import jsQrModule from "jsqr";
import type { Locator, Page } from "playwright-core";
import { setUpCard } from "../../scripts/screenshots/set-up-card.ts";
import { openPage, type PageOptions, type TestShop } from "./screens-fixture.ts";

// The package is CommonJS, and says that it is not.
const jsQr = jsQrModule as unknown as typeof jsQrModule.default;

export interface Phone {
  readonly page: Page;
  /** Without a network, or with one again. */
  setOffline(isOffline: boolean): Promise<void>;
}

/** A phone whose owner is there: whatever asks for a finger gets one. */
export async function openPhone(
  shop: TestShop,
  options: Partial<PageOptions> = {},
): Promise<Phone> {
  return addFinger(
    await openPage(shop, {
      as: null,
      path: "/shop/",
      width: 360,
      height: 740,
      ...options,
    }),
  );
}

/** Makes a page one of a phone that keeps passkeys. */
export async function addFinger(page: Page): Promise<Phone> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      automaticPresenceSimulation: true,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return { page, setOffline: (isOffline) => page.context().setOffline(isOffline) };
}

export interface SignedUp {
  readonly customerId: string;
}

/** Signs up on the phone without its pages, with a card of the simulated provider. */
export async function signUp(
  { page }: Phone,
  shop: TestShop,
  cardToken = "pm_sim_ok",
): Promise<SignedUp> {
  const { request } = page.context();
  const cardSetupId = await setUpCard(request, shop.url, cardToken);
  const answer = await request.post(`${shop.url}/shop/v1/customers`, {
    headers: { "idempotency-key": `sign-up-${Math.random()}` },
    data: { cardSetupId, carrier: "cookie" },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  const { principal } = await answer.json();
  return { customerId: principal.customerId };
}

/** The text of a QR code on the screen, as the gate's reader sees it. */
export async function readCode(code: Locator): Promise<string> {
  const size = Number((await code.getAttribute("viewBox"))!.split(" ")[2]);
  const path = (await code.locator("path").getAttribute("d"))!;
  const side = size * PIXELS_PER_MODULE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = 0; row < PIXELS_PER_MODULE; row++) {
      const from = (Number(y) * PIXELS_PER_MODULE + row) * side + Number(x) * PIXELS_PER_MODULE;
      for (let at = from; at < from + Number(length) * PIXELS_PER_MODULE; at++) {
        pixels.fill(0, at * 4, at * 4 + 3);
      }
    }
  }
  const read = jsQr(pixels, side, side);
  if (read === null) throw new Error("the code cannot be read");
  return read.data;
}

const PIXELS_PER_MODULE = 4;
