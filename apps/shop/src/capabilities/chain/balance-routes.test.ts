import type { HoldAnswer } from "@saunter/protocol/chain/balance-messages";
import { describe, expect, it } from "vitest";
import { joinChain } from "../../chain/hub-line-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { comeIn, conclude, leave, take } from "../../http/scripted-visit-fixture.ts";

const CARD = { number: "4071 9925 3380", code: "7KQ4MWXZ" };
const HELD: HoldAnswer = {
  ...{ isHeld: true, balanceId: "b1", kind: "gift-card", lastFour: "3380", amountMinor: 100 },
};

describe("a gift card of the chain pays for a visit", () => {
  let answer: () => Promise<unknown> = async () => HELD;
  const api = startApi(joinChain(() => answer()));

  async function enter(): Promise<string> {
    const body = { partySize: 1, payer: "cash", staffId: null };
    const admission = await api.post("/v1/gates/north/admissions", { as: "operator", body });
    await comeIn(api, "north");
    await take(api, admission.body.visitId, "03", 1);
    return admission.body.visitId;
  }
  const give = (visitId: string) =>
    api.post(`/v1/visits/${visitId}/balances`, { as: "operator", body: CARD });
  const list = async (visitId: string) =>
    (await api.get(`/v1/visits/${visitId}/balances`, { as: "operator" })).body;
  const remove = (visitId: string, holdId: string) =>
    api.post(`/v1/visits/${visitId}/balances/${holdId}/remove`, { as: "operator" });

  it("first, and the rest is paid as before", async () => {
    answer = async () => HELD;
    const visitId = await enter();
    const given = await give(visitId);
    expect(given.status).toBe(202);
    const { holdId } = given.body;
    expect(await list(visitId)).toMatchObject({
      ...{ isOffered: true, currency: "GBP" },
      cards: [{ holdId, status: "held", heldMinor: 100, lastFour: "3380" }],
    });
    await leave(api, visitId);
    await conclude(api, visitId);
    expect(await list(visitId)).toMatchObject({
      cards: [{ holdId, status: "captured", capturedMinor: 100 }],
    });
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    expect(charge.body).toMatchObject({ dueMinor: 250, missingMinor: 150 });
    const late = await remove(visitId, holdId);
    expect([late.status, late.body.code]).toEqual([409, "charge-not-open"]);
  });

  it("until it is taken away again, and not where the chain does not answer", async () => {
    answer = async () => HELD;
    const visitId = await enter();
    const { holdId } = (await give(visitId)).body;
    const removed = await remove(visitId, holdId);
    expect(removed.status).toBe(200);
    expect(removed.body.cards).toMatchObject([{ holdId, status: "released", heldMinor: 0 }]);
    answer = () => Promise.reject(new Error("the chain's hub cannot be reached"));
    expect((await give(visitId)).status).toBe(202);
    expect((await list(visitId)).cards).toMatchObject([
      { status: "released" },
      { status: "released", cause: "unavailable" },
    ]);
    expect((await list("nothing")).code).toBe("not-found");
    expect((await give("nothing")).body.code).toBe("not-found");
    expect((await remove(visitId, "nothing")).status).toBe(404);
  });
});
