import type { KeyObject } from "node:crypto";
import { parseDay } from "@saunter/commerce/calendar/calendar";
import type { SignedClosing } from "@saunter/commerce/closing/events";
import {
  GET_CLOSING,
  GET_CLOSINGS,
  GET_CLOSINGS_KEY,
  GET_CLOSINGS_NEXT,
  POST_CLOSINGS,
} from "@saunter/protocol/http/closing-routes";
import { RefusedError } from "../../domain/shop-context.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { closeDay, exportPublicKey, planClosing } from "../../sales/closing-service.ts";
import { makeClosingTable } from "../../sales/closing-table.ts";
import { MEDIA_TYPES, writeTable } from "../../sales/write-table.ts";
import { answerReport } from "./answer-report.ts";
import type { SalesServices } from "./sales-routes.ts";

export interface ClosingServices extends SalesServices {
  /** Signs closings. */
  readonly closingKey: KeyObject;
}

export function addClosingRoutes(context: HttpContext<ClosingServices>): void {
  const { shop, identity, closingKey, renderReport } = context.deps;
  const { store } = shop;
  addRead(context, GET_CLOSINGS, ({ query, url }) =>
    readPage(
      store.db,
      {
        from: "closings",
        columns: "closing_number, body",
        where: [],
        order: ["closing_number"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      ({ body }) => JSON.parse(body as string) as SignedClosing,
    ),
  );
  addRead(context, GET_CLOSINGS_NEXT, ({ query }) => {
    checkDay(query.day);
    return planClosing(store, identity, query.day, shop.nowMs());
  });
  addRead(context, GET_CLOSINGS_KEY, () => ({ publicKey: exportPublicKey(closingKey) }));
  addRead(context, GET_CLOSING, ({ params, query, reply }) => {
    const sql = "SELECT body FROM closings WHERE closing_number = ?";
    const row = store.db.prepare(sql).get(Number(params.closingNumber));
    if (row === undefined) throw new RefusedError("not-found", "there is no such closing");
    const closing = JSON.parse(row.body as string) as SignedClosing;
    const name = `${identity.id}-closing-${closing.closingNumber}`;
    switch (query.format) {
      case "csv": {
        const file = writeTable(makeClosingTable(closing), "csv", closing.currency);
        return answerReport(reply, file, { type: MEDIA_TYPES.csv, name: `${name}.csv` });
      }
      case "pdf": {
        const file = renderReport({ kind: "closing", closing, shop: identity });
        return answerReport(reply, file, { type: "application/pdf", name: `${name}.pdf` });
      }
      default:
        return closing;
    }
  });
  addCommand(context, POST_CLOSINGS, (tx, { body: { day }, principal }) => {
    checkDay(day);
    const closing = closeDay(tx, identity, closingKey, { day, by: principal.id });
    return { status: 201, body: closing };
  });
}

function checkDay(day: string): void {
  if (parseDay(day) === null) throw new ProblemError("input-invalid", `${day} is not a day`);
}
