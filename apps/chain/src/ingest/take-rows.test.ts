import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow } from "@saunter/protocol/chain/up-row";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FigureDatabase, makeRows, startFigureDatabase } from "../figures/figures-fixture.ts";
import { takeRows } from "./take-rows.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

it("compares rows that come again with those of their own shop", async () => {
  const shopIds = [await figures.addShop(), await figures.addShop()];
  const send = async (shopId: string) => {
    const [row] = makeRows([{ stream: "shop-alerts", body: { shopId } }]);
    const message = {
      subject: nameUpSubject(0, shopId, row!.stream),
      body: new TextEncoder().encode(encodeRow(row!)),
    };
    const { events, setAside } = await takeRows(figures.db, [message], 0);
    return { events, setAside };
  };
  for (const shopId of shopIds) expect(await send(shopId)).toEqual({ events: 1, setAside: 0 });
  for (const shopId of shopIds) expect(await send(shopId)).toEqual({ events: 0, setAside: 0 });
});
