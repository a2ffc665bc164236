/**
 * A request that must not be made twice. It goes to the address that it is given and nowhere else, on a connection of
 * its own, and whoever asks is told whether it may have arrived.
 */
import { type ClientRequest, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface OnceRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Of the whole. */
  readonly timeoutMs: number;
}

export type OnceOutcome =
  /** It was answered with a success. */
  | "done"
  /** It was answered otherwise, and redirects are not followed; or it is no request that can be sent. */
  | "refused"
  /** There was no connection: it has not arrived, and may be made again. */
  | "not-sent"
  /** It may have arrived. */
  | "unknown";

export type SendOnce = (request: OnceRequest) => Promise<OnceOutcome>;

export const sendOnce: SendOnce = ({ body, headers, method, timeoutMs, url }) =>
  new Promise((resolve) => {
    const isTls = url.startsWith("https:");
    const request = isTls ? requestHttps : requestHttp;
    let isConnected = false;
    // A connection that was kept may be dead, and nobody could tell whether what is written to it arrives.
    let sent: ClientRequest;
    try {
      sent = request(url, {
        agent: false,
        headers: { ...headers, connection: "close" },
        method,
      });
    } catch {
      // A header or an address with characters that it cannot have, as of a secret with a line break.
      resolve("refused");
      return;
    }
    const timer = setTimeout(() => sent.destroy(new Error("timeout")), timeoutMs);
    const end = (outcome: OnceOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
      sent.destroy();
    };
    sent.on("socket", (socket) =>
      socket.once("connect", () => {
        isConnected = true;
      }),
    );
    sent.on("response", ({ statusCode = 0 }) =>
      end(statusCode >= 200 && statusCode < 300 ? "done" : "refused"),
    );
    sent.on("error", () => end(isConnected ? "unknown" : "not-sent"));
    sent.end(body ?? undefined);
  });
