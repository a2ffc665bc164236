import type { AlertKind } from "@saunter/protocol/alert-kinds";
import { describe, expect, it } from "vitest";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import { startApi, type Who } from "../../http/api-recorder-fixture.ts";
import {
  conclude,
  enterByCode,
  leave,
  shopByCard,
  take,
} from "../../http/scripted-visit-fixture.ts";

interface Told {
  readonly id: number;
  readonly type: string;
  readonly visitId: string | null;
}

describe("events", () => {
  const api = startApi();
  const read = async (as: Who, query = "after=0", headers = {}): Promise<Told[]> => {
    const response = await api.get(`/v1/events?${query}`, { as, headers });
    expect(response.headers["content-type"]).toContain("text/event-stream");
    return [...response.text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  };

  it("come to each as far as they may see them", async () => {
    const own = await enterByCode(api, "shopper");
    await take(api, own, "01", 1);
    await leave(api, own);
    await conclude(api, own);
    await shopByCard(api, "pm_sim_ok", { "03": 1 });
    const all = await read("operator");
    expect(all.length).toBeGreaterThan(10);
    expect(await read("integrator")).toEqual(all);
    const ofOwn = await read("shopper");
    expect(ofOwn).toEqual(all.filter(({ visitId }) => visitId === own));
    expect(ofOwn.length).toBeGreaterThan(3);
    expect(await read("bob")).toEqual([]);
    const reviewed = await read("reviewer");
    expect(reviewed).toEqual(all.filter(({ type }) => !/^(charge|debt)\./.test(type)));
    expect(reviewed.length).toBeLessThan(all.length);
  });

  it("of alerts come to clerks where they may see the alert", async () => {
    const raise = (kind: AlertKind) =>
      api.fixture.store.transact((tx) => {
        raiseAlert(tx, { alertKey: `${kind}:1`, kind, message: "m", visitId: null });
        clearAlert(tx, `${kind}:1`, "user-operator");
      });
    const { id } = (await read("operator")).at(-1)!;
    await raise("age-check");
    await raise("refund-failed");
    expect(await read("operator", `after=${id}`)).toHaveLength(4);
    expect((await read("clerk", `after=${id}`)).map(({ type }) => type)).toEqual([
      "alert.raised",
      "alert.cleared",
    ]);
  });

  it("go on after the last one that somebody has", async () => {
    const all = await read("operator");
    const after = all[4]!.id;
    expect(await read("operator", `after=${after}`)).toEqual(all.slice(5));
    expect(await read("operator", "", { "last-event-id": String(after) })).toEqual(all.slice(5));
    expect(await read("operator", "after=0", { "last-event-id": String(after) })).toEqual(
      all.slice(5),
    );
    expect(await read("operator", "")).toEqual([]);
  });

  it("are filtered by type and by visit", async () => {
    const all = await read("operator");
    const { visitId } = all.find(({ type }) => type === "receipt.finalised")!;
    const some = await read("operator", `after=0&types=receipt.*,visit.opened&visitId=${visitId}`);
    const wanted = all.filter(
      (event) => event.visitId === visitId && /^(receipt\.|visit\.opened$)/.test(event.type),
    );
    expect(some).toEqual(wanted);
    expect(some.length).toBeGreaterThan(2);
  });

  it("are not given for what is no event's id or no type", async () => {
    const id = await api.get("/v1/events", { as: "operator", headers: { "last-event-id": "x" } });
    expect(id.body.code).toBe("input-invalid");
    for (const query of ["after=-1", "after=x", "types=A", "visitId=a%20b"]) {
      expect((await api.get(`/v1/events?${query}`, { as: "operator" })).body.code).toBe(
        "input-invalid",
      );
    }
  });
});

describe("a stream of events", () => {
  const api = startApi();

  it("goes on until the process closes", async () => {
    const { app, endStreams, tokens } = api.fixture;
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    const headers = { authorization: `Bearer ${tokens.operator}` };
    const answer = await fetch(`${address}/v1/events`, { headers });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const parts = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await parts.read()).value!;
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    while (!text.includes("event: receipt.finalised")) text += (await parts.read()).value;
    endStreams();
    for (let part = await parts.read(); !part.done; part = await parts.read()) text += part.value;
    const told = [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);
    expect(told).toEqual(expect.arrayContaining(["visit.opened", "receipt.finalised"]));
    expect(told.at(-1)).toBe("cut-off");
  });
});
