/** Evidence of the interactions of one party's visits: what is kept of them, and its end. */
import type { DatabaseSync } from "node:sqlite";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import type { EvidenceKind } from "./evidence-store.ts";

export interface EvidenceOfParty {
  readonly kind: EvidenceKind;
  readonly pieces: number;
  /** When the last of it is deleted, Unix ms. */
  readonly untilMs: number;
}

/** Interactions that concern somebody of the party's visits. */
const CONCERNING = `SELECT evidence_id FROM evidence_shoppers JOIN bindings USING (shopper_id)
  JOIN visits USING (visit_id) WHERE party`;

/** By kind; kinds of which there is none are left out. */
export function listEvidenceOf(db: DatabaseSync, party: string, nowMs: number): EvidenceOfParty[] {
  return prepared(
    db,
    `SELECT kind, count(*) AS pieces, max(delete_after_ms) AS until_ms FROM evidence_files
       WHERE evidence_id IN (${CONCERNING} = ?) AND delete_after_ms > ? GROUP BY kind ORDER BY kind`,
  )
    .all(party, nowMs)
    .map((row) => ({
      kind: row.kind as EvidenceKind,
      pieces: row.pieces as number,
      untilMs: row.until_ms as number,
    }));
}

/** Deletes what concerns nobody else who pays. */
export function dropEvidenceOf({ db }: Pick<Transaction, "db">, party: string): void {
  prepared(
    db,
    `DELETE FROM evidence_files WHERE evidence_id IN (${CONCERNING} = ?1)
       AND evidence_id NOT IN (${CONCERNING} IS NOT ?1)`,
  ).run(party);
}
