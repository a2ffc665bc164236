/** Pages that were built for the browser. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Names of folders and files: an address that has anything else is that of no file. */
const ASSET = /^(?:[\w@-][\w@.-]*\/)*[\w@-][\w@.-]*$/;
const YEAR_S = 365 * 24 * 3600;

/** Scripts, styles and fonts have a digest in their names: what is there once never changes. */
export async function addAssets(app: FastifyInstance, root: string, prefix: string): Promise<void> {
  await app.register(async (assets) => {
    // What serves files answers a path that leads out of its folder with an error.
    assets.addHook("onRequest", async (request, reply) => {
      const path = (request.params as Readonly<Record<string, string>>)["*"] ?? "";
      if (!ASSET.test(path)) return reply.callNotFound();
    });
    await assets.register(fastifyStatic, {
      root,
      prefix,
      decorateReply: false,
      preCompressed: true,
      index: false,
      cacheControl: false,
      setHeaders: (reply) => {
        reply.header("cache-control", `public, max-age=${YEAR_S}, immutable`);
      },
    });
  });
}

/** The file that an address below a page's is: one beside the page, such as its icon, or the page itself. */
export function findPageFile(root: string, name: string, page: string): string {
  // Such files have an ending; addresses within a page have none.
  return /^[\w-]+\.[a-z]+$/.test(name) && existsSync(join(root, name)) ? name : page;
}

/** A page is requested again each time, and says by its digest whether it is the same. */
export function sendPage(
  reply: FastifyReply,
  root: string,
  name: string,
  policy: string,
): FastifyReply {
  reply.header("cache-control", "no-cache").header("content-security-policy", policy);
  return reply.sendFile(name, root, { cacheControl: false });
}
