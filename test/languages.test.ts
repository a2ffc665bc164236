/** A language of the pages is one of receipts and of the notice, too. */
import { findNoticeTexts } from "@saunter/shop/notice/notice-texts";
import { findReceiptTexts } from "@saunter/shop/receipts/receipt-texts";
import { LANGUAGES } from "@saunter/ui/i18n";
import { describe, expect, it } from "vitest";

/** Both are English. */
const ENGLISH = ["en-GB", "en-US"];

describe.each(LANGUAGES.filter((language) => !ENGLISH.includes(language)))("%s", (language) => {
  it.each([
    ["receipts", findReceiptTexts],
    ["the notice", findNoticeTexts],
  ])("is a language of %s", (_, find) => {
    expect(find(language)).not.toBe(find("en-GB"));
  });
});
