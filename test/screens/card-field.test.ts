/** A card that is given to Stripe in the browser: a stand-in plays Stripe's script and its API. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { findCustomer } from "@saunter/shop/people/customers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, startShop, type TestShop } from "./screens-fixture.ts";
import { openPhone } from "./shopper-fixture.ts";

/** What Stripe's script gives a page, as far as it is used (https://docs.stripe.com/js). */
const SCRIPT = `
window.Stripe = (key, { locale }) => ({
  elements: () => ({
    create: () => {
      const field = document.createElement("p");
      field.textContent = "field of " + key + " in " + locale;
      field.tabIndex = 0;
      const mount = (place) => {
        place.append(field);
        field.dispatchEvent(new Event("ready"));
      };
      const on = (event, handler) => field.addEventListener(event, handler);
      return { mount, on, focus: () => field.focus(), destroy: () => field.remove() };
    },
  }),
  createPaymentMethod: async () => ({ paymentMethod: { id: "pm_1", card: { last4: "0000" } } }),
  confirmCardSetup: async (clientSecret, { payment_method }) => {
    window.confirmed = [clientSecret, payment_method];
    return {};
  },
});
`;

const secret = (text: string) => ({ source: "test", reveal: () => text });

/** As it stands once the browser has confirmed it. */
const SETUP = {
  id: "seti_1",
  client_secret: "seti_1_secret",
  status: "succeeded",
  customer: "cus_1",
  payment_method: {
    id: "pm_1",
    customer: "cus_1",
    card: { last4: "4444", fingerprint: "fp_1" },
  },
};

function startStripe(): Promise<Server> {
  const server = createServer((request, response) => {
    const body = request.url?.startsWith("/v1/customers") ? { id: "cus_1" } : SETUP;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describeScreens("a card for Stripe", () => {
  let shop: TestShop;
  let stripe: Server;
  beforeAll(async () => {
    stripe = await startStripe();
    const { port } = stripe.address() as AddressInfo;
    shop = await startShop({
      config: (config) => ({
        ...config,
        payment: {
          ...config.payment,
          gateway: {
            kind: "stripe",
            canRaiseHolds: false,
            publishableKey: "pk_test_1",
            secretKey: secret("sk_test_1"),
            webhookSecret: secret("whsec_1"),
            baseUrl: `http://127.0.0.1:${port}`,
          },
        },
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    stripe.close();
    expect(shop.faults).toEqual([]);
  });

  it("is typed into Stripe's own field, and kept as a customer's payment method", async () => {
    const { page } = await openPhone(shop, { path: "/shop/" });
    let asked = 0;
    await page.route("https://js.stripe.com/**", (route) => {
      asked++;
      return route.fulfill({ contentType: "text/javascript", body: SCRIPT });
    });
    const typeIn = page.getByRole("button", { name: "Enter a card" });
    await typeIn.waitFor();
    // Who only reads the page is nobody's but the shop's.
    expect(asked).toBe(0);
    await typeIn.click();
    await page.getByText("field of pk_test_1 in en-GB").waitFor();
    expect(asked).toBe(1);
    await expect
      .poll(() => page.evaluate("document.activeElement.textContent"))
      .toBe("field of pk_test_1 in en-GB");
    // There is no field of ours in which a number could be typed.
    expect(await page.getByRole("textbox").count()).toBe(0);
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByText("Your passkey").waitFor();
    expect(await page.evaluate("window.confirmed")).toEqual(["seti_1_secret", "pm_1"]);
    const customerId = (await page.evaluate("localStorage.getItem('saunter.customer')")) as string;
    expect(findCustomer(shop.process.store, customerId)?.card).toEqual({
      token: "cus_1/pm_1",
      lastFour: "4444",
    });
  });

  it("is said not to be reachable where Stripe's script does not come", async () => {
    const { page } = await openPhone(shop, { path: "/shop/join" });
    await page.route("https://js.stripe.com/**", (route) => route.abort());
    await page.reload();
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByRole("alert").waitFor();
  });
});
