/** Visits of all shops by what somebody reads off a receipt: its number, its amount, the end of a visit's id. */
import { type RawBuilder, sql } from "kysely";
import type { ChainTransaction } from "../database/open-database.ts";

export interface VisitKey {
  readonly shop_id: string;
  readonly visit_id: string;
}

/** More have that number or amount than anybody looks through: the newest are found. */
export const FOUND_MAX = 2000;

const NUMBER = /^\d{1,12}$/;
/** With two decimals, as prices are written; a comma where the locale has it. */
const AMOUNT = /^(\d{1,9})[.,](\d{2})$/;
const TAIL = /^[\w-]{4}$/;

/**
 * Keys of what a text may mean, of the named shops; null: of all. To be read as the process, as row-level security
 * keeps PostgreSQL from using indexes of expressions: what is shown of them is read behind the wall.
 */
export async function findVisitKeys(
  tx: ChainTransaction,
  text: string,
  shopIds: readonly string[] | null,
): Promise<VisitKey[]> {
  const parts = listParts(text.trim());
  const within = shopIds === null ? sql`true` : sql`shop_id = ANY (${[...shopIds]}::text[])`;
  const selects = parts.map(
    ({ table, time, is }) => sql`(
      SELECT shop_id, visit_id, ${sql.ref(time)} AS at_ms FROM ${sql.table(table)}
      WHERE ${is} AND ${within} ORDER BY ${sql.ref(time)} DESC LIMIT ${sql.lit(FOUND_MAX)})`,
  );
  const { rows } = await sql<VisitKey>`
    SELECT DISTINCT shop_id, visit_id FROM (${sql.join(selects, sql` UNION ALL `)}) AS found
  `.execute(tx);
  return rows;
}

interface Part {
  readonly table: "receipts" | "visits";
  readonly time: string;
  readonly is: RawBuilder<unknown>;
}

function listParts(text: string): Part[] {
  const amount = AMOUNT.exec(text);
  const ofReceipts = { table: "receipts", time: "drafted_ms" } as const;
  const ofVisits = { table: "visits", time: "opened_ms" } as const;
  return [
    { ...ofVisits, is: sql`visit_id = ${text}` },
    ...(TAIL.test(text) ? [{ ...ofVisits, is: sql`right(visit_id, 4) = ${text}` }] : []),
    ...(NUMBER.test(text)
      ? [{ ...ofReceipts, is: sql`document_number = ${Number(text)}::bigint` }]
      : []),
    ...(amount === null
      ? []
      : [{ ...ofReceipts, is: sql`total_minor = ${Number(amount[1]! + amount[2]!)}::bigint` }]),
  ];
}
