/** Versions for several shops that wait for a second user. */
import type { DownKind } from "@saunter/protocol/chain/down-messages";
import { sql } from "kysely";
import type { ChainTransaction } from "../database/open-database.ts";
import { VersionRefused } from "./version-refused.ts";

export interface Proposal {
  readonly proposalId: string;
  readonly kind: DownKind;
  readonly layer: "shared" | "region";
  readonly regionId: string | null;
  readonly items: number;
  readonly note: string;
  readonly by: string;
  readonly byName: string | null;
  readonly atMs: number;
  readonly state: "open" | "approved" | "rejected" | "withdrawn";
  readonly decidedBy: string | null;
  readonly decidedMs: number | null;
  readonly reason: string | null;
  readonly version: number | null;
}

export type NewProposal = Pick<
  Proposal,
  "proposalId" | "kind" | "layer" | "regionId" | "items" | "note" | "by" | "atMs"
> & { readonly body: unknown };

/** A content may have megabytes. */
const OPEN_MAX = 50;
const LISTED_MAX = 100;

/** Throws `VersionRefused` if too many are open. */
export async function addProposal(tx: ChainTransaction, proposal: NewProposal): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('proposals'))`.execute(tx);
  const open = await tx
    .selectFrom("proposals")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "=", "open")
    .executeTakeFirstOrThrow();
  if (open.count >= OPEN_MAX) {
    throw new VersionRefused(`${OPEN_MAX} proposals are open: decide some of them first`);
  }
  const { proposalId, kind, layer, regionId, items, note, by, atMs, body } = proposal;
  await tx
    .insertInto("proposals")
    .values({
      ...{ proposal_id: proposalId, kind, layer, region_id: regionId, items, note },
      ...{ body: JSON.stringify(body), proposed_by: by, proposed_ms: atMs, state: "open" },
      ...{ decided_by: null, decided_ms: null, reason: null, version: null },
    })
    .execute();
}

/** Open ones and the latest others, the newest first. */
export async function listProposals(tx: ChainTransaction): Promise<Proposal[]> {
  const rows = await selectProposals(tx)
    .orderBy(({ eb }) => eb("state", "=", "open"), "desc")
    .orderBy("proposed_ms", "desc")
    .limit(LISTED_MAX)
    .execute();
  return rows.map(toProposal);
}

/** Locked until the transaction ends; null if there is none. */
export async function findProposal(
  tx: ChainTransaction,
  proposalId: string,
): Promise<(Proposal & { readonly body: unknown }) | null> {
  const row = await selectProposals(tx)
    .select("body")
    .where("proposal_id", "=", proposalId)
    .forUpdate("proposals")
    .executeTakeFirst();
  return row === undefined ? null : { ...toProposal(row), body: row.body };
}

export interface Decision {
  readonly state: "approved" | "rejected" | "withdrawn";
  readonly by: string;
  readonly atMs: number;
  readonly reason?: string;
  readonly version?: number;
}

export async function decideProposal(
  tx: ChainTransaction,
  proposalId: string,
  { state, by, atMs, reason, version }: Decision,
): Promise<void> {
  await tx
    .updateTable("proposals")
    .set({ state, body: null, decided_by: by, decided_ms: atMs })
    .set({ reason: reason ?? null, version: version ?? null })
    .where("proposal_id", "=", proposalId)
    .execute();
}

const selectProposals = (tx: ChainTransaction) =>
  tx
    .selectFrom("proposals")
    .leftJoin("users", "users.user_id", "proposals.proposed_by")
    .select(["proposal_id", "kind", "layer", "region_id", "items", "note", "users.name"])
    .select(["proposed_by", "proposed_ms", "state", "decided_by", "decided_ms"])
    .select(["reason", "version"]);

type Row = Awaited<ReturnType<ReturnType<typeof selectProposals>["execute"]>>[number];

const toProposal = (row: Row): Proposal => ({
  proposalId: row.proposal_id,
  kind: row.kind,
  layer: row.layer,
  regionId: row.region_id,
  items: row.items,
  note: row.note,
  by: row.proposed_by,
  byName: row.name,
  atMs: row.proposed_ms,
  state: row.state,
  decidedBy: row.decided_by,
  decidedMs: row.decided_ms,
  reason: row.reason,
  version: row.version,
});
