import { ALERT_RULE_LIMITS } from "@saunter/protocol/alert-rule";
import { describe, expect, it } from "vitest";
import { startApi, type Who } from "../../http/api-recorder-fixture.ts";
import { hasRole, listDevicesOfRole } from "../../people/push-devices.ts";

const RULE = {
  name: "Age checks on the phones",
  kinds: ["age-check"],
  fromMinute: 480,
  untilMinute: 1320,
  repeatMinutes: 2,
  isEnabled: true,
  channel: { kind: "push", role: "operator" },
};

describe("rules of alerts", () => {
  const api = startApi();
  const post = (path: string, body?: object) =>
    api.post(`/v1/alert-rules${path}`, { as: "operator", ...(body && { body }) });
  const list = async () => (await api.get("/v1/alert-rules", { as: "operator" })).body;
  let ruleId = "";

  it("are added, listed with the ways that the shop has, changed and removed", async () => {
    const added = await post("", RULE);
    expect(added.status).toBe(201);
    ({ ruleId } = added.body);
    expect(await list()).toEqual({
      items: [{ ruleId, ...RULE, failing: 0 }],
      next: null,
      channels: ["push", "webhook", "mail"],
    });
    expect((await post(`/${ruleId}`, { ...RULE, isEnabled: false })).body).toEqual({ ruleId });
    expect((await list()).items).toMatchObject([{ isEnabled: false }]);
  });

  it("that could never send anything are refused, with what is missing", async () => {
    const mail = { kind: "mail", userId: "user-operator", address: "mila@shop.example" };
    for (const [channel, words] of [
      [{ kind: "mqtt" }, "no MQTT broker"],
      [{ kind: "webhook", endpointId: "nothing" }, "no such webhook"],
      [{ ...mail, address: "mila@shop.example, all@shop.example" }, "not one address"],
      [{ ...mail, userId: "user-gate" }, "operators and reviewers"],
      [{ ...mail, userId: "nobody" }, "operators and reviewers"],
    ] as const) {
      const refused = await post("", { ...RULE, channel });
      expect(refused.body).toMatchObject({ code: "input-invalid" });
      expect(refused.body.detail).toContain(words);
    }
    expect((await post("", { ...RULE, channel: mail })).status).toBe(201);
    for (const wrong of [{ fromMinute: 1440 }, { repeatMinutes: 0 }, { kinds: ["nothing"] }]) {
      expect((await post("", { ...RULE, ...wrong })).body.code).toBe("input-invalid");
    }
  });

  it("send clerks what they may see, and nothing else", async () => {
    const channel = { kind: "push", role: "clerk" };
    const refused = await post("", { ...RULE, channel, kinds: ["age-check", "refund-failed"] });
    expect(refused.body).toMatchObject({ code: "input-invalid" });
    expect(refused.body.detail).toContain("Clerks get alerts of these kinds only: age-check,");
    for (const kinds of [[], ["age-check", "cash-float"]]) {
      expect((await post("", { ...RULE, channel, kinds })).status).toBe(201);
    }
    const mail = { kind: "mail", userId: "user-clerk", address: "kim@shop.example" };
    expect((await post("", { ...RULE, channel: mail })).body.code).toBe("input-invalid");
  });

  it("say what came of a test", async () => {
    const tested = await post(`/${ruleId}/test`);
    expect(tested.body).toEqual({
      isSent: false,
      outcome: "no device of any operator receives pushes",
    });
  });

  it("show what they have sent, and how often that failed", async () => {
    await api.fixture.store.transact(({ db }) => {
      const insert = db.prepare(
        `INSERT INTO alert_notices VALUES
         (?, ?, 'age:7', 'age-check', 'check', NULL, 5, ?, ?, 1, 0, 6, '200')`,
      );
      insert.run(ruleId, 1, "ended", 0);
      insert.run(ruleId, 2, "pending", 3);
    });
    const path = `/v1/alert-rules/${ruleId}/notices`;
    const first = await api.get(`${path}?limit=1`, { as: "operator" });
    const second = await api.get(first.body.next, { as: "operator" });
    expect([...first.body.items, ...second.body.items]).toMatchObject([
      { alertId: 2, status: "pending", sentCount: 1, lastSentMs: 6 },
      { alertId: 1, status: "ended", outcome: "200" },
    ]);
    const mine = (await list()).items.find((one: { ruleId: string }) => one.ruleId === ruleId);
    expect(mine.failing).toBe(1);
  });

  it("that are not there are not found", async () => {
    expect((await post(`/${ruleId}/remove`)).status).toBe(200);
    for (const path of ["remove", "test"]) {
      expect((await post(`/${ruleId}/${path}`)).body.code).toBe("not-found");
    }
    expect((await post(`/${ruleId}`, RULE)).body.code).toBe("not-found");
    const notices = await api.get(`/v1/alert-rules/${ruleId}/notices`, { as: "operator" });
    expect(notices.body.code).toBe("not-found");
  });
});

describe("devices that receive pushes", () => {
  const api = startApi();
  const keys = {
    p256dh:
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const add = (as: Who, n: number, name = `Phone ${n}`) =>
    api.post("/v1/me/push", {
      as,
      body: { name, endpoint: `https://push.example/${n}`, ...keys },
    });
  const list = async (as: Who) => (await api.get("/v1/me/push", { as })).body.devices;

  it("are one's own, and come with the shop's key", async () => {
    const { deviceId } = (await add("operator", 1)).body;
    expect(deviceId).toMatch(/^[0-9a-f]{16}$/);
    const { body } = await api.get("/v1/me/push", { as: "operator" });
    expect(body).toMatchObject({
      publicKey: expect.stringMatching(/^B[\w-]{86}$/),
      devices: [{ deviceId }],
    });
    expect(await list("reviewer")).toEqual([]);
    const remove = (as: Who) => api.post("/v1/me/push/remove", { as, body: { deviceId } });
    expect((await remove("reviewer")).body.code).toBe("not-found");
    expect((await remove("operator")).body).toEqual({ deviceId });
    expect(await list("operator")).toEqual([]);
  });

  it("are a clerk's, too, and of nobody whom no alert concerns", async () => {
    const { deviceId } = (await add("clerk", 100)).body;
    expect(await list("clerk")).toMatchObject([{ deviceId }]);
    expect(listDevicesOfRole(api.fixture.store, "clerk")).toMatchObject([{ deviceId }]);
    expect(listDevicesOfRole(api.fixture.store, "operator")).toEqual([]);
    for (const as of ["gate", "device", "shopper", "integrator"] as const) {
      expect((await add(as, 101)).body.code).toBe("forbidden");
    }
  });

  it("belong to whoever signed in there last, and are so many and no more", async () => {
    await add("operator", 0);
    await add("reviewer", 0);
    expect(await list("operator")).toEqual([]);
    for (let n = 1; n <= ALERT_RULE_LIMITS.devicesMax; n++) await add("reviewer", n);
    const names = (await list("reviewer")).map((device: { name: string }) => device.name);
    expect(names).toHaveLength(ALERT_RULE_LIMITS.devicesMax);
    expect(names).toContain(`Phone ${ALERT_RULE_LIMITS.devicesMax}`);
  });

  it("are at a push service outside the shop", async () => {
    const body = { name: "a", endpoint: "https://192.168.0.1/", ...keys };
    const refused = await api.post("/v1/me/push", { as: "operator", body });
    expect(refused.body.code).toBe("input-invalid");
  });

  it("of somebody who was disabled, or has lost the role, receive nothing", async () => {
    const { store } = api.fixture;
    expect(listDevicesOfRole(store, "operator")).toEqual([]);
    expect(listDevicesOfRole(store, "reviewer")).toHaveLength(ALERT_RULE_LIMITS.devicesMax);
    const act = (path: string, body?: object) =>
      api.post(`/v1/users/user-reviewer/${path}`, { as: "operator", ...(body && { body }) });
    await act("disable");
    expect(listDevicesOfRole(store, "reviewer")).toEqual([]);
    await act("enable");
    await act("roles", { roles: ["gate"] });
    expect(listDevicesOfRole(store, "reviewer")).toEqual([]);
    expect(hasRole(store, "user-reviewer", ["gate"])).toBe(true);
  });
});
