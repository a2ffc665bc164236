import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { createGuardedFetch } from "@saunter/server/network/guarded-fetch";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CardTerminal, createCardEntry, type TerminalOutcome } from "./card-terminal.ts";
import { TERMINAL_ANSWER_BYTES_MAX, TERMINAL_WAIT_MS_MAX } from "./entry-limits.ts";
import { createHttpTerminal } from "./http-terminal.ts";

const NOW_MS = 1_790_000_000_000;
const SECRET = "a secret of the two";
const CONTEXT = { requestId: "request-1", gateId: "north", nowMs: NOW_MS };
const READING: TerminalOutcome = {
  kind: "card",
  readingId: "r-1",
  token: "pm_1NZ8kq2eZvKYlo2C",
  lastFour: "4242",
  fingerprint: "fp_1",
  readAtMs: NOW_MS + 3000,
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** An adapter on this machine. */
async function startAdapter(answer: Answer): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/present`;
}

function open(url: string, deadline = (): AbortSignal => new AbortController().signal) {
  const fetch = createGuardedFetch({ allowPrivate: false });
  return createHttpTerminal({ url, secret: SECRET, fetch, deadline });
}

const say =
  (status: number, body: string): Answer =>
  (_request, response) =>
    void response.writeHead(status).end(body);

/** What the entry method makes of it. */
async function enterBy(terminal: CardTerminal): Promise<string> {
  const entry = createCardEntry(terminal, (fingerprint) => `hash of ${fingerprint}`);
  const shown = { requestId: CONTEXT.requestId };
  const verified = await entry.verify(shown as never, { gateId: "north", nowMs: NOW_MS });
  return verified.ok ? JSON.stringify(verified.value) : verified.refusal.code;
}

describe("a terminal behind an adapter", () => {
  it("receives the request, the gate and the shop's time, and answers with a card", async () => {
    const requests: unknown[] = [];
    const url = await startAdapter(async (request, response) => {
      const { method, headers } = request;
      requests.push([method, headers.authorization, JSON.parse(await readAll(request))]);
      response.writeHead(200).end(JSON.stringify(READING));
    });
    expect(await open(url).presentForEntry(CONTEXT)).toEqual(READING);
    expect(requests).toEqual([
      ["POST", `Bearer ${SECRET}`, { ...CONTEXT, waitMsMax: TERMINAL_WAIT_MS_MAX }],
    ]);
    expect(await enterBy(open(url))).toContain('"cardHash":"hash of fp_1"');
  });

  it.each([
    ["nobody was there", { kind: "nobody" }, "entry-card-refused"],
    ["the card is no use", { kind: "refused", reason: "expired" }, "entry-card-refused"],
    ["its provider cannot be reached", { kind: "offline" }, "entry-offline"],
    ["a card number", { ...READING, token: "4111111111111111" }, "entry-card-refused"],
    ["no outcome", { ok: true }, "entry-card-refused"],
    ["nothing", null, "entry-card-refused"],
  ])("that says %s admits nobody", async (_, outcome, code) => {
    const url = await startAdapter(say(200, JSON.stringify(outcome)));
    expect(await enterBy(open(url))).toBe(code);
  });

  it.each([
    [200, "no JSON", "entry-card-refused"],
    [200, `"${"x".repeat(TERMINAL_ANSWER_BYTES_MAX)}"`, "entry-offline"],
    [302, JSON.stringify(READING), "entry-offline"],
    [401, JSON.stringify(READING), "entry-offline"],
    [500, JSON.stringify(READING), "entry-offline"],
  ])("that answers %s admits nobody", async (status, body, code) => {
    expect(await enterBy(open(await startAdapter(say(status, body))))).toBe(code);
  });

  it("that is not there, hangs up or takes too long is offline", async () => {
    expect(await enterBy(open("http://127.0.0.1:1/present"))).toBe("entry-offline");
    const cut = await startAdapter((request) => void request.socket.destroy());
    expect(await enterBy(open(cut))).toBe("entry-offline");
    const stop = new AbortController();
    const asked: number[] = [];
    const silent = await startAdapter(() => stop.abort());
    const terminal = open(silent, ((afterMs: number) => {
      asked.push(afterMs);
      return stop.signal;
    }) as never);
    expect(await enterBy(terminal)).toBe("entry-offline");
    expect(asked).toEqual([TERMINAL_WAIT_MS_MAX]);
  });
});
