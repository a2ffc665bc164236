/**
 * Shops that are killed, upgraded, put back, copied, lost and restored, over a real chain whose database goes back and forward:
 * what they had must be there.
 *
 *     npm run drills -- --drills 1000          some seconds each
 *     npm run drills -- --drills 1 --seed 17   one of them again
 *     npm run drills -- --json                 one JSON object on stdout
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { readOptions, refuse } from "../read-options.ts";
import { sumFindings } from "./drill-model.ts";
import { type DrillsSummary, runDrills } from "./run-drills.ts";

const options = readOptions({
  drills: { type: "string", default: "100" },
  seed: { type: "string", default: "1" },
  hands: { type: "string", default: String(availableParallelism()) },
  keep: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});

function readCount(name: "drills" | "seed" | "hands"): number {
  const value = Number(options[name]);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : refuse(`--${name} must be a whole number above 0`);
}

function format({
  drills,
  moves,
  kills,
  seconds,
  steps,
  findings,
  failing,
}: DrillsSummary): string {
  const rows = Object.entries(steps).map(([step, count]) => `  ${step.padEnd(14)}${count}`);
  return [
    `${drills} drills in ${Math.round(seconds)} s, ${kills} kills`,
    ...rows,
    `  the chain's database went to another step ${moves} times`,
    `${findings.visitsLost} visits, ${findings.devicesLost} devices, ${findings.usersLost} users and ` +
      `${findings.settingsLost} settings lost; ${findings.doubled} doubled, ${findings.wrong} other faults`,
    ...failing.map(({ seed, words }) => `  --seed ${seed}: ${words.join("; ")}`),
  ].join("\n");
}

/** So that the chain's database takes little of the time. */
const ROUND = 20;

const [drills, seed, hands] = [readCount("drills"), readCount("seed"), readCount("hands")];
const folder = mkdtempSync(join(tmpdir(), "saunter-drills-"));
// PostgreSQL may run as another user, who has to get into it.
chmodSync(folder, 0o711);
const progress = startProgressBar("drills", drills);
const summary = await runDrills({
  ...{ folder, drills, seed, hands, round: ROUND },
  onDrill: (done) => progress.update(done),
}).finally(() => progress.stop());
const { words: _, ...counts } = summary.findings;
console.log(options.json ? JSON.stringify({ ...summary, findings: counts }) : format(summary));
if (options.keep) console.error(folder);
else rmSync(folder, { recursive: true, force: true });
if (sumFindings(summary.findings) > 0) process.exitCode = 1;
