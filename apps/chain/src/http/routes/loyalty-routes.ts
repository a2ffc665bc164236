import { GET_LOYALTY_RULES, POST_LOYALTY_RULES } from "@saunter/protocol/chain/http/loyalty-routes";
import { sql } from "kysely";
import { asProcess } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import { putRule } from "../../balances/loyalty-rules.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addKeyed, addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { requireOrganisation } from "./gift-card-routes.ts";

export function addLoyaltyRoutes(context: HttpContext): void {
  addScoped(context, GET_LOYALTY_RULES, async ({ tx, query, url, nowMs }) => {
    const after = readCursor(query, ["string", "string", "number"]);
    let rows = selectVersions(tx, nowMs).limit(countRows(query));
    if (after !== null) {
      const [organisationId, currency, version] = after;
      // The latest version comes first.
      rows = rows.where((row) =>
        row.or([
          row(
            row.refTuple("organisation_id", "currency"),
            ">",
            row.tuple(organisationId, currency),
          ),
          row.and([
            row("organisation_id", "=", organisationId),
            row("currency", "=", currency),
            row("version", "<", version),
          ]),
        ]),
      );
    }
    return makePage({ url, query }, await rows.execute(), showRule, (row) => [
      ...[row.organisation_id, row.currency, row.version],
    ]);
  });

  addKeyed(context, POST_LOYALTY_RULES, async (call) => {
    const { tx, reach, body, reply, principal, nowMs, note } = call;
    const { organisationId, currency, ...rule } = body;
    await requireOrganisation(tx, reach, organisationId);
    const effectiveMs = Math.max(body.effectiveMs ?? nowMs, nowMs);
    const set = { ...body, effectiveMs, setBy: principal.userId, setMs: nowMs };
    const version = await asProcess(tx, () => putRule(tx, set));
    await note("loyalty-rule-set", {
      object: { kind: "organisation", id: organisationId },
      organisationId,
      changes: toNew({ currency, version, ...rule, effectiveMs }),
    });
    const row = await selectVersions(tx, nowMs)
      .where("organisation_id", "=", organisationId)
      .where("currency", "=", currency)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    reply.code(201);
    return showRule(row);
  });
}

/** Each with the version that counts now. */
function selectVersions(tx: ChainTransaction, nowMs: number) {
  return tx
    .selectFrom("loyalty_rules")
    .selectAll()
    .select(
      sql<number | null>`(
        SELECT now.version FROM loyalty_rules AS now
        WHERE now.organisation_id = loyalty_rules.organisation_id
          AND now.currency = loyalty_rules.currency AND now.effective_ms <= ${nowMs}::bigint
        ORDER BY now.effective_ms DESC, now.version DESC LIMIT 1)`.as("version_now"),
    )
    .select(sql<boolean>`effective_ms > ${nowMs}::bigint`.as("is_later"))
    .orderBy("organisation_id")
    .orderBy("currency")
    .orderBy("version", "desc");
}

type Row = Awaited<ReturnType<ReturnType<typeof selectVersions>["execute"]>>[number];

function showRule(row: Row) {
  return {
    organisationId: row.organisation_id,
    currency: row.currency,
    version: row.version,
    state: row.is_later ? "later" : row.version === row.version_now ? "now" : "past",
    earnedPoints: row.earned_points,
    perMinor: row.per_minor,
    pointsPerMinor: row.points_per_minor,
    isOpenToJoin: row.is_open_to_join,
    effectiveMs: row.effective_ms,
    note: row.note,
    setBy: row.set_by,
    setMs: row.set_ms,
  };
}
