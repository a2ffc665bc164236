/**
 * The documentation's site, where it has been built (`npm run docs`). The files of its folder are all that is
 * served: a folder shows no list, and what has another ending than a site's files is not there.
 */
import { statSync } from "node:fs";
import { extname, join } from "node:path";
import { formatPolicy } from "@saunter/server/http/format-policy";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { renderStandIn, STAND_IN_POLICY } from "./stand-in-page.ts";

const PREFIX = "/docs/";
const YEAR_S = 365 * 24 * 3600;

/** What the site consists of, by the ending of a file. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Names of folders and files, none of which begins with a dot. */
const PATH = /^(?:[\w@-][\w@.-]*\/)*[\w@-][\w@.-]*$/;

/**
 * All comes from the shop itself, scripts as files alone. Styles stand within its pages, too: the colours of code,
 * and what keeps still while dark changes to light.
 */
const POLICY = formatPolicy({
  "default-src": "'self'",
  "script-src": "'self'",
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data:",
  "frame-src": "'none'",
  "form-action": "'none'",
});

/** @param folder where the site is once it has been built, also while the shop runs. */
export function addDocs(app: FastifyInstance, folder: string): void {
  app.get(PREFIX.slice(0, -1), (_request, reply) => reply.redirect(PREFIX, 308));
  app.get<{ Params: { "*": string } }>(`${PREFIX}*`, (request, reply) => {
    const name = findFile(folder, request.params["*"]);
    if (name !== null) return sendFile(request, reply, folder, name);
    reply.status(404);
    if (isFile(folder, "404.html")) return sendFile(request, reply, folder, "404.html");
    return reply
      .header("content-security-policy", STAND_IN_POLICY)
      .type("text/html; charset=utf-8")
      .send(renderNotBuilt());
  });
}

/** Whether the site has been built. */
export function hasDocs(folder: string): boolean {
  return isFile(folder, "index.html");
}

/** The file of an address below the prefix: itself, a page without its ending, or the index of a folder. */
function findFile(folder: string, path: string): string | null {
  const asked = path === "" || path.endsWith("/") ? `${path}index` : path;
  if (!PATH.test(asked)) return null;
  const names = [asked, `${asked}.html`];
  return names.find((name) => TYPES[extname(name)] !== undefined && isFile(folder, name)) ?? null;
}

function isFile(folder: string, name: string): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true;
}

/** Assets have a digest in their names and never change; pages are requested again each time. */
function sendFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  folder: string,
  name: string,
): FastifyReply {
  const isCompressed =
    /\bbr\b/.test(headers["accept-encoding"] ?? "") && isFile(folder, `${name}.br`);
  if (isCompressed) reply.header("content-encoding", "br");
  const keep = name.startsWith("assets/") ? `public, max-age=${YEAR_S}, immutable` : "no-cache";
  return reply
    .headers({ "cache-control": keep, "content-security-policy": POLICY, vary: "accept-encoding" })
    .type(TYPES[extname(name)]!)
    .sendFile(isCompressed ? `${name}.br` : name, folder, {
      cacheControl: false,
      contentType: false,
    });
}

function renderNotBuilt(): string {
  return renderStandIn(
    "The documentation is not installed",
    `<h1>The documentation is not installed.</h1>
    <p>Close the shop, run <code>npm run docs</code> in the folder of Saunter, and start the shop again. The same
    pages can be read there as files: <code>docs/index.md</code> lists them.</p>
    <nav><a href="/shop/">The shop</a> <a href="/console/">The console</a></nav>`,
  );
}
