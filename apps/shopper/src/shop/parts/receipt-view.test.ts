import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { words } from "../words.ts";
import type { Receipt, ReceiptSource } from "./receipt-source.ts";
import { ReceiptView } from "./receipt-view.tsx";

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await words.show({ language: "en-GB", locale: "en-GB" });
});
afterAll(() => vi.unstubAllGlobals());

/** The parts of a receipt that the view needs: CHF 9.99, rounded to 5 rappen. */
const ROUNDED = {
  documentNumber: 7,
  currency: "CHF",
  ...{ lines: [], payments: [] },
  totals: { netMinor: 925, taxMinor: 74, grossMinor: 999, roundingMinor: 1 },
  saunter: {
    ...{ state: "final", probabilityExact: 1, pricesIncludeTax: true },
    ...{ enteredMs: 0, leftMs: null, disputeUntilMs: null, evidenceUntilMs: 0 },
    ...{ owedMinor: 0, waivedMinor: 0 },
    ...{ lines: [], offers: [], disputes: [], corrections: [], waitsFor: [] },
  },
} as unknown as Receipt;

it("shows the total as rounded for cash", () => {
  const source = { pdfUrl: "/receipt.pdf" } as ReceiptSource;
  const props = { source, receipt: ROUNDED, problem: null, reload: () => {} };
  const html = renderToString(h(ReceiptView, props));
  const total = /<p class="total".*?<\/p>/.exec(html)?.[0];
  expect(total).toContain("CHF\u00a010.00");
});
