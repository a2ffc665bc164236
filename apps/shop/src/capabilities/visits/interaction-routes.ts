import type { Evidence } from "@saunter/commerce/cart/events";
import { GET_INTERACTIONS } from "@saunter/protocol/http/interaction-routes";
import { findVisitOf } from "../../domain/binding-service.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";

/** What was taken and put back, as it stands now. */
export function addInteractionRoutes(context: HttpContext): void {
  const { store, settings } = context.deps.shop;
  addRead(context, GET_INTERACTIONS, ({ query, url }) =>
    readPage(
      store.db,
      {
        from: "evidence",
        columns: "*",
        where: [
          ["gondola = ?", query.gondola],
          ["shelf = ?", query.shelf],
        ],
        order: ["occurred_ms", "evidence_id"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      ({ body }) => {
        const evidence = JSON.parse(body as string) as Evidence;
        const { shopperId, gtin } = evidence;
        return {
          ...evidence,
          name: nameProduct(settings, gtin),
          visitId: shopperId === null ? null : findVisitOf(store, shopperId),
        };
      },
    ),
  );
}
