/** The console's pages: files that were built for the browser. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** Where they are built. */
export const CONSOLE_FOLDER = fileURLToPath(
  new URL("../../../chain-console/dist", import.meta.url),
);

const PREFIX = "/console/";
const PAGE = "main.html";
/** Names of folders and files: an address that has anything else is that of no file. */
const ASSET = /^(?:[\w@-][\w@.-]*\/)*[\w@-][\w@.-]*$/;
const YEAR_S = 365 * 24 * 3600;

/** Everything from the chain itself, and nothing within a page that is not a file. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  // Clips of reviews, which are kept nowhere.
  "media-src blob:",
  "style-src 'self' 'unsafe-inline'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** Adds the pages below `/console/`. Throws where they have not been built. */
export async function addConsole(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, PAGE))) {
    throw new Error(`${join(folder, PAGE)} is not there; build the pages: npm run screens`);
  }
  // Adds `sendFile` to replies.
  await app.register(fastifyStatic, { root: folder, serve: false });
  await app.register(async (assets) => {
    // What serves files answers a path that leads out of its folder with an error.
    assets.addHook("onRequest", async (request, reply) => {
      const path = (request.params as Readonly<Record<string, string>>)["*"] ?? "";
      if (!ASSET.test(path)) return reply.callNotFound();
    });
    await assets.register(fastifyStatic, {
      ...{ root: join(folder, "assets"), prefix: `${PREFIX}assets/` },
      ...{ decorateReply: false, preCompressed: true, index: false, cacheControl: false },
      schemaHide: true,
      setHeaders: (reply) => {
        reply.header("cache-control", `public, max-age=${YEAR_S}, immutable`);
      },
    });
  });
  const schema = { hide: true };
  app.get("/", { schema }, (_request, reply) => reply.redirect(PREFIX, 302));
  app.get(PREFIX.slice(0, -1), { schema }, (_request, reply) => reply.redirect(PREFIX, 308));
  app.get<{ Params: { "*": string } }>(`${PREFIX}*`, { schema }, (request, reply) => {
    const name = request.params["*"];
    // Files beside the page, such as its icon, have an ending; addresses within a page have none.
    const isFile = /^[\w-]+\.[a-z]+$/.test(name) && existsSync(join(folder, name));
    reply.header("cache-control", "no-cache").header("content-security-policy", POLICY);
    return reply.sendFile(isFile ? name : PAGE, folder, { cacheControl: false });
  });
}
