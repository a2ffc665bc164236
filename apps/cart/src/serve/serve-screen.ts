/** The cart's own address: its screen's files, its state, and the screen's acts. */
import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { SCREEN_ACT_REQUEST, type ScreenState } from "@saunter/protocol/smart-cart/screen";
import { Compile } from "typebox/compile";
import {
  CONNECTIONS_MAX,
  HEARTBEAT_MS,
  REQUEST_BYTES_MAX,
  REQUEST_MS_MAX,
  SCREENS_MAX,
} from "../cart-limits.ts";
import type { CartConfig } from "../config/cart-config.ts";
import { parseOrNull } from "../parse-or-null.ts";
import type { RunningCart } from "../run-cart.ts";
import { listScreenFiles, type ScreenFile, sendFile } from "./screen-files.ts";

const REQUEST = Compile(SCREEN_ACT_REQUEST);
const COOKIE = "saunter_cart";
const YEAR_S = 365 * 24 * 3600;
const OWN_NAMES = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
const NO_KEY = "Open the cart's address with its pairing key: /?pair=KEY\n";
const NO_FILES = "The cart runs. Its screen has not been built: npm run screens\n";

export interface ScreenOptions {
  readonly screen: CartConfig["screen"];
  /** Folder of the built screen; null: there is none. */
  readonly files: string | null;
  /** Of pictures. */
  readonly shopUrl: string | null;
}

/** Listens; the address is where the screen is. */
export async function serveScreen(
  cart: RunningCart,
  { files, screen, shopUrl }: ScreenOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const served = files !== null && existsSync(files) ? listScreenFiles(files) : null;
  const listeners = new Set<ServerResponse>();
  const headers = {
    "content-security-policy": `default-src 'self'; img-src 'self' data: blob: ${shopUrl ?? ""}; style-src 'self' 'unsafe-inline'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
  const times = { headersTimeout: REQUEST_MS_MAX, requestTimeout: REQUEST_MS_MAX };
  const server = createServer(
    { ...times, connectionsCheckingInterval: REQUEST_MS_MAX / 2 },
    (request, response) => {
      response.setHeaders(new Map(Object.entries(headers)));
      if (!admit(request, response, screen.pairingKey)) return;
      answer({ cart, served, listeners }, request, response).catch((error: unknown) => {
        cart.log(`${request.method} of the screen: ${(error as Error).stack}`);
        sendText(response, 500, "");
      });
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(screen.port, screen.host);
  await once(server, "listening");
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * The tablet alone may act: by the pairing key that it was opened with once, or, where there is none, as what is on the
 * cart itself. No page of another address may, and no name that points here. Answers whoever may not.
 */
function admit(
  request: IncomingMessage,
  response: ServerResponse,
  pairingKey: string | null,
): boolean {
  const { cookie = "", host = "", origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    return sendText(response, 403, NO_KEY);
  }
  if (pairingKey === null) return OWN_NAMES.test(host) || sendText(response, 403, NO_KEY);
  const pair = readUrl(request)?.searchParams.get("pair") ?? null;
  if (pair !== null && isSame(pair, pairingKey)) {
    const kept = `${COOKIE}=${digest(pairingKey)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${YEAR_S}`;
    response.writeHead(302, { "set-cookie": kept, location: "/" }).end();
    return false;
  }
  const given = cookie.split(/;\s*/).find((one) => one.startsWith(`${COOKIE}=`));
  const value = given?.slice(COOKIE.length + 1) ?? "";
  return isSame(value, digest(pairingKey)) || sendText(response, 401, NO_KEY);
}

/** Null where it is no path. */
function readUrl({ url = "" }: IncomingMessage): URL | null {
  return url.startsWith("/") ? URL.parse(`http://cart${url}`) : null;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(expected)));
}

function sendText(response: ServerResponse, status: number, text: string): false {
  // What has begun cannot become another answer.
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
  return false;
}

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body));
}

interface Served {
  readonly cart: RunningCart;
  readonly served: ReadonlyMap<string, ScreenFile> | null;
  /** Of tablets that get each change, the newest last. */
  readonly listeners: Set<ServerResponse>;
}

async function answer(
  { cart, listeners, served }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = readUrl(request)?.pathname ?? "";
  const isHead = request.method === "HEAD";
  if (path === "/acts" && request.method === "POST") return takeAct(cart, request, response);
  if (!isHead && request.method !== "GET") return void sendText(response, 405, "");
  if (path === "/state") return sendJson(response, 200, cart.state);
  if (path === "/catalogue") {
    if (cart.catalogue === null || isHead) {
      return sendJson(response, cart.catalogue === null ? 404 : 200, null);
    }
    response.writeHead(200, JSON_HEADERS);
    // Whoever hangs up needs no more of it.
    return void pipeline(cart.catalogue.read(), response, () => {});
  }
  if (path === "/events" && !isHead) return streamStates(cart, listeners, response);
  const file = served?.get(path);
  if (file !== undefined) return sendFile(file, request, response);
  const isHome = path === "/" && served === null;
  sendText(response, isHome ? 200 : 404, isHome ? NO_FILES : "");
}

async function takeAct(
  cart: RunningCart,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Only what a page of another address may not send without being asked.
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) {
    return void sendText(response, 415, "");
  }
  const body = await readBody(request);
  if (body === null) {
    response.setHeader("connection", "close");
    return sendJson(response, 413, { code: "too-large" });
  }
  const asked = parseOrNull(body);
  if (!REQUEST.Check(asked)) return sendJson(response, 400, { code: "input-invalid" });
  sendJson(response, 200, await cart.act(asked));
}

/** Null where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += (piece as Buffer).length;
    if (bytes > REQUEST_BYTES_MAX) return null;
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** A tablet that comes back has often left a connection behind: the oldest makes room. */
function streamStates(
  cart: RunningCart,
  listeners: Set<ServerResponse>,
  response: ServerResponse,
): void {
  const [oldest] = listeners;
  if (listeners.size >= SCREENS_MAX) {
    listeners.delete(oldest!);
    oldest!.destroy();
  }
  listeners.add(response);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let isFull = false;
  const send = (state: ScreenState): void => {
    // A tablet that is slow gets the newest state once it can take it.
    if (isFull) return;
    isFull = !response.write(
      `id: ${state.version}\nevent: state\ndata: ${JSON.stringify(state)}\n\n`,
    );
  };
  response.on("drain", () => {
    isFull = false;
    send(cart.state);
  });
  const stop = cart.subscribe(send);
  const heartbeat = setInterval(() => {
    // One that has taken nothing since the last is gone.
    if (isFull) response.destroy();
    else response.write(": still here\n\n");
  }, HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    listeners.delete(response);
    stop();
  });
  send(cart.state);
}
