import papa from "papaparse";
import { describe, expect, it } from "vitest";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { removeUser } from "../../people/users.ts";
import { recordSecurity, removeOldDetails } from "../../security/record-security.ts";
import { EXPORTED_AT_ONCE } from "../../security/security-limits.ts";

const ANN = {
  kind: "user",
  id: "user-operator",
  roles: ["operator"],
  via: "password",
  address: "192.0.2.7",
} as const;

describe("the audit log", () => {
  const api = startApi();
  const list = async (query = "") =>
    (await api.get(`/v1/security-events${query}`, { as: "operator" })).body;
  const kinds = async (query: string) =>
    (await list(query)).items.map(({ kind }: { kind: string }) => kind);

  it("tells who did what to whom, from where, the newest first", async () => {
    const { body } = await api.post("/v1/users", {
      as: "operator",
      body: { name: "=north gate", roles: ["gate"], password: null },
    });
    await api.post(`/v1/users/${body.userId}/disable`, { as: "operator" });
    const { items } = await list("?limit=2");
    expect(items).toMatchObject([
      {
        kind: "user.disabled",
        principal: { kind: "user", id: "user-operator", name: "operator", roles: ["operator"] },
        object: { kind: "user", id: body.userId, name: "=north gate" },
        changes: {},
        address: "127.0.0.1",
      },
      { kind: "user.added", changes: { roles: { before: null, after: ["gate"] } } },
    ]);
  });

  it("says how somebody has signed in who changes something", async () => {
    const body = { name: "operator", password: "seven purple ladders", carrier: "token" };
    const { accessToken } = (await api.post("/v1/sign-in", { body })).body;
    await api.post("/v1/users/user-gate/disable", {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const { items } = await list("?limit=2");
    expect(items).toMatchObject([
      { kind: "user.disabled", principal: { via: "password" } },
      { kind: "user.signed-in", principal: { id: "user-operator", via: "password" } },
    ]);
  });

  it("is filtered by kind, principal, object and time, and searched by name, id and address", async () => {
    const { store, shop } = api.fixture;
    await api.fixture.pass(60_000);
    const fromMs = shop.nowMs();
    await store.transact((tx) => {
      const object = { kind: "user", id: "user-device" } as const;
      recordSecurity(tx, ANN, "user.enabled", { object });
      const badge = { kind: "badge", id: null } as const;
      recordSecurity(tx, ANN, "badge.blocked", { object: badge, badgeId: "badge-hash" });
    });
    expect(await kinds("?kind=user.added")).toEqual(["user.added"]);
    expect(await kinds("?objectId=user-device")).toEqual(["user.enabled"]);
    expect(await kinds("?objectId=badge-hash")).toEqual(["badge.blocked"]);
    expect(await kinds(`?fromMs=${fromMs}&principalId=user-operator&kind=user.enabled`)).toEqual([
      "user.enabled",
    ]);
    expect(await kinds(`?fromMs=${fromMs}&search=OPERATOR`)).toContain("badge.blocked");
    expect(await kinds(`?untilMs=${fromMs}`)).not.toContain("badge.blocked");
    expect(await kinds("?search=192.0.2.7")).toEqual(["badge.blocked", "user.enabled"]);
    expect(await kinds("?search=DEVICE")).toEqual(["user.enabled"]);
    expect(await kinds("?search=192.0.2")).toEqual([]);
    expect((await list("?kind=user.crowned")).code).toBe("input-invalid");
  });

  it("comes in pages", async () => {
    const all = (await list()).items;
    const first = await list("?limit=2");
    const second = (await api.get(first.next, { as: "operator" })).body;
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
  });

  it("is exported as a table, which no spreadsheet runs, and as lines", async () => {
    const load = (format: string) =>
      api.get(`/v1/security-events/export?format=${format}`, { as: "operator" });
    const csv = await load("csv");
    expect(csv.headers["content-disposition"]).toContain("security-events.csv");
    const { data: rows } = papa.parse<Record<string, string>>(csv.text.trimEnd(), { header: true });
    const lines = (await load("jsonl")).text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { items } = await list("?limit=200");
    expect(lines).toEqual(items.toReversed());
    expect(rows.map(({ id }) => Number(id))).toEqual(lines.map(({ id }) => id));
    const disabled = rows.find(({ kind }) => kind === "user.disabled")!;
    expect(disabled).toMatchObject({ object_name: "'=north gate", principal_roles: "operator" });
    expect(disabled.at).toMatch(/^2026-03-02T/);
  });

  it("is exported whole, however long it is, and filtered", async () => {
    await api.fixture.store.transact((tx) => {
      for (let i = 0; i < EXPORTED_AT_ONCE + 1; i++) {
        recordSecurity(tx, ANN, "user.roles-changed");
      }
    });
    const path = "/v1/security-events/export?format=jsonl&kind=user.roles-changed";
    const { text } = await api.get(path, { as: "operator" });
    expect(text.trimEnd().split("\n")).toHaveLength(EXPORTED_AT_ONCE + 1);
  });

  it("forgets addresses and badges with time, and names with their user; what happened stays", async () => {
    const { store, shop } = api.fixture;
    const before = await list("?search=192.0.2.7&kind=badge.blocked");
    const { atMs } = before.items[0];
    await store.transact((tx) => removeOldDetails(tx, atMs - 1));
    expect((await list("?kind=badge.blocked")).items[0]).toMatchObject({ address: "192.0.2.7" });
    await store.transact((tx) => {
      removeOldDetails(tx, shop.nowMs());
      removeUser(tx, "user-device");
    });
    expect((await list("?kind=badge.blocked")).items[0]).toMatchObject({
      address: null,
      object: { kind: "badge", id: null },
    });
    expect((await list("?kind=user.enabled")).items[0]).toMatchObject({
      object: { id: "user-device", name: null },
    });
    // Those of today have no number of before: what happened then gets nobody's address.
    await store.transact((tx) => recordSecurity(tx, ANN, "user.disabled"));
    expect((await list("?search=192.0.2.7")).items).toHaveLength(1);
  });

  it("is for operators alone", async () => {
    for (const path of ["/v1/security-events", "/v1/security-events/export?format=csv"]) {
      expect((await api.get(path, { as: "reviewer" })).body.code).toBe("forbidden");
      expect((await api.get(path)).body.code).toBe("not-signed-in");
    }
  });
});
