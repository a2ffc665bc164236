import { GET_PRODUCT_PICTURE, GET_PRODUCTS_PICTURES } from "@saunter/protocol/http/picture-routes";
import type { GoodsServices } from "./goods-services.ts";
/** Pictures of products: on everybody's pages, as the products are in everybody's sight. */

import { readPicture } from "@saunter/ingest/product-images/picture-files";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { isKnownTag } from "../../http/known-tag.ts";
import { ProblemError } from "../../http/problem.ts";

const FOR_EVER = `public, max-age=${365 * 24 * 3600}, immutable`;

export function addPictureRoutes(context: HttpContext<GoodsServices>): void {
  addList(context);
  addPicture(context);
}

function addList(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addRead(context, GET_PRODUCTS_PICTURES, () => {
    const { pictures } = goods.current().pictures;
    return {
      versions: Object.fromEntries(Array.from(pictures, ([code, { version }]) => [code, version])),
    };
  });
}

function addPicture(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addRead(context, GET_PRODUCT_PICTURE, async ({ params, query, request, reply }) => {
    const picture = goods.current().pictures.pictures.get(params.gtin);
    if (picture === undefined) throw findNone();
    const { version, type } = picture;
    const etag = `"${version}"`;
    const isKept = isKnownTag(request.headers["if-none-match"], etag);
    const bytes = isKept ? null : await readPicture(picture);
    if (!isKept && bytes === null) throw findNone();
    const isForEver = query.version === version;
    reply.header("etag", etag);
    // A smart cart's tablet shows them, whose pages are the cart's own.
    reply.header("cross-origin-resource-policy", "cross-origin");
    reply.header("cache-control", isForEver ? FOR_EVER : "public, no-cache");
    return isKept ? reply.status(304).send() : reply.type(type).send(bytes);
  });
}

function findNone(): ProblemError {
  return new ProblemError("not-found", "this product has no image");
}
