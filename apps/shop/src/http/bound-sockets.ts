/** Sockets are held by nobody for longer than a request takes: who is slow, or many, is let go. */

import { randomUUID } from "node:crypto";
import { type Server, STATUS_CODES } from "node:http";
import { isIP, type Socket } from "node:net";
import { nameNetwork } from "@saunter/server/http/caller-address";
import { formatProblem, PROBLEM_TYPE } from "@saunter/server/http/problem";
import type { FastifyInstance } from "fastify";
import type { SocketLimits } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";
import { PROBLEM_TABLE } from "./problem-table.ts";

/** The options of an instance whose sockets have these limits. */
export function makeSocketOptions(limits: SocketLimits) {
  return {
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.silenceMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: limits.requestsPerSocketMax,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.lookedAtMs },
    clientErrorHandler: answerUnreadable,
  };
}

/** To be called before the instance listens. */
export function boundSockets(
  app: FastifyInstance,
  limits: SocketLimits,
  isTrusted: (address: string) => boolean,
): void {
  const { server } = app;
  server.maxConnections = limits.connectionsMax;
  boundAddresses(server, limits.connectionsPerAddressMax, isTrusted);
  app.addHook("preClose", async () => {
    // Who has a socket and says nothing would keep the process open.
    const timer = setTimeout(() => server.closeAllConnections(), limits.closingMs);
    server.once("close", () => clearTimeout(timer));
  });
}

/** Lets go of what one address opens beyond its share, before anything of it is read. */
function boundAddresses(
  server: Server,
  connectionsMax: number,
  isTrusted: (address: string) => boolean,
): void {
  const open = new Map<string, number>();
  server.prependListener("connection", (socket: Socket) => {
    const { remoteAddress = "" } = socket;
    if (isIP(remoteAddress) === 0 || isTrusted(remoteAddress)) return;
    const network = nameNetwork(remoteAddress);
    const others = open.get(network) ?? 0;
    if (others >= connectionsMax) {
      socket.destroy();
      return;
    }
    open.set(network, others + 1);
    socket.once("close", () => {
      const left = open.get(network)! - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
}

/** What never became a request, and so has no route and no reply. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (socket.destroyed || error.code === "ECONNRESET") return;
  if (socket.writable) socket.write(formatAnswer(toProblem(error.code)));
  socket.destroy();
}

function toProblem(code: string | undefined): ProblemError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ProblemError("request-too-slow", "the request took too long to arrive");
    case "HPE_HEADER_OVERFLOW":
      return new ProblemError("headers-too-large", "the headers are too long");
    default:
      return new ProblemError("request-unreadable", "this is not an HTTP request");
  }
}

function formatAnswer(problem: ProblemError): string {
  const { status } = PROBLEM_TABLE[problem.code];
  const body = JSON.stringify(formatProblem(PROBLEM_TABLE, problem, randomUUID()));
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  return `${headers.join("\r\n")}\r\n\r\n${body}`;
}
