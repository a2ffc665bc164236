import type { Evidence } from "@saunter/commerce/cart/events";
import { closed, EVIDENCE, nullable, PAGE_QUERY, pageOf } from "@saunter/protocol/http/schemas";
import Type from "typebox";
import { findVisitOf } from "../../domain/gate-desk.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { readPage } from "../pages.ts";

const INTERACTION = closed({
  ...EVIDENCE.properties,
  name: Type.String({ description: "Of the product." }),
  visitId: nullable(Type.String({ description: "Null: nobody's who has a visit." })),
});

const place = (description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 9999, description }));

/** What was taken and put back, as it stands now. */
export function addInteractionRoutes(context: HttpContext): void {
  const { store, settings } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/interactions",
      tag: "visits",
      summary: "What was taken, put back and handed over, the newest first",
      description: "As it stands now: what was told otherwise later has taken its place.",
      query: closed({
        ...PAGE_QUERY,
        gondola: place("Of this gondola alone."),
        shelf: place("Of shelves of this number alone."),
      }),
      answers: { 200: { description: "A page.", schema: pageOf(INTERACTION) } },
    },
    ({ query, url }) =>
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
