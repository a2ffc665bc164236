/** Links to the visitor's smart cart, whose tablet is at an address of its own. */
import { HIDDEN } from "@saunter/shop/http/add-route";
import type { FastifyInstance } from "fastify";

/** Browsers take it for as safe as https: cameras can be used there, and passkeys made. */
export const LOCAL = "localhost";
/** Below the shop's own address; with `?code=` the entry code of somebody's phone is shown to the cart. */
export const CART_PATH = "/cart/";
/** The same, with a code of a demo customer. */
const PAID_PATH = "/cart/demo-customer";

export interface VisitorsCart {
  /** Where its tablet is, without a slash at its end. */
  readonly url: string;
  /** An entry code of a demo customer's. */
  makeCode(): string;
}

export function addCartPages(app: FastifyInstance, carts: VisitorsCart): void {
  const show = (code: string): string => `${carts.url}/?code=${encodeURIComponent(code)}`;
  app.get<{ Querystring: { code?: string } }>(CART_PATH, HIDDEN, ({ query: { code } }, reply) =>
    reply.redirect(code === undefined ? `${carts.url}/` : show(String(code)), 302),
  );
  app.get(PAID_PATH, HIDDEN, (_request, reply) => reply.redirect(show(carts.makeCode()), 302));
}
