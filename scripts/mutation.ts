/**
 * Changes the code of entry, disputes, refunds and sign-in in small ways, and looks whether a test notices:
 *
 *     npx node scripts/mutation.ts                  # all parts
 *     npx node scripts/mutation.ts entry refunds    # these
 *     npx node scripts/mutation.ts entry --changed  # only where it or its tests changed since it was last run
 */
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";

interface Part {
  /** What is changed; files of tests and fixtures are left as they are. */
  readonly mutate: readonly string[];
  /** The tests that have to notice. */
  readonly tests: readonly string[];
}

const CACHE = "node_modules/.cache/saunter";
const RULES = "packages/commerce/src";
const SHOP = "apps/shop/src";
const SEAL = "packages/ingest/src/secret-seal";
const HASHES = "packages/server/src/passwords/password-hash";

const inRules = (topics: readonly string[], end: string): string[] =>
  topics.map((topic) => `${RULES}/${topic}/${end}`);
const inShop = (folder: string, names: readonly string[], end = ".ts"): string[] =>
  names.map((name) => `${SHOP}/${folder}/${name}${end}`);

const DISPUTE_SERVICES = ["dispute-service", "review-service", "lapse-service", "past-refunds"];
const REFUND_SERVICES = ["charge-runner", "withdrawals"];
const ENTRY_SERVICES = ["entry-service", "velocity-service"];
const PEOPLE = [
  ...[
    "second-factor",
    "totp",
    "sessions",
    "sign-in",
    "sign-in-delay",
    "tokens",
    "users",
    "phone-keys",
    "card-setups",
  ],
  ...["passkeys", "passwords", "badges", "demo-made", "principals", "sign-up-velocity"],
];
const GUARDS = [
  ...["authenticate", "route-roles", "idempotency", "own-visits", "receipt-token"],
  "find-sign-in-place",
];

const TOPICS = ["visit", "receipt", "review", "shop"];

const PARTS: Readonly<Record<string, Part>> = {
  rules: { mutate: inRules(TOPICS, "*.ts"), tests: inRules(TOPICS, "*.test.ts") },
  methods: { mutate: inShop("entry", ["*"]), tests: inShop("entry", ["*"], ".test.ts") },
  entry: {
    mutate: inShop("domain", ENTRY_SERVICES),
    tests: inShop("domain", ENTRY_SERVICES, ".test.ts"),
  },
  disputes: {
    mutate: inShop("domain", DISPUTE_SERVICES),
    tests: inShop(
      "domain",
      [...DISPUTE_SERVICES, "velocity-service", "dispute-refusals", "dispute-review"],
      ".test.ts",
    ),
  },
  refunds: {
    mutate: inShop("domain", REFUND_SERVICES),
    tests: inShop("domain", [...REFUND_SERVICES, "charge-calls"], ".test.ts"),
  },
  auth: {
    mutate: [...inShop("people", PEOPLE), `${SEAL}.ts`, `${HASHES}.ts`],
    tests: [...inShop("people", ["*"], ".test.ts"), `${SEAL}.test.ts`, `${HASHES}.test.ts`],
  },
  guards: { mutate: inShop("http", GUARDS), tests: inShop("http", GUARDS, ".test.ts") },
};
const NEVER = [
  ...["*.test.ts", "*-suite.ts", "*-fixture.ts", "*-builders.ts", "software-authenticator.ts"],
];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { changed: { type: "boolean", default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(PARTS);

/** Those that cannot run at all, or run before any test does, tell nothing. */
const COUNTED = ["Killed", "Timeout", "Survived", "NoCoverage"] as const;

const rows: string[] = [];
for (const name of names) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`${name} is none of ${Object.keys(PARTS).join(", ")}`);
  const beganMs = performance.now();
  const mutants = await new Stryker({
    configFile: "stryker.doors.config.json",
    mutate: [...part.mutate, ...NEVER.map((file) => `!**/${file}`)],
    testFiles: [...part.tests],
    jsonReporter: { fileName: `${CACHE}/mutation-${name}.json` },
    incremental: true,
    incrementalFile: `${CACHE}/mutation-${name}-last.json`,
    force: !values.changed,
  }).runMutationTest();
  const counts = COUNTED.map((status) => mutants.filter((one) => one.status === status).length);
  const [killed = 0, timedOut = 0] = counts;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const score = ((100 * (killed + timedOut)) / all).toFixed(2);
  const minutes = ((performance.now() - beganMs) / 60_000).toFixed(1);
  rows.push(`| ${[name, all, ...counts, score, minutes].join(" | ")} |`);
}
console.log(
  [
    "| part | mutants | killed | timed out | survived | not covered | killed, % | minutes |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n"),
);
