/** Pictures of products: on everybody's pages, as the products are in everybody's sight. */
import {
  GET_PRODUCT_PICTURE,
  GET_PRODUCTS_PICTURES,
  POST_PRODUCT_PICTURE,
  POST_PRODUCT_PICTURE_REMOVE,
} from "@saunter/protocol/http/picture-routes";
import { findPicture, keepPicture, listVersions, removePicture } from "../../goods/own-pictures.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { isKnownTag } from "../../http/known-tag.ts";
import { ProblemError } from "../../http/problem.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { GoodsServices } from "./goods-services.ts";

const FOR_EVER = `public, max-age=${365 * 24 * 3600}, immutable`;

export function addPictureRoutes(context: HttpContext<GoodsServices>): void {
  addList(context);
  addPicture(context);
  addKeeping(context);
}

function addList(context: HttpContext<GoodsServices>): void {
  const { goods, shop } = context.deps;
  addRead(context, GET_PRODUCTS_PICTURES, () => {
    const versions = listVersions(goods, shop.store);
    return {
      versions: Object.fromEntries(Array.from(versions, ([code, { version }]) => [code, version])),
    };
  });
}

function addPicture(context: HttpContext<GoodsServices>): void {
  const { goods, shop } = context.deps;
  addRead(context, GET_PRODUCT_PICTURE, async ({ params, query, request, reply }) => {
    const picture = findPicture(goods, shop.store, params.gtin);
    if (picture === null) throw findNone();
    const { version, type } = picture;
    const etag = `"${version}"`;
    const isKept = isKnownTag(request.headers["if-none-match"], etag);
    const bytes = isKept ? null : await picture.read();
    if (!isKept && bytes === null) throw findNone();
    const isForEver = query.version === version;
    reply.header("etag", etag);
    // A smart cart's tablet shows them, whose pages are the cart's own.
    reply.header("cross-origin-resource-policy", "cross-origin");
    reply.header("cache-control", isForEver ? FOR_EVER : "public, no-cache");
    if (isKept) return reply.status(304).send();
    return reply.type(type).send(Buffer.from(bytes!));
  });
}

function addKeeping(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(context, POST_PRODUCT_PICTURE, (tx, call) => {
    const { gtin } = call.params;
    const version = keepPicture(goods, tx, gtin, Buffer.from(call.body.content, "base64"));
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: gtin },
      changes: { picture: toNew(version) },
    });
    return { status: 201, body: { version } };
  });
  addCommand(context, POST_PRODUCT_PICTURE_REMOVE, (tx, call) => {
    const { gtin } = call.params;
    if (!removePicture(tx, gtin)) throw findNone();
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: gtin },
      changes: { picture: toNew(null) },
    });
    return { status: 200, body: {} };
  });
}

function findNone(): ProblemError {
  return new ProblemError("not-found", "this product has no image");
}
