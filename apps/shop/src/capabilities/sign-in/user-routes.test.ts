import { DEFAULT_SCOPES } from "@saunter/protocol/scopes";
import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { hintAt } from "../../http/http-fixture.ts";
import { refuseDemoMade } from "../../people/demo-made.ts";
import { listUsers } from "../../people/users.ts";

const LONG = "tin rain moss kettle";

describe("users", () => {
  const api = startApi();
  const add = (body: object, key?: string) =>
    api.post("/v1/users", { as: "operator", body, ...(key === undefined ? {} : { key }) });

  it("with a key get it once: it is in no later answer and not in the database", async () => {
    const body = { name: "north gate", roles: ["gate"], password: null };
    const first = await add(body, "add-1");
    expect(first).toMatchObject({ status: 201, body: { name: "north gate", proof: "key" } });
    const { apiKey, userId } = first.body;
    const headers = { authorization: `Bearer ${apiKey}` };
    const read = async () => {
      const { body } = await api.get("/v1/users", { as: "operator" });
      return body.items.find((user: { userId: string }) => user.userId === userId);
    };
    expect(await read()).toMatchObject({ isConnected: false, lastActiveMs: null, heardMs: null });
    expect((await api.get("/v1/me", { headers })).body).toMatchObject({ id: userId });
    const heardMs = api.fixture.shop.nowMs();
    expect(await read()).toMatchObject({ isConnected: false, lastActiveMs: heardMs, heardMs });
    const again = await add(body, "add-1");
    expect(again.body).toEqual({ ...first.body, apiKey: null });
    const rows = api.fixture.store.db.prepare("SELECT * FROM idempotency").all();
    expect(JSON.stringify(rows)).not.toContain(apiKey);
    expect(api.fixture.log.join("")).not.toContain(apiKey);
  });

  it("with a password sign in with it", async () => {
    const name = "rita";
    const added = await add({ name, roles: ["reviewer"], password: LONG });
    expect(added.body).toMatchObject({ proof: "password", apiKey: null });
    const body = { name, password: LONG, carrier: "token" };
    expect((await api.post("/v1/sign-in", { body })).status).toBe(200);
  });

  it.each([
    [{ name: "operator", roles: ["reviewer"], password: LONG }, "name-taken"],
    [{ name: "a", roles: ["reviewer"], password: "short" }, "input-invalid"],
    [{ name: "a", roles: ["reviewer"], password: "aaaaaaaaaaaa" }, "input-invalid"],
    [{ name: "a", roles: ["operator"], password: null }, "input-invalid"],
    [{ name: "a", roles: [], password: LONG }, "input-invalid"],
    [{ name: "a", roles: ["king"], password: LONG }, "input-invalid"],
    [{ name: "a", roles: ["reviewer", "reviewer"], password: LONG }, "input-invalid"],
    [{ name: "", roles: ["reviewer"], password: LONG }, "input-invalid"],
    [{ roles: ["reviewer"], password: LONG }, "input-invalid"],
  ])("are not added as %o", async (body, code) => {
    const response = await add(body);
    expect(response.body.code).toBe(code);
    expect(response.text).not.toContain(LONG);
  });

  it("are listed by name, in pages", async () => {
    const names: string[] = [];
    let path: string | null = "/v1/users?limit=3";
    while (path !== null) {
      const { body }: { body: { items: { name: string }[]; next: string | null } } = await api.get(
        path,
        { as: "operator" },
      );
      names.push(...body.items.map(({ name }) => name));
      path = body.next;
    }
    expect(names).toEqual(names.toSorted());
    expect(names).toContain("north gate");
    expect((await api.get("/v1/users?after=x", { as: "operator" })).body.code).toBe(
      "input-invalid",
    );
  });

  it("are disabled at once, and enabled again", async () => {
    const change = (userId: string, way: string) =>
      api.post(`/v1/users/${userId}/${way}`, { as: "operator" });
    expect((await change("user-reviewer", "disable")).body.isDisabled).toBe(true);
    expect((await api.get("/v1/me", { as: "reviewer" })).body.code).toBe("token-invalid");
    expect((await change("user-reviewer", "enable")).body.isDisabled).toBe(false);
    for (const way of ["disable", "enable"]) {
      expect((await change("nobody", way)).body.code).toBe("not-found");
    }
  });

  it("get other roles, and a key in place of the one before", async () => {
    const roles = (userId: string, list: readonly string[]) =>
      api.post(`/v1/users/${userId}/roles`, { as: "operator", body: { roles: list } });
    expect((await roles("user-device", ["device", "gate"])).body.roles).toEqual(["gate", "device"]);
    expect((await roles("user-device", ["operator"])).body.code).toBe("input-invalid");
    expect((await roles("nobody", ["gate"])).body.code).toBe("not-found");
    const prove = (userId: string, password: string | null) =>
      api.post(`/v1/users/${userId}/proof`, { as: "operator", body: { password } });
    const changed = await prove("user-device", null);
    expect((await api.get("/v1/me", { as: "device" })).body.code).toBe("token-invalid");
    const headers = { authorization: `Bearer ${changed.body.apiKey}` };
    expect((await api.get("/v1/me", { headers })).body.id).toBe("user-device");
    expect((await prove("user-device", LONG)).body.code).toBe("input-invalid");
    expect((await prove("user-reviewer", LONG)).body.apiKey).toBeNull();
    expect((await prove("nobody", LONG)).body.code).toBe("not-found");
  });
});

describe("keys of other systems", () => {
  const api = startApi();
  const post = (path: string, body: object) =>
    api.post(`/v1/users${path}`, { as: "operator", body });
  const askWith = async (apiKey: string, path: string) => {
    const { status, body } = await api.get(path, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    return { status, detail: body?.detail };
  };
  const BOOKS = { name: "books", roles: ["integrator"], password: null };

  it("may do what their scopes say, from the next request on", async () => {
    const added = await post("", { ...BOOKS, scopes: ["receipts:read"] });
    expect(added.body.scopes).toEqual(["receipts:read"]);
    const { apiKey, userId } = added.body;
    expect((await askWith(apiKey, "/v1/receipts")).status).toBe(200);
    expect(await askWith(apiKey, "/v1/stock")).toEqual({
      status: 403,
      detail: "this key does not have the scope stock:read",
    });
    expect((await askWith(apiKey, "/v1/users")).detail).toBe("your roles do not allow this");
    const changed = await post(`/${userId}/scopes`, { scopes: ["stock:read"] });
    expect(changed.body.scopes).toEqual(["stock:read"]);
    expect((await askWith(apiKey, "/v1/receipts")).status).toBe(403);
    expect((await askWith(apiKey, "/v1/stock")).status).toBe(200);
    await post(`/${userId}/scopes`, { scopes: [] });
    expect((await askWith(apiKey, "/v1/stock")).status).toBe(403);
    expect((await askWith(apiKey, "/v1/me")).status).toBe(200);
  });

  it("may do what they could before there were scopes, where nobody has chosen any", async () => {
    const { body } = await post("", { ...BOOKS, name: "older" });
    expect(body.scopes).toEqual(DEFAULT_SCOPES);
    expect((await askWith(body.apiKey, "/v1/numbers")).status).not.toBe(403);
    const headers = { authorization: `Bearer ${body.apiKey}` };
    const change = { version: 0, changes: [] };
    const refused = await api.post("/v1/goods/changes", { headers, body: change });
    expect(refused.body.detail).toContain("goods:write");
  });

  it("have scopes where they are integrators alone", async () => {
    expect((await post("/user-device/scopes", { scopes: [] })).body.code).toBe("input-invalid");
    expect((await post("/nobody/scopes", { scopes: [] })).body.code).toBe("not-found");
    const gate = { name: "gate 9", roles: ["gate"], password: null, scopes: ["stock:read"] };
    expect((await post("", gate)).body.code).toBe("input-invalid");
    const { body } = await api.get("/v1/users", { as: "operator" });
    expect(body.items.map(({ name }: { name: string }) => name)).not.toContain("gate 9");
    const device = body.items.find((user: { userId: string }) => user.userId === "user-device");
    expect(device.scopes).toBeNull();
  });

  it("that are replaced are good for as long as it was said, one at a time", async () => {
    const { apiKey: first, userId } = (await post("", { ...BOOKS, name: "rotated" })).body;
    const replace = async (overlapHours: number) =>
      (await post(`/${userId}/proof`, { password: null, overlapHours })).body;
    const { apiKey: second, formerKeyUntilMs } = await replace(24);
    expect(formerKeyUntilMs).toBe(api.fixture.shop.nowMs() + 24 * 3_600_000);
    const isGood = async (key: string) => (await askWith(key, "/v1/me")).status === 200;
    expect([await isGood(first), await isGood(second)]).toEqual([true, true]);
    const { apiKey: third } = await replace(24);
    expect([await isGood(first), await isGood(second)]).toEqual([false, true]);
    await api.fixture.pass(24 * 3_600_000 - 1);
    expect(await isGood(second)).toBe(true);
    await api.fixture.pass(1);
    expect([await isGood(second), await isGood(third)]).toEqual([false, true]);
    await replace(24);
    expect(await isGood(third)).toBe(true);
    await api.post(`/v1/users/${userId}/disable`, { as: "operator" });
    expect(await isGood(third)).toBe(false);
  });
});

describe("users of a demonstration", () => {
  const hint = { name: "demo", password: "walk in, walk out" };
  const api = startApi({ extension: hintAt(hint) });
  const post = (path: string, body?: object) =>
    api.post(`/v1/users${path}`, { as: "operator", ...(body === undefined ? {} : { body }) });
  const goLive = () => api.fixture.store.transact(refuseDemoMade);

  it("who are added or changed are refused once the shop is real; all others are not", async () => {
    const added = await post("", { name: "mallory", roles: ["operator"], password: LONG });
    const program = await post("", { name: "till", roles: ["integrator"], password: null });
    await post("/user-reviewer/proof", { password: LONG });
    await post("/user-device/roles", { roles: ["gate", "device"] });
    await goLive();
    const { users } = listUsers(api.fixture.store);
    const refused = users.filter(({ isUnconfirmed }) => isUnconfirmed).map(({ userId }) => userId);
    const made = [added.body.userId, program.body.userId, "user-reviewer", "user-device"];
    expect(refused.toSorted()).toEqual(made.toSorted());
    const body = { name: "mallory", password: LONG, carrier: "token" };
    expect((await api.post("/v1/sign-in", { body })).body.code).toBe("sign-in-refused");
    const headers = { authorization: `Bearer ${program.body.apiKey}` };
    expect((await api.get("/v1/me", { headers })).body.code).toBe("token-invalid");
  });
});
