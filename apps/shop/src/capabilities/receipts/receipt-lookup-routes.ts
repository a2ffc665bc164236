import {
  type ANSWER,
  type FOUND,
  POST_RECEIPTS_LOOKUPS,
  type REQUEST,
} from "@saunter/protocol/http/receipt-lookup-routes";
import type { Static } from "typebox";
import { orRefuse } from "../../domain/shop-context.ts";
import { addAction } from "../../http/add-route.ts";
import type { CardReading } from "../../http/card-fields.ts";
import { ABOUT_MS } from "../../http/find-visits.ts";
import type { HttpContext, HttpDeps } from "../../http/http-context.ts";
import { LOOKED_UP_MAX } from "../../http/http-limits.ts";
import { ProblemError } from "../../http/problem.ts";
import { nameReceiptUrl } from "../../http/receipt-token.ts";
import { nameParty } from "../../projections/visit-tables.ts";
import { prepared } from "../../store/prepared.ts";

/** Who comes back later than that has their statement, and asks at the till. */
const DIGITS_KNOWN_MS = 24 * 3_600_000;

/** For shoppers who paid by card and have no sign-in: at a kiosk they find their receipt again. */
export function addReceiptLookupRoutes(context: HttpContext<CardReading>): void {
  const { deps } = context;
  addAction(context, POST_RECEIPTS_LOOKUPS, async ({ body }) =>
    body.by === "card" ? findByCard(deps, body) : findByDigits(deps, body.lastFour, body.leftMs),
  );
}

type Request = Static<typeof REQUEST>;
type Answer = Static<typeof ANSWER>;

const COLUMNS = `visit_id, closed_ms, r.status, total_minor, r.currency, r.lookup_token
  FROM visits v JOIN receipts r USING (visit_id)`;

async function findByCard(
  deps: HttpDeps & CardReading,
  { readerId, requestId }: Extract<Request, { by: "card" }>,
): Promise<Answer> {
  const { shop, entryMethods } = deps;
  const way = entryMethods.get("card");
  if (way === undefined) {
    throw new ProblemError("entry-method-unavailable", "the shop has no card reader");
  }
  const { payer, cardHash = null } = orRefuse(
    await way.verify({ requestId }, { gateId: readerId, nowMs: shop.nowMs() }),
  );
  // The card may have had another token then.
  const rows = prepared(
    shop.store.db,
    `SELECT ${COLUMNS} WHERE v.status = 'closed' AND (v.party = ?1 OR (v.kind = 'card'
       AND visit_id IN (SELECT charge_id FROM charges WHERE card_hash = ?2)))
       ORDER BY opened_ms DESC, visit_id LIMIT ?3`,
  ).all(nameParty(payer), cardHash, LOOKED_UP_MAX);
  return { items: rows.map((row) => showFound(deps, row)), isAmbiguous: false };
}

/** One that alone fits; where there are more, none: it might be somebody else's. */
function findByDigits(deps: HttpDeps, lastFour: string, leftMs: number): Answer {
  const { shop } = deps;
  const rows = prepared(
    shop.store.db,
    `SELECT ${COLUMNS} JOIN charges ON charge_id = visit_id
       WHERE last_four = ? AND v.kind = 'card' AND v.status = 'closed'
         AND closed_ms BETWEEN ? AND ? AND closed_ms > ? LIMIT 2`,
  ).all(lastFour, leftMs - ABOUT_MS, leftMs + ABOUT_MS, shop.nowMs() - DIGITS_KNOWN_MS);
  const isAmbiguous = rows.length > 1;
  return { items: isAmbiguous ? [] : rows.map((row) => showFound(deps, row)), isAmbiguous };
}

function showFound(deps: HttpDeps, row: Record<string, unknown>): Static<typeof FOUND> {
  return {
    visitId: row.visit_id as string,
    leftMs: row.closed_ms as number,
    totalMinor: row.total_minor as number,
    currency: row.currency as string,
    status: row.status as Static<typeof FOUND>["status"],
    receiptUrl: nameReceiptUrl(deps, row.lookup_token as string),
  };
}
