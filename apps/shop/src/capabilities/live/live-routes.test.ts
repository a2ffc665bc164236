import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { comeIn, enterByCard, take } from "../../http/scripted-visit-fixture.ts";
import { makeFrame } from "../../live/floor-frames.ts";

describe("GET /floor", () => {
  const api = startApi();

  it("tells what stands where", async () => {
    const { body } = await api.get("/v1/floor", { as: "reviewer" });
    const [gondola] = body.gondolas;
    expect(gondola).toMatchObject({ gondola: 1, plateCount: 3, shelves: [{ shelf: 1 }, {}] });
    expect(gondola.shelves[0].facings[0]).toEqual({
      facing: "1/1/1",
      plates: [1, 2],
      gtin: "01",
      name: "01",
    });
    expect(body.gates[0].corners[0]).toEqual({ xM: 0, yM: -2 });
  });
});

describe("GET /floor/activity", () => {
  const api = startApi();

  it("counts what was taken by shelf, from a time on", async () => {
    const ask = async (fromMs: number) =>
      (await api.get(`/v1/floor/activity?fromMs=${fromMs}`, { as: "reviewer" })).body.shelves;
    expect(await ask(0)).toEqual([]);
    const visitId = await enterByCard(api, "pm_sim_ok");
    const taken = [await take(api, visitId, "01", 1), await take(api, visitId, "01", 2)];
    const told = (await api.get("/v1/interactions", { as: "reviewer" })).body.items;
    const [{ gondola, shelf, occurredMs }] = told;
    expect(told).toHaveLength(taken.length);
    expect(await ask(0)).toEqual([{ gondola, shelf, interactions: 2 }]);
    expect(await ask(occurredMs + 1)).toEqual([]);
  });

  it("asks for a time", async () => {
    const response = await api.get("/v1/floor/activity", { as: "operator" });
    expect(response.body.code).toBe("input-invalid");
  });
});

describe("GET /live/shelves", () => {
  const api = startApi();

  it("gives messages of a shelf that there is", async () => {
    const response = await api.get("/v1/live/shelves/1/2", { as: "operator" });
    expect(response.headers["content-type"]).toContain("text/event-stream");
    expect(response.text).toMatch(/^event: plates\ndata: /m);
  });

  it("knows no other shelf", async () => {
    for (const place of ["1/3", "2/1", "1/0"]) {
      const response = await api.get(`/v1/live/shelves/${place}`, { as: "operator" });
      expect(response.body.code).toBe("not-found");
    }
    const none = await api.get("/v1/live/shelves/1/x", { as: "operator" });
    expect(none.body.code).toBe("input-invalid");
  });
});

describe("GET /live/floor", () => {
  const api = startApi();

  it("refuses a time that is none", async () => {
    const response = await api.get("/v1/live/floor?sinceMs=-1", { as: "operator" });
    expect(response.body.code).toBe("input-invalid");
  });

  it("goes on until the process closes", async () => {
    const { app, endStreams, hooks, tokens } = api.fixture;
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    const headers = { authorization: `Bearer ${tokens.operator}` };
    const answer = await fetch(`${address}/v1/live/floor?sinceMs=0`, { headers });
    const parts = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await parts.read()).value!;
    const visitId = await enterByCard(api, "pm_sim_ok");
    await take(api, visitId, "01", 2);
    await comeIn(api, null);
    hooks.onObservation?.(makeFrame({ shopperId: "t1", x: 1, y: 1 }));
    while (!text.includes("event: picture")) text += (await parts.read()).value;
    endStreams();
    for (let part = await parts.read(); !part.done; part = await parts.read()) text += part.value;
    const told = [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);
    expect(told).toEqual(expect.arrayContaining(["people", "visits", "past", "picture"]));
    expect(text).toContain('"quantity":2');
    expect(told.at(-1)).toBe("cut-off");
  });
});
