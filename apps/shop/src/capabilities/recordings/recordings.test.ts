/** What ends a recording besides operators and its limits, and what of that is in the audit log. */
import type { ShopModel } from "@saunter/engine/shop-model";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LiveGoods } from "../../goods/live-goods.ts";
import { createHttpFixture, type HttpFixture } from "../../http/http-fixture.ts";
import { readSecurityEvents } from "../security/security-events-fixture.ts";
import { openRecorder } from "./recordings.ts";

let fixture: HttpFixture;
beforeEach(async () => {
  fixture = await createHttpFixture();
});
afterEach(() => fixture.close());

const listEnds = () =>
  readSecurityEvents(fixture.store)
    .filter(({ kind }) => kind === "recording.stopped")
    .map(({ changes, principal }) => [principal.kind, changes.endedBy?.after]);

it("ends when the engine starts with another planogram, and not when only a price changed", async () => {
  let model: ShopModel = fixture.process.goods.current().model;
  const goods = { current: () => ({ model }) } as unknown as LiveGoods;
  const onError = (error: unknown): never => {
    throw error;
  };
  const { notePlanogram, recorder } = openRecorder({ ...fixture.process, goods }, onError);
  await recorder.start(5);
  const products = [...model.products].map(
    ([barcode, product]) => [barcode, { ...product, price: product.price + 1 }] as const,
  );
  model = { ...model, products: new Map(products) };
  notePlanogram();
  expect(recorder.read().running).not.toBeNull();
  model = { ...model, facings: model.facings.slice(1) };
  notePlanogram();
  expect(recorder.read().running).toBeNull();
  await expect.poll(listEnds).toEqual([["shop", "planogram"]]);
});

it("ends with the shop's process", async () => {
  const closing = await createHttpFixture();
  const ends: unknown[] = [];
  closing.store.onCommitted((events) => {
    for (const { event } of events) {
      if (event.type === "SecurityEventRecorded" && event.kind === "recording.stopped") {
        ends.push(event.changes.endedBy?.after);
      }
    }
  });
  const { statusCode } = await closing.app.inject({
    method: "POST",
    url: "/v1/recording/start",
    headers: { authorization: `Bearer ${closing.tokens.operator}`, "idempotency-key": "start" },
    payload: {},
  });
  expect(statusCode).toBe(200);
  await closing.close();
  expect(ends).toEqual(["shop"]);
});
