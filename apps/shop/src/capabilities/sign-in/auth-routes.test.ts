import { describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../../entry/software-authenticator.ts";
import { type ApiResponse, startApi } from "../../http/api-recorder-fixture.ts";
import { PASSWORD } from "../../http/http-fixture.ts";
import { withEntry } from "../../http/shop-config-fixture.ts";

/** Cookies that an answer sets, by name, without their attributes. */
function readCookies({ headers }: ApiResponse): string {
  const set = [headers["set-cookie"] ?? []].flat().map(String);
  return set.map((cookie) => cookie.split(";")[0]).join("; ");
}

const signIn = (
  api: ReturnType<typeof startApi>,
  carrier: string,
  password = PASSWORD,
  name = "operator",
) => api.post("/v1/sign-in", { key: null, body: { name, password, carrier } });

describe("sign-in", () => {
  const api = startApi();

  it("gives programs tokens, which are good until they end", async () => {
    const session = await signIn(api, "token");
    expect(session.body.principal).toMatchObject({ id: "user-operator", roles: ["operator"] });
    expect(session.headers["set-cookie"]).toBeUndefined();
    const headers = { authorization: `Bearer ${session.body.accessToken}` };
    expect((await api.get("/v1/me", { headers })).body.id).toBe("user-operator");
    await api.fixture.pass(session.body.accessExpiresMs - api.fixture.shop.nowMs() + 1000);
    expect((await api.get("/v1/me", { headers })).body.code).toBe("token-invalid");
  });

  it("gives pages cookies that no script can read and no other site can send", async () => {
    const session = await signIn(api, "cookie");
    expect(session.body).toMatchObject({ accessToken: null, refreshToken: null });
    const set = [session.headers["set-cookie"] ?? []].flat().map(String);
    expect(set.map((one) => one.split("=")[0])).toEqual([
      "__Host-saunter_device",
      "__Host-saunter_user_access",
      "__Host-saunter_user_refresh",
    ]);
    for (const one of set) {
      for (const part of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/;"]) {
        expect(one).toContain(part);
      }
    }
    const cookie = readCookies(session);
    expect((await api.get("/v1/me", { headers: { cookie } })).body.id).toBe("user-operator");
    const post = (more: object) =>
      api.post("/v1/alerts/nothing/clear", { headers: { cookie, ...more } });
    expect((await post({})).body.code).toBe("csrf-header-missing");
    expect((await post({ "x-saunter-csrf": "1" })).body.code).toBe("not-found");
  });

  it("knows a browser again by a cookie", async () => {
    const first = await signIn(api, "cookie");
    const [device] = readCookies(first).split("; ");
    const body = { name: "operator", password: PASSWORD, carrier: "cookie" };
    const again = async (cookie: string) => {
      const answer = await api.post("/v1/sign-in", { key: null, body, headers: { cookie } });
      expect(answer.status).toBe(200);
      return readCookies(answer).split("; ")[0];
    };
    expect(await again(device!)).toBe(device);
    expect(await again("__Host-saunter_device=made-up")).not.toContain("made-up");
    const places = api.fixture.store.db.prepare("SELECT * FROM sign_in_places").all();
    expect(JSON.stringify(places)).not.toContain(device!.split("=")[1]);
  });

  it("does not say whether the name or the password was wrong", async () => {
    const answers = [
      await signIn(api, "token", "seven green tricycles"),
      await signIn(api, "token", PASSWORD, "nobody at all"),
    ];
    expect(answers.map(({ body }) => [body.code, body.detail])).toEqual([
      ["sign-in-refused", answers[0]!.body.detail],
      ["sign-in-refused", answers[0]!.body.detail],
    ]);
  });

  it("is delayed after many failures", async () => {
    const codes: string[] = [];
    for (let at = 0; at < 8; at++) {
      codes.push((await signIn(api, "token", "wrong password", "reviewer")).body.code);
    }
    expect(codes[0]).toBe("sign-in-refused");
    expect(codes.at(-1)).toBe("sign-in-delayed");
  });

  it("leaves no password, token or name in the log", async () => {
    const session = await signIn(api, "token");
    const log = api.fixture.log.join("");
    for (const secret of [PASSWORD, session.body.accessToken, session.body.refreshToken]) {
      expect(log).not.toContain(secret);
    }
    expect(log).toContain('"route":"/v1/sign-in"');
  });
});

describe("many sign-ins at once", () => {
  const api = startApi();

  it("checks a few passwords of one address at once, and sends others away for a moment", async () => {
    const names = Array.from({ length: 8 }, (_, at) => `nobody-${at}`);
    const answers = await Promise.all(names.map((name) => signIn(api, "token", PASSWORD, name)));
    const codes = answers.map(({ body }) => body.code).toSorted();
    expect(codes).toEqual([...Array(4).fill("rate-limited"), ...Array(4).fill("sign-in-refused")]);
    const sentAway = answers.filter(({ status }) => status === 429);
    expect(sentAway.map(({ headers }) => headers["retry-after"])).toEqual(Array(4).fill("1"));
  });
});

describe("a session", () => {
  const api = startApi();
  const refresh = (refreshToken: string | null, headers: Record<string, string> = {}) =>
    api.post("/v1/refresh", { key: null, body: { refreshToken }, headers });

  it("goes on with new tokens, and ends where an old one is shown", async () => {
    const session = await signIn(api, "token");
    const next = await refresh(session.body.refreshToken);
    expect(next.status).toBe(200);
    // Two pages of one browser ask at once.
    const again = await refresh(session.body.refreshToken);
    expect(again.body.refreshToken).toBe(next.body.refreshToken);
    const last = await refresh(next.body.refreshToken);
    expect((await refresh(session.body.refreshToken)).body.code).toBe("token-invalid");
    expect((await refresh(last.body.refreshToken)).body.code).toBe("token-invalid");
    expect((await refresh(null)).body.code).toBe("token-invalid");
  });

  it("goes on by cookie, with the page's own header", async () => {
    const cookie = readCookies(await signIn(api, "cookie"));
    expect((await refresh(null, { cookie })).body.code).toBe("csrf-header-missing");
    const next = await refresh(null, { cookie, "x-saunter-csrf": "1" });
    expect(next.body).toMatchObject({ accessToken: null, refreshToken: null });
    expect(readCookies(next)).not.toBe(cookie);
  });

  it("ends as its browser signs in again", async () => {
    const first = await signIn(api, "cookie");
    const headers = { cookie: readCookies(first), "x-saunter-csrf": "1" };
    const body = { name: "operator", password: PASSWORD, carrier: "cookie" };
    const second = await api.post("/v1/sign-in", { key: null, body, headers });
    expect(second.status).toBe(200);
    expect((await api.get("/v1/me", { headers })).body.code).toBe("token-invalid");
    expect((await refresh(null, headers)).body.code).toBe("token-invalid");
    const now = { cookie: readCookies(second), "x-saunter-csrf": "1" };
    expect((await refresh(null, now)).status).toBe(200);
  });

  it("ends when one signs out, at once", async () => {
    const session = await signIn(api, "token");
    const { accessToken, refreshToken } = session.body;
    const out = await api.post("/v1/sign-out", { key: null, body: { refreshToken } });
    expect(out).toMatchObject({ status: 204, text: "" });
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await api.get("/v1/me", { headers })).body.code).toBe("token-invalid");
    const nobody = await api.post("/v1/sign-out", { key: null, body: { refreshToken: null } });
    expect(nobody.status).toBe(204);
  });

  it("is not begun by what is no token", async () => {
    for (const authorization of ["Bearer ", "Bearer x", "Basic YTpi", "Bearer saunter_x", "x"]) {
      const answer = await api.get("/v1/me", { headers: { authorization } });
      expect(answer.body.code).toBe("token-invalid");
      expect(answer.headers["www-authenticate"]).toContain("Bearer");
    }
    expect((await api.get("/v1/me")).body.code).toBe("not-signed-in");
  });
});

describe("passkeys", () => {
  const api = startApi();
  const options = (who: string) =>
    api.post("/v1/sign-in/passkey/options", { key: null, body: { who } });
  const verify = (response: unknown, who = "customer") =>
    api.post("/v1/sign-in/passkey/verify", {
      key: null,
      body: { who, response, carrier: "token" },
    });

  it("sign a shopper in", async () => {
    const { ids, process, shop } = api.fixture;
    const owner = { kind: "customer", id: ids.shopper } as const;
    const device = createSoftwareAuthenticator("https://shop.example");
    const begun = await process.entry.passkeys!.beginRegistration(owner, "ann", shop.nowMs());
    if (!begun.ok) throw new Error("not begun");
    await process.entry.passkeys!.finishRegistration(
      owner,
      device.register(begun.value),
      shop.nowMs(),
    );
    const asked = await options("customer");
    const response = device.authenticate(asked.body);
    const session = await verify(response);
    expect(session.body.principal).toMatchObject({ customerId: ids.shopper, roles: ["shopper"] });
    expect((await verify(response)).body.code).toBe("entry-passkey-refused");
  });

  it("admit nobody who was disabled", async () => {
    const { ids, process, shop } = api.fixture;
    const owner = { kind: "user", id: ids.reviewer } as const;
    const device = createSoftwareAuthenticator("https://shop.example");
    const begun = await process.entry.passkeys!.beginRegistration(owner, "rita", shop.nowMs());
    if (!begun.ok) throw new Error("not begun");
    await process.entry.passkeys!.finishRegistration(
      owner,
      device.register(begun.value),
      shop.nowMs(),
    );
    await api.post(`/v1/users/${ids.reviewer}/disable`, { as: "operator" });
    const response = device.authenticate((await options("user")).body);
    expect((await verify(response, "user")).body.code).toBe("sign-in-refused");
  });

  it("are refused where the answer is none", async () => {
    expect((await verify({})).body.code).toBe("entry-passkey-refused");
    expect((await verify("x")).body.code).toBe("input-invalid");
    expect((await options("robot")).body.code).toBe("input-invalid");
  });
});

describe("a shop without passkeys", () => {
  const api = startApi({ config: withEntry({ passkey: null }) });

  it("says so", async () => {
    const answer = await api.post("/v1/sign-in/passkey/options", {
      key: null,
      body: { who: "user" },
    });
    expect(answer.body.code).toBe("entry-method-unavailable");
  });
});
