/**
 * A card terminal behind an adapter that somebody else wrote: a small program beside the terminal's own
 * software, asked over HTTP. What it answers is checked as any terminal's answer is.
 */
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import type { CardTerminal, TerminalContext, TerminalOutcome } from "./card-terminal.ts";
import { TERMINAL_ANSWER_BYTES_MAX, TERMINAL_WAIT_MS_MAX } from "./entry-limits.ts";

export interface HttpTerminalOptions {
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly secret: string;
  readonly fetch: Fetch;
  /** A signal that is given after a time. */
  readonly deadline: (afterMs: number) => AbortSignal;
}

const OFFLINE: TerminalOutcome = { kind: "offline" };

/** Whatever is no success, and no answer in time, is a terminal that cannot be reached. */
export function createHttpTerminal(options: HttpTerminalOptions): CardTerminal {
  return {
    presentForEntry: async (context) => {
      const text = await ask(options, context);
      return text === null ? OFFLINE : parseOutcome(text);
    },
  };
}

async function ask(
  { url, secret, fetch, deadline }: HttpTerminalOptions,
  { requestId, gateId, nowMs }: TerminalContext,
): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({ requestId, gateId, nowMs, waitMsMax: TERMINAL_WAIT_MS_MAX }),
      redirect: "manual",
      signal: deadline(TERMINAL_WAIT_MS_MAX),
    });
    if (response.ok) return await readText(response);
    await response.body?.cancel();
    return null;
  } catch (error) {
    // Refused, cut off, too late, too long: nobody knows whether a card was there, and none is taken.
    if (error instanceof Error) return null;
    throw error;
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > TERMINAL_ANSWER_BYTES_MAX) throw new Error("an answer that is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The entry method checks what it is. */
function parseOutcome(text: string): TerminalOutcome {
  try {
    return JSON.parse(text) as TerminalOutcome;
  } catch (error) {
    if (error instanceof SyntaxError) return text as unknown as TerminalOutcome;
    throw error;
  }
}
