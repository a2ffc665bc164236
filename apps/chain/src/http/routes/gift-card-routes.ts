import {
  GET_GIFT_CARD,
  GET_GIFT_CARDS,
  POST_GIFT_CARD_BLOCK,
  POST_GIFT_CARD_TOP_UP,
  POST_GIFT_CARDS,
} from "@saunter/protocol/chain/http/balance-routes";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { Reach } from "../../access/principal.ts";
import { makeId } from "../../access/tokens.ts";
import { readCardNumber } from "../../balances/card-codes.ts";
import { issueCard, setBlocked } from "../../balances/issue-card.ts";
import { addEntry } from "../../balances/ledger.ts";
import {
  type CardRow,
  listEntries,
  listHolds,
  selectCards,
  showCard,
} from "../../balances/read-cards.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addKeyed, addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";

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

  addKeyed(context, POST_GIFT_CARDS, async ({ tx, reach, body, reply, principal, nowMs, note }) => {
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
  });

  addScoped(context, GET_GIFT_CARD, async ({ tx, params: { giftCardId } }) => ({
    ...showGiftCard(await readOne(tx, giftCardId)),
    entries: await listEntries(tx, giftCardId),
    holds: await listHolds(tx, giftCardId),
  }));

  addKeyed(
    context,
    POST_GIFT_CARD_TOP_UP,
    async ({ tx, params: { giftCardId }, body, principal, nowMs, note }) => {
      const { organisation_id: organisationId } = await readOne(tx, giftCardId);
      await asProcess(tx, () =>
        addEntry(tx, {
          ...{ balanceId: giftCardId, kind: "topped-up", units: body.amountMinor },
          reference: `topped-up/${giftCardId}/${makeId(random)}`,
          ...{ atMs: nowMs, enteredBy: principal.userId },
        }),
      );
      await note("gift-card-topped-up", {
        object: { kind: "gift-card", id: giftCardId },
        organisationId,
        changes: toNew({ amountMinor: body.amountMinor }),
      });
      return showGiftCard(await readOne(tx, giftCardId));
    },
  );

  addKeyed(
    context,
    POST_GIFT_CARD_BLOCK,
    async ({ tx, params: { giftCardId }, body: { isBlocked }, nowMs, note }) => {
      const before = await readOne(tx, giftCardId);
      await asProcess(tx, () => setBlocked(tx, giftCardId, isBlocked, nowMs));
      await note("gift-card-changed", {
        object: { kind: "gift-card", id: giftCardId },
        organisationId: before.organisation_id,
        changes: { isBlocked: { before: before.is_blocked, after: isBlocked } },
      });
      return showGiftCard(await readOne(tx, giftCardId));
    },
  );
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

function showGiftCard(row: CardRow) {
  return { giftCardId: row.balance_id, ...showCard(row), expiresMs: row.expires_ms };
}
