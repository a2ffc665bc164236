/** The shop's logo and colour: on everybody's screens, and changed by operators. */
import {
  GET_SHOP_LOGO,
  POST_SHOP_COLOUR,
  POST_SHOP_LOGO,
  POST_SHOP_LOGO_REMOVE,
} from "@saunter/protocol/http/brand-routes";
import { formatPolicy } from "@saunter/server/http/format-policy";
import { findBrand, keepColour, keepLogo, removeLogo, showBrand } from "../../brand/find-brand.ts";
import type { ShopBrand } from "../../config/shop-brand.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { isKnownTag } from "../../http/known-tag.ts";
import { ProblemError } from "../../http/problem.ts";
import { recordSecurity } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";

const FOR_EVER = `public, max-age=${365 * 24 * 3600}, immutable`;
/** An SVG may hold programs and addresses: opened by itself it runs and asks for none. */
const LOGO_POLICY = formatPolicy({
  "default-src": "'none'",
  "style-src": "'unsafe-inline'",
  sandbox: "",
});

export function addBrandRoutes(context: HttpContext): void {
  addLogo(context);
  addChanges(context);
}

function addLogo(context: HttpContext): void {
  const { identity, shop } = context.deps;
  addRead(context, GET_SHOP_LOGO, ({ query, request, reply }) => {
    const { logo } = findBrand(shop.store, identity.brand);
    if (logo === null) throw findNone();
    const etag = `"${logo.version}"`;
    reply.header("etag", etag);
    reply.header("content-security-policy", LOGO_POLICY);
    // A smart cart's tablet shows it, whose pages are the cart's own.
    reply.header("cross-origin-resource-policy", "cross-origin");
    const isForEver = query.version === logo.version;
    reply.header("cache-control", isForEver ? FOR_EVER : "public, no-cache");
    if (isKnownTag(request.headers["if-none-match"], etag)) return reply.status(304).send();
    return reply.type(logo.type).send(Buffer.from(logo.bytes));
  });
}

function addChanges(context: HttpContext): void {
  const { identity } = context.deps;
  const find = (tx: Transaction): ShopBrand => findBrand(tx, identity.brand);
  addCommand(context, POST_SHOP_COLOUR, (tx, call) => {
    const before = find(tx).colour;
    keepColour(tx, call.body.colour);
    const now = find(tx);
    recordSecurity(tx, findActor(call), "configuration.changed", {
      changes: { "shop.brand.colour": { before, after: now.colour } },
    });
    return { status: 200, body: showBrand(now) };
  });
  const recordLogo = (
    tx: Transaction,
    call: Parameters<typeof findActor>[0],
    before: ShopBrand,
  ): ShopBrand => {
    const now = find(tx);
    const change = { before: before.logo?.version ?? null, after: now.logo?.version ?? null };
    recordSecurity(tx, findActor(call), "configuration.changed", {
      changes: { "shop.brand.logo": change },
    });
    return now;
  };
  addCommand(context, POST_SHOP_LOGO, (tx, call) => {
    const before = find(tx);
    keepLogo(tx, Buffer.from(call.body.content, "base64"));
    return { status: 201, body: showBrand(recordLogo(tx, call, before)) };
  });
  addCommand(context, POST_SHOP_LOGO_REMOVE, (tx, call) => {
    const before = find(tx);
    if (!removeLogo(tx)) throw findNone();
    return { status: 200, body: showBrand(recordLogo(tx, call, before)) };
  });
}

function findNone(): ProblemError {
  return new ProblemError("not-found", "the shop has no logo of this kind");
}
