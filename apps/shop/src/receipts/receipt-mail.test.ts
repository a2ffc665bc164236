import { PNG } from "@saunter/ingest/product-images/picture-fixture";
import { describe, expect, it } from "vitest";
import { SVG } from "../brand/logo-fixture.ts";
import { makeAccent } from "../brand/make-accent.ts";
import { readLogo } from "../config/read-logo.ts";
import { makeReceiptDocument } from "./receipt-document.ts";
import {
  BRITISH_CART,
  BRITISH_SHOP,
  makeDisputedExample,
  makeDraftExample,
  makeFinalExample,
} from "./receipt-examples.ts";
import { composeReceiptMail } from "./receipt-mail.ts";

const PDF = new Uint8Array([37, 80, 68, 70]);
const final = makeFinalExample(BRITISH_SHOP, BRITISH_CART);

describe("a receipt as a message", () => {
  it("has a subject, and the PDF under the document's number", () => {
    const mail = composeReceiptMail(makeReceiptDocument(final), PDF);
    expect(mail.subject).toBe("Receipt 1042 from Harbour Street Grocers");
    expect(mail.attachment).toEqual({
      fileName: "receipt-1042.pdf",
      contentType: "application/pdf",
      bytes: PDF,
    });
    const draft = makeReceiptDocument(makeDraftExample(BRITISH_SHOP, BRITISH_CART));
    expect(composeReceiptMail(draft, PDF).attachment?.fileName).toBe("receipt-draft.pdf");
  });

  it("says in plain text all that the receipt says", () => {
    const { text } = composeReceiptMail(
      makeReceiptDocument(makeDisputedExample(BRITISH_SHOP, BRITISH_CART)),
      PDF,
    );
    expect(text).toMatch(/^Harbour Street Grocers\nReceipt 1042 – Disputed\n/);
    for (const line of [
      "3 × Oat milk, 1 l: 5.85",
      "   Oat milk: 3 for 2: −1.95",
      "   1.95 each · very likely · 98%",
      "Total: £12.77",
      "Paid: Card ending 4242: £12.77",
      "VAT 20 %: Net 3.85, VAT 0.77, Gross 4.62",
      "You can dispute any item until 11 April 2026 at 15:09.",
      "Open the receipt: https://shop.example/r/Zk3vQ0b7T1uYwXn2dPq8Lw",
      "VAT number GB 123 4567 82",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).not.toMatch(/\n{3}|undefined|null/);
  });

  it("has HTML that fetches nothing and lets no name become markup", () => {
    const products = BRITISH_SHOP.products.map((one) => ({ ...one, name: '<img src="x">' }));
    const shop = { ...BRITISH_SHOP, products };
    const { html } = composeReceiptMail(
      makeReceiptDocument(makeFinalExample(shop, BRITISH_CART)),
      PDF,
    );
    expect(html).toContain("&lt;img src=&quot;x&quot;&gt;");
    expect(html).not.toMatch(/<(?:img|script|link|style)\b|url\(/);
    expect(html).toContain('href="https://shop.example/r/Zk3vQ0b7T1uYwXn2dPq8Lw"');
    expect(html).toContain(">£12.77<");
  });

  it("has the shop's logo within itself where that is a PNG, and its colour", () => {
    const mailWith = (bytes: Uint8Array) => {
      const logo = readLogo(bytes);
      if (typeof logo === "string") throw new Error(logo);
      const shop = { ...final.shop, brand: { colour: "#ffd400", logo } };
      return composeReceiptMail(makeReceiptDocument({ ...final, shop }), PDF);
    };
    const { html, image } = mailWith(PNG);
    expect(html).toContain('<img src="cid:logo.png" alt=""');
    expect(html).toContain(`background:${makeAccent("#ffd400").light};color:#ffffff`);
    expect(image).toEqual({ name: "logo.png", contentType: "image/png", bytes: PNG });
    expect(mailWith(SVG).html).not.toContain("<img");
    expect(mailWith(SVG)).not.toHaveProperty("image");
  });

  it("reads from right to left in Arabic", () => {
    const { html } = composeReceiptMail(makeReceiptDocument({ ...final, locale: "ar-KW" }), PDF);
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain("text-align:right");
  });
});
