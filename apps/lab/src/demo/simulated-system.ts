/**
 * Another system that receives a demonstration's events, such as a till or a stock book would: so that
 * one sees what is sent and what becomes of it, without having such a system. It believes what is signed,
 * and shows the last of it to whoever opens its address.
 */

import { SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import { verifySignature } from "@saunter/server/webhooks/webhook-signature";
import { HIDDEN } from "@saunter/shop/http/add-route";
import { renderStandIn, STAND_IN_POLICY } from "@saunter/shop/http/stand-in-page";
import { escapeHtml } from "@saunter/shop/receipts/escape-html";
import type { FastifyInstance } from "fastify";

/** Below the shop's own address. */
export const SYSTEM_PATH = "/simulated-system";

/** The newest that it was told, which it shows. */
const SHOWN_MAX = 20;

/** @param revealSecret that of the shop's webhook, by which it knows that it is the shop who tells. */
export async function addSimulatedSystem(
  app: FastifyInstance,
  revealSecret: () => string,
  nowMs: () => number,
): Promise<void> {
  const told: string[] = [];
  await app.register(async (scope) => {
    // Signed is the body as it came.
    scope.removeContentTypeParser("application/json");
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(SYSTEM_PATH, HIDDEN, ({ body, headers }, reply) => {
      const signature = String(headers[SIGNATURE_HEADER.toLowerCase()] ?? "");
      if (!verifySignature(signature, String(body), revealSecret(), nowMs())) {
        return reply.code(401).send();
      }
      told.unshift(String(body));
      told.length = Math.min(told.length, SHOWN_MAX);
      return reply.code(204).send();
    });
  });
  app.get(SYSTEM_PATH, HIDDEN, (_request, reply) => {
    reply.header("content-security-policy", STAND_IN_POLICY).type("text/html; charset=utf-8");
    const items = told.map((body) => `<li>${renderTold(body)}</li>`).join("");
    return renderStandIn(
      "Another system",
      `<h1>Another system</h1>
      <p>This stands for a till or a stock book of yours. The shop has told it last:</p>
      ${items === "" ? "<p>Nothing yet.</p>" : `<ol>${items}</ol>`}`,
      { isLong: true },
    );
  });
}

/** What and when, and on opening all of it. */
function renderTold(body: string): string {
  const event = JSON.parse(body) as { readonly type?: unknown; readonly atMs?: unknown };
  const { type, atMs } = event;
  const time = typeof atMs === "number" ? new Date(atMs).toISOString().slice(11, 19) : "";
  return `<details><summary><strong>${escapeHtml(String(type))}</strong>
    <span>${time === "" ? "" : `${time} UTC`}</span></summary>
    <pre>${escapeHtml(JSON.stringify(event, null, 2))}</pre></details>`;
}
