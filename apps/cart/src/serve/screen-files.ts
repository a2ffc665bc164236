/** The built screen's files. Only those that were there at the start are served: no path leads out of their folder. */
import { createReadStream, readdirSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";

export interface ScreenFile {
  readonly path: string;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const PAGE = "/cart.html";

/** By their paths in an address. The built pages name their parts below `/shop/`, as a shop serves them. */
export function listScreenFiles(folder: string): ReadonlyMap<string, ScreenFile> {
  const files = new Map<string, ScreenFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs, size } = statSync(path);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const file = { path, type, etag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"` };
    const name = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(name, file).set(`/shop${name}`, file);
    if (name === PAGE) files.set("/", file);
  }
  return files;
}

export function sendFile(
  { etag, path, type }: ScreenFile,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = { etag, "cache-control": "no-cache", "content-type": type };
  if (request.headers["if-none-match"] === etag) return void response.writeHead(304, headers).end();
  response.writeHead(200, headers);
  if (request.method === "HEAD") return void response.end();
  const stream = createReadStream(path);
  // One that was taken away meanwhile, or a tablet that has gone.
  stream.on("error", () => response.destroy());
  response.on("close", () => stream.destroy());
  stream.pipe(response);
}
