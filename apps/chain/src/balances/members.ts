/**
 * Members by themselves: they join without saying who they are, see and change what is stored of them, and leave. Their
 * card's number and code are the proof; a name or an address is never looked up, so it tells nobody who is a member.
 */
import type {
  JoinAnswer,
  LeaveAnswer,
  MemberAnswer,
  MemberChange,
  MemberOffer,
  MemberRefusal,
  MemberRequest,
} from "@saunter/protocol/chain/member-messages";
import { sql } from "kysely";
import { type AuditActor, appendAudit } from "../access/audit.ts";
import type { RandomBytes } from "../access/tokens.ts";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { JOINS_OF_SHOP_MAX, JOINS_WITHIN_MS } from "./balance-limits.ts";
import { readCardNumber } from "./card-codes.ts";
import { checkCode } from "./check-code.ts";
import { issueCard } from "./issue-card.ts";
import { selectRule } from "./loyalty-rules.ts";

/** Somebody on a shop's pages, whom nobody knows. */
const MEMBER_ITSELF: AuditActor = { kind: "nobody", id: null, address: null };

/** What joining brings, where shoppers may. */
export async function readOffer(
  db: ChainDatabase,
  shopId: string,
  currency: string,
  nowMs: number,
): Promise<MemberOffer> {
  return db.transaction().execute(async (tx) => {
    const rule = await findOpenRule(tx, shopId, currency, nowMs);
    if (rule === null) return { rule: null };
    const { earned_points: earnedPoints, per_minor: perMinor, points_per_minor } = rule;
    return { rule: { earnedPoints, perMinor, pointsPerMinor: points_per_minor } };
  });
}

async function findOpenRule(tx: ChainTransaction, shopId: string, currency: string, nowMs: number) {
  const organisationId = await readOrganisation(tx, shopId);
  const rule = await selectRule(tx, { organisationId, currency }, nowMs).executeTakeFirst();
  return rule?.is_open_to_join ? rule : null;
}

async function readOrganisation(tx: ChainTransaction, shopId: string): Promise<string> {
  const { organisation_id } = await tx
    .selectFrom("shops")
    .select("organisation_id")
    .where("shop_id", "=", shopId)
    .executeTakeFirstOrThrow();
  return organisation_id;
}

/** A member card of whom nothing is known. Where its answer is lost, it is nobody's. */
export async function joinMember(
  db: ChainDatabase,
  shopId: string,
  currency: string,
  nowMs: number,
  random: RandomBytes,
): Promise<JoinAnswer> {
  return db.transaction().execute(async (tx) => {
    const rule = await findOpenRule(tx, shopId, currency, nowMs);
    if (rule === null) return refuse("closed");
    const issuedBy = `shop ${shopId}`;
    if (await hasManyJoined(tx, issuedBy, nowMs)) return refuse("too-many-attempts");
    const { organisation_id: organisationId } = rule;
    const card = { kind: "points", organisationId, currency, units: 0, expiresMs: null } as const;
    const { balanceId, number, code } = await issueCard(
      tx,
      { ...card, issuedBy, atMs: nowMs },
      random,
    );
    await tx
      .insertInto("members")
      .values({ balance_id: balanceId, name: null, email: null, joined_ms: nowMs })
      .execute();
    await note(tx, "customer-added", { balanceId, organisationId, shopId }, nowMs);
    return { number, code };
  });
}

/** One at a time of a shop: no burst gets past the bound. */
async function hasManyJoined(
  tx: ChainTransaction,
  issuedBy: string,
  nowMs: number,
): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('saunter joins'), hashtext(${issuedBy}))`.execute(
    tx,
  );
  const { count } = await tx
    .selectFrom("balance_cards")
    .select((row) => row.fn.countAll<number>().as("count"))
    .where("issued_by", "=", issuedBy)
    .where("issued_ms", ">", nowMs - JOINS_WITHIN_MS)
    .executeTakeFirstOrThrow();
  return count >= JOINS_OF_SHOP_MAX;
}

export function showMember(
  db: ChainDatabase,
  shopId: string,
  request: MemberRequest,
  nowMs: number,
): Promise<MemberAnswer> {
  return asMember(db, shopId, request, nowMs, async (tx, { balanceId }) =>
    readMember(tx, balanceId),
  );
}

/** Sets name and address, or deletes them. */
export function changeMember(
  db: ChainDatabase,
  shopId: string,
  request: MemberChange,
  nowMs: number,
): Promise<MemberAnswer> {
  return asMember(db, shopId, request, nowMs, async (tx, member) => {
    const { balanceId } = member;
    const person = { name: request.name?.trim() || null, email: request.email?.trim() || null };
    await tx.updateTable("members").set(person).where("balance_id", "=", balanceId).execute();
    await note(tx, "customer-changed", { ...member, shopId }, nowMs);
    return readMember(tx, balanceId);
  });
}

/** Deletes name, address and cards; points are lost. */
export function leaveMember(
  db: ChainDatabase,
  shopId: string,
  request: MemberRequest,
  nowMs: number,
): Promise<LeaveAnswer> {
  return asMember<LeaveAnswer>(db, shopId, request, nowMs, async (tx, member) => {
    await eraseMember(tx, member.balanceId);
    await note(tx, "customer-erased", { ...member, shopId }, nowMs);
    return { isErased: true };
  });
}

/** Deletes what belongs to the person. To be called as the process. */
export async function eraseMember(tx: ChainTransaction, balanceId: string): Promise<void> {
  for (const table of ["members", "balance_cards"] as const) {
    await tx.deleteFrom(table).where("balance_id", "=", balanceId).execute();
  }
}

interface MemberOfCard {
  readonly balanceId: string;
  readonly organisationId: string | null;
}

/** Work for whoever has the card. A blocked one does nothing: whoever found it is not the member. */
async function asMember<T>(
  db: ChainDatabase,
  shopId: string,
  request: MemberRequest,
  nowMs: number,
  work: (tx: ChainTransaction, member: MemberOfCard) => Promise<T>,
): Promise<T | { readonly refusal: MemberRefusal }> {
  const number = readCardNumber(request.number);
  const wrong = await checkCode(db, shopId, number, request.code, nowMs);
  if (wrong !== null) return refuse(wrong);
  return db.transaction().execute(async (tx) => {
    const card = await tx
      .selectFrom("balance_cards as c")
      .innerJoin("balances as b", "b.balance_id", "c.balance_id")
      .select(["b.balance_id", "b.organisation_id", "c.is_blocked"])
      .where("c.number", "=", number)
      .where("b.kind", "=", "points")
      .forUpdate("c")
      .executeTakeFirst();
    const isOwn = card?.organisation_id === (await readOrganisation(tx, shopId));
    if (card === undefined || !isOwn) return refuse("card-unknown");
    if (card.is_blocked) return refuse("card-blocked");
    return work(tx, { balanceId: card.balance_id, organisationId: card.organisation_id });
  });
}

async function readMember(tx: ChainTransaction, balanceId: string): Promise<MemberAnswer> {
  const row = await tx
    .selectFrom("balances as b")
    .innerJoin("members as m", "m.balance_id", "b.balance_id")
    .select(["b.units", "b.owed_units", "m.name", "m.email", "m.joined_ms"])
    .where("b.balance_id", "=", balanceId)
    .executeTakeFirstOrThrow();
  return {
    points: row.units,
    owed: row.owed_units,
    ...{ name: row.name, email: row.email, joinedMs: row.joined_ms },
  };
}

function refuse(refusal: MemberRefusal): { readonly refusal: MemberRefusal } {
  return { refusal };
}

function note(
  tx: ChainTransaction,
  kind: "customer-added" | "customer-changed" | "customer-erased",
  { balanceId, organisationId, shopId }: MemberOfCard & { readonly shopId: string },
  atMs: number,
): Promise<void> {
  const object = { kind: "customer", id: balanceId } as const;
  return appendAudit(tx, MEMBER_ITSELF, kind, atMs, { object, organisationId, shopId });
}
