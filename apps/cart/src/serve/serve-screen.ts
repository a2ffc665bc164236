/** The cart's own address: its screen's files, its state, and the screen's acts. */
import { createHash, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import type { ServerResponse } from "node:http";
import fastifyStatic from "@fastify/static";
import { SCREEN_ACT_REQUEST, type ScreenState } from "@saunter/protocol/smart-cart/screen";
import createServer, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { Compile } from "typebox/compile";
import { SCREENS_MAX } from "../cart-limits.ts";
import type { CartConfig } from "../config/cart-config.ts";
import type { RunningCart } from "../run-cart.ts";

const REQUEST = Compile(SCREEN_ACT_REQUEST);
const COOKIE = "saunter_cart";
const BODY_BYTES_MAX = 64 * 1024;
/** So that a connection that is gone is seen. */
const HEARTBEAT_MS = 15_000;
const YEAR_S = 365 * 24 * 3600;
const OWN_NAMES = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

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
  const server = createServer({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  const policy = `default-src 'self'; img-src 'self' data: blob: ${shopUrl ?? ""}; style-src 'self' 'unsafe-inline'; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'`;
  server.addHook("onRequest", async (request, reply) => {
    reply.header("content-security-policy", policy);
    reply.header("x-content-type-options", "nosniff");
    await admit(request, reply, screen.pairingKey);
  });
  addRoutes(server, cart);
  if (files !== null && existsSync(files)) await addFiles(server, files);
  else server.get("/", (_, reply) => reply.type("text/plain").send(NO_FILES));
  const url = await server.listen({ host: screen.host, port: screen.port });
  return { url: `${url}/`, close: () => server.close() };
}

const NO_FILES = "The cart runs. Its screen has not been built: npm run screens\n";

/**
 * The tablet alone may act: by the pairing key that it was opened with once, or, where there is none, as what is on the
 * cart itself. No page of another address may, and no name that points here.
 */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  pairingKey: string | null,
): Promise<FastifyReply | undefined> {
  const { host, origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return refuse(reply, 403);
  if (pairingKey === null) return OWN_NAMES.test(host ?? "") ? undefined : refuse(reply, 403);
  const { pair } = request.query as { readonly pair?: string };
  if (typeof pair === "string" && isSame(pair, pairingKey)) {
    const cookie = `${COOKIE}=${digest(pairingKey)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${YEAR_S}`;
    return reply.header("set-cookie", cookie).redirect("/");
  }
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  const given = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`));
  const value = given?.slice(COOKIE.length + 1) ?? "";
  return isSame(value, digest(pairingKey)) ? undefined : refuse(reply, 401);
}

function refuse(reply: FastifyReply, status: 401 | 403): FastifyReply {
  const text = "Open the cart's address with its pairing key: /?pair=KEY\n";
  return reply.status(status).type("text/plain").send(text);
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(expected)));
}

function addRoutes(server: FastifyInstance, cart: RunningCart): void {
  server.get("/state", (_, reply) => reply.header("cache-control", "no-store").send(cart.state));
  server.get("/catalogue", (_, reply) =>
    cart.catalogue === null ? reply.status(404).send() : reply.send(cart.catalogue),
  );
  server.post("/acts", async (request, reply) => {
    const { body } = request;
    if (!REQUEST.Check(body)) return reply.status(400).send({ code: "input-invalid" });
    return cart.act(body);
  });
  server.get("/events", (_, reply) => {
    if (cart.listenerCount >= SCREENS_MAX) return reply.status(503).send();
    reply.hijack();
    streamStates(cart, reply.raw);
    return reply;
  });
}

function streamStates(cart: RunningCart, raw: ServerResponse): void {
  raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let isFull = false;
  const send = (state: ScreenState): void => {
    // A tablet that is slow gets the newest state once it can take it.
    if (isFull) return;
    isFull = !raw.write(`id: ${state.version}\nevent: state\ndata: ${JSON.stringify(state)}\n\n`);
  };
  raw.on("drain", () => {
    isFull = false;
    send(cart.state);
  });
  const stop = cart.subscribe(send);
  const heartbeat = setInterval(() => void raw.write(": still here\n\n"), HEARTBEAT_MS);
  raw.on("close", () => {
    clearInterval(heartbeat);
    stop();
  });
  send(cart.state);
}

/** The built pages name their parts below `/shop/`, as they are served by a shop. */
async function addFiles(server: FastifyInstance, files: string): Promise<void> {
  await server.register(fastifyStatic, { root: files, prefix: "/shop/", index: false });
  await server.register(fastifyStatic, {
    root: files,
    prefix: "/",
    index: "cart.html",
    decorateReply: false,
  });
}
