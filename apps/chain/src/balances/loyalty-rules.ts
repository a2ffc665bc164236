/** What receipts earn and what points pay: by organisation and currency, in versions that never change. */
import type { ChainTransaction } from "../database/open-database.ts";

export interface LoyaltyRule {
  readonly organisationId: string;
  readonly currency: string;
  /** So many points … */
  readonly earnedPoints: number;
  /** … for each so much of a receipt's total. */
  readonly perMinor: number;
  /** So many pay one minor unit. */
  readonly pointsPerMinor: number;
  /** Whether shoppers may join by themselves. */
  readonly isOpenToJoin: boolean;
}

export interface NewRule extends LoyaltyRule {
  readonly effectiveMs: number;
  readonly note: string;
  readonly setBy: string;
  readonly setMs: number;
}

/** The version that is effective at a time: of those for the same time, the latest. */
export function selectRule(
  tx: ChainTransaction,
  of: { readonly organisationId: string; readonly currency: string },
  atMs: number,
) {
  return tx
    .selectFrom("loyalty_rules")
    .selectAll()
    .where("organisation_id", "=", of.organisationId)
    .where("currency", "=", of.currency)
    .where("effective_ms", "<=", atMs)
    .orderBy("effective_ms", "desc")
    .orderBy("version", "desc")
    .limit(1);
}

/** Adds a version; returns which it is. To be called as the process. */
export async function putRule(tx: ChainTransaction, rule: NewRule): Promise<number> {
  const { organisationId, currency } = rule;
  // One at a time for an organisation.
  await tx
    .selectFrom("organisations")
    .select("organisation_id")
    .where("organisation_id", "=", organisationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { last } = await tx
    .selectFrom("loyalty_rules")
    .select((row) => row.fn.max("version").as("last"))
    .where("organisation_id", "=", organisationId)
    .where("currency", "=", currency)
    .executeTakeFirstOrThrow();
  const version = (last ?? 0) + 1;
  await tx
    .insertInto("loyalty_rules")
    .values({
      ...{ organisation_id: organisationId, currency, version },
      earned_points: rule.earnedPoints,
      per_minor: rule.perMinor,
      points_per_minor: rule.pointsPerMinor,
      is_open_to_join: rule.isOpenToJoin,
      effective_ms: rule.effectiveMs,
      note: rule.note,
      set_by: rule.setBy,
      set_ms: rule.setMs,
    })
    .execute();
  return version;
}
