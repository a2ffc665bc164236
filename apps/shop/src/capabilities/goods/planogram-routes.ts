import type { FacingDifference } from "@saunter/commerce/shop/events";
import {
  GET_PLANOGRAM_DRAFT,
  GET_PLANOGRAM_PUBLICATIONS,
  POST_PLANOGRAM_DRAFT_CHANGES,
  POST_PLANOGRAM_DRAFT_DISCARD,
  POST_PLANOGRAM_DRAFT_PUBLISH,
  POST_PLANOGRAM_DRAFT_SCHEDULE,
  POST_PLANOGRAM_UNDO,
} from "@saunter/protocol/http/planogram-routes";
import {
  changeDraft,
  compareDraft,
  discardDraft,
  publishDraft,
  readDraft,
  scheduleDraft,
  undoPublication,
} from "../../goods/planogram-draft.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { GoodsServices } from "./goods-services.ts";

type Context = HttpContext<GoodsServices>;

export function addPlanogramRoutes(context: Context): void {
  addDraft(context);
  addDraftChanges(context);
  addPublishing(context);
  addPublications(context);
  addUndo(context);
}

const NO_DRAFT = { changes: [], by: null, atMs: null, publishAtMs: null };

function addDraft(context: Context): void {
  const { goods, shop } = context.deps;
  addRead(context, GET_PLANOGRAM_DRAFT, () => {
    const { version, changes, ...told } = readDraft(shop.store);
    if (changes.length === 0) return { version, ...NO_DRAFT };
    return { version, ...told, changes: compareDraft(goods, shop.store) };
  });
}

const answerDraft = (tx: Transaction) => ({
  status: 201,
  body: { version: readDraft(tx).version },
});

function addDraftChanges(context: Context): void {
  const { goods } = context.deps;
  addCommand(context, POST_PLANOGRAM_DRAFT_CHANGES, (tx, { body, principal: { id: by } }) => {
    changeDraft(goods, tx, { ...body, by });
    return answerDraft(tx);
  });
  addCommand(context, POST_PLANOGRAM_DRAFT_DISCARD, (tx, { body, principal: { id: by } }) => {
    discardDraft(tx, { ...body, by });
    return answerDraft(tx);
  });
}

function addPublishing(context: Context): void {
  const { goods } = context.deps;
  addCommand(context, POST_PLANOGRAM_DRAFT_SCHEDULE, (tx, call) => {
    scheduleDraft(tx, { ...call.body, by: call.principal.id });
    const { publishAtMs } = call.body;
    const publishAt = publishAtMs === null ? null : new Date(publishAtMs).toISOString();
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: null },
      changes: { publishAt: toNew(publishAt) },
    });
    return answerDraft(tx);
  });
  addCommand(context, POST_PLANOGRAM_DRAFT_PUBLISH, (tx, call) => {
    const { length } = readDraft(tx).changes;
    publishDraft(goods, tx, { ...call.body, by: call.principal.id });
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: null },
      changes: { facings: toNew(length) },
    });
    return answerDraft(tx);
  });
}

function addPublications(context: Context): void {
  const { db } = context.deps.shop.store;
  addRead(context, GET_PLANOGRAM_PUBLICATIONS, ({ query, url }) =>
    readPage(
      db,
      {
        from: "planogram_publications",
        columns: "*",
        where: [],
        order: ["number"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        number: row.number,
        changes: JSON.parse(row.changes as string) as FacingDifference[],
        undoes: row.undoes,
        undoneBy: row.undone_by,
        by: row.published_by,
        atMs: row.published_ms,
      }),
    ),
  );
}

function addUndo(context: Context): void {
  const { goods } = context.deps;
  addCommand(context, POST_PLANOGRAM_UNDO, (tx, call) => {
    const undoes = undoPublication(goods, tx, { ...call.body, by: call.principal.id });
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: null },
      changes: { undoes: toNew(undoes) },
    });
    return { status: 201, body: { undoes } };
  });
}
