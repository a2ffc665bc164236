/** From scales and joints to receipts. */
import type { AreaFault } from "./fault.ts";

const ENGINE = "packages/engine/src";
const IN_BELIEF = `${ENGINE}/belief`;

export const ENGINE_FAULTS: readonly AreaFault[] = [
  {
    fault: "hand counted as a pick",
    variant: "an item that is only lifted",
    file: `${IN_BELIEF}/weight-decreases.ts`,
    text: "  addTouch(children, context, parent, logLift);\n",
    planted: "",
    tests: [`${IN_BELIEF}/weight-decreases.test.ts`],
  },
  {
    fault: "neighbouring plates not joined",
    variant: "an item across two plates is always split",
    file: `${ENGINE}/sensing/changes.ts`,
    text: "plates[at]!.plate - plates[at - 1]!.plate > 1;",
    planted: "plates[at]!.plate - plates[at - 1]!.plate >= 1;",
    tests: [`${ENGINE}/sensing/changes.test.ts`],
  },
  {
    fault: "put-back ignored",
    variant: "the cart keeps the item",
    file: `${IN_BELIEF}/weight-increases.ts`,
    text: "const cart = getCart(parent, shopper).filter((item) => !items.includes(item));",
    planted: "const cart = getCart(parent, shopper);",
    tests: [`${IN_BELIEF}/weight-increases.test.ts`],
  },
  {
    fault: "units miscounted",
    variant: "the second of two shoppers is charged for all units",
    file: `${IN_BELIEF}/weight-decreases.ts`,
    text: "makeUnits(context, barcode, unitG, count - units);",
    planted: "makeUnits(context, barcode, unitG, count);",
    tests: [`${IN_BELIEF}/weight-decreases.test.ts`],
  },
  {
    fault: "hand-over not moved",
    variant: "the giver keeps the item, too",
    file: `${IN_BELIEF}/handover-hypothesiser.ts`,
    text: "withCart(withCart(parent, from, left), to,",
    planted: "withCart(parent, to,",
    tests: [`${IN_BELIEF}/handover-hypothesiser.test.ts`],
  },
  {
    fault: "unsure receipt accepted",
    variant: "the bound is compared with the uncalibrated belief",
    file: `${ENGINE}/reporting/receipts.ts`,
    text: "const isUnsure = calibrated < rules.acceptProbability;",
    planted: "const isUnsure = probability < rules.acceptProbability;",
    tests: [`${ENGINE}/reporting/receipts.test.ts`],
  },
  {
    fault: "late readings dropped",
    variant: "a batch that is a few milliseconds early counts as late",
    file: `${ENGINE}/sensing/front-end.ts`,
    text: "if (aheadMs < -halfBatchMs) {",
    planted: "if (aheadMs < 0) {",
    tests: [`${ENGINE}/sensing/front-end.test.ts`],
  },
  {
    fault: "missing joints taken as evidence",
    variant: "a shopper without joints counts as far away",
    file: `${ENGINE}/attribution/associator.ts`,
    text: "(frame) => isWithin(frame, scene.timestampMs, reach) && !Number.isNaN(frame.bodyX),",
    planted: "(frame) => isWithin(frame, scene.timestampMs, reach),",
    tests: [`${ENGINE}/attribution/associator.test.ts`],
  },
  {
    fault: "weight not conserved",
    variant: "a misplaced item can be taken twice",
    file: `${IN_BELIEF}/weight-decreases.ts`,
    text: "return takeUnits(context, { ...parent, ledger }, shopper, [taken]);",
    planted: "return takeUnits(context, parent, shopper, [taken]);",
    tests: [`${IN_BELIEF}/weight-decreases.test.ts`],
  },
];
