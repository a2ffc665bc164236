import { GET_OVERVIEW, POST_SHOP_PLACE } from "@saunter/protocol/chain/http/overview-routes";
import { asProcess } from "../../access/as-request.ts";
import { findChanges } from "../../access/audit.ts";
import { findReach, type Reach } from "../../access/principal.ts";
import { findLag, type OverviewRow, readOverview } from "../../figures/read-overview.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { notFound } from "../problem.ts";

export function addOverviewRoutes(context: HttpContext): void {
  addScoped(context, GET_OVERVIEW, async ({ tx, principal, nowMs }) => {
    const reports = findReach(principal.grants, "reports:read");
    const rows = await readOverview(tx, nowMs);
    return { atMs: nowMs, shops: rows.map((row) => describe(row, reports, nowMs)) };
  });

  addScoped(context, POST_SHOP_PLACE, async ({ tx, params, body, reply, note }) => {
    const { shopId } = params;
    const before = await tx
      .selectFrom("shops")
      .select(["latitude", "longitude", "console_url as consoleUrl"])
      .where("shop_id", "=", shopId)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw notFound();
    const { latitude, longitude, consoleUrl } = body;
    await asProcess(tx, async () => {
      await tx
        .updateTable("shops")
        .set({ latitude, longitude, console_url: consoleUrl })
        .where("shop_id", "=", shopId)
        .execute();
    });
    const changes = findChanges(before, { latitude, longitude, consoleUrl });
    await note("shop-changed", { object: { kind: "shop", id: shopId }, shopId, changes });
    reply.status(204);
  });
}

function describe(row: OverviewRow, reports: Reach | null, nowMs: number) {
  const { shopId, name, organisationId, regionId, regionName, latitude, longitude } = row;
  const { currency, salesMinor, receipts, reviewed, audited, auditedAgreed } = row;
  const hasFigures = reports !== null && isWithin(row, reports);
  return {
    ...{ shopId, name, organisationId, regionId, regionName, latitude, longitude },
    ...findLag(row, nowMs),
    consoleUrl: row.consoleUrl,
    lastSeenMs: row.seenMs,
    version: row.version,
    setAside: row.setAside,
    openAlerts: row.openAlerts,
    figures: hasFigures
      ? { currency, salesMinor, receipts, reviewed, audited, auditedAgreed }
      : null,
  };
}

/** Whether a shop lies in a reach. */
function isWithin({ shopId, organisationId, regionId }: OverviewRow, reach: Reach): boolean {
  if (reach.isAll || reach.shops.includes(shopId)) return true;
  if (reach.organisations.includes(organisationId)) return true;
  return regionId !== null && reach.regions.includes(regionId);
}
