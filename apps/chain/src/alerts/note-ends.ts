/** What is sent once an alert has ended. */
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";

/** Of those that have ended: whoever was sent an alert is sent its end, too, once. */
export async function noteEnds(
  db: ChainDatabase | ChainTransaction,
  alertIds: readonly number[],
): Promise<void> {
  await sql`
    INSERT INTO chain_alert_notices
      SELECT n.alert_id, n.channel, 'ended', 'pending', 0, 0, 0, NULL
      FROM chain_alert_notices n JOIN chain_alerts a USING (alert_id)
      WHERE n.what = 'raised' AND n.sent_count > 0 AND a.ended_ms IS NOT NULL
        AND n.alert_id = ANY (${alertIds}::bigint[])
    ON CONFLICT DO NOTHING`.execute(db);
}
