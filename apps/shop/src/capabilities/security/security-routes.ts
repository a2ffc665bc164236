import { Readable } from "node:stream";
import {
  GET_SECURITY_EVENTS,
  GET_SECURITY_EVENTS_EXPORT,
} from "@saunter/protocol/http/security-routes";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import { exportSecurityEvents } from "./export-security-events.ts";
import { listSecurityEvents, showSecurityEvent } from "./read-security-events.ts";

const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson" } as const;

export function addSecurityRoutes(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(context, GET_SECURITY_EVENTS, ({ query, url }) => {
    const { limit, after, ...filters } = query;
    const list = listSecurityEvents(filters, "DESC");
    return readPage(store.db, list, { url, limit, after }, showSecurityEvent);
  });
  addRead(context, GET_SECURITY_EVENTS_EXPORT, ({ query, reply }) => {
    const { format, ...filters } = query;
    reply.type(TYPES[format]);
    reply.header("content-disposition", `attachment; filename="security-events.${format}"`);
    return reply.send(Readable.from(exportSecurityEvents(store, filters, format)));
  });
}
