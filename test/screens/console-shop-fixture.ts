/** What shops have of which some pages of the console are: scales that are live, and a smart cart. */
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import { makeTrip, makeTripLine } from "@saunter/shop/http/trip-fixture";
import { expect } from "vitest";
import type { TestShop } from "./screens-fixture.ts";
import { GOODS } from "./scripted-people.ts";

/** A controller that sends nothing. */
export const SCALES: ShopConfig["source"] = {
  kind: "sensors",
  cameras: null,
  mqtt: {
    ...{ prefix: "saunter", host: "127.0.0.1", port: 1883 },
    ...{ certificatesFolder: null, broker: null },
  },
  devices: [
    {
      deviceId: "shelf-1",
      gondola: 1,
      calibrationId: null,
      transport: { kind: "mqtt" },
      wiring: null,
      unit: "counts",
      channels: [{ shelf: 1, plate: 1, zero: 0, gramsPerUnit: 1 }],
    },
  ],
};

/** A smart cart with something in it. */
export async function putTrip({ keys, url }: TestShop): Promise<void> {
  const lines = [makeTripLine(GOODS.biscuits.gtin)];
  const answer = await fetch(`${url}/v1/carts/cart/trips/TRIP`, {
    method: "PUT",
    headers: { authorization: `Bearer ${keys.cart}`, "content-type": "application/json" },
    body: JSON.stringify(makeTrip({ lines })),
  });
  expect(answer.status).toBe(200);
}
