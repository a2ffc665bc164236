import {
  GET_CUSTOMER,
  GET_CUSTOMERS,
  POST_CUSTOMER_BLOCK,
  POST_CUSTOMER_ERASE,
  POST_CUSTOMER_NEW_CARD,
  POST_CUSTOMER_WAIVE,
  POST_CUSTOMERS,
} from "@saunter/protocol/chain/http/balance-routes";
import { asProcess } from "../../access/as-request.ts";
import { readCardNumber } from "../../balances/card-codes.ts";
import { waiveOwed } from "../../balances/earn-points.ts";
import { issueCard, replaceCard, setBlocked } from "../../balances/issue-card.ts";
import { eraseMember } from "../../balances/members.ts";
import {
  type CardRow,
  listEntries,
  listHolds,
  listReceipts,
  selectCards,
  showCard,
} from "../../balances/read-cards.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addKeyed, addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor } from "../pages.ts";
import { notFound } from "../problem.ts";
import { requireOrganisation } from "./gift-card-routes.ts";

export function addCustomerRoutes(context: HttpContext): void {
  addScoped(context, GET_CUSTOMERS, async ({ tx, query, url, note }) => {
    const after = readCursor(query, ["number", "string"]);
    let rows = selectCards(tx, "points")
      .orderBy("b.created_ms", "desc")
      .orderBy("b.balance_id", "desc")
      .limit(countRows(query));
    if (after !== null) {
      rows = rows.where((row) =>
        row(row.refTuple("b.created_ms", "b.balance_id"), "<", row.tuple(after[0], after[1])),
      );
    }
    const wanted = (query.search ?? "").trim();
    if (wanted !== "") {
      const part = `%${wanted.replaceAll(/[%_\\]/gu, "\\$&")}%`;
      rows = rows.where((row) =>
        row.or([
          row("m.name", "ilike", part),
          row("m.email", "ilike", part),
          row("c.number", "=", readCardNumber(wanted)),
        ]),
      );
    }
    if (query.isOwing !== undefined) rows = rows.where("b.owed_units", ">", 0);
    await note("customers-viewed");
    return makePage({ url, query }, await rows.execute(), showCustomer, (row) => [
      ...[row.created_ms, row.balance_id],
    ]);
  });

  addKeyed(context, POST_CUSTOMERS, async ({ tx, reach, body, reply, principal, nowMs, note }) => {
    const { organisationId, currency, name, email } = body;
    await requireOrganisation(tx, reach, organisationId);
    const card = { kind: "points", organisationId, currency, units: 0, expiresMs: null } as const;
    const { balanceId, number, code } = await asProcess(tx, async () => {
      const by = { issuedBy: principal.userId, atMs: nowMs };
      const issued = await issueCard(tx, { ...card, ...by }, context.options.random);
      await tx
        .insertInto("members")
        .values({ balance_id: issued.balanceId, name, email, joined_ms: nowMs })
        .execute();
      return issued;
    });
    await note("customer-added", { object: { kind: "customer", id: balanceId }, organisationId });
    reply.code(201);
    return { customerId: balanceId, number, code };
  });

  addScoped(context, GET_CUSTOMER, async ({ tx, params: { customerId }, note }) => {
    const row = await readOne(tx, customerId);
    const organisationId = row.organisation_id;
    await note("customers-viewed", {
      object: { kind: "customer", id: customerId },
      organisationId,
    });
    return {
      ...showCustomer(row),
      entries: await listEntries(tx, customerId),
      holds: await listHolds(tx, customerId),
      receipts: await listReceipts(tx, customerId),
    };
  });

  addKeyed(context, POST_CUSTOMER_BLOCK, async ({ tx, params, body, nowMs, note }) => {
    const { customerId } = params;
    const before = await readWithCard(tx, customerId);
    await asProcess(tx, () => setBlocked(tx, customerId, body.isBlocked, nowMs));
    await note("customer-card-changed", {
      object: { kind: "customer", id: customerId },
      organisationId: before.organisation_id,
      changes: { isBlocked: { before: before.is_blocked, after: body.isBlocked } },
    });
    return showCustomer(await readOne(tx, customerId));
  });

  addKeyed(
    context,
    POST_CUSTOMER_NEW_CARD,
    async ({ tx, params, reply, principal, nowMs, note }) => {
      const { customerId } = params;
      const before = await readWithCard(tx, customerId);
      const by = { balanceId: customerId, issuedBy: principal.userId, atMs: nowMs };
      const { number, code } = await asProcess(tx, () =>
        replaceCard(tx, by, context.options.random),
      );
      await note("customer-card-replaced", {
        object: { kind: "customer", id: customerId },
        organisationId: before.organisation_id,
      });
      reply.code(201);
      return { customerId, number, code };
    },
  );

  addKeyed(context, POST_CUSTOMER_WAIVE, async ({ tx, params: { customerId }, note }) => {
    const { organisation_id: organisationId } = await readOne(tx, customerId);
    const owed = await asProcess(tx, () => waiveOwed(tx, customerId));
    await note("points-waived", {
      object: { kind: "customer", id: customerId },
      organisationId,
      changes: { owed: { before: owed, after: 0 } },
    });
    return showCustomer(await readOne(tx, customerId));
  });

  addKeyed(context, POST_CUSTOMER_ERASE, async ({ tx, params: { customerId }, note }) => {
    const { organisation_id: organisationId } = await readOne(tx, customerId);
    await asProcess(tx, () => eraseMember(tx, customerId));
    await note("customer-erased", { object: { kind: "customer", id: customerId }, organisationId });
    return showCustomer(await readOne(tx, customerId));
  });
}

async function readOne(tx: ChainTransaction, customerId: string): Promise<CardRow> {
  const query = selectCards(tx, "points").where("b.balance_id", "=", customerId);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

/** Throws where the customer is erased. */
async function readWithCard(tx: ChainTransaction, customerId: string): Promise<CardRow> {
  const row = await readOne(tx, customerId);
  if (row.number === null) throw notFound();
  return row;
}

function showCustomer(row: CardRow) {
  return { customerId: row.balance_id, ...showCard(row), name: row.name, email: row.email };
}
