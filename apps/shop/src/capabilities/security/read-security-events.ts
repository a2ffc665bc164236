/** Security events as they are shown and exported, with names and addresses as far as they are kept. */
import type { SECURITY_EVENT } from "@saunter/protocol/http/security-routes";
import type { Static } from "typebox";
import type { Condition, ListQuery } from "../../http/pages.ts";

export type SecurityEventView = Static<typeof SECURITY_EVENT>;

export interface SecurityFilters {
  readonly kind?: string;
  readonly principalId?: string;
  readonly objectId?: string;
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly search?: string;
}

const OBJECT_ID = "coalesce(e.object_id, d.badge_id)";

export function listSecurityEvents(
  filters: SecurityFilters,
  direction: ListQuery["direction"],
): ListQuery {
  const { kind, principalId, objectId, fromMs, untilMs } = filters;
  return {
    from: `security_events e
      LEFT JOIN security_details d ON d.detail_id = e.detail_id
      LEFT JOIN users p ON e.principal_kind = 'user' AND p.user_id = e.principal_id
      LEFT JOIN users o ON e.object_kind = 'user' AND o.user_id = e.object_id`,
    columns: `e.position, e.at_ms, e.kind, e.principal_kind, e.principal_id, e.roles, e.via,
      e.object_kind, ${OBJECT_ID} AS object_id, e.changes, d.address,
      p.name AS principal_name, o.name AS object_name`,
    where: [
      ["e.kind = ?", kind],
      ["e.principal_id = ?", principalId],
      [`${OBJECT_ID} = ?`, objectId],
      ["e.at_ms >= ?", fromMs],
      ["e.at_ms < ?", untilMs],
      matchText(filters.search?.trim() ?? ""),
    ],
    order: ["e.position"],
    direction,
  };
}

function matchText(sought: string): Condition {
  const text = sought === "" ? undefined : sought;
  return [
    `? IN (e.principal_id, ${OBJECT_ID}, d.address)
      OR instr(lower(p.name), lower(?)) > 0 OR instr(lower(o.name), lower(?)) > 0`,
    text,
    text,
    text,
  ];
}

export function showSecurityEvent(row: Readonly<Record<string, unknown>>): SecurityEventView {
  const { object_kind: objectKind } = row;
  return {
    id: row.position,
    atMs: row.at_ms,
    kind: row.kind,
    principal: {
      kind: row.principal_kind,
      id: row.principal_id,
      name: row.principal_name,
      roles: JSON.parse(row.roles as string),
      via: row.via,
    },
    object:
      objectKind === null ? null : { kind: objectKind, id: row.object_id, name: row.object_name },
    changes: JSON.parse(row.changes as string),
    address: row.address,
  } as SecurityEventView;
}
