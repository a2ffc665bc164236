import { decideCharge } from "@saunter/commerce/payment/decide";
import { makeClaim } from "@saunter/server/http/idempotency-claim";
import { describe, expect, it } from "vitest";
import { decideInto } from "../../domain/shop-context.ts";
import { signCodeOnDevice } from "../../entry/entry-code.ts";
import { exportRawPublicKey, generateEntryKeys } from "../../entry/entry-keys.ts";
import { CERTIFICATE_LIFE_MS_MAX } from "../../entry/entry-limits.ts";
import { createSoftwareAuthenticator } from "../../entry/software-authenticator.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { comeIn, enterByCode, nextNumber, shopByCode } from "../../http/scripted-visit-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

const card = (requestId: string, partySize = 1) => ({
  method: "card",
  shown: { requestId },
  partySize,
});

describe("GET /entry/terms", () => {
  const api = startApi();

  it("tells anybody what is held, until when, and what is recorded", async () => {
    const { body } = await api.get("/v1/entry/terms");
    expect(body).toMatchObject({
      gates: [
        { gateId: "north", name: "North door" },
        { gateId: "south", name: "South door" },
        { gateId: "exit", name: expect.any(String) },
      ],
      shopName: "Corner Shop",
      currency: "GBP",
      holdMinor: 2000,
      partyMax: 4,
      methods: ["qr", "card", "badge", "passkey"],
      releaseText: "at your exit",
      releaseTexts: [{ language: "de", text: "beim Verlassen" }],
      notice: expect.stringContaining(
        "We never measure or store faces, palms, body shapes or gaits",
      ),
    });
  });
});

describe("gates", () => {
  const api = startApi();
  const stateOf = async (gateId: string) => {
    const { body } = await api.get("/v1/gates", { as: "operator" });
    return body.items.find((gate: { gateId: string }) => gate.gateId === gateId);
  };

  it("are idle, admit until all have been seen, and are idle again", async () => {
    expect(await stateOf("north")).toMatchObject({ state: "idle", remaining: 0 });
    const body = card(`pm_sim_ok-${nextNumber()}`, 2);
    expect((await api.post("/v1/gates/north/entries", { as: "gate", body })).status).toBe(201);
    expect(await stateOf("north")).toMatchObject({ state: "admitting", remaining: 2 });
    await comeIn(api, "north");
    expect(await stateOf("north")).toMatchObject({ state: "admitting", remaining: 1 });
    await comeIn(api, "north");
    expect(await stateOf("north")).toMatchObject({ state: "idle", remaining: 0 });
    expect(await stateOf("south")).toMatchObject({ state: "idle", remaining: 0 });
  });

  it("refuse while somebody is just coming in, and admit no more once that took too long", async () => {
    const enter = () =>
      api.post("/v1/gates/south/entries", { as: "gate", body: card(`pm_sim_ok-${nextNumber()}`) });
    expect((await enter()).status).toBe(201);
    expect((await enter()).body.code).toBe("gate-busy");
    await api.fixture.pass(20_000);
    expect(await stateOf("south")).toMatchObject({ state: "admitting" });
    await api.fixture.pass(1);
    expect(await stateOf("south")).toMatchObject({ state: "idle" });
    expect((await enter()).status).toBe(201);
  });

  it("are held open, closed, and left to themselves by the operator", async () => {
    const set = (mode: string) =>
      api.post("/v1/gates/north/mode", { as: "operator", body: { mode } });
    expect((await set("held-open")).body).toMatchObject({ gateId: "north", mode: "held-open" });
    expect(await stateOf("north")).toMatchObject({ state: "held-open" });
    await set("closed");
    expect(await stateOf("north")).toMatchObject({ state: "closed" });
    const entry = await api.post("/v1/gates/north/entries", {
      as: "gate",
      body: card(`pm_sim_ok-${nextNumber()}`),
    });
    expect(entry.body.code).toBe("gate-closed");
    await set("automatic");
    expect(await stateOf("north")).toMatchObject({ state: "idle" });
  });

  /** What each route says of a gate. */
  const askAll = async (gateId: string): Promise<Record<string, unknown>> => {
    const bodies = {
      entries: card("pm_sim_ok-x"),
      admissions: { partySize: 1, payer: "cash", staffId: null },
      mode: { mode: "closed" },
      "passkey-options": {},
    };
    const said: Record<string, unknown> = {};
    for (const [path, body] of Object.entries(bodies)) {
      const as = path === "entries" || path === "passkey-options" ? "gate" : "operator";
      const response = await api.post(`/v1/gates/${gateId}/${path}`, { as, body });
      said[path] = response.body.code ?? response.status;
    }
    return said;
  };

  it("that the shop has not are unknown to every route", async () => {
    expect(new Set(Object.values(await askAll("west")))).toEqual(new Set(["gate-unknown"]));
  });

  it("that lead out only admit nobody, and are closed like others", async () => {
    const { body } = await api.get("/v1/gates", { as: "operator" });
    expect(body.items).toMatchObject([
      ...[
        { gateId: "north", name: "North door", leadsIn: true },
        { name: "South door", leadsIn: true },
        { gateId: "exit", leadsIn: false },
      ],
    ]);
    expect(await askAll("exit")).toEqual({
      entries: "gate-leads-out",
      admissions: "gate-leads-out",
      mode: 200,
      "passkey-options": "gate-leads-out",
    });
    expect(await stateOf("exit")).toMatchObject({ state: "closed", remaining: 0 });
  });
});

describe("entry by card", () => {
  const api = startApi();
  const enter = (requestId: string, more: object = {}) =>
    api.post("/v1/gates/north/entries", { as: "gate", body: { ...card(requestId), ...more } });

  it("opens a visit under the held amount", async () => {
    const entry = await enter("pm_sim_ok-1");
    expect(entry.status).toBe(201);
    expect(entry.body.isHoldPending).toBe(false);
    const charge = await api.get(`/v1/charges/${entry.body.visitId}`, { as: "operator" });
    expect(charge.body.payments).toMatchObject([{ status: "held", heldMinor: 2000 }]);
    await comeIn(api, "north");
  });

  it("is refused with the bank's no, and for a reading that was used", async () => {
    expect((await enter("pm_sim_declined-1")).body.code).toBe("entry-hold-declined");
    expect((await enter("pm_sim_ok-1")).body.code).toBe("entry-code-replayed");
    expect((await enter("nobody")).body.code).toBe("entry-card-refused");
    expect((await enter("offline")).body.code).toBe("entry-offline");
  });

  it("takes no more people than the shop admits at once", async () => {
    expect((await enter("pm_sim_ok-2", { partySize: 5 })).body.code).toBe("party-size-invalid");
    const none = await enter("pm_sim_ok-2", { partySize: 0 });
    expect(none.body).toMatchObject({
      code: "input-invalid",
      detail: "body/partySize must be >= 1",
    });
  });

  it("takes no entry method that gates do not have", async () => {
    const response = await api.post("/v1/gates/north/entries", {
      as: "gate",
      body: { method: "attendant", shown: null, partySize: 1 },
    });
    expect(response.body.code).toBe("input-invalid");
  });
});

describe("entry by code", () => {
  const api = startApi();

  it("opens for the code of now, once, and not for one of yesterday", async () => {
    const { body } = await api.get("/v1/me/code", { as: "shopper" });
    const show = (shown: unknown) =>
      api.post("/v1/gates/north/entries", {
        as: "gate",
        body: { method: "qr", shown, partySize: 1 },
      });
    expect((await show(body.code)).status).toBe(201);
    await comeIn(api, "north");
    expect((await show(body.code)).body.code).toBe("entry-code-replayed");
    expect((await show("nonsense")).body.code).toBe("entry-code-invalid");
    expect((await show({ a: 1 })).body.code).toBe("entry-code-invalid");
    await api.fixture.pass(60_000);
    expect((await show(body.code)).body.code).toBe("entry-code-expired");
  });

  it("is refused to a customer who owes", async () => {
    const visitId = await enterByCode(api, "bob");
    const { store } = api.fixture;
    await store.transact((tx) => {
      decideInto(tx, "charge", visitId, decideCharge, {
        type: "SetDue",
        dueMinor: 9000,
        cause: "document 1",
      });
      decideInto(tx, "charge", visitId, decideCharge, {
        type: "OpenDebt",
        amountMinor: 9000,
        code: "declined",
      });
    });
    const code = await api.get("/v1/me/code", { as: "bob" });
    const response = await api.post("/v1/gates/north/entries", {
      as: "gate",
      body: { method: "qr", shown: code.body.code, partySize: 1 },
    });
    expect(response.body.code).toBe("entry-barred-by-debt");
  });
});

describe("entry by a code of the phone's own", () => {
  const api = startApi();
  const phone = generateEntryKeys();
  const certify = (devicePublicKey: unknown) =>
    api.post("/v1/me/certificate", { as: "shopper", key: null, body: { devicePublicKey } });
  const show = (shown: string) =>
    api.post("/v1/gates/north/entries", {
      as: "gate",
      body: { method: "qr", shown, partySize: 1 },
    });

  it("opens without the phone asking again, until its certificate ends", async () => {
    const { ids, shop, store } = api.fixture;
    const given = await certify(exportRawPublicKey(phone.publicKey).toString("base64url"));
    const { certificate, notAfterMs } = given.body;
    const makeCode = () => signCodeOnDevice(certificate, phone.privateKey, shop.nowMs());
    const code = makeCode();
    const entry = await show(code);
    expect(entry.status, entry.text).toBe(201);
    expect(store.read("visit", entry.body.visitId)).toMatchObject({
      payer: { kind: "customer", customerId: ids.shopper },
    });
    await comeIn(api, "north");
    expect((await show(code)).body.code).toBe("entry-code-replayed");
    expect(notAfterMs - shop.nowMs()).toBe(CERTIFICATE_LIFE_MS_MAX);
    await api.fixture.pass(CERTIFICATE_LIFE_MS_MAX - 1);
    expect((await show(makeCode())).status).toBe(201);
    await comeIn(api, "north");
    await api.fixture.pass(1);
    expect((await show(makeCode())).body.code).toBe("entry-code-expired");
  });

  it("does not open once the phone is signed out, nor once its owner has revoked it", async () => {
    const { deps, ids, shop } = api.fixture;
    const devicePublicKey = exportRawPublicKey(phone.publicKey).toString("base64url");
    const signIn = async () => {
      const opened = await deps.signIn.bySubject(
        { kind: "customer", id: ids.shopper },
        shop.nowMs(),
      );
      if (!opened.ok) throw new Error("no session");
      const { accessToken, refreshToken } = opened.value;
      const headers = { authorization: `Bearer ${accessToken}` };
      const given = await api.post("/v1/me/certificate", {
        ...{ key: null, headers, body: { devicePublicKey } },
      });
      const makeCode = () =>
        signCodeOnDevice(given.body.certificate, phone.privateKey, shop.nowMs());
      return { headers, refreshToken, makeCode };
    };
    const isOpened = async (code: string): Promise<boolean> => {
      const shown = await show(code);
      if (shown.status === 201) await comeIn(api, "north");
      else expect(shown.body.code).toBe("entry-code-expired");
      return shown.status === 201;
    };
    const first = await signIn();
    expect(await isOpened(first.makeCode())).toBe(true);
    const { refreshToken } = first;
    await api.post("/v1/sign-out", { key: null, body: { refreshToken } });
    expect(await isOpened(first.makeCode())).toBe(false);
    const second = await signIn();
    const third = await signIn();
    expect(await isOpened(third.makeCode())).toBe(true);
    const revoked = await api.post("/v1/me/certificate/revoke", { headers: third.headers });
    expect([revoked.status, revoked.body]).toEqual([200, { phones: 1 }]);
    expect(await isOpened(third.makeCode())).toBe(false);
    expect((await api.get("/v1/me", { headers: second.headers })).status).toBe(401);
    expect((await api.get("/v1/me", { headers: third.headers })).status).toBe(200);
    const fourth = await signIn();
    const path = `/v1/customers/${ids.shopper}/certificate/revoke`;
    expect((await api.post(path, { as: "operator" })).body).toEqual({ phones: 1 });
    expect(await isOpened(fourth.makeCode())).toBe(false);
    expect((await api.get("/v1/me", { headers: fourth.headers })).status).toBe(401);
    const unknown = await api.post("/v1/customers/nobody/certificate/revoke", { as: "operator" });
    expect(unknown.body.code).toBe("not-found");
    await api.fixture.pass(0);
  });

  it("ends with the card", async () => {
    const { shop } = api.fixture;
    const given = await certify(exportRawPublicKey(phone.publicKey).toString("base64url"));
    const makeCode = () => signCodeOnDevice(given.body.certificate, phone.privateKey, shop.nowMs());
    const change = (card: object | null) =>
      api.post("/v1/me/details", { as: "shopper", body: { card } });
    await change(null);
    await change({ token: "pm_sim_ok", lastFour: "4242" });
    expect((await show(makeCode())).body.code).toBe("entry-code-expired");
  });

  it.each([
    ["the identity", `01${"00".repeat(31)}`],
    ["a point of order four", "00".repeat(32)],
    ["a point with a part of order two", `95${"99".repeat(31)}`],
    ["no point of the curve", `02${"00".repeat(31)}`],
  ])("is not certified for a key that is %s", async (_name, key) => {
    const refused = await certify(Buffer.from(key, "hex").toString("base64url"));
    expect([refused.status, refused.body.code]).toEqual([400, "input-invalid"]);
    expect(refused.body.errors[0].at).toBe("body/devicePublicKey");
  });

  it("ends within the bound at any part of a second", async () => {
    const { shop } = api.fixture;
    await api.fixture.pass(999);
    const given = await certify(exportRawPublicKey(phone.publicKey).toString("base64url"));
    const lifeMs = given.body.notAfterMs - shop.nowMs();
    expect(given.body.notAfterMs % 1000).toBe(0);
    expect(lifeMs).toBeLessThanOrEqual(CERTIFICATE_LIFE_MS_MAX);
    expect(lifeMs).toBeGreaterThan(CERTIFICATE_LIFE_MS_MAX - 1000);
  });

  it("of another phone's key does not open", async () => {
    const given = await certify(exportRawPublicKey(phone.publicKey).toString("base64url"));
    const thief = generateEntryKeys();
    const nowMs = api.fixture.shop.nowMs();
    const code = signCodeOnDevice(given.body.certificate, thief.privateKey, nowMs);
    expect((await show(code)).body.code).toBe("entry-code-invalid");
  });

  it.each(["", "x".repeat(42), "x".repeat(44), `${"x".repeat(42)}=`, 1, null])(
    "is not certified for the key %o",
    async (key) => {
      expect((await certify(key)).body.code).toBe("input-invalid");
    },
  );
});

describe("entry by badge", () => {
  const api = startApi();
  const show = (badgeNumber: string) =>
    api.post("/v1/gates/north/entries", {
      as: "device",
      body: {
        method: "badge",
        partySize: 1,
        shown: { badgeNumber, readingId: `reading-${nextNumber()}` },
      },
    });

  it("charges the holder's account", async () => {
    expect((await show("DE300001")).status).toBe(201);
    await comeIn(api, "north");
  });

  it("is refused for badges that are unknown or blocked", async () => {
    expect((await show("DE309999")).body.code).toBe("entry-badge-unknown");
    expect((await show("DE300002")).body.code).toBe("entry-badge-blocked");
  });
});

describe("entry by passkey", () => {
  const api = startApi();

  it("opens for the signature of the shopper's own device", async () => {
    const { ids, process, shop } = api.fixture;
    const owner = { kind: "customer", id: ids.shopper } as const;
    const ceremonies = process.entry.passkeys!;
    const device = createSoftwareAuthenticator("https://shop.example");
    const begun = await ceremonies.beginRegistration(owner, "ann", shop.nowMs());
    if (!begun.ok) throw new Error("not begun");
    const made = device.register(begun.value);
    expect((await ceremonies.finishRegistration(owner, made, shop.nowMs())).ok).toBe(true);
    const options = await api.post("/v1/gates/north/passkey-options", { as: "gate" });
    const body = { method: "passkey", shown: device.authenticate(options.body), partySize: 1 };
    expect((await api.post("/v1/gates/north/entries", { as: "gate", body })).status).toBe(201);
    await comeIn(api, "north");
    const again = await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect(again.body.code).toBe("entry-passkey-refused");
  });
});

describe("entry without passkeys or cards", () => {
  const api = startApi({
    config: withEntry({ qr: null, card: null, badge: null, passkey: null }),
  });

  it("lists the entry methods", async () => {
    expect((await api.get("/v1/entry/terms")).body.methods).toEqual([]);
    const options = await api.post("/v1/gates/north/passkey-options", { as: "gate" });
    expect(options.body.code).toBe("entry-method-unavailable");
    const body = card("pm_sim_ok-1");
    const entry = await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect(entry.body.code).toBe("entry-method-unavailable");
    expect((await api.get("/v1/me/code", { as: "shopper" })).body.code).toBe(
      "entry-method-unavailable",
    );
    const certificate = await api.post("/v1/me/certificate", {
      as: "shopper",
      key: null,
      body: { devicePublicKey: "x".repeat(43) },
    });
    expect(certificate.body.code).toBe("entry-method-unavailable");
  });
});

describe("entry that is asked twice", () => {
  const api = startApi();
  const ask = (key: string, requestId: string) =>
    api.post("/v1/gates/north/entries", { as: "gate", key, body: card(requestId) });
  const countVisits = () =>
    api.fixture.store.db.prepare("SELECT count(*) AS n FROM visits").get()?.n as number;

  it("opens one visit, and gives the same answer", async () => {
    const before = countVisits();
    const first = await ask("twice", "pm_sim_ok-10");
    const second = await ask("twice", "pm_sim_ok-10");
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(countVisits()).toBe(before + 1);
    await comeIn(api, "north");
  });

  it("opens one visit where both come at once", async () => {
    const before = countVisits();
    const [first, second] = await Promise.all([
      ask("at-once", "pm_sim_ok-11"),
      ask("at-once", "pm_sim_ok-11"),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body).toEqual(second.body);
    expect(countVisits()).toBe(before + 1);
    await comeIn(api, "north");
  });

  it("stays refused, even where it would be admitted by now", async () => {
    await api.post("/v1/gates/north/mode", { as: "operator", body: { mode: "closed" } });
    const first = await ask("refused", "pm_sim_ok-12");
    await api.post("/v1/gates/north/mode", { as: "operator", body: { mode: "automatic" } });
    const second = await ask("refused", "pm_sim_ok-12");
    expect([first.body.code, second.body.code]).toEqual(["gate-closed", "gate-closed"]);
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect((await ask("again", "pm_sim_ok-12")).status).toBe(201);
    await comeIn(api, "north");
  });

  it("finds the visit where the process ended before it had answered", async () => {
    const first = await ask("cut-late", "pm_sim_ok-13");
    await forgetAnswer("cut-late", "pm_sim_ok-13", first.body.visitId);
    const before = countVisits();
    const second = await ask("cut-late", "pm_sim_ok-13");
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(countVisits()).toBe(before);
    await comeIn(api, "north");
  });

  it("lets go of the hold where the process ended before the gate opened", async () => {
    const { store, runner } = api.fixture;
    const payer = { kind: "card", token: "pm_sim_ok-14", lastFour: "4242" } as const;
    await store.transact((tx) =>
      decideInto(tx, "charge", "planned-14", decideCharge, {
        type: "OpenCharge",
        chargeId: "planned-14",
        payer,
        currency: "GBP",
        holdMinor: 2000,
      }),
    );
    await runner.advance("planned-14");
    await forgetAnswer("cut-early", "pm_sim_ok-14", "planned-14");
    const response = await ask("cut-early", "pm_sim_ok-14");
    expect(response.body.code).toBe("entry-interrupted");
    await runner.advance("planned-14");
    const charge = await api.get("/v1/charges/planned-14", { as: "operator" });
    expect(charge.body).toMatchObject({ dueMinor: 0, payments: [{ status: "released" }] });
    expect((await ask("cut-early", "pm_sim_ok-14")).body.code).toBe("entry-interrupted");
  });

  /** As it stands where the process was killed between the steps. */
  function forgetAnswer(key: string, requestId: string, plannedId: string): Promise<unknown> {
    const path = "/v1/gates/north/entries";
    const claim = makeClaim("user-gate", key, { method: "POST", path, body: card(requestId) });
    return api.fixture.store.transact((tx) =>
      tx.db
        .prepare("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, NULL, NULL, ?, ?)")
        .run("user-gate", claim.keyHash, claim.requestHash, plannedId, tx.atMs),
    );
  }
});

describe("entry with the provider silent", () => {
  const api = startApi();

  it("admits whose card has paid here before, and nobody else", async () => {
    const showCode = async () => {
      const { body } = await api.get("/v1/me/code", { as: "shopper" });
      const shown = { method: "qr", shown: body.code, partySize: 1 };
      return api.post("/v1/gates/north/entries", { as: "gate", body: shown });
    };
    api.fixture.setOffline(true);
    const body = card("pm_sim_ok-20");
    const stranger = await api.post("/v1/gates/north/entries", { as: "gate", body });
    expect(stranger.body.code).toBe("entry-offline");
    expect((await showCode()).body.code).toBe("entry-offline");
    api.fixture.setOffline(false);
    await api.fixture.pass(60_000);
    await shopByCode(api, "shopper", { "01": 1 });
    api.fixture.setOffline(true);
    await api.fixture.pass(60_000);
    const known = await showCode();
    expect(known).toMatchObject({ status: 201, body: { isHoldPending: true } });
    api.fixture.setOffline(false);
  });
});

describe("admissions", () => {
  const api = startApi();
  const admit = (more: object = {}) =>
    api.post("/v1/gates/north/admissions", {
      as: "operator",
      body: { partySize: 1, payer: "cash", staffId: null, ...more },
    });

  it("admit who pays in cash, and colleagues", async () => {
    const cash = await admit();
    expect(cash.status).toBe(201);
    expect((await admit()).body.code).toBe("gate-busy");
    await comeIn(api, "north");
    const staff = await admit({ payer: "staff" });
    const visit = api.fixture.store.read("visit", staff.body.visitId);
    expect(visit).toMatchObject({ payer: { kind: "staff", staffId: "user-operator" } });
    await comeIn(api, "north");
    const other = await admit({ payer: "staff", staffId: "user-9" });
    expect(api.fixture.store.read("visit", other.body.visitId)).toMatchObject({
      payer: { kind: "staff", staffId: "user-9" },
    });
    await comeIn(api, "north");
  });

  it("keep to the party's size and to the gate's mode", async () => {
    expect((await admit({ partySize: 5 })).body.code).toBe("party-size-invalid");
    await api.post("/v1/gates/north/mode", { as: "operator", body: { mode: "closed" } });
    expect((await admit()).body.code).toBe("gate-closed");
  });
});
