/** What a receipt shows of the device that signs it. */
import { RECEIPT_SCHEMA } from "@saunter/protocol/receipt-schema";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import type { FiscalMark } from "../fiscal/fiscal-device.ts";
import { drawQrPath } from "./qr-path.ts";
import { makeReceiptDocument } from "./receipt-document.ts";
import { BRITISH_SHOP, makeDraftExample } from "./receipt-examples.ts";
import { renderReceiptHtml } from "./receipt-html.ts";
import { makeReceiptJson } from "./receipt-json.ts";

const SIGNATURE = {
  ...{ serialNumber: "DEVICE-7", transactionNumber: "17", signatureCounter: 112 },
  ...{ startedMs: Date.UTC(2026, 2, 12, 14, 9), finishedMs: Date.UTC(2026, 2, 12, 14, 10) },
  ...{ signature: "c2lnbmVk", qrText: "V0;DEVICE-7;17" },
};

const [gtin] = BRITISH_SHOP.products.map((product) => product.gtin);

function show(fiscal: FiscalMark | null, locale = "en-GB") {
  const input = { ...makeDraftExample(BRITISH_SHOP, { [gtin!]: [1, 0.99] }), fiscal, locale };
  const json = makeReceiptJson(input);
  expect(Check(RECEIPT_SCHEMA, json)).toBe(true);
  return { html: renderReceiptHtml(makeReceiptDocument(input)), json: json.saunter.fiscal };
}

describe("a receipt that is signed", () => {
  it("shows the signature and its code", () => {
    const { html, json } = show({ status: "signed", isLate: false, signature: SIGNATURE });
    for (const text of ["DEVICE-7", "Transaction 17, signature 112", "c2lnbmVk"]) {
      expect(html).toContain(text);
    }
    expect(html).toContain(drawQrPath(SIGNATURE.qrText).path);
    expect(html).not.toContain("Signed later");
    expect(json).toEqual({ status: "signed", isLate: false, signature: SIGNATURE });
  });

  it("says that the device is unavailable, and later that it was", () => {
    const away = show({ status: "away" });
    expect(away.html).toContain("The signing device is unavailable");
    expect(away.json).toEqual({ status: "away", isLate: true, signature: null });
    expect(show({ status: "away" }, "de-DE").html).toContain("Sicherheitseinrichtung ausgefallen");
    const late = show({ status: "signed", isLate: true, signature: SIGNATURE });
    expect(late.html).toContain("Signed later");
  });

  it("says nothing of it in a shop without one", () => {
    const { html, json } = show(null);
    expect(html).not.toContain("<h2>Signature</h2>");
    expect(json).toBe(null);
  });
});
