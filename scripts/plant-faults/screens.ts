/** The pages of shoppers, staff and the chain. */
import type { AreaFault } from "./fault.ts";

const PHONE = "apps/shopper/src/shop";
const CONSOLE = "apps/console/src";
const UI = "packages/ui/src";

export const SCREEN_FAULTS: readonly AreaFault[] = [
  {
    fault: "wrong amount shown",
    variant: "the phone's total is not rounded as cash is",
    file: `${PHONE}/parts/receipt-view.tsx`,
    text: "<Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />",
    planted: "<Money amountMinor={totals.grossMinor} currency={currency} />",
    tests: [`${PHONE}/parts/receipt-view.test.ts`],
  },
  {
    fault: "wrong amount shown",
    variant: "the first currency is every currency",
    file: `${UI}/format.ts`,
    text: "remember(\n    MONEY,\n    key,",
    planted: "remember(\n    MONEY,\n    locale,",
    tests: [`${UI}/format.test.ts`],
  },
  {
    fault: "wrong choice confirmed",
    variant: "keys still choose for the review before",
    file: `${CONSOLE}/pages/review/use-review-keys.ts`,
    text: "  latest.current = { review, act };\n",
    planted: "",
    tests: ["test/screens/review.test.ts"],
  },
  {
    fault: "wrong choice confirmed",
    variant: "a key that is held decides the next review, too",
    file: `${CONSOLE}/pages/review/review-keys.ts`,
    text: "if (review === null || repeat) return null;",
    planted: "if (review === null) return null;",
    tests: [`${CONSOLE}/pages/review/review-keys.test.ts`],
  },
  {
    fault: "unedited amount refunded",
    variant: "the button keeps the amount from before the edit",
    file: `${CONSOLE}/pages/receipts/refund-form.tsx`,
    text: "[visitId, asked]);",
    planted: "[visitId, request?.kind]);",
    tests: ["test/screens/receipts.test.ts"],
  },
  {
    fault: "error not shown",
    variant: "a refund that the shop refuses",
    file: `${CONSOLE}/pages/receipts/refund-form.tsx`,
    text: "const shownProblem = problem ?? preview.problem;",
    planted: "const shownProblem = preview.problem;",
    tests: ["test/screens/receipts.test.ts"],
  },
  {
    fault: "list ends too early",
    variant: "more pages are asked for and never loaded",
    file: `${UI}/components/use-list.ts`,
    text: "    [...dependsOn, pages],\n",
    planted: "    dependsOn,\n",
    tests: ["test/screens/receipts.test.ts", "test/screens/visits.test.ts"],
  },
  {
    fault: "live update ignored",
    variant: "a correction does not reach an open phone",
    file: `${PHONE}/events.ts`,
    text: '  "receipt.corrected",\n',
    planted: "",
    tests: ["test/screens/shopper-story.test.ts", "test/screens/shopper-states.test.ts"],
  },
  {
    fault: "session outlives sign-out",
    variant: "the phone keeps the receipt",
    file: `${PHONE}/session.ts`,
    text: "if (customerId !== localStorage.getItem(KEPT_AS)) forgetKept();",
    planted:
      "if (customerId !== null && customerId !== localStorage.getItem(KEPT_AS)) forgetKept();",
    tests: ["test/screens/shopper-states.test.ts", "test/screens/shopper-story.test.ts"],
  },
  {
    fault: "session outlives sign-out",
    variant: "the phone still makes entry codes",
    file: `${PHONE}/session.ts`,
    text: "  await forgetPhone();\n",
    planted: "",
    tests: ["test/screens/shopper-states.test.ts", "test/screens/shopper-story.test.ts"],
  },
  {
    fault: "right to left lost",
    variant: "the page keeps its former direction",
    file: `${UI}/i18n.ts`,
    text: "  document.documentElement.dir = directionOf(language);\n",
    planted: "",
    tests: [`${UI}/i18n.test.ts`],
  },
];
