/** One address that holds sockets and asks for nothing, and whether all others are served beside it. */
import { get } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { CONFIG_DEFAULTS } from "@saunter/shop/config/config-defaults";
import { startBusyShop } from "./busy-shop.ts";
import { atLeast, createFigure, type FigureGroup } from "./figure.ts";

const REQUESTS_A_SECOND = 20;
/** What a process is given where nobody has asked for more. */
const FILES_MAX = 1024;
const ABUSER = "127.0.0.1";
/** Those who are served come from 127.0.0.2 and on. */
const OTHERS = 50;
const OPENED_A_SECOND = 2500;
/** A socket that the shop has closed is opened again after this. */
const OPENED_AGAIN_MS = 5000;

/** What is sent at once, and then again each second. */
const HALVES = [
  { first: "", more: "" },
  { first: "GET /v1/shop HTTP/1.1\r\nHost: shop\r\n", more: "" },
  { first: "GET /v1/shop HTTP/1.1\r\nHost: shop\r\nX-A: ", more: "a" },
  {
    first:
      "POST /v1/sign-in HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n",
    more: " ",
  },
  { first: "GET /v1/healthz HTTP/1.1\r\nHost: shop\r\n\r\n", more: "" },
] as const;

export interface SocketsOptions {
  readonly seed: number;
  readonly sockets: number;
  readonly seconds: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds of two shops. */
export function countSocketSteps(seconds: number): number {
  return 2 * seconds;
}

export async function measureSockets(options: SocketsOptions): Promise<FigureGroup[]> {
  const { seconds, progress } = options;
  let steps = 0;
  const pass = (): void => progress.update(++steps);
  const groups: FigureGroup[] = [];
  for (const filesMax of [undefined, FILES_MAX]) {
    groups.push(await measureShop(options, filesMax, pass));
  }
  progress.update(2 * seconds);
  return groups;
}

async function measureShop(
  { seed, sockets, seconds }: SocketsOptions,
  filesMax: number | undefined,
  pass: () => void,
): Promise<FigureGroup> {
  const { connectionsPerAddressMax } = CONFIG_DEFAULTS.http;
  const limits = { connectionsPerAddressMax, ...(filesMax === undefined ? {} : { filesMax }) };
  const shop = await startBusyShop({ seed, shoppers: 0, staff: 0, sales: 0, ...limits });
  const end = new AbortController();
  const port = Number(new URL(shop.address).port);
  const held = holdSockets(port, sockets, end.signal);
  try {
    await wait((1000 * sockets) / OPENED_A_SECOND);
    const served = serveOthers(shop.address, end.signal);
    for (let second = 0; second < seconds; second++) {
      await wait(1000);
      pass();
    }
    end.abort();
    const { asked, answered, slowestMs } = await served;
    const files = filesMax === undefined ? "as many files as it likes" : `${filesMax} files`;
    return {
      title: `A shop that may open ${files}: ${sockets} half-open sockets of one address beside ${REQUESTS_A_SECOND} requests a second of others`,
      figures: [
        createFigure("sockets that were opened, in all", held.opened(), "", 0, atLeast(sockets)),
        createFigure("of these, held at once at most", held.heldMax(), "", 0),
        createFigure("requests of others that were answered", answered, "", 0, atLeast(asked)),
        createFigure("the slowest", slowestMs, "ms", 0),
      ],
    };
  } finally {
    end.abort();
    await shop.close();
  }
}

/** As many at once as are wanted, each opened again when the shop has closed it. */
function holdSockets(port: number, count: number, signal: AbortSignal) {
  const open = new Set<Socket>();
  const waiting = new Set<ReturnType<typeof setTimeout>>();
  const counts = { opened: 0, heldMax: 0 };
  const hold = (at: number): void => {
    const { first, more } = HALVES[at % HALVES.length]!;
    const socket = connect({ port, host: ABUSER, localAddress: ABUSER });
    let timer: ReturnType<typeof setInterval> | undefined;
    let isHeld: ReturnType<typeof setTimeout> | undefined;
    socket.on("error", () => {}).resume();
    socket.on("connect", () => {
      counts.opened++;
      // The shop has taken one that it has not closed a while later.
      isHeld = setTimeout(() => open.add(socket), 1000);
      socket.write(first);
      if (more !== "") timer = setInterval(() => socket.write(more), 1000);
    });
    socket.on("close", () => {
      clearTimeout(isHeld);
      clearInterval(timer);
      open.delete(socket);
      if (!signal.aborted) later(at, OPENED_AGAIN_MS);
    });
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
  };
  const later = (at: number, delayMs: number): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      hold(at);
    }, delayMs);
    waiting.add(timer);
  };
  for (let at = 0; at < count; at++) later(at, (1000 * at) / OPENED_A_SECOND);
  const looking = setInterval(() => {
    counts.heldMax = Math.max(counts.heldMax, open.size);
  }, 200);
  signal.addEventListener("abort", () => {
    clearInterval(looking);
    for (const timer of waiting) clearTimeout(timer);
  });
  return { opened: () => counts.opened, heldMax: () => counts.heldMax };
}

/** Each on a connection of its own, as the phones of people who have just come are. */
async function serveOthers(address: string, signal: AbortSignal) {
  const counts = { asked: 0, answered: 0, slowestMs: 0 };
  const running: Promise<void>[] = [];
  const startMs = performance.now();
  while (!signal.aborted) {
    const localAddress = `127.0.0.${2 + (counts.asked % OTHERS)}`;
    const sentMs = performance.now();
    counts.asked++;
    running.push(
      askOnce(`${address}/v1/shop`, localAddress).then((isAnswered) => {
        if (isAnswered) counts.answered++;
        counts.slowestMs = Math.max(counts.slowestMs, performance.now() - sentMs);
      }),
    );
    await wait(
      Math.max(0, startMs + (1000 * counts.asked) / REQUESTS_A_SECOND - performance.now()),
    );
  }
  await Promise.all(running);
  return counts;
}

function askOnce(url: string, localAddress: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { localAddress, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode === 200));
      response.on("error", () => resolve(false));
    });
    request.on("error", () => resolve(false));
  });
}
