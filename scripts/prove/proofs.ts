/** The long proofs: what each runs, what it shows, and how its output becomes one line. */
import { globSync, readFileSync } from "node:fs";
import { TURNS } from "../../test/turns.ts";

export interface Proof {
  readonly name: string;
  /** What it shows when it passes, as a sentence without its period. */
  readonly shows: string;
  /** Arguments for the pinned Node, from the root of the repository. Exit code 0 means it passed. */
  readonly command: readonly string[];
  /** Expected duration on two cores. */
  readonly minutes: number;
  /** The result in one line; null if the output doesn't contain it, which counts as a failure. */
  readonly summarize: (output: string) => string | null;
}

const SAUNTER = "apps/shop/bin/saunter.mjs";
const LAB = "apps/lab/src";

/** The last line that matches, without its indent. */
const findLine =
  (pattern: RegExp) =>
  (output: string): string | null =>
    output
      .split("\n")
      .findLast((line) => pattern.test(line))
      ?.trim() ?? null;

/** Vitest's count of tests, and what tests print about their own extent. */
function summarizeTests(output: string): string | null {
  const tests = /^ *Tests +(.*)$/m.exec(output)?.[1];
  if (tests === undefined) return null;
  const extents = output.match(/^proved: .*$/gm) ?? [];
  return [tests.trim(), ...extents.map((line) => line.slice("proved: ".length))].join("; ");
}

function runVitest(...args: readonly string[]): readonly string[] {
  return ["node_modules/vitest/vitest.mjs", "run", ...args];
}

const CODE = ["counted", "code", "simulated", "screens"].map((name) => `--project=${name}`);

/** Test files of which `npm test` runs a part: those of screens sample in their fixture. */
function listSampled(): string[] {
  const files = globSync("{packages,apps,test}/**/*.test.ts", { exclude: ["**/node_modules"] });
  const samples = (file: string) => readFileSync(file, "utf8").includes("@saunter/testing/sample");
  return [...new Set(["test/screens/", ...files.filter(samples), ...TURNS.flat()])];
}

function proveDevices(part: string): readonly string[] {
  return [`${LAB}/devices/prove.ts`, "--only", part];
}

export const PROOFS: readonly Proof[] = [
  {
    name: "torture",
    shows:
      "No acknowledged event is lost or duplicated, and nobody is charged twice or too little, under power cuts, disk faults and network faults",
    command: [SAUNTER, "torture", "--seeds", "2000", "--json"],
    minutes: 16,
    summarize: findLine(/^\{"seeds"/),
  },
  {
    name: "kills",
    shows: "The same for the real process, killed with SIGKILL under load",
    command: [SAUNTER, "crash", "--kills", "50", "--json"],
    minutes: 4,
    summarize: findLine(/^\{"kills"/),
  },
  {
    name: "proofs",
    shows:
      "The test files that take too long for `npm test` (`*.proof.ts`): releases, measuring commands, simulated layouts, 10,000 cases of a hostile hub",
    command: runVitest("--project=proof"),
    minutes: 12,
    summarize: summarizeTests,
  },
  {
    name: "samples",
    shows:
      "Tests that check a sample in `npm test`, in full: every route with every caller and every foreign id, every page in every state, size and language",
    command: runVitest(...CODE, ...listSampled()),
    minutes: 20,
    summarize: summarizeTests,
  },
  {
    name: "faults",
    shows: "Each fault that is planted in the code is found by a test of `npm test`",
    command: ["scripts/plant-faults.ts"],
    minutes: 25,
    summarize: findLine(/^\d+ of \d+ found/),
  },
  {
    name: "frames",
    shows: "Ten million faulty frames of scales are each counted, and none moves a shelf",
    command: proveDevices("frames"),
    minutes: 3,
    summarize: findLine(/^\d+ faulty messages of/),
  },
  {
    name: "broker-visits",
    shows: "Receipts are the same through an MQTT broker as directly",
    command: proveDevices("visits"),
    minutes: 4,
    summarize: findLine(/visits, \d+ messages/),
  },
  {
    name: "broker-outages",
    shows:
      "If the broker is unreachable for a minute, no receipt is wrong and accepted because of it",
    command: proveDevices("outages"),
    minutes: 4,
    summarize: findLine(/wrong and accepted/),
  },
  {
    name: "wrong-wiring",
    shows: "If a shop is wired or calibrated wrongly, no wrong receipt is accepted",
    command: proveDevices("sanity"),
    minutes: 8,
    summarize: (output) => {
      const rows = output.match(/^\| .* \|$/gm)?.slice(2);
      return rows === undefined ? null : `${rows.length} kinds of mistakes`;
    },
  },
  {
    name: "drills",
    shows:
      "Shops that are killed, upgraded, rolled back, copied and restored over a real chain lose nothing",
    command: [`${LAB}/drills/drills.ts`, "--drills", "200"],
    minutes: 8,
    summarize: (output) => {
      const done = findLine(/^\d+ drills in/)(output);
      const lost = findLine(/settings lost/)(output);
      return done === null || lost === null ? null : `${done}; ${lost}`;
    },
  },
  {
    name: "chain-load",
    shows: "A chain of 200 shops writes 2,000 events a second for ten minutes and loses none",
    command: [
      `${LAB}/chain-trial/chain-trial.ts`,
      "--shops",
      "200",
      "--rate",
      "2000",
      "--minutes",
      "10",
    ],
    minutes: 13,
    summarize: findLine(/ lost, \d+ doubled/),
  },
  {
    name: "chain-chaos",
    shows: "Kills, cuts and delays of every process of a chain lose and duplicate nothing",
    command: [`${LAB}/chain-trial/chain-trial.ts`, "--chaos", "--minutes", "10"],
    minutes: 12,
    summarize: findLine(/ lost, \d+ doubled/),
  },
  {
    name: "chain-offline",
    shows: "A shop that was offline for 72 hours sends everything once it is back",
    command: [`${LAB}/chain-trial/chain-trial.ts`, "--offline"],
    minutes: 3,
    summarize: findLine(/events/),
  },
];
