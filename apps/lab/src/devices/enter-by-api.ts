/** Simulated shoppers show a card at the first gate that leads in, as a gate's own program would ask for them. */
import { randomUUID } from "node:crypto";

export interface GateOptions {
  /** Where the shop's API is, without a slash at its end. */
  readonly url: string;
  readonly gateId: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  readonly sleep: (durationMs: number) => Promise<void>;
}

/** Somebody else may be in the gate: they try again. */
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 400;

/** Resolves to null when they are admitted, else to why they are not. */
export async function enterByApi(options: GateOptions, partySize: number): Promise<string | null> {
  const { fetch, gateId, key, sleep, url } = options;
  let refused = "";
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    let answer: Response;
    try {
      answer = await fetch(`${url}/v1/gates/${encodeURIComponent(gateId)}/entries`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          "idempotency-key": randomUUID(),
        },
        body: JSON.stringify({ method: "card", shown: { requestId: randomUUID() }, partySize }),
      });
    } catch {
      return "the shop does not answer";
    }
    if (answer.status === 201) return null;
    const { code = String(answer.status) } = (await answer.json()) as { readonly code?: string };
    refused = code;
    if (code !== "gate-busy") break;
    await sleep(TRY_AGAIN_MS);
  }
  return refused;
}
