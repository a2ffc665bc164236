import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { refuseDemoMade } from "../../people/demo-made.ts";
import { listUsers } from "../../people/users.ts";

const LONG = "nine orange umbrellas";

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

describe("users of a demonstration", () => {
  const hint = { name: "demo", password: "walk in, walk out" };
  const api = startApi({ deps: { extensions: [{ signInHint: hint }] } });
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
