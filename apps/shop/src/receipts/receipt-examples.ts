/** Receipts for tests and to look at, made of events as the shop makes them. */
import { getDecimals } from "@saunter/commerce/money/currency";
import type { ChargeEvent, ChargePayer } from "@saunter/commerce/payment/events";
import { type ChargeState, evolveCharge, UNOPENED_CHARGE } from "@saunter/commerce/payment/evolve";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import type {
  CatalogueProduct,
  Offer,
  PricingInput,
} from "@saunter/commerce/pricing/pricing-types";
import { recordPricingInputs } from "@saunter/commerce/pricing/reprice";
import type { ReceiptContent, ReceiptEvent } from "@saunter/commerce/receipt/events";
import { evolveReceipt, NO_RECEIPT, type ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { LapseCaps } from "@saunter/commerce/review/lapse-caps";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import { JAPAN, KUWAIT, UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import { createSalesTax } from "@saunter/commerce/tax/sales-tax";
import { evolveVisit, UNOPENED_VISIT } from "@saunter/commerce/visit/evolve";
import type { ShopIdentity } from "../config/shop-config.ts";
import type { KnownVisit, ReceiptInput, WrittenReceipt } from "./receipt-input.ts";

const DAY_MS = 24 * 60 * 60_000;
const ENTRY_MS = Date.UTC(2026, 2, 12, 14, 2);
const EXIT_MS = Date.UTC(2026, 2, 12, 14, 9, 20);
const FINAL_MS = EXIT_MS + 3_000;

/** Where an example shop is, and what it sells. */
export interface ExampleShop {
  readonly identity: ShopIdentity;
  readonly jurisdiction: TaxJurisdiction;
  readonly products: readonly CatalogueProduct[];
  readonly offers: readonly Offer[];
}

/** The quantity of each product, the line's probability, and of goods by weight their net weight in grams. */
export type Taken = Readonly<
  Record<string, readonly [quantity: number, probability: number, netG?: number]>
>;

function product(
  gtin: string,
  name: string,
  amountMinor: number,
  more: Partial<CatalogueProduct> = {},
): CatalogueProduct {
  return { gtin, name, taxCategory: "zero", prices: [{ amountMinor }], ...more };
}

export const BRITISH_SHOP: ExampleShop = {
  identity: {
    id: "harbour-street",
    name: "Harbour Street Grocers",
    addressLines: ["12 Harbour Street", "Whitby YO21 1DB"],
    legalName: "Harbour Street Grocers Ltd",
    vatNumber: "GB 123 4567 82",
    timeZone: "Europe/London",
    locale: "en-GB",
    currency: "GBP",
  },
  jurisdiction: UNITED_KINGDOM,
  products: [
    product("5012345678900", "Sourdough loaf, 800 g", 385),
    product("5012345678917", "Oat milk, 1 l", 195),
    product("5012345678924", "Sparkling water, 500 ml", 95, {
      taxCategory: "standard",
      deposit: { name: "Bottle deposit", amountMinor: 20, taxCategory: "zero" },
    }),
    product("5012345678931", "Dark chocolate with sea salt, 70 % cocoa, 100 g", 320, {
      taxCategory: "standard",
    }),
    product("5012345678948", "Vine tomatoes, 400 g", 245),
    product("2004011000002", "Bananas", 279, { priceOf: "kilogram" }),
  ],
  offers: [
    {
      id: "oat-3-for-2",
      name: "Oat milk: 3 for 2",
      kind: "cheapest-free",
      quantity: 3,
      membersOnly: false,
      gtins: ["5012345678917"],
    },
    {
      id: "chocolate-week",
      name: "Chocolate week: 15 % off",
      kind: "percentage",
      rate: "0.15",
      membersOnly: false,
      gtins: ["5012345678931"],
    },
  ],
};

export const BRITISH_CART: Taken = {
  "5012345678900": [1, 0.999],
  "5012345678917": [3, 0.984],
  "5012345678924": [2, 0.97],
  "5012345678931": [1, 0.93],
};

export const JAPANESE_SHOP: ExampleShop = {
  identity: {
    ...BRITISH_SHOP.identity,
    id: "kanda",
    name: "Kanda Corner",
    addressLines: ["2-14-3 Kanda-Jimbocho", "Chiyoda, Tokyo 101-0051"],
    legalName: "Kanda Corner K.K.",
    vatNumber: "T1234567890123",
    timeZone: "Asia/Tokyo",
    currency: "JPY",
  },
  jurisdiction: JAPAN,
  products: [
    product("4901234567894", "おにぎり 鮭", 178, { taxCategory: "reduced" }),
    product("4901234567900", "Green tea, 600 ml", 162, { taxCategory: "reduced" }),
    product("4901234567917", "Umbrella", 1650, { taxCategory: "standard" }),
  ],
  offers: [],
};

export const KUWAITI_SHOP: ExampleShop = {
  identity: {
    ...BRITISH_SHOP.identity,
    id: "salmiya",
    name: "Salmiya Market",
    addressLines: ["Salem Al Mubarak Street", "Salmiya"],
    legalName: "Salmiya Market W.L.L.",
    vatNumber: null,
    timeZone: "Asia/Kuwait",
    currency: "KWD",
  },
  jurisdiction: KUWAIT,
  products: [
    product("6291234567892", "Dates, 500 g", 1_750, { taxCategory: "standard" }),
    product("6291234567908", "لبن طازج", 425, { taxCategory: "standard" }),
  ],
  offers: [],
};

function createColoradoTax(): TaxJurisdiction {
  const created = createSalesTax({
    id: "US-CO-Boulder",
    name: "Boulder, Colorado",
    roundingLevel: "receipt",
    categories: { general: "Sales tax", food: "Sales tax, food" },
    periods: [
      {
        layers: [
          { name: "State", rate: "0.029", exceptions: { food: "0" } },
          { name: "County", rate: "0.01185", exceptions: { food: "0" } },
          { name: "City", rate: "0.0386", exceptions: {} },
        ],
      },
    ],
  });
  if (!created.ok) throw new Error(created.refusal.detail);
  return created.value;
}

export const AMERICAN_SHOP: ExampleShop = {
  identity: {
    ...BRITISH_SHOP.identity,
    id: "pearl",
    name: "Pearl Street Pantry",
    addressLines: ["1500 Pearl Street", "Boulder, CO 80302"],
    legalName: "Pearl Street Pantry LLC",
    vatNumber: "84-1234567",
    timeZone: "America/Denver",
    locale: "en-US",
    currency: "USD",
  },
  jurisdiction: createColoradoTax(),
  products: [
    product("012345678905", "Cold brew, 16 oz", 449, { taxCategory: "food" }),
    product("012345678912", "Trail mix, 12 oz", 799, { taxCategory: "food" }),
    product("012345678929", "Water bottle, steel", 2400, { taxCategory: "general" }),
  ],
  offers: [],
};

/** The lines of a cart, priced. Line ids are GTINs, as the shop makes them. */
export function priceExample(shop: ExampleShop, taken: Taken): ReceiptContent {
  const lines = Object.entries(taken).map(([gtin, [quantity, probability, netG]], at) => ({
    lineId: gtin,
    gtin,
    ...(netG === undefined ? {} : { weighing: { netG } }),
    quantity,
    probability,
    evidenceIds: [`ev-${at + 1}`],
  }));
  const input: PricingInput = {
    currency: shop.identity.currency,
    pricedAtMs: ENTRY_MS,
    isMember: false,
    lines: lines.map(({ evidenceIds: _, probability: __, ...line }) => line),
    products: new Map(shop.products.map((one) => [one.gtin, one])),
    offers: shop.offers,
    jurisdiction: shop.jurisdiction,
  };
  const priced = priceBasket(input);
  if (!priced.ok) throw new Error(priced.refusal.detail);
  return { lines, inputs: recordPricingInputs(input), result: priced.value };
}

function foldReceipt(events: readonly (readonly [ReceiptEvent, atMs: number])[]): WrittenReceipt {
  const state = events.reduce<ReceiptState>(
    (known, [event, atMs]) => evolveReceipt(known, event, atMs),
    NO_RECEIPT,
  );
  if (state.status === "none") throw new Error("no event has written the receipt");
  return state;
}

function openVisit(shop: ExampleShop, payer: ChargePayer): KnownVisit {
  const opened = evolveVisit(
    UNOPENED_VISIT,
    {
      type: "VisitOpened",
      visitId: "v-7f3a",
      method: "card",
      payer,
      partySize: 1,
      gateId: "main",
      isMember: false,
      currency: shop.identity.currency,
      holdMinor: 0,
      isHoldPending: false,
    },
    ENTRY_MS,
  );
  const closed = evolveVisit(opened, { type: "VisitClosed", cause: "exit" }, EXIT_MS);
  if (closed.status === "unopened") throw new Error("the visit was not opened");
  return closed;
}

const CARD: ChargePayer = { kind: "card", token: "tok_secret", lastFour: "4242" };

function openCharge(shop: ExampleShop, payer: ChargePayer): ChargeState {
  const { currency } = shop.identity;
  const opened: ChargeEvent = { type: "ChargeOpened", chargeId: "v-7f3a", payer, currency };
  return evolveCharge(UNOPENED_CHARGE, opened, ENTRY_MS);
}

/** A card charge with the captured and refunded amounts; without an amount due there is none yet. */
export function chargeCard(
  shop: ExampleShop,
  dueMinor: number | null,
  captured: { readonly capturedMinor: number; readonly refundedMinor: number },
): ChargeState {
  const payment = {
    paymentId: "v-7f3a.1",
    reference: "ref",
    status: "captured" as const,
    holdExpiresMs: null,
    heldMinor: captured.capturedMinor,
    ...captured,
  };
  const open = openCharge(shop, CARD);
  const paid = evolveCharge(open, { type: "PaymentObserved", payment }, FINAL_MS);
  if (dueMinor === null) return open;
  return evolveCharge(paid, { type: "DueSet", dueMinor, cause: "document 1042" }, FINAL_MS);
}

/** A visit that was settled in cash. */
export function chargeCash(shop: ExampleShop, dueMinor: number, takenMinor: number): ChargeState {
  const events: ChargeEvent[] = [
    { type: "DueSet", dueMinor, cause: "document 1042" },
    { type: "CashTaken", cashId: "c1", amountMinor: takenMinor, by: "anna" },
  ];
  return events.reduce(
    (state, event) => evolveCharge(state, event, FINAL_MS),
    openCharge(shop, { kind: "cash" }),
  );
}

function draftOf(content: ReceiptContent, isWaiting: boolean): readonly [ReceiptEvent, number] {
  const event: ReceiptEvent = {
    type: "ReceiptDrafted",
    visitId: "v-7f3a",
    lookupToken: "tokentokentoken",
    content,
    probabilityExact: isWaiting ? 0.82 : 0.991,
    reviewIds: isWaiting ? ["r1", "r2", "r3"] : [],
    reviewDueMs: isWaiting ? EXIT_MS + 30 * 60_000 : null,
  };
  return [event, EXIT_MS];
}

function finalOf(content: ReceiptContent): readonly [ReceiptEvent, number] {
  const probabilityExact = 0.9934;
  return [
    { type: "ReceiptFinalised", documentNumber: 1042, content, probabilityExact, cause: "sure" },
    FINAL_MS,
  ];
}

/** 20 of the currency's units each, 50 in all. */
function makeLapseExample({ identity }: ExampleShop): LapseCaps {
  const unitMinor = 10 ** getDecimals(identity.currency);
  return {
    refundMaxMinor: 20 * unitMinor,
    refundsSumMaxMinor: 50 * unitMinor,
    refundsMax: 3,
    visitsMax: 5,
    windowMs: 30 * DAY_MS,
    decideWithinMs: 3 * DAY_MS,
  };
}

/** An input around a receipt. */
export function makeExample(
  shop: ExampleShop,
  receipt: WrittenReceipt,
  charge: ChargeState,
  more: Partial<ReceiptInput> = {},
): ReceiptInput {
  return {
    receipt,
    charge,
    visit: openVisit(shop, charge.payer),
    accountName: null,
    shop: shop.identity,
    locale: shop.identity.locale,
    lookupUrl: "https://shop.example/r/Zk3vQ0b7T1uYwXn2dPq8Lw",
    policies: {
      disputeMs: 30 * DAY_MS,
      evidenceKeepMs: 30 * DAY_MS,
      lapse: makeLapseExample(shop),
    },
    reviews: [],
    isOverdue: false,
    fiscal: null,
    overdueDisputes: new Map(),
    productNames: new Map(shop.products.map(({ gtin, name }) => [gtin, name])),
    ...more,
  };
}

export function makeDraftExample(shop: ExampleShop, taken: Taken): ReceiptInput {
  const content = priceExample(shop, taken);
  return makeExample(shop, foldReceipt([draftOf(content, false)]), openCharge(shop, CARD));
}

export function makeWaitingExample(shop: ExampleShop, taken: Taken): ReceiptInput {
  const content = priceExample(shop, taken);
  return makeExample(shop, foldReceipt([draftOf(content, true)]), openCharge(shop, CARD), {
    reviews: [
      { kind: "gap", shopperId: "s1", reason: "plate 4 was dead" },
      { kind: "age", gtins: ["5012345678931"] },
    ],
  });
}

/** A receipt of some content, final as document 1042. */
export function finaliseExample(content: ReceiptContent): WrittenReceipt {
  return foldReceipt([draftOf(content, false), finalOf(content)]);
}

/** Final and paid by card. */
export function makeFinalExample(
  shop: ExampleShop,
  taken: Taken,
  more: Partial<ReceiptInput> = {},
): ReceiptInput {
  const content = priceExample(shop, taken);
  const { totalMinor } = content.result.totals;
  const charge = chargeCard(shop, totalMinor, { capturedMinor: totalMinor, refundedMinor: 0 });
  return makeExample(shop, finaliseExample(content), charge, more);
}

function disputeOf(contestId: string, gtin: string): readonly [ReceiptEvent, number] {
  const claim = { contestId, kind: "wrong-item", lineId: gtin, gtin } as const;
  return [
    { type: "LineContested", contest: { ...claim, claimedQuantity: 0, worthMinor: 272 } },
    FINAL_MS + DAY_MS,
  ];
}

/** The last line is disputed and nobody has looked. */
export function makeDisputedExample(shop: ExampleShop, taken: Taken): ReceiptInput {
  const content = priceExample(shop, taken);
  const { totalMinor } = content.result.totals;
  const gtin = Object.keys(taken).at(-1)!;
  const receipt = foldReceipt([draftOf(content, false), finalOf(content), disputeOf("c1", gtin)]);
  const captured = { capturedMinor: totalMinor, refundedMinor: 0 };
  return makeExample(shop, receipt, chargeCard(shop, totalMinor, captured));
}

/** The last line was disputed with success: the receipt is corrected, the money is back. */
export function makeCorrectedExample(shop: ExampleShop, taken: Taken): ReceiptInput {
  const content = priceExample(shop, taken);
  const gtin = Object.keys(taken).at(-1)!;
  const kept = Object.fromEntries(Object.entries(taken).filter(([one]) => one !== gtin));
  const corrected = priceExample(shop, kept);
  const capturedMinor = content.result.totals.totalMinor;
  const dueMinor = corrected.result.totals.totalMinor;
  const receipt = foldReceipt([
    draftOf(content, false),
    finalOf(content),
    disputeOf("c1", gtin),
    [
      { type: "ContestResolved", contestId: "c1", isGranted: true, cause: "reviewer" },
      FINAL_MS + DAY_MS + 60_000,
    ],
    [
      {
        type: "ReceiptCorrected",
        documentNumber: 1057,
        content: corrected,
        differenceMinor: dueMinor - capturedMinor,
        cause: "contest c1",
      },
      FINAL_MS + DAY_MS + 60_000,
    ],
  ]);
  const paid = { capturedMinor, refundedMinor: capturedMinor - dueMinor };
  return makeExample(shop, receipt, chargeCard(shop, dueMinor, paid));
}
