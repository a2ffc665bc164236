/** A language is whole: who chooses it for a page gets receipts and the notice in it, too. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNoticeTexts } from "@saunter/shop/notice/notice-texts";
import { findReceiptTexts } from "@saunter/shop/receipts/receipt-texts";
import { LANGUAGES } from "@saunter/ui/i18n";
import { describe, expect, it } from "vitest";
import { findUntranslated } from "./untranslated.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What stands in the console's code and is no text of a page. */
const NO_TEXTS = [
  /^pages\/goods\/workbook\.ts:/, // XML
  /^shell\/pages\.ts:/, // names of pages: each language has its own for them
  /^pages\/floor\/draw-people\.ts:\d+: px "Figtree/, // a font
  /: (?:PushManager|TelePeriod|Edge|Saunter)$/, // names
];

/** The same of the chain's console. */
const NO_TEXTS_OF_CHAIN = [
  /^shell\/pages\.ts:/, // names of pages
];

describe("texts of the console", () => {
  it("of a chain stand in no code either", () => {
    const texts = findUntranslated(join(root, "apps/chain-console/src"));
    expect(texts.filter((text) => NO_TEXTS_OF_CHAIN.every((one) => !one.test(text)))).toEqual([]);
  });

  it("stand in no code, where no translation finds them", () => {
    const texts = findUntranslated(join(root, "apps/console/src"));
    expect(texts.filter((text) => NO_TEXTS.every((one) => !one.test(text)))).toEqual([]);
  });

  it("are found where they do", () => {
    const folder = mkdtempSync(join(tmpdir(), "saunter-texts-"));
    const lines = [
      'import { a } from "./Some module";',
      'const title = "Refund the rest";',
      "const told = `Found so many`;",
      'const page = <p title="What it is" class="note wrong">and more <code>Not this</code></p>;',
      'if (title === "Another one") throw new Error("Not for readers");',
      'const call = api.call("GET /v1/receipts", namePage("Receipts"));',
    ];
    writeFileSync(join(folder, "page.tsx"), lines.join("\n"));
    expect(findUntranslated(folder)).toEqual([
      "page.tsx:2: Refund the rest",
      "page.tsx:3: Found so many",
      "page.tsx:4: What it is",
      "page.tsx:4: and more",
    ]);
    rmSync(folder, { recursive: true });
  });
});

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
