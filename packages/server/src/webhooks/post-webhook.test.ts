import { ANSWER_BYTES_MAX, ANSWER_CHARS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import { expect, it } from "vitest";
import { describeAnswer, hasTaken, type PostOptions, postWebhook } from "./post-webhook.ts";
import { verifySignature } from "./webhook-signature.ts";

const NOW_MS = 1_700_000_000_000;
const POST = { url: "https://a.example", eventId: "7", body: "{}", secrets: ["new", "old"] };

const post = (fetch: PostOptions["fetch"]) => postWebhook({ fetch, nowMs: () => NOW_MS }, POST);

it("is signed with every secret, and follows nobody elsewhere", async () => {
  const answer = await post(async (url, { headers, body, redirect }) => {
    expect([url, redirect, headers["Saunter-Event-Id"]]).toEqual([POST.url, "manual", "7"]);
    for (const secret of POST.secrets) {
      expect(verifySignature(headers["Saunter-Signature"]!, body, secret, NOW_MS)).toBe(true);
    }
    return new Response(null, { status: 204 });
  });
  expect([hasTaken(answer), describeAnswer(answer)]).toEqual([true, "204"]);
});

it("reads the beginning of a refusal, and shows it as one line", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent++;
      controller.enqueue(new TextEncoder().encode("no\n\u0000 such "));
    },
  });
  const answer = await post(async () => new Response(endless, { status: 302 }));
  expect(hasTaken(answer)).toBe(false);
  expect(answer.text.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
  expect(sent).toBeLessThan(ANSWER_BYTES_MAX);
  expect(describeAnswer(answer)).toMatch(/^302 no such no such/);
  expect(describeAnswer(answer).length).toBeLessThanOrEqual(ANSWER_CHARS_MAX);
});

it("says why there was no answer", async () => {
  const answer = await post(async () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  });
  expect(answer).toEqual({ status: null, text: "fetch failed: connect ECONNREFUSED" });
});
