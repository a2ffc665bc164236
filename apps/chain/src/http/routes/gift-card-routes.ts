import {
  GET_GIFT_CARD,
  GET_GIFT_CARDS,
  GET_LOYALTY_RULES,
  POST_GIFT_CARD_BLOCK,
  POST_GIFT_CARD_END_HOLDS,
  POST_GIFT_CARD_TOP_UP,
  POST_GIFT_CARDS,
  POST_LOYALTY_RULES,
} from "@saunter/protocol/chain/http/balance-routes";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { Reach } from "../../access/principal.ts";
import { readCardNumber } from "../../balances/card-codes.ts";
import { endHoldsOf } from "../../balances/end-holds.ts";
import { issueCard } from "../../balances/issue-card.ts";
import { addEntry } from "../../balances/ledger.ts";
import {
  type CardRow,
  listEntries,
  listHolds,
  selectCards,
  showCard,
} from "../../balances/read-cards.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound, ProblemError } from "../problem.ts";

export function addGiftCardRoutes(context: HttpContext): void {
  const { random } = context.options;

  addScoped(context, GET_GIFT_CARDS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["number", "string"]);
    let rows = selectCards(tx, "gift-card")
      .orderBy("b.created_ms", "desc")
      .orderBy("b.balance_id", "desc")
      .limit(countRows(query));
    if (after !== null) {
      rows = rows.where((row) =>
        row(row.refTuple("b.created_ms", "b.balance_id"), "<", row.tuple(after[0], after[1])),
      );
    }
    const digits = readCardNumber(query.search ?? "").replaceAll(/[%_\\]/gu, "");
    if (digits !== "") rows = rows.where("c.number", "like", `%${digits}`);
    return makePage({ url, query }, await rows.execute(), showGiftCard, (row) => [
      ...[row.created_ms, row.balance_id],
    ]);
  });

  addScoped(
    context,
    POST_GIFT_CARDS,
    async ({ tx, reach, body, reply, principal, nowMs, note }) => {
      const { organisationId, currency, amountMinor, expiresMs } = body;
      await requireOrganisation(tx, reach, organisationId);
      const card = { kind: "gift-card", organisationId, currency, expiresMs } as const;
      const issued = await asProcess(tx, () =>
        issueCard(
          tx,
          { ...card, units: amountMinor, issuedBy: principal.userId, atMs: nowMs },
          random,
        ),
      );
      const { balanceId, number, code } = issued;
      await note("gift-card-issued", {
        object: { kind: "gift-card", id: balanceId },
        organisationId,
        changes: toNew({ currency, amountMinor, expiresMs }),
      });
      reply.code(201);
      return { giftCardId: balanceId, number, code };
    },
  );

  addScoped(context, GET_GIFT_CARD, async ({ tx, params: { giftCardId } }) => ({
    ...showGiftCard(await readOne(tx, giftCardId)),
    entries: await listEntries(tx, giftCardId),
    holds: await listHolds(tx, giftCardId),
  }));

  addScoped(
    context,
    POST_GIFT_CARD_TOP_UP,
    async ({ tx, params: { giftCardId }, body, principal, nowMs, note }) => {
      const { topUpKey, amountMinor } = body;
      const { organisation_id: organisationId } = await readOne(tx, giftCardId);
      const reference = `topped-up/${giftCardId}/${topUpKey}`;
      const isNew = await asProcess(tx, () =>
        addEntry(tx, {
          ...{ balanceId: giftCardId, kind: "topped-up", units: amountMinor, reference },
          ...{ atMs: nowMs, enteredBy: principal.userId },
        }),
      );
      if (isNew) {
        await note("gift-card-topped-up", {
          object: { kind: "gift-card", id: giftCardId },
          organisationId,
          changes: toNew({ amountMinor, topUpKey }),
        });
      } else await requireSame(tx, reference, amountMinor);
      return showGiftCard(await readOne(tx, giftCardId));
    },
  );

  addScoped(
    context,
    POST_GIFT_CARD_BLOCK,
    async ({ tx, params: { giftCardId }, body: { isBlocked }, note }) => {
      const before = await readOne(tx, giftCardId);
      await asProcess(tx, () =>
        tx
          .updateTable("balance_cards")
          .set({ is_blocked: isBlocked })
          .where("balance_id", "=", giftCardId)
          .execute(),
      );
      await note("gift-card-changed", {
        object: { kind: "gift-card", id: giftCardId },
        organisationId: before.organisation_id,
        changes: { isBlocked: { before: before.is_blocked, after: isBlocked } },
      });
      return showGiftCard(await readOne(tx, giftCardId));
    },
  );

  addScoped(
    context,
    POST_GIFT_CARD_END_HOLDS,
    async ({ tx, params: { giftCardId }, nowMs, note }) => {
      const { organisation_id: organisationId } = await readOne(tx, giftCardId);
      const ended = await asProcess(tx, () => endHoldsOf(tx, giftCardId, nowMs));
      await note("holds-ended", {
        object: { kind: "gift-card", id: giftCardId },
        organisationId,
        changes: toNew({ ended }),
      });
      return showGiftCard(await readOne(tx, giftCardId));
    },
  );

  addLoyaltyRules(context);
}

function addLoyaltyRules(context: HttpContext): void {
  addScoped(context, GET_LOYALTY_RULES, async ({ tx, query, url }) => {
    const after = readCursor(query, ["string", "string"]);
    let rows = tx
      .selectFrom("loyalty_rules")
      .selectAll()
      .orderBy("organisation_id")
      .orderBy("currency")
      .limit(countRows(query));
    if (after !== null) {
      rows = rows.where((row) =>
        row(row.refTuple("organisation_id", "currency"), ">", row.tuple(after[0], after[1])),
      );
    }
    return makePage({ url, query }, await rows.execute(), showRule, (row) => [
      ...[row.organisation_id, row.currency],
    ]);
  });

  addScoped(context, POST_LOYALTY_RULES, async ({ tx, reach, body, principal, nowMs, note }) => {
    const { organisationId, currency, earnedPoints, perMinor, pointsPerMinor } = body;
    await requireOrganisation(tx, reach, organisationId);
    const rule = {
      earned_points: earnedPoints,
      per_minor: perMinor,
      points_per_minor: pointsPerMinor,
      set_by: principal.userId,
      set_ms: nowMs,
    };
    const row = { organisation_id: organisationId, currency, ...rule };
    await asProcess(tx, () =>
      tx
        .insertInto("loyalty_rules")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["organisation_id", "currency"]).doUpdateSet(rule),
        )
        .execute(),
    );
    await note("loyalty-rule-set", {
      object: { kind: "organisation", id: organisationId },
      organisationId,
      changes: toNew({ currency, earnedPoints, perMinor, pointsPerMinor }),
    });
    return showRule(row);
  });
}

/** Null is the whole chain. */
export async function requireOrganisation(
  tx: ChainTransaction,
  reach: Reach,
  organisationId: string | null,
): Promise<void> {
  const kind = organisationId === null ? "chain" : "organisation";
  if (!(await isScopeWithin(tx, reach, { kind, id: organisationId }))) throw notFound();
}

async function readOne(tx: ChainTransaction, giftCardId: string): Promise<CardRow> {
  const query = selectCards(tx, "gift-card").where("b.balance_id", "=", giftCardId);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

/** The same key for another amount is a mistake of who asks. */
async function requireSame(tx: ChainTransaction, reference: string, units: number): Promise<void> {
  const known = await tx
    .selectFrom("balance_entries")
    .select("units")
    .where("reference", "=", reference)
    .executeTakeFirst();
  if (known?.units !== units) throw new ProblemError("id-taken", "the key is of another top-up");
}

function showGiftCard(row: CardRow) {
  return { giftCardId: row.balance_id, ...showCard(row), expiresMs: row.expires_ms };
}

function showRule(row: {
  readonly organisation_id: string;
  readonly currency: string;
  readonly earned_points: number;
  readonly per_minor: number;
  readonly points_per_minor: number;
}) {
  return {
    organisationId: row.organisation_id,
    currency: row.currency,
    earnedPoints: row.earned_points,
    perMinor: row.per_minor,
    pointsPerMinor: row.points_per_minor,
  };
}
