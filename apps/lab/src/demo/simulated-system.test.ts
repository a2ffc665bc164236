import { SIGNATURE_HEADER } from "@saunter/protocol/webhooks/signature";
import { SIGNATURE_TOLERANCE_MS, signWebhook } from "@saunter/server/webhooks/webhook-signature";
import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { addSimulatedSystem, SYSTEM_PATH } from "./simulated-system.ts";

const SECRET = "a secret of the two";
const NOW_MS = 1_700_000_000_000;

async function openSystem() {
  const app = fastify();
  await addSimulatedSystem(
    app,
    () => SECRET,
    () => NOW_MS,
  );
  const tell = async (body: string, signature: string): Promise<number> => {
    const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: signature };
    const answer = await app.inject({ method: "POST", url: SYSTEM_PATH, headers, payload: body });
    return answer.statusCode;
  };
  const show = async (): Promise<string> => (await app.inject(SYSTEM_PATH)).body;
  return { tell, show };
}

describe("another system of a demonstration", () => {
  it("shows what the shop has told it, the newest first and no more than twenty", async () => {
    const { tell, show } = await openSystem();
    expect(await show()).toContain("Nothing yet.");
    for (let number = 1; number <= 21; number++) {
      const body = JSON.stringify({ type: "visit.opened", note: `<b>${number}</b>` });
      expect(await tell(body, signWebhook(body, SECRET, NOW_MS))).toBe(204);
    }
    const shown = await show();
    expect(shown).toContain("<summary><strong>visit.opened</strong>");
    const numbers = [...shown.matchAll(/&lt;b&gt;(\d+)&lt;/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => 21 - at));
  });

  it("takes nothing that is not signed by the shop, now", async () => {
    const { tell, show } = await openSystem();
    const body = '{"type":"visit.opened"}';
    const longAgoMs = NOW_MS - SIGNATURE_TOLERANCE_MS - 1000;
    for (const signature of [
      "",
      signWebhook(body, "another", NOW_MS),
      signWebhook(`${body} `, SECRET, NOW_MS),
      signWebhook(body, SECRET, longAgoMs),
    ]) {
      expect(await tell(body, signature)).toBe(401);
    }
    expect(await show()).toContain("Nothing yet.");
  });
});
