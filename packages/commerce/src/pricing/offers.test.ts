import { describe, expect, it } from "vitest";
import { OFFER_QUANTITY_MAX, OFFERS_MAX, UNIT_MINOR_MAX } from "./limits.ts";
import { checkOffer, findOffers, isUnitAmount, namesProduct, selectOffers } from "./offers.ts";
import { createProduct } from "./pricing-builders.ts";
import type { CheapestFreeOffer, MultibuyOffer, Offer, PercentageOffer } from "./pricing-types.ts";

const terms = { id: "o1", name: "Offer", membersOnly: false, gtins: ["tea"] };
const multibuy: MultibuyOffer = { ...terms, kind: "multibuy", quantity: 3, amountMinor: 500 };
const cheapestFree: CheapestFreeOffer = { ...terms, kind: "cheapest-free", quantity: 3 };
const percentage: PercentageOffer = { ...terms, kind: "percentage", rate: "0.2" };

const tea = createProduct("tea", 100, { category: "drinks" });
const milk = createProduct("milk", 100);
const context = { pricedAtMs: 1_000, isMember: false, products: [milk, tea] };

describe("an amount of a unit", () => {
  it("is whole, from 0 to its bound", () => {
    expect([0, 1, UNIT_MINOR_MAX].filter((one) => !isUnitAmount(one))).toEqual([]);
    expect([-1, UNIT_MINOR_MAX + 1, 0.5, Number.NaN].filter(isUnitAmount)).toEqual([]);
  });
});

describe("an offer", () => {
  it("names products by GTIN or by category", () => {
    const { gtins: _, ...unnamed } = percentage;
    const named = (offer: Offer): string[] =>
      [tea, milk].filter((product) => namesProduct(offer, product)).map(({ gtin }) => gtin);
    expect(named(percentage)).toEqual(["tea"]);
    expect(named({ ...unnamed, categories: ["drinks"] })).toEqual(["tea"]);
    expect(named({ ...unnamed, gtins: ["milk"], categories: ["drinks"] })).toEqual(["tea", "milk"]);
    expect(named({ ...unnamed, gtins: ["coffee"], categories: ["dry"] })).toEqual([]);
    expect(named(unnamed)).toEqual([]);
  });

  const faultOf = (offer: Offer): string => {
    const checked = checkOffer(offer);
    if (checked.ok) {
      expect(checked.value).toBe(offer);
      return "";
    }
    expect(checked.refusal.code).toBe("offer-invalid");
    return checked.refusal.detail;
  };

  it("of each kind passes its check", () => {
    expect([multibuy, cheapestFree, percentage].map(faultOf)).toEqual(["", "", ""]);
  });

  it("without id, name or products is refused", () => {
    expect(faultOf({ ...percentage, id: "" })).toBe("offer : it has no id or no name");
    expect(faultOf({ ...percentage, name: "" })).toBe("offer o1: it has no id or no name");
    const { gtins: _, ...unnamed } = percentage;
    expect(faultOf(unnamed)).toBe("offer o1: it names nothing");
    expect(faultOf({ ...percentage, gtins: [], categories: [] })).toBe(
      "offer o1: it names nothing",
    );
    expect(faultOf({ ...percentage, gtins: [], categories: ["dry"] })).toBe("");
  });

  it("that never holds is refused", () => {
    expect(faultOf({ ...percentage, fromMs: 5, untilMs: 5 })).toBe("offer o1: it is never valid");
    expect(faultOf({ ...percentage, fromMs: 5, untilMs: 6 })).toBe("");
  });

  it("takes from two units up to its bound", () => {
    for (const offer of [multibuy, cheapestFree]) {
      expect(faultOf({ ...offer, quantity: 2 })).toBe("");
      expect(faultOf({ ...offer, quantity: OFFER_QUANTITY_MAX })).toBe("");
      for (const quantity of [1, OFFER_QUANTITY_MAX + 1, 2.5, Number.NaN]) {
        expect(faultOf({ ...offer, quantity })).toBe(
          `offer o1: it takes ${quantity} units, not 2 to ${OFFER_QUANTITY_MAX}`,
        );
      }
    }
  });

  it("has an amount or a rate that can be one", () => {
    expect(faultOf({ ...multibuy, amountMinor: 0 })).toBe("");
    expect(faultOf({ ...multibuy, amountMinor: -1 })).toBe("offer o1: -1 is no amount");
    expect(faultOf({ ...percentage, rate: "1" })).toBe("");
    expect(faultOf({ ...percentage, rate: "20" })).toBe("offer o1: a rate of 20 is not 0 to 1");
  });
});

describe("offers of a basket", () => {
  const found = (offer: Partial<PercentageOffer>, more: Partial<typeof context> = {}): boolean =>
    findOffers([{ ...percentage, ...offer }], { ...context, ...more }).length === 1;

  it("name something in it", () => {
    expect(found({})).toBe(true);
    expect(found({ gtins: ["coffee"] })).toBe(false);
    expect(found({}, { products: [milk] })).toBe(false);
    expect(found({}, { products: [] })).toBe(false);
  });

  it("hold when it is priced: from their first instant, not at their last", () => {
    expect(found({ fromMs: 1_001 })).toBe(false);
    expect(found({ fromMs: 1_000 })).toBe(true);
    expect(found({ untilMs: 1_001 })).toBe(true);
    expect(found({ untilMs: 1_000 })).toBe(false);
  });

  it("for members are found for members alone", () => {
    expect(found({ membersOnly: true })).toBe(false);
    expect(found({ membersOnly: true }, { isMember: true })).toBe(true);
    expect(found({}, { isMember: true })).toBe(true);
  });

  it("are in the order of their ids", () => {
    const offers = ["b", "c", "a"].map((id) => ({ ...percentage, id }));
    const ids = ["a", "b", "c"];
    expect(findOffers(offers, context).map(({ id }) => id)).toEqual(ids);
    const selected = selectOffers(offers, context);
    expect(selected.ok && selected.value.map(({ id }) => id)).toEqual(ids);
  });

  it("are checked; those of other baskets are not", () => {
    const wrong = { ...percentage, id: "o2", rate: "20" };
    expect(selectOffers([percentage, wrong], context)).toEqual(checkOffer(wrong));
    expect(selectOffers([percentage, { ...wrong, gtins: ["coffee"] }], context).ok).toBe(true);
  });

  it("with the same id are refused", () => {
    expect(selectOffers([percentage, multibuy], context)).toEqual({
      ok: false,
      refusal: { code: "offer-invalid", detail: "two offers have the id o1" },
    });
    expect(selectOffers([percentage, { ...multibuy, id: "o2" }], context).ok).toBe(true);
  });

  it("are as many as their bound, and not one more", () => {
    const many = Array.from({ length: OFFERS_MAX + 1 }, (_, at) => ({ ...multibuy, id: `o${at}` }));
    expect(selectOffers(many.slice(1), context).ok).toBe(true);
    expect(selectOffers(many, context)).toEqual({
      ok: false,
      refusal: {
        code: "offer-invalid",
        detail: `more than ${OFFERS_MAX} offers concern the basket`,
      },
    });
  });
});
