import { rmSync } from "node:fs";
import type { Evidence, ShopperEvent } from "@saunter/commerce/cart/events";
import { NOBODY } from "@saunter/commerce/cart/interactions";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import type { ChargeEvent } from "@saunter/commerce/payment/events";
import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import type { ReceiptContent, ReceiptEvent } from "@saunter/commerce/receipt/events";
import type { VisitEvent } from "@saunter/commerce/visit/events";
import type { PublicEvent } from "@saunter/protocol/public-event";
import { PUBLIC_EVENT_SCHEMAS } from "@saunter/protocol/public-event-schema";
import Value from "typebox/value";
import { describe, expect, it } from "vitest";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { createPublicReader } from "./public-reader.ts";

function reportOne(store: Store): PublicEvent | null {
  const [stored] = store.readFrom(store.position());
  const event = toPublicEvent(stored!, createPublicReader(store));
  if (event !== null) {
    expect([...Value.Errors(PUBLIC_EVENT_SCHEMAS[event.type], event.data)]).toEqual([]);
  }
  return event;
}

const opened: VisitEvent = {
  type: "VisitOpened",
  visitId: "7",
  method: "card",
  payer: { kind: "card", token: "secret", lastFour: "4242" },
  partySize: 1,
  gateId: "north",
  isMember: false,
  currency: "GBP",
  holdMinor: 300,
  isHoldPending: false,
};

const content = {
  lines: [],
  inputs: { products: [], jurisdiction: { pricesIncludeTax: true } },
  result: {
    currency: "GBP",
    lines: [],
    taxes: [],
    totals: { discountMinor: 0, depositMinor: 0, netMinor: 5, taxMinor: 1, totalMinor: 6 },
  },
} as unknown as ReceiptContent;

const FINAL: readonly ReceiptEvent[] = [
  {
    type: "ReceiptDrafted",
    visitId: "7",
    lookupToken: "secret",
    content,
    probabilityExact: 0.9,
    reviewIds: [],
    reviewDueMs: null,
  },
  { type: "ReceiptFinalised", documentNumber: 1, content, probabilityExact: 0.9, cause: "sure" },
];

function correct(documentNumber: number): ReceiptEvent {
  return {
    type: "ReceiptCorrected",
    documentNumber,
    content,
    differenceMinor: 0,
    cause: "contest",
  };
}

describe("toPublicEvent", () => {
  async function reportLast<Kind extends StreamKind>(
    kind: Kind,
    id: string,
    events: readonly EventsByKind[Kind][],
    before: (tx: Transaction) => void = () => {},
  ): Promise<PublicEvent | null> {
    const folder = makeScratchFolder();
    const store = openStore({
      folder,
      projections: SHOP_PROJECTIONS,
      schema: "",
      nowMs: () => 1000,
    });
    try {
      await store.transact((tx) => {
        before(tx);
        tx.append(kind, id, events);
      });
      return reportOne(store);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true });
    }
  }

  it("tells a visit the cart of a shopper who is bound to it late, and empties it after", async () => {
    const cart = { lines: [{ gtin: "01", quantity: 2 }], probability: 0.9 };
    const bound: VisitEvent = { type: "ShopperBound", shopperId: "s", how: "late" };
    const fill = (tx: Transaction) =>
      tx.append("shopper", "s", [{ type: "CartTold", shopperId: "s", ...cart }]);
    const told = await reportLast("visit", "7", [opened, bound], fill);
    expect(told).toMatchObject({ type: "cart.updated", visitId: "7", data: cart });
    const unbound: VisitEvent = { type: "ShopperUnbound", shopperId: "s", by: "staff-1" };
    const after = await reportLast("visit", "7", [opened, bound, unbound], fill);
    expect(after).toMatchObject({ visitId: "7", data: { shopperId: "s", lines: [] } });
  });

  it("tells the visit of a shopper's cart, and no cart of nobody", async () => {
    const bind = (tx: Transaction) =>
      tx.append("visit", "7", [opened, { type: "ShopperBound", shopperId: "s", how: "gate" }]);
    const cart = (shopperId: string): ShopperEvent => ({
      type: "CartTold",
      shopperId,
      lines: [],
      probability: 1,
    });
    expect((await reportLast("shopper", "s", [cart("s")], bind))?.visitId).toBe("7");
    expect((await reportLast("shopper", "t", [cart("t")], bind))?.visitId).toBe(null);
    expect(await reportLast("shopper", NOBODY, [cart(NOBODY)], bind)).toBe(null);
  });

  it("names the document that a correction takes the place of", async () => {
    const first = await reportLast("receipt", "7", [...FINAL, correct(2)]);
    expect(first?.data).toMatchObject({ documentNumber: 2, correctsNumber: 1 });
    const second = await reportLast("receipt", "7", [...FINAL, correct(2), correct(5)]);
    expect(second?.data).toMatchObject({ documentNumber: 5, correctsNumber: 2 });
  });

  it("says what staff refunded, and not what they noted", async () => {
    const facts = { refundId: "r1", kind: "amount", amountMinor: 2, documentNumber: null } as const;
    const told = await reportLast("receipt", "7", [
      ...FINAL,
      {
        type: "ReceiptRefunded",
        goodwillMinor: 2,
        othersMinor: 0,
        refund: { ...facts, lines: [], reason: "goodwill", note: "Waited long", by: "staff-1" },
      },
    ]);
    expect(told?.type).toBe("receipt.refunded");
    expect(told?.data).toEqual({
      ...facts,
      ...{ currency: "GBP", reason: "goodwill", staffId: "staff-1" },
    });
  });

  it("tells debts when they begin and how they end", async () => {
    const events: readonly ChargeEvent[] = [
      { type: "ChargeOpened", chargeId: "7", payer: { kind: "cash" }, currency: "GBP" },
      { type: "DueSet", dueMinor: 500, cause: "document 1" },
      { type: "DebtOpened", amountMinor: 500, code: "declined" },
    ];
    const begun = await reportLast("charge", "7", events);
    expect(begun).toMatchObject({ type: "debt.opened", data: { debtMinor: 500, dueMinor: 500 } });
    const forgiven = await reportLast("charge", "7", [
      ...events,
      { type: "DebtForgiven", amountMinor: 500, by: "staff-1" },
    ]);
    const data = { debtMinor: 0, missingMinor: 0, isForgiven: true };
    expect(forgiven).toMatchObject({ type: "debt.settled", data });
    const settled = await reportLast("charge", "7", [
      ...events,
      { type: "CashTaken", cashId: "c", amountMinor: 500, by: "staff-1" },
      { type: "DebtSettled" },
    ]);
    expect(settled).toMatchObject({ data: { netMinor: 500, isForgiven: false } });
  });

  it("says that a retracted interaction changes nothing on its shelf", async () => {
    const evidence: Evidence = {
      evidenceId: "e",
      kind: "pick",
      shopperId: "s",
      giverId: null,
      gtin: "01",
      quantity: 2,
      probability: 0.9,
      occurredMs: 900,
      weightG: 100,
      gondola: 1,
      shelf: 2,
      plates: [3],
      candidates: [],
    };
    const told = { type: "InteractionTold", shopperId: "s", evidence } as const;
    const final = await reportLast("shopper", "s", [{ ...told, status: "final" }]);
    expect(final?.data).toMatchObject({ evidenceId: "e", shelfDelta: -2 });
    const gone = await reportLast("shopper", "s", [{ ...told, status: "retracted" }]);
    expect(gone?.data).toMatchObject({ evidenceId: "e", shelfDelta: 0 });
  });

  it("names who works here by id, and says when an alert is cleared", async () => {
    const payer = { kind: "staff", staffId: "staff-1" } as const;
    const visit = await reportLast("visit", "7", [{ ...opened, payer }]);
    expect(visit?.data).toMatchObject({ payerKind: "staff", staffId: "staff-1" });
    const acknowledged = await reportLast("shop", "alerts", [
      { type: "AlertAcknowledged", alertKey: "age:7", by: "staff-1" },
    ]);
    expect(acknowledged?.data).toEqual({ alertKey: "age:7", acknowledgedBy: "staff-1" });
    const cleared = await reportLast("shop", "alerts", [
      { type: "AlertCleared", alertKey: "age:7", by: "staff-1" },
    ]);
    expect(cleared).toMatchObject({ type: "alert.cleared", data: { clearedBy: "staff-1" } });
    const product = { kind: "product", key: "01", change: "restore", item: null } as const;
    const changed = await reportLast("shop", "goods", [
      { type: "GoodsChanged", changes: [product, { ...product, key: "02" }], by: "staff-1" },
    ]);
    expect(changed).toMatchObject({
      type: "goods.changed",
      data: { products: 2, facings: 0, offers: 0, staffId: "staff-1" },
    });
  });
});
