/** How directories get on that provision users. */
import type { ChainDatabase } from "../../database/open-database.ts";

/** Answers after which a directory's users are other than it says: the rest are part of its work. */
const isFailure = (status: number): boolean => status >= 500 || status === 400 || status === 413;

/** One change of a directory has been answered. Of those that get on nothing is written. */
export async function noteDirectory(
  db: ChainDatabase,
  tokenId: string,
  status: number,
  nowMs: number,
): Promise<void> {
  if (isFailure(status)) {
    const values = { failed_ms: nowMs, failure: `its request was answered with ${status}` };
    await db
      .insertInto("directory_states")
      .values({ token_id: tokenId, ...values })
      .onConflict((conflict) => conflict.column("token_id").doUpdateSet(values))
      .execute();
  } else if (status < 300) {
    await db
      .updateTable("directory_states")
      .set({ done_ms: nowMs })
      .where("token_id", "=", tokenId)
      .execute();
  }
}
