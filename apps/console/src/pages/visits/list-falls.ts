/** How each account of an interaction rose or fell from telling to telling. */
import type { Account, Telling } from "./visit-words.ts";

export interface Fall {
  readonly key: string;
  readonly account: Account;
  /** At each telling; 0 from when it was not told of any more. */
  readonly points: readonly { readonly atMs: number; readonly probability: number }[];
}

/** The one that is likeliest in the end comes first, then as they were likeliest at any time. */
export function listFalls(tellings: readonly Telling[]): Fall[] {
  const falls = new Map<string, { account: Account; points: Fall["points"][number][] }>();
  for (const { atMs, status, accounts } of tellings) {
    const told = new Map(accounts.map((account) => [nameAccount(account), account]));
    for (const [key, account] of told) {
      if (!falls.has(key)) falls.set(key, { account, points: [] });
    }
    for (const [key, { points }] of falls) {
      const isOut = status === "retracted";
      points.push({ atMs, probability: isOut ? 0 : (told.get(key)?.probability ?? 0) });
    }
  }
  const rank = ({ points }: { points: Fall["points"] }): [number, number] => [
    points.at(-1)!.probability,
    Math.max(...points.map(({ probability }) => probability)),
  ];
  return [...falls]
    .map(([key, fall]) => ({ key, ...fall }))
    .sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1]);
}

function nameAccount({ kind, shopperId, giverId, gtin, quantity }: Account): string {
  return [kind, shopperId, giverId, gtin, quantity].join(" ");
}
