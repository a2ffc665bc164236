/** The console's pages: files that were built for the browser. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { formatPolicy } from "@saunter/server/http/format-policy";
import { addAssets, findPageFile, sendPage } from "@saunter/server/http/serve-pages";
import type { FastifyInstance } from "fastify";

/** Where they are built. */
export const CONSOLE_FOLDER = fileURLToPath(
  new URL("../../../chain-console/dist", import.meta.url),
);

const PREFIX = "/console/";
const PAGE = "main.html";
/** Everything from the chain itself, and nothing within a page that is not a file. */
const POLICY = formatPolicy({
  "default-src": "'self'",
  "img-src": "'self' data: blob:",
  // Clips of reviews, which are kept nowhere.
  "media-src": "blob:",
  "style-src": "'self' 'unsafe-inline'",
  "form-action": "'self'",
});

/** Adds the pages below `/console/`. Throws where they have not been built. */
export async function addConsole(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, PAGE))) {
    throw new Error(`${join(folder, PAGE)} is not there; build the pages: npm run screens`);
  }
  // Adds `sendFile` to replies.
  await app.register(fastifyStatic, { root: folder, serve: false });
  await addAssets(app, join(folder, "assets"), `${PREFIX}assets/`);
  const schema = { hide: true };
  app.get("/", { schema }, (_request, reply) => reply.redirect(PREFIX, 302));
  app.get(PREFIX.slice(0, -1), { schema }, (_request, reply) => reply.redirect(PREFIX, 308));
  app.get<{ Params: { "*": string } }>(`${PREFIX}*`, { schema }, (request, reply) => {
    return sendPage(reply, folder, findPageFile(folder, request.params["*"], PAGE), POLICY);
  });
}
