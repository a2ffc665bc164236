/** Failed sign-ins cost time: more with each, by name and network, and by name from everywhere. */
import type { ChainDatabase } from "../database/open-database.ts";
import {
  FAILURES_KEPT_MS,
  FREE_FAILURES_MAX,
  FREE_FAILURES_OF_NAME_MAX,
  SIGN_IN_DELAY_MS_MAX,
  SIGN_IN_DELAY_MS_MIN,
} from "./access-limits.ts";
import { hashSecret } from "./tokens.ts";

interface Key {
  readonly key: string;
  readonly freeMax: number;
}

/** Names stay unreadable: somebody may have typed their password there. */
function listKeys(name: string, network: string): Key[] {
  const folded = name.trim().toLowerCase();
  return [
    { key: hashSecret(`${folded}\n${network}`), freeMax: FREE_FAILURES_MAX },
    { key: hashSecret(folded), freeMax: FREE_FAILURES_OF_NAME_MAX },
  ];
}

/** How long after the last failure nobody may try, by how many there were. */
export function findDelayMs(failures: number, freeMax: number): number {
  if (failures < freeMax) return 0;
  const doublings = Math.min(failures - freeMax, 20);
  return Math.min(SIGN_IN_DELAY_MS_MIN * 2 ** doublings, SIGN_IN_DELAY_MS_MAX);
}

/** How long whoever signs in has to wait still; 0: not at all. */
export async function readDelayMs(
  db: ChainDatabase,
  name: string,
  network: string,
  nowMs: number,
): Promise<number> {
  const keys = listKeys(name, network);
  const rows = await db
    .selectFrom("sign_in_failures")
    .selectAll()
    .where(
      "key",
      "in",
      keys.map(({ key }) => key),
    )
    .where("last_ms", ">", nowMs - FAILURES_KEPT_MS)
    .execute();
  const waits = rows.map(({ key, failures, last_ms }) => {
    const { freeMax } = keys.find((one) => one.key === key)!;
    return last_ms + findDelayMs(failures, freeMax) - nowMs;
  });
  return Math.max(0, ...waits);
}

export async function noteFailure(
  db: ChainDatabase,
  name: string,
  network: string,
  nowMs: number,
): Promise<void> {
  await db
    .deleteFrom("sign_in_failures")
    .where("last_ms", "<=", nowMs - FAILURES_KEPT_MS)
    .execute();
  for (const { key } of listKeys(name, network)) {
    await db
      .insertInto("sign_in_failures")
      .values({ key, failures: 1, last_ms: nowMs })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((row) => ({
          failures: row("sign_in_failures.failures", "+", 1),
          last_ms: nowMs,
        })),
      )
      .execute();
  }
}

/** Whoever signs in has shown that the failures from there were slips. */
export async function forgetFailures(
  db: ChainDatabase,
  name: string,
  network: string,
): Promise<void> {
  const [ofNetwork] = listKeys(name, network);
  await db.deleteFrom("sign_in_failures").where("key", "=", ofNetwork!.key).execute();
}
