/** The results of the long proofs as a table and as a page of the documentation. */
import type { Proof } from "./proofs.ts";

export interface ProofResult {
  readonly passed: boolean;
  /** What the proof printed, in one line. */
  readonly result: string;
  /** Ends with "+" where files had changed since. */
  readonly commit: string;
  /** UTC, YYYY-MM-DD. */
  readonly date: string;
  readonly minutes: number;
  readonly cores: number;
}

type Results = Readonly<Record<string, ProofResult>>;

export function formatTable(proofs: readonly Proof[], results: Results): string {
  const rows = proofs.map(({ name, shows }) => {
    const last = results[name];
    if (last === undefined) return [name, shows, "not run yet", "", "", ""];
    const { passed, result, commit, date, minutes } = last;
    const outcome = passed ? result : `**failed**: ${result}`;
    return [name, shows, outcome, minutes.toFixed(1), `\`${commit}\``, date];
  });
  return [
    "| proof | what it shows | last result | minutes | commit | date |",
    "|---|---|---|---:|---|---|",
    ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`),
  ].join("\n");
}

export function formatPage(proofs: readonly Proof[], results: Results): string {
  return `# Long proofs

See what was proven at length, on which commit, and run it yourself.

\`npm test\` runs a small version of each of these in about ten minutes. The long versions run with:

\`\`\`sh
npm run prove                     # everything that hasn't passed since the code last changed
npm run prove -- --only torture   # the proofs whose name contains that
npm run prove -- --list           # this table
\`\`\`

Each result is saved as soon as it is known. If you stop the command, the next run continues with the proofs
that are left. This page is written by the command. A commit that ends with "+" had uncommitted changes.

${formatTable(proofs, results)}
`;
}
