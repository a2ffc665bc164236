import { ROLES } from "@saunter/protocol/roles";
import { BODY_BYTES_MAX } from "@saunter/server/http/http-limits";
import { makeClaim } from "@saunter/server/http/idempotency-claim";
import { orRefuse } from "@saunter/shop/domain/shop-context";
import { seen, startApi } from "@saunter/shop/http/api-recorder-fixture";
import { documentOf, listAnswers, listRoutes } from "@saunter/shop/http/described-routes-fixture";
import { nameRoute } from "@saunter/shop/http/format-api-reference";
import { ROUTE_ROLES } from "@saunter/shop/http/route-roles";
import { withEntry } from "@saunter/shop/http/shop-config-fixture";
import { changeCustomer } from "@saunter/shop/people/customers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DemoAvatar } from "./demo-control.ts";
import { DEMO_RECORDINGS, type DemoRun, makeDemo, runDemo } from "./demo-fixture.ts";

const AS = { as: "operator" } as const;

/** A demonstration whose simulation a test drives. */
function startDemo(change?: Parameters<typeof makeDemo>[1]) {
  const { options, chosen } = makeDemo(null, change);
  const api = startApi(options);
  let run: DemoRun | null = null;
  beforeAll(() => {
    run = runDemo(api.fixture);
  });
  afterAll(() => run?.stop());
  const readAvatar = async () => (await api.get("/v1/demo", AS)).body.avatar;
  /** The simulation goes on until the avatar is so. */
  const goOn = (isDone: (avatar: DemoAvatar | null) => boolean) =>
    run!.goOn(async () => isDone(await readAvatar()));
  return { api, chosen, readAvatar, goOn };
}

describe("a demonstration", () => {
  const { api, chosen, readAvatar, goOn } = startDemo();

  it("says how it is run", async () => {
    const { body } = await api.get("/v1/demo", AS);
    expect(body).toMatchObject({
      recording: null,
      recordings: [...DEMO_RECORDINGS],
      hasEnded: false,
      speed: 1,
      scenario: "busy",
      shoppersAtOnce: 0,
      avatar: null,
    });
    expect(body.scenarios).toContain("crowd");
    expect(body.scenarios).not.toContain("rush");
  });

  it("goes as fast as it is told, and has those come who are asked for", async () => {
    const change = (body: object) => api.post("/v1/demo/settings", { ...AS, body });
    const changed = await change({ speed: 4, scenario: "crowd", shoppersAtOnce: 0 });
    expect(changed.body).toMatchObject({ speed: 4, scenario: "crowd", shoppersAtOnce: 0 });
    expect((await change({ speed: 1 })).body).toMatchObject({ speed: 1, scenario: "crowd" });
    // Each scenario says itself how many there are.
    expect((await change({ scenario: "quiet" })).body).toMatchObject({ shoppersAtOnce: 1 });
    expect((await change({ speed: 11 })).body.code).toBe("input-invalid");
    expect((await change({ scenario: "rush" })).body.code).toBe("input-invalid");
    await change({ shoppersAtOnce: 0 });
  });

  it("plays what is chosen, of what there is", async () => {
    const choose = (recording: string | null) =>
      api.post("/v1/demo/source", { ...AS, body: { recording } });
    expect((await choose("real/two")).status).toBe(200);
    expect((await choose(null)).status).toBe(200);
    expect((await choose("real/none")).body.code).toBe("not-found");
    expect(chosen).toEqual(["real/two", null]);
  });

  it("does once what is sent again with its key, and says how it is run by then", async () => {
    const before = chosen.length;
    const send = () =>
      api.post("/v1/demo/source", { ...AS, key: "once", body: { recording: "real/two" } });
    expect((await send()).headers["idempotency-replayed"]).toBeUndefined();
    await api.post("/v1/demo/settings", { ...AS, body: { speed: 3 } });
    const again = await send();
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.body.speed).toBe(3);
    expect(chosen).toHaveLength(before + 1);
    await api.post("/v1/demo/settings", { ...AS, body: { speed: 1 } });
  });

  it("has somebody walk in, take, put back and leave as they are told", async () => {
    const order = async (body: object) =>
      api.post("/v1/demo/avatar/orders", { ...AS, body: { order: body } });
    expect((await order({ kind: "leave" })).body).toMatchObject({
      code: "avatar-refused",
      detail: "they are not in the shop",
    });
    const { body } = await api.post("/v1/demo/avatar", AS);
    expect(body.avatar).toMatchObject({ state: "waiting", visitId: null, carried: [] });
    expect(await goOn((avatar) => avatar?.state === "inside")).toBe(true);
    expect((await order({ kind: "move", x: 0, y: 1 })).status).toBe(200);
    expect((await order({ kind: "go", xM: 1, yM: -0.5 })).status).toBe(200);
    expect((await order({ kind: "go", xM: 1e6, yM: 0 })).body.code).toBe("input-invalid");
    const at = { gondola: 1, shelf: 2, plate: 3 };
    expect((await order({ kind: "take", at: { ...at, plate: 999 } })).body.detail).toBe(
      "the shop has no such shelf",
    );
    expect((await order({ kind: "take", at })).status).toBe(200);
    expect(await goOn((avatar) => avatar?.carried.length === 1)).toBe(true);
    const [line] = (await readAvatar()).carried;
    expect(line).toMatchObject({ quantity: 1, name: expect.any(String) });
    expect((await order({ kind: "put", gtin: "5000002000010", at: null })).body.detail).toBe(
      "they do not carry that",
    );
    expect((await order({ kind: "put", gtin: line.gtin, at: null })).status).toBe(200);
    expect(await goOn((avatar) => avatar?.carried.length === 0)).toBe(true);
    await order({ kind: "leave" });
    expect(await goOn((avatar) => avatar?.state === "gone")).toBe(true);
    expect(await readAvatar()).toMatchObject({ state: "gone", carried: [] });
  });
});

describe("a phone that is held to the gate of a demonstration", () => {
  const offline = { admit: "none", limitMinor: null } as const;
  const { api, readAvatar, goOn } = startDemo(withEntry({ offline }));
  const show = async (code?: string, as: "shopper" | "operator" = "shopper") => {
    const made = code ?? (await api.get("/v1/me/code?partySize=3", { as: "shopper" })).body.code;
    return api.post("/v1/demo/entries", { as, body: { code: made } });
  };

  it("opens a visit on its card, in which its owner is whom one walks about", async () => {
    const entry = await show();
    expect(entry.status, entry.text).toBe(201);
    const { visitId } = entry.body;
    expect(await readAvatar()).toMatchObject({ state: "waiting", visitId });
    const charge = await api.get(`/v1/charges/${visitId}`, { as: "operator" });
    expect(charge.body.payments).toMatchObject([{ status: "held", heldMinor: 2000 }]);
    const cart = await api.get(`/v1/me/visits/${visitId}/cart`, { as: "shopper" });
    expect(cart.body).toMatchObject({ visitId, status: "open" });
    expect(api.fixture.store.read("visit", visitId)).toMatchObject({ partySize: 1 });
    expect(await goOn((avatar) => avatar?.state === "inside")).toBe(true);
    expect(await readAvatar()).toMatchObject({ visitId });
  });

  it("is refused as at any gate, and then nobody else is walked about", async () => {
    const { store, ids } = api.fixture;
    const before = (await readAvatar())?.shopperId;
    expect((await show("nothing")).body.code).toBe("entry-code-invalid");
    const used = (await api.get("/v1/me/code", { as: "shopper" })).body.code;
    expect((await show(used)).status).toBe(201);
    const after = (await readAvatar())?.shopperId;
    expect(after).not.toBe(before);
    expect((await show(used)).body.code).toBe("entry-code-replayed");
    const card = { token: "pm_sim_declined", lastFour: "0002" };
    await store.transact((tx) => orRefuse(changeCustomer(tx, ids.shopper, { card })));
    expect((await show()).body.code).toBe("entry-hold-declined");
    const good = { token: "pm_sim_ok", lastFour: "4242" };
    await store.transact((tx) => orRefuse(changeCustomer(tx, ids.shopper, { card: good })));
    api.fixture.setOffline(true);
    expect((await show()).body.code).toBe("entry-offline");
    api.fixture.setOffline(false);
    expect((await readAvatar())?.shopperId).toBe(after);
  });

  it("is a shopper's", async () => {
    expect((await show("nothing", "operator")).body.code).toBe("forbidden");
  });
});

describe("a demonstration that plays a recording", () => {
  const api = startApi(makeDemo("real/one").options);

  it("has nobody come in, and only its speed can be another", async () => {
    expect((await api.post("/v1/demo/avatar", AS)).body).toMatchObject({
      code: "avatar-refused",
      detail: "nobody can come into a recording",
    });
    const shown = { as: "shopper", body: { code: "any" } } as const;
    expect((await api.post("/v1/demo/entries", shown)).body.code).toBe("avatar-refused");
    const body = { speed: 2, scenario: "crowd", shoppersAtOnce: 3 };
    expect((await api.post("/v1/demo/settings", { ...AS, body })).body).toMatchObject({
      recording: "real/one",
      speed: 2,
      scenario: null,
      shoppersAtOnce: null,
    });
  });
});

describe("a real shop", () => {
  const api = startApi();

  it("has none of all that", async () => {
    expect((await api.get("/v1/demo", AS)).status).toBe(404);
    expect((await api.post("/v1/demo/avatar", AS)).status).toBe(404);
    const shown = { as: "shopper", body: { code: "any" } } as const;
    expect((await api.post("/v1/demo/entries", shown)).status).toBe(404);
  });
});

describe("the routes of a demonstration", () => {
  const { api } = startDemo();
  const list = () => listRoutes(documentOf(api)).filter(({ path }) => path.startsWith("/v1/demo"));
  const listPosts = () => list().filter(({ method }) => method === "POST");

  it("are those of the table of roles", () => {
    const names = Object.keys(ROUTE_ROLES).filter((name) => name.includes("/v1/demo"));
    expect(list().map(({ method, path }) => nameRoute(method, path))).toEqual(names);
  });

  it("are for the roles of the table alone", async () => {
    for (const { method, url, access } of list()) {
      for (const as of [null, ...ROLES]) {
        const { status } = await api.send(method, url, { as, key: null });
        const isAllowed = as !== null && access.includes(as);
        if (isAllowed) expect([401, 403], `${url} ${as}`).not.toContain(status);
        else expect(status, `${url} ${as}`).toBe(as === null ? 401 : 403);
      }
    }
  });

  it("refuse bodies that are too long, of another type, or of the wrong form", async () => {
    for (const { method, url, caller: as } of listPosts()) {
      const send = async (raw: string, headers = {}) =>
        (await api.send(method, url, { as, raw, headers })).body.code;
      expect(await send(`"${"x".repeat(BODY_BYTES_MAX)}"`), url).toBe("body-too-large");
      expect(await send("{}", { "content-type": "text/plain" }), url).toBe("body-type-unsupported");
      expect(await send("{"), url).toBe("body-malformed");
      expect(await send('{"more":1}'), url).toBe("input-invalid");
    }
  });

  it("want an idempotency key, which is of one request", async () => {
    for (const { url, caller: as, body } of listPosts()) {
      const send = (key: string | null) =>
        api.post(url, { as, key, ...(body === undefined ? {} : { body }) });
      expect((await send(null)).body.code, url).toBe("idempotency-key-missing");
      const key = url.replaceAll("/", "-");
      const { ids, store } = api.fixture;
      const caller = ids[as!];
      const claim = makeClaim(caller, key, { method: "POST", path: "/v1/other", body: null });
      await store.transact((tx) =>
        tx.db
          .prepare("INSERT INTO idempotency VALUES (?, ?, ?, 200, '{}', NULL, ?)")
          .run(caller, claim.keyHash, claim.requestHash, tx.atMs),
      );
      expect((await send(key)).body.code, url).toBe("idempotency-key-reused");
    }
  });
});

describe("the rates of a demonstration's routes", () => {
  const rates = { signIn: 1, lookUp: 1, public: 1, people: 1, machines: 1 };
  const api = startApi({ ...makeDemo().options, limits: { rates } });

  it("are bounded, each by itself", async () => {
    const routes = listRoutes(documentOf(api)).filter(({ path }) => path.startsWith("/v1/demo"));
    for (const { method, url, caller: as } of routes) {
      const send = () => api.send(method, url, { as, key: null });
      expect((await send()).status, url).not.toBe(429);
      expect((await send()).body.code, url).toBe("rate-limited");
    }
  });

  it("complete what the document promises", () => {
    const promised = listAnswers(documentOf(api)).filter((name) => name.includes(" /v1/demo"));
    expect(promised.length).toBeGreaterThan(20);
    expect(promised.filter((answer) => !seen.answers.has(answer))).toEqual([]);
  });
});
