import { describe, expect, it } from "vitest";
import { PASSKEYS_PER_OWNER_MAX } from "../../entry/entry-limits.ts";
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from "../../entry/software-authenticator.ts";
import { startApi, type Who } from "../../http/api-recorder-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

type Api = ReturnType<typeof startApi>;

const makeDevice = () => createSoftwareAuthenticator("https://shop.example");

const listIds = async (api: Api, as: Who): Promise<string[]> => {
  const { body } = await api.get("/v1/me/passkeys", { as });
  return body.items.map(({ passkeyId }: { passkeyId: string }) => passkeyId);
};

async function begin(api: Api, as: Who, device: SoftwareAuthenticator): Promise<object> {
  const options = await api.post("/v1/me/passkeys/options", { as, key: null });
  expect(options.status, options.text).toBe(200);
  return { response: device.register(options.body) };
}

async function register(api: Api, as: Who, device = makeDevice()): Promise<string> {
  const added = await api.post("/v1/me/passkeys", { as, body: await begin(api, as, device) });
  expect(added.status, added.text).toBe(201);
  return added.body.passkeyId;
}

async function signInBy(api: Api, who: "user" | "customer", device: SoftwareAuthenticator) {
  const asked = await api.post("/v1/sign-in/passkey/options", { key: null, body: { who } });
  const response = device.authenticate(asked.body);
  const body = { who, response, carrier: "token" };
  return api.post("/v1/sign-in/passkey/verify", { key: null, body });
}

describe("passkeys of one's own", () => {
  const api = startApi();

  it("are added, listed and removed by shoppers and by people of the console", async () => {
    for (const [as, who] of [
      ["shopper", "customer"],
      ["operator", "user"],
      ["reviewer", "user"],
    ] as const) {
      const device = makeDevice();
      const first = await register(api, as, device);
      const second = await register(api, as);
      expect(await listIds(api, as)).toEqual([first, second]);
      expect((await signInBy(api, who, device)).body.principal.id).toBe(api.fixture.ids[as]);
      const removed = await api.post(`/v1/me/passkeys/${first}/remove`, { as });
      expect(removed).toMatchObject({ status: 204, text: "" });
      expect(await listIds(api, as)).toEqual([second]);
      expect((await signInBy(api, who, device)).body.code).toBe("entry-passkey-refused");
    }
  });

  it("carry their owner's name, a shopper's address, or the shop's", async () => {
    const nameOf = async (as: Who) =>
      (await api.post("/v1/me/passkeys/options", { as, key: null })).body.user.name;
    expect(await nameOf("operator")).toBe("operator");
    expect(await nameOf("bob")).toBe("Corner Shop");
    await api.post("/v1/me/details", { as: "bob", body: { email: "bob@example.com" } });
    expect(await nameOf("bob")).toBe("bob@example.com");
  });

  it("are added and removed once for one key", async () => {
    const body = await begin(api, "bob", makeDevice());
    const add = (key: string) => api.post("/v1/me/passkeys", { as: "bob", key, body });
    const [first, second] = await Promise.all([add("add-1"), add("add-1")]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    // Also where the process ended before it had answered.
    expect((await add("add-2")).body).toEqual(first.body);
    const { passkeyId } = first.body;
    expect(await listIds(api, "bob")).toEqual([passkeyId]);
    const remove = (key: string) =>
      api.post(`/v1/me/passkeys/${passkeyId}/remove`, { as: "bob", key });
    expect((await remove("remove-1")).status).toBe(204);
    expect((await remove("remove-1")).headers["idempotency-replayed"]).toBe("true");
    expect((await remove("remove-2")).body.code).toBe("not-found");
    expect((await add("add-1")).body.code).toBe("not-found");
    const rows = api.fixture.store.db.prepare("SELECT * FROM idempotency").all();
    expect(JSON.stringify(rows)).not.toContain(passkeyId);
  });

  it("are nobody else's to see, to remove or to finish", async () => {
    const passkeyId = await register(api, "shopper");
    expect(await listIds(api, "bob")).not.toContain(passkeyId);
    const removed = await api.post(`/v1/me/passkeys/${passkeyId}/remove`, { as: "bob" });
    expect(removed.body.code).toBe("not-found");
    expect(await listIds(api, "shopper")).toContain(passkeyId);
    const body = await begin(api, "shopper", makeDevice());
    const stolen = await api.post("/v1/me/passkeys", { as: "bob", body });
    expect(stolen.body.code).toBe("entry-passkey-refused");
  });

  it("are refused where the device's answer is none", async () => {
    const add = (response: unknown) =>
      api.post("/v1/me/passkeys", { as: "bob", body: { response } });
    expect((await add({})).body.code).toBe("entry-passkey-refused");
    expect((await add({ id: 1 })).body.code).toBe("entry-passkey-refused");
    expect((await add("x")).body.code).toBe("input-invalid");
  });

  it("are as many as one may have, and no more", async () => {
    for (let count = (await listIds(api, "bob")).length; count < PASSKEYS_PER_OWNER_MAX; count++) {
      await register(api, "bob");
    }
    const answer = await api.post("/v1/me/passkeys/options", { as: "bob", key: null });
    expect(answer.body.code).toBe("input-invalid");
  });
});

describe("passkeys of one's own, in a shop without", () => {
  const api = startApi({ config: withEntry({ passkey: null }) });

  it("are not to be had", async () => {
    const options = await api.post("/v1/me/passkeys/options", { as: "shopper", key: null });
    expect(options.body.code).toBe("entry-method-unavailable");
    const body = { response: {} };
    const added = await api.post("/v1/me/passkeys", { as: "shopper", body });
    expect(added.body.code).toBe("entry-method-unavailable");
    expect(await listIds(api, "shopper")).toEqual([]);
  });
});
