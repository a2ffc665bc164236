import { type ChargeState, evolveCharge } from "@saunter/commerce/payment/evolve";
import { describe, expect, it } from "vitest";
import { makeReceiptDocument, nameCertainty } from "./receipt-document.ts";
import {
  AMERICAN_SHOP,
  BRITISH_CART,
  BRITISH_SHOP,
  chargeCash,
  JAPANESE_SHOP,
  KUWAITI_SHOP,
  makeCorrectedExample,
  makeDisputedExample,
  makeDraftExample,
  makeExample,
  makeFinalExample,
  makeWaitingExample,
} from "./receipt-examples.ts";
import { createReceiptFormats } from "./receipt-formats.ts";
import { makeReceiptJson } from "./receipt-json.ts";
import { findReceiptTexts, RECEIPT_TEXTS } from "./receipt-texts.ts";

const final = makeFinalExample(BRITISH_SHOP, BRITISH_CART);
const dates = { "6291234567892": [2, 0.97] } as const;

describe("a receipt as it is shown", () => {
  it("has each line with its quantity, unit price, offers by name, deposit and certainty", () => {
    expect(makeReceiptDocument(final).lines.slice(1, 3)).toEqual([
      {
        lineId: "5012345678917",
        gtin: "5012345678917",
        name: "Oat milk, 1 l",
        quantity: "3",
        unitPrice: "1.95 each",
        amount: "5.85",
        adjustments: [{ label: "Oat milk: 3 for 2", amount: "−1.95" }],
        certainty: "very likely · 98%",
        isUncertain: false,
      },
      {
        lineId: "5012345678924",
        gtin: "5012345678924",
        name: "Sparkling water, 500 ml",
        quantity: "2",
        unitPrice: "0.95 each",
        amount: "1.90",
        adjustments: [{ label: "Bottle deposit", amount: "0.40" }],
        certainty: "very likely · 97%",
        isUncertain: false,
      },
    ]);
  });

  it.each([
    [1, "0.845 kg net × 2.79 per kg", "2.36"],
    [2, "0.845 kg net × 2.79 per kg · 2.36 each", "4.72"],
  ])(
    "has the net weight of %d weighings, the price of a kilogram and what it comes to",
    (quantity, unitPrice, amount) => {
      const weighed = makeFinalExample(BRITISH_SHOP, { "2004011000002": [quantity, 1, 845] });
      expect(makeReceiptDocument(weighed).lines).toMatchObject([{ unitPrice, amount }]);
    },
  );

  it("leads from goods to the total, with the tax in it", () => {
    const { subtotals, total, taxIncluded, taxes, currencyNote } = makeReceiptDocument(final);
    expect(subtotals).toEqual([
      { label: "Goods", amount: "14.80" },
      { label: "Offers", amount: "−2.43" },
      { label: "Deposits", amount: "0.40" },
    ]);
    expect(total).toBe("£12.77");
    expect(taxIncluded).toEqual({ label: "VAT included", amount: "0.77" });
    expect(taxes[0]).toEqual({ label: "VAT 20 %", net: "3.85", tax: "0.77", gross: "4.62" });
    expect(currencyNote).toBe("Amounts in GBP");
  });

  it("puts sales tax on top", () => {
    const taken = { "012345678905": [2, 0.99], "012345678929": [1, 1] } as const;
    const document = makeReceiptDocument(makeFinalExample(AMERICAN_SHOP, taken));
    expect(document.subtotals).toEqual([
      { label: "Subtotal", amount: "32.98" },
      { label: "Tax", amount: "2.25" },
    ]);
    expect([document.total, document.taxIncluded]).toEqual(["$35.23", null]);
  });

  it("writes amounts with the currency's decimals", () => {
    const yen = makeReceiptDocument(makeFinalExample(JAPANESE_SHOP, { "4901234567917": [1, 1] }));
    expect([yen.total, yen.lines[0]!.amount]).toEqual(["¥1,650", "1,650"]);
    const dinar = makeReceiptDocument(makeFinalExample(KUWAITI_SHOP, dates));
    expect([dinar.total, dinar.lines[0]!.amount]).toEqual(["KWD\u00a03.500", "3.500"]);
  });

  it("says what is left off where totals have a step", () => {
    const jurisdiction = { ...KUWAITI_SHOP.jurisdiction, totalStepMinor: 10 };
    const milk = { "6291234567908": [1, 1] } as const;
    const document = makeReceiptDocument(makeFinalExample({ ...KUWAITI_SHOP, jurisdiction }, milk));
    expect(document.subtotals).toEqual([
      { label: "Goods", amount: "0.425" },
      { label: "Rounded down by", amount: "−0.005" },
    ]);
    expect(document.total).toBe("KWD\u00a00.420");
    const even = makeFinalExample({ ...KUWAITI_SHOP, jurisdiction }, dates);
    expect(makeReceiptDocument(even).subtotals).toEqual([]);
  });

  it("tells moments in the shop's time zone, on either side of a change of clocks", () => {
    const { issued, visit, rights } = makeReceiptDocument(final);
    expect([issued, visit]).toEqual(["12 March 2026 at 14:09", "In 14:02, out 14:09"]);
    expect(rights).toEqual([
      "You can dispute any item until 11 April 2026 at 15:09.",
      expect.stringMatching(/^If no one reviews a dispute in time, we refund up to £20.00/),
      "We delete the sensor data of this visit on 11 April 2026 at 15:09.",
    ]);
  });

  it("refuses to send anybody to an address that is not of the web", () => {
    for (const lookupUrl of [
      "javascript:alert(1)",
      "/r/x",
      `https://a.example/${"x".repeat(300)}`,
    ]) {
      expect(() => makeReceiptDocument({ ...final, lookupUrl })).toThrow("address of the web");
    }
  });
});

describe("the state of a receipt", () => {
  it("is a draft that says when it becomes final", () => {
    const { title, documentNumber, state, rights } = makeReceiptDocument(
      makeDraftExample(BRITISH_SHOP, BRITISH_CART),
    );
    expect([title, documentNumber, state.kind, state.label]).toEqual([
      "Draft receipt",
      null,
      "draft",
      "Draft",
    ]);
    expect(state.notes).toEqual([
      "This receipt is final in a few seconds. Until then, amounts may change.",
    ]);
    expect(rights[0]).toBe("You can dispute any item once the receipt is final.");
  });

  it("waits until a time, for reasons in words, each once", () => {
    const waiting = makeWaitingExample(BRITISH_SHOP, BRITISH_CART);
    const reviews = [...waiting.reviews, waiting.reviews[0]!];
    expect(makeReceiptDocument({ ...waiting, reviews }).state).toEqual({
      kind: "waiting",
      label: "In review",
      notes: [
        "Our staff are checking this receipt, until 14:39 at the latest.",
        "A sensor dropped out for a moment, so an item may be missing.",
        "Waiting for an age check.",
        "If we miss that, we settle it in your favour.",
      ],
    });
    const unknown = makeReceiptDocument({ ...waiting, reviews: [] }).state.notes;
    expect(unknown[1]).toBe("Our staff have to check it.");
  });

  it("is disputed, and says what was claimed of which line", () => {
    const { state, disputes, corrections } = makeReceiptDocument(
      makeDisputedExample(BRITISH_SHOP, BRITISH_CART),
    );
    expect(state.kind).toBe("contested");
    expect(disputes).toEqual([
      "Dark chocolate with sea salt, 70 % cocoa, 100 g: you say you did not take it – in review",
    ]);
    expect(corrections).toEqual([]);
  });

  it("waits for a person where it exceeds what is settled without one, and is not charged before", () => {
    const waiting = makeWaitingExample(BRITISH_SHOP, BRITISH_CART);
    const { notes } = makeReceiptDocument({ ...waiting, isOverdue: true }).state;
    expect(notes[0]).toMatch(
      /^One of our staff has to decide on this receipt, by 14:39. You are not charged before.$/,
    );
    expect(notes).not.toContain("If we miss that, we settle it in your favour.");
  });

  it("is disputed beyond what is refunded without a person, and says by when one decides", () => {
    const disputed = makeDisputedExample(BRITISH_SHOP, BRITISH_CART);
    const decideByMs = Date.UTC(2026, 2, 16, 14, 5);
    const overdueDisputes = new Map([["c1", decideByMs]]);
    const [dispute] = makeReceiptDocument({ ...disputed, overdueDisputes }).disputes;
    expect(dispute).toMatch(
      /– in review: one of our staff has to decide, by 16 March 2026 at 14:05$/,
    );
    const json = makeReceiptJson({ ...disputed, overdueDisputes });
    expect(json.saunter.disputes).toMatchObject([{ decideByMs }]);
    expect(makeReceiptJson(disputed).saunter.disputes).toMatchObject([{ decideByMs: null }]);
  });

  it("says what is refunded though nobody reviewed a dispute, unless nothing is", () => {
    expect(makeReceiptDocument(final).rights).toContain(
      "If no one reviews a dispute in time, we refund up to £20.00, at most 3× and £50.00 in total in 30 days. Our staff decide on the rest within 72 hours.",
    );
    const none = {
      ...final,
      policies: { ...final.policies, lapse: { ...final.policies.lapse, refundsMax: 0 } },
    };
    expect(makeReceiptDocument(none).rights).toHaveLength(2);
    expect(makeReceiptJson(none).saunter.withoutReview).toBeNull();
  });

  it("is corrected by a document with a number, and no longer as sure as the engine was", () => {
    const document = makeReceiptDocument(makeCorrectedExample(BRITISH_SHOP, BRITISH_CART));
    expect([document.state.kind, document.documentNumber, document.total]).toEqual([
      "corrected",
      "1042",
      "£10.05",
    ]);
    expect(document.corrections).toEqual([
      "Corrected by document 1057 on 13 March 2026: £2.72 less",
    ]);
    expect(document.disputes[0]).toMatch(/– accepted$/);
    expect(document.certainty).toBeNull();
  });

  it("is final after a review where it waited for one", () => {
    const { receipt } = makeWaitingExample(BRITISH_SHOP, BRITISH_CART);
    const done = final.receipt.status === "draft" ? null : final.receipt;
    const reviewed = { ...done!, reviewIds: receipt.reviewIds };
    expect(makeReceiptDocument(final).state.notes).toEqual([]);
    expect(makeReceiptDocument({ ...final, receipt: reviewed }).state.notes).toEqual([
      "Final after review.",
    ]);
  });
});

describe("payments on a receipt", () => {
  it("name the card by its last four digits alone", () => {
    const document = makeReceiptDocument(final);
    expect(document.payments).toEqual([
      { kind: "paid", label: "Paid: Card ending 4242", amount: "£12.77" },
    ]);
    expect(JSON.stringify(document)).not.toContain("tok_secret");
  });

  it("show what came back", () => {
    const { payments } = makeReceiptDocument(makeCorrectedExample(BRITISH_SHOP, BRITISH_CART));
    expect(payments).toEqual([
      { kind: "paid", label: "Paid: Card ending 4242", amount: "£12.77" },
      { kind: "returned", label: "Refunded: Card ending 4242", amount: "−£2.72" },
    ]);
  });

  it("show what came back at the provider, and what the bank took", () => {
    const see = (state: ChargeState, kind: "refund" | "dispute", amountMinor: number) =>
      evolveCharge(
        state,
        {
          type: "WithdrawalSeen",
          paymentId: "v-7f3a.1",
          withdrawal: { withdrawalId: kind, kind, amountMinor },
        },
        0,
      );
    const charge = see(see(final.charge, "refund", 277), "dispute", 1000);
    const input = { ...final, charge };
    expect(makeReceiptDocument(input).payments).toEqual([
      { kind: "paid", label: "Paid: Card ending 4242", amount: "£12.77" },
      { kind: "returned", label: "Refunded: Card ending 4242", amount: "−£2.77" },
      { kind: "returned", label: "Reversed by your bank: Card ending 4242", amount: "−£10.00" },
    ]);
    expect(makeReceiptJson(input)).toMatchObject({
      totals: { paidMinor: 0, dueMinor: 1277 },
      payments: [{ paidMinor: 1277, refundedMinor: 277 }],
      saunter: { disputedMinor: 1000, owedMinor: 0 },
    });
  });

  it("show what is paid and owed in cash", () => {
    const charge = chargeCash(BRITISH_SHOP, 1277, 1000);
    const { payments } = makeReceiptDocument(makeExample(BRITISH_SHOP, final.receipt, charge));
    expect(payments).toEqual([
      { kind: "paid", label: "Paid: Cash", amount: "£10.00" },
      { kind: "owed", label: "To pay in cash", amount: "£2.77" },
    ]);
  });

  it("say that nothing is taken before the receipt is final", () => {
    const { payments } = makeReceiptDocument(makeDraftExample(BRITISH_SHOP, BRITISH_CART));
    expect(payments).toEqual([{ kind: "owed", label: "To pay when final", amount: "£12.77" }]);
  });

  it("tell a debt, a refund on its way and what the bank waits for apart", () => {
    const due = (dueMinor: number) =>
      evolveCharge(final.charge, { type: "DueSet", dueMinor, cause: "document 1057" }, 0);
    const labelOf = (charge: typeof final.charge) =>
      makeReceiptDocument({ ...final, charge }).payments.at(-1);
    expect(labelOf(due(1377))).toEqual({
      kind: "owed",
      label: "Payment in progress at your bank",
      amount: "£1.00",
    });
    const debt = { type: "DebtOpened", amountMinor: 100, code: "card-declined" } as const;
    expect(labelOf(evolveCharge(due(1377), debt, 0))!.label).toBe("Still to pay");
    expect(labelOf(due(1177))).toEqual({
      kind: "owed",
      label: "Refund on its way",
      amount: "−£1.00",
    });
  });
});

describe("how sure a receipt is", () => {
  it("has a word from each bound on", () => {
    const named = [1, 0.9999, 0.99, 0.9899, 0.95, 0.9499, 0.8, 0.7999, 0].map(nameCertainty);
    expect(named).toEqual([
      "certain",
      "almost-certain",
      "almost-certain",
      "very-likely",
      "very-likely",
      "likely",
      "likely",
      "unsure",
      "unsure",
    ]);
  });

  it("is never told as more than it is", () => {
    const { percent } = createReceiptFormats("en-GB", "UTC", "GBP");
    expect([1, 0.99999, 0.9951, 0.97, 0.29, 0].map(percent)).toEqual([
      "100%",
      "99.9%",
      "99.5%",
      "97%",
      "29%",
      "0%",
    ]);
    expect(() => percent(1.01)).toThrow(RangeError);
    expect(() => percent(Number.NaN)).toThrow(RangeError);
  });
});

describe("texts of receipts", () => {
  it("are those of the language and region, else of the language, else British", () => {
    const found = ["en-US", "en-AU", "de-AT", "ar-KW", "fr-FR"].map(
      (locale) => findReceiptTexts(locale).language,
    );
    expect(found).toEqual(["en-US", "en-GB", "de", "ar", "en-GB"]);
  });

  it("are in one language with the numbers and dates around them", () => {
    const french = makeReceiptDocument({ ...final, locale: "fr-FR" });
    expect([french.language, french.issued]).toEqual(["en-GB", "12 March 2026 at 14:09"]);
    const german = makeReceiptDocument({ ...final, locale: "de-AT" });
    expect([german.title, german.issued]).toEqual(["Beleg 1042", "12. März 2026 um 14:09"]);
    expect(german.lines[1]!.unitPrice).toBe("je 1,95");
  });

  it("have the same digits in all of it, and days of the same calendar, in every region", () => {
    for (const locale of ["ar-EG", "ar-SA", "ar-SA-u-ca-islamic-umalqura", "ar-AE"]) {
      const arabic = makeReceiptDocument({ ...final, locale });
      expect([arabic.title, arabic.issued]).toEqual([
        "إيصال 1042",
        expect.stringContaining("2026"),
      ]);
      expect(JSON.stringify(arabic)).not.toMatch(/[\u0660-\u0669]/);
    }
  });

  it("keep the order of a Latin symbol from right to left, and that of an Arabic one", () => {
    const money = (currency: string) => createReceiptFormats("ar", "UTC", currency).money(-1165);
    expect(money("GBP")).toBe("\u2066\u221211.65\u00a0UK£\u2069");
    expect(money("EGP")).toMatch(/^[^\u2066]*11\.65\u00a0ج\.م/);
  });

  it("read from right to left in Arabic", () => {
    const { direction, state } = makeReceiptDocument({ ...final, locale: "ar-KW" });
    expect([direction, state.label]).toEqual(["rtl", "نهائي"]);
  });

  it.each(RECEIPT_TEXTS)("of $language name every phrase without leaving anything out", (texts) => {
    const spoken = JSON.stringify(texts, (_, value: unknown) =>
      typeof value === "function" ? value("‹1›", "‹2›", "‹3›", "‹4›", "‹5›") : value,
    );
    expect(spoken).not.toMatch(/undefined|\[object|""/);
    const { correctedBy, visitTimes, exactly, claims } = texts;
    for (const phrase of [correctedBy, visitTimes, exactly, claims.missing]) {
      expect(phrase("‹1›", "‹2›")).toMatch(/‹1›.*‹2›|‹2›.*‹1›/s);
    }
  });
});
