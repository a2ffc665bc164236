/** The pages of shoppers, staff and the chain. */
import type { AreaFault } from "./fault.ts";

const PHONE = "apps/shopper/src/shop";
const CONSOLE = "apps/console/src";
const UI = "packages/ui/src";

export const SCREEN_FAULTS: readonly AreaFault[] = [
  {
    fault: "wrong amount shown",
    variant: "the phone's total isn't rounded for cash",
    file: `${PHONE}/parts/receipt-view.tsx`,
    text: "<Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />",
    planted: "<Money amountMinor={totals.grossMinor} currency={currency} />",
    tests: [`${PHONE}/parts/receipt-view.test.ts`],
  },
  {
    fault: "wrong amount shown",
    variant: "every amount has the first currency shown",
    file: `${UI}/format.ts`,
    text: "remember(\n    MONEY,\n    key,",
    planted: "remember(\n    MONEY,\n    locale,",
    tests: [`${UI}/format.test.ts`],
  },
  {
    fault: "wrong choice confirmed",
    variant: "a held key also decides the next review",
    file: `${CONSOLE}/pages/review/review-keys.ts`,
    text: "if (review === null || repeat) return null;",
    planted: "if (review === null) return null;",
    tests: [`${CONSOLE}/pages/review/review-keys.test.ts`],
  },
  {
    fault: "refund differs from its button",
    variant: "the button keeps the amount from before the edit",
    file: `${CONSOLE}/pages/receipts/refund-form.tsx`,
    text: "[visitId, asked]);",
    planted: "[visitId, request?.kind]);",
    tests: ["test/screens/receipts.test.ts"],
  },
  {
    fault: "error not shown",
    variant: "a refund that the shop refused",
    file: `${CONSOLE}/pages/receipts/refund-form.tsx`,
    text: "const shownProblem = problem ?? preview.problem;",
    planted: "const shownProblem = preview.problem;",
    tests: ["test/screens/receipts.test.ts"],
  },
  {
    fault: "list ends too early",
    variant: "more pages are never loaded",
    file: `${UI}/components/use-list.ts`,
    text: "    [...dependsOn, pages],\n",
    planted: "    dependsOn,\n",
    tests: [`${UI}/components/use-list.test.ts`],
  },
  {
    fault: "live update ignored",
    variant: "the phone doesn't ask for what it missed while offline",
    file: "packages/ui/src/event-stream.ts",
    text: "    lastId = (event as Event).id;\n",
    planted: "",
    tests: [`${PHONE}/events.test.ts`],
  },
  {
    fault: "session outlives sign-out",
    variant: "the phone keeps the receipt",
    file: `${PHONE}/session.ts`,
    text: "if (customerId !== localStorage.getItem(KEPT_AS)) forgetKept();",
    planted:
      "if (customerId !== null && customerId !== localStorage.getItem(KEPT_AS)) forgetKept();",
    tests: [`${PHONE}/session.test.ts`],
  },
  {
    fault: "right to left lost",
    variant: "the page keeps its direction when the language changes",
    file: `${UI}/i18n.ts`,
    text: "  document.documentElement.dir = directionOf(language);\n",
    planted: "",
    tests: [`${UI}/i18n.test.ts`],
  },
];
