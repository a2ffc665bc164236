import type { AuditKind } from "@saunter/protocol/chain/audit-kinds";
import { GET_AUDIT, GET_AUDIT_EXPORT } from "@saunter/protocol/chain/http/audit-routes";
import { escapeFormula } from "@saunter/protocol/csv-formulas";
import type { AuditBody } from "../../access/audit.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { EXPORTED_AT_ONCE, EXPORTED_EVENTS_MAX } from "../http-limits.ts";
import { countRows, makePage, readCursor } from "../pages.ts";

interface Filters {
  readonly kind?: AuditKind;
  readonly actorId?: string;
  readonly objectId?: string;
  readonly shopId?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export function addAuditRoutes(context: HttpContext): void {
  addScoped(context, GET_AUDIT, async ({ tx, query, url, note }) => {
    const after = readCursor(query, ["number"]);
    let rows = select(tx, query).orderBy("position", "desc").limit(countRows(query));
    if (after !== null) rows = rows.where("position", "<", after[0]);
    const page = makePage({ url, query }, await rows.execute(), describe, (row) => [row.position]);
    await note("audit-viewed");
    return page;
  });

  addScoped(context, GET_AUDIT_EXPORT, async ({ tx, query, reply, note }) => {
    const parts = [formatLine(HEADER)];
    let position = 0;
    while (parts.length <= EXPORTED_EVENTS_MAX) {
      const rows = await select(tx, query)
        .where("position", ">", position)
        .orderBy("position")
        .limit(EXPORTED_AT_ONCE)
        .execute();
      for (const row of rows) parts.push(formatLine(toCells(describe(row))));
      if (rows.length < EXPORTED_AT_ONCE) break;
      position = rows.at(-1)!.position;
    }
    await note("audit-exported");
    reply.type("text/csv; charset=utf-8");
    reply.header("content-disposition", 'attachment; filename="audit.csv"');
    return parts.join("");
  });
}

function select(tx: ChainTransaction, filters: Filters) {
  let rows = tx.selectFrom("audit_events").select(["position", "hash", "body"]);
  const { kind, actorId, objectId, shopId, fromMs, untilMs } = filters;
  if (kind !== undefined) rows = rows.where("kind", "=", kind);
  if (actorId !== undefined) rows = rows.where("actor_id", "=", actorId);
  if (objectId !== undefined) rows = rows.where("object_id", "=", objectId);
  if (shopId !== undefined) rows = rows.where("shop_id", "=", shopId);
  if (fromMs !== undefined) rows = rows.where("at_ms", ">=", fromMs);
  if (untilMs !== undefined) rows = rows.where("at_ms", "<", untilMs);
  return rows;
}

function describe(row: {
  readonly position: number;
  readonly hash: string;
  readonly body: unknown;
}) {
  const { position, hash } = row;
  return { position, ...(row.body as AuditBody), hash };
}

const HEADER = [
  ...["position", "time", "kind", "actor", "actor id", "address"],
  ...["object", "object id", "shop", "organisation", "changes", "hash"],
];

function toCells(event: ReturnType<typeof describe>): string[] {
  const { position, atMs, kind, actor, address, object, shopId, organisationId } = event;
  return [
    ...[String(position), new Date(atMs).toISOString(), kind, actor.kind, actor.id ?? ""],
    ...[address ?? "", object?.kind ?? "", object?.id ?? "", shopId ?? "", organisationId ?? ""],
    ...[JSON.stringify(event.changes), event.hash],
  ];
}

/** RFC 4180; no cell is run as a formula. */
function formatLine(cells: readonly string[]): string {
  const written = cells.map((cell) => {
    const text = escapeFormula(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${written.join(",")}\r\n`;
}
