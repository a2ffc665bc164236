/** Between shop and chain. */
import type { AreaFault } from "./fault.ts";

const SHOP = "apps/shop/src/chain";
const CHAIN = "apps/chain/src";
const INGEST = `${CHAIN}/ingest`;

export const SYNC_FAULTS: readonly AreaFault[] = [
  {
    fault: "acknowledged before it is stored",
    variant: "the chain acknowledges rows on receipt",
    file: `${INGEST}/follow-shard.ts`,
    text: "    while (isOpen) {\n      try {",
    planted: "    for (const message of batch) message.ack();\n    while (isOpen) {\n      try {",
    tests: [`${INGEST}/follow-shard.test.ts`],
  },
  {
    fault: "gap accepted",
    variant: "the shop skips a row that the hub did not take",
    file: `${SHOP}/send-up.ts`,
    text: "const count = failed < 0 ? rows.length : failed;",
    planted: 'const count = results.filter(({ status }) => status === "fulfilled").length;',
    tests: [`${SHOP}/send-up.test.ts`],
  },
  {
    fault: "row lost as a duplicate",
    variant: "rows from before and after a restored backup share an id",
    file: `${SHOP}/send-up.ts`,
    text: "{row.hash}`;",
    planted: "{row.position}`;",
    tests: [`${SHOP}/send-up.test.ts`],
  },
  {
    fault: "hash chain not verified",
    variant: "the first row of a batch may follow anything",
    file: `${INGEST}/plan-rows.ts`,
    text: "} else if (hash(",
    planted: "} else if (taken.length === 0 || hash(",
    tests: [`${INGEST}/plan-rows.test.ts`],
  },
  {
    fault: "another shop's row accepted",
    variant: "a shop may publish for any shop",
    file: "packages/protocol/src/chain/subjects.ts",
    text: "const shop = toToken(shopId);\n  // The last message",
    planted: 'const shop = "*";\n  // The last message',
    tests: [`${CHAIN}/hub/hub-admin.test.ts`, "packages/protocol/src/chain/subjects.test.ts"],
  },
  {
    fault: "duplicate not recognised",
    variant: "resent rows are compared with rows of any shop",
    file: `${INGEST}/take-rows.ts`,
    text: '    .select(["position", "hash"])\n    .where("shop_id", "=", shopId)\n    .where("position", "in"',
    planted: '    .select(["position", "hash"])\n    .where("position", "in"',
    tests: [`${INGEST}/take-rows.test.ts`],
  },
  {
    fault: "older manifest applied",
    variant: "an older manifest counts as new",
    file: `${SHOP}/fetch-down.ts`,
    text: "manifest.revision < known.revision",
    planted: "manifest.revision < 0",
    tests: [`${SHOP}/fetch-down.test.ts`],
  },
  {
    fault: "missing row never requested",
    variant: "never while the hub has nothing new",
    file: `${INGEST}/missing-rows.ts`,
    text: "taken >= (ends[shard] ?? 0)",
    planted: "taken > (ends[shard] ?? 0)",
    tests: [`${INGEST}/missing-rows.test.ts`],
  },
  {
    fault: "figures differ after a rebuild",
    variant: "a receipt that comes after its visit is not counted",
    file: `${CHAIN}/figures/shop-days.ts`,
    text: "await readRows(tx, table, isVisit ? beside : changed);",
    planted: "await readRows(tx, table, changed);",
    tests: [`${CHAIN}/figures/shop-days.test.ts`],
  },
];
