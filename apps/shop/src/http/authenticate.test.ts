import cookie from "@fastify/cookie";
import { accept, refuse } from "@saunter/commerce/refusal";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashApiKey, makeApiKey } from "../people/api-keys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "../people/people-fixture.ts";
import type { Principal } from "../people/roles.ts";
import type { SignedIn, SignIn } from "../people/sign-in.ts";
import { addUser, setDisabled } from "../people/users.ts";
import {
  addAuthentication,
  clearSessionCookies,
  isOfShoppers,
  readCredential,
  requireSession,
  setDeviceCookie,
  setSessionCookies,
} from "./authenticate.ts";
import { ProblemError } from "./problem.ts";

const OPERATOR: Principal = { id: "u1", roles: ["operator"], customerId: null };
const SHOPPER: Principal = { id: "c1", roles: ["shopper"], customerId: "c1" };
const HOLDERS = new Map([
  ["good", OPERATOR],
  ["shopper", SHOPPER],
]);
const ended = () => refuse("token-invalid", "The session has ended: sign in again.");

/** Knows two access tokens; a minute later both sessions have ended. */
const signIn: Pick<SignIn, "authenticate" | "follow" | "findSession"> = {
  authenticate: async (token) => {
    const principal = HOLDERS.get(token);
    return principal === undefined ? ended() : accept({ principal, via: null });
  },
  follow: async (token, nowMs) => {
    const principal = HOLDERS.get(token);
    if (principal === undefined) return ended();
    return accept((laterMs) => (laterMs < nowMs + 60_000 ? principal : null));
  },
  findSession: async (token) => (token === "good" ? accept("session-1") : ended()),
};

const ACCESS = "__Host-saunter_user_access";

let people: PeopleStore;
let app: FastifyInstance;
let lastActiveMs: ReadonlyMap<string, number>;
let nowMs = START_MS;

const deps = () => ({
  ...{ store: people.store, signIn: signIn as SignIn, nowMs: () => nowMs },
  isSecure: true,
});

beforeEach(async () => {
  nowMs = START_MS;
  people = openPeopleStore();
  app = Fastify();
  await app.register(cookie);
  app.setErrorHandler((error, _, reply) => {
    if (!(error instanceof ProblemError)) throw error;
    const { code, message, headers } = error;
    return reply.code(400).headers(headers).send({ code, message });
  });
  lastActiveMs = addAuthentication(app, deps());
  const access = (roles: "public" | "signed-in" | ["operator"]) => ({ config: { access: roles } });
  const whoAsks = ({ principal }: { principal: Principal | null }) => ({
    id: principal?.id ?? null,
  });
  app.get("/public", access("public"), whoAsks);
  app.post("/public", access("public"), whoAsks);
  app.get("/mine", access("signed-in"), whoAsks);
  app.post("/mine", access("signed-in"), whoAsks);
  app.get("/books", access(["operator"]), whoAsks);
  app.get("/page", async (request) => whoAsks(request));
  app.get("/session", async (request) => ({ session: await requireSession(deps(), request) }));
});

afterEach(async () => {
  await app.close();
  await people.discard();
});

async function ask(url: string, headers: Record<string, string> = {}, method = "GET" as const) {
  const response = await app.inject({ method, url, headers });
  return { ...response.json(), challenge: response.headers["www-authenticate"] };
}

const post = (url: string, headers: Record<string, string>) => ask(url, headers, "POST" as "GET");

describe("a request", () => {
  it("is of nobody where nothing is shown, and public routes take it", async () => {
    expect(await ask("/public")).toMatchObject({ id: null });
    expect(await ask("/page")).toMatchObject({ id: null });
    expect(await ask("/mine")).toEqual({
      code: "not-signed-in",
      message: "sign in first",
      challenge: 'Bearer realm="saunter"',
    });
  });

  it("is of whoever holds the token, in a header or in the cookie", async () => {
    for (const authorization of ["Bearer good", "bearer good"]) {
      expect(await ask("/mine", { authorization })).toMatchObject({ id: "u1" });
    }
    expect(await ask("/mine", { cookie: `${ACCESS}=good` })).toMatchObject({ id: "u1" });
    // Another host of the same domain, a page without TLS, and the shoppers' side can set these.
    for (const name of [
      "saunter_user_access",
      "__Secure-saunter_user_access",
      ACCESS.replace("user", "shopper"),
    ])
      expect(await ask("/mine", { cookie: `${name}=good` })).toMatchObject({
        code: "not-signed-in",
      });
  });

  it("shows what its header shows, whatever its cookie would", async () => {
    const headers = { authorization: "Bearer bad", cookie: "__Host-saunter_user_access=good" };
    expect(await ask("/mine", headers)).toMatchObject({ code: "token-invalid" });
  });

  it("with a header of another form is refused, and asked for a token", async () => {
    for (const authorization of ["good", "Basic good", "Bearer good more", "x Bearer good"]) {
      expect(await ask("/mine", { authorization })).toEqual({
        code: "token-invalid",
        message: "The session has ended: sign in again.",
        challenge: 'Bearer realm="saunter"',
      });
    }
  });

  it("with a token that is worth nothing is still one of nobody on a public route", async () => {
    expect(await ask("/public", { authorization: "Bearer bad" })).toMatchObject({ id: null });
  });

  it("of somebody whose roles do not allow it is forbidden", async () => {
    expect(await ask("/books", { authorization: "Bearer good" })).toMatchObject({ id: "u1" });
    expect(await ask("/books", { authorization: "Bearer shopper" })).toMatchObject({
      code: "forbidden",
      message: "your roles do not allow this",
    });
  });

  it("by a key is of the key's user, until they are disabled", async () => {
    const key = makeApiKey();
    const headers = { authorization: `Bearer ${key}` };
    expect(await ask("/mine", headers)).toMatchObject({ code: "token-invalid" });
    await people.store.transact((tx) =>
      addUser(
        tx,
        {
          userId: "gate-1",
          name: "North gate",
          roles: ["gate"],
          proof: { kind: "key", hash: hashApiKey(key) },
        },
        START_MS,
      ),
    );
    expect(await ask("/mine", headers)).toMatchObject({ id: "gate-1" });
    await people.store.transact((tx) => setDisabled(tx, "gate-1", true));
    expect(await ask("/mine", headers)).toMatchObject({ code: "token-invalid" });
  });
});

describe("a request with a session's cookie", () => {
  it.each([`${ACCESS}=good`, "__Host-saunter_user_refresh=x"])(
    "changes nothing without the header that no other site can set (%s)",
    async (one) => {
      expect(await post("/public", { cookie: one })).toMatchObject({
        code: "csrf-header-missing",
        message: "a request with a cookie needs x-saunter-csrf",
      });
      expect(await post("/public", { cookie: one, "x-saunter-csrf": "1" })).not.toHaveProperty(
        "code",
      );
      expect(await ask("/public", { cookie: one })).not.toHaveProperty("code");
    },
  );

  it("needs no such header where it shows a token besides, or another cookie", async () => {
    const cookies = { cookie: `${ACCESS}=good`, authorization: "Bearer good" };
    expect(await post("/mine", cookies)).toMatchObject({ id: "u1" });
    expect(await post("/public", { cookie: "__Host-saunter_device=x" })).toMatchObject({
      id: null,
    });
  });
});

describe("when somebody was last active", () => {
  it("is known of users, and not of shoppers", async () => {
    await ask("/public", { authorization: "Bearer good" });
    await ask("/public", { authorization: "Bearer shopper" });
    await ask("/public", { authorization: "Bearer bad" });
    nowMs += 5;
    await ask("/public");
    expect([...lastActiveMs]).toEqual([["u1", START_MS]]);
    await ask("/public", { authorization: "Bearer good" });
    expect([...lastActiveMs]).toEqual([["u1", START_MS + 5]]);
  });
});

describe("what a request has shown", () => {
  const requestWith = (authorization?: string) =>
    ({ headers: { authorization }, shownCookies: { access: null } }) as never;

  it("is good until the session ends", async () => {
    const find = await readCredential(deps(), requestWith("Bearer good"));
    expect(find()).toBe(OPERATOR);
    nowMs += 60_000;
    expect(find()).toBeNull();
  });

  it("is a key until its user is disabled", async () => {
    const key = makeApiKey();
    const proof = { kind: "key", hash: hashApiKey(key) } as const;
    const user = { userId: "d1", name: "Till", roles: ["device" as const], proof };
    await people.store.transact((tx) => addUser(tx, user, START_MS));
    const find = await readCredential(deps(), requestWith(`Bearer ${key}`));
    expect(find()).toMatchObject({ id: "d1" });
    await people.store.transact((tx) => setDisabled(tx, "d1", true));
    expect(find()).toBeNull();
  });

  it("is nobody's where it is nothing", async () => {
    for (const shown of [undefined, "Bearer bad"]) {
      expect((await readCredential(deps(), requestWith(shown)))()).toBeNull();
    }
  });

  it("belongs to a session, or the request is refused", async () => {
    const good = { authorization: "Bearer good" };
    expect(await ask("/session", good)).toMatchObject({ session: "session-1" });
    expect(await ask("/session")).toMatchObject({ code: "token-invalid" });
  });
});

describe("cookies of a session", () => {
  const session = (principal: Principal): SignedIn => ({
    principal,
    accessToken: "access",
    accessExpiresMs: START_MS + 1000,
    refreshToken: "refresh",
    refreshExpiresMs: START_MS + 2000,
  });

  async function listCookies(set: (reply: never) => void, url = "/v1/x") {
    const server = Fastify();
    await server.register(cookie);
    server.get("*", (_, reply) => {
      set(reply as never);
      return reply.send();
    });
    const response = await server.inject({ url });
    await server.close();
    return response.cookies;
  }

  it.each([
    [OPERATOR, "__Host-saunter_user"],
    [SHOPPER, "__Host-saunter_shopper"],
  ])(
    "are for no script, no other site and no other host, and end with it",
    async (principal, name) => {
      const shared = { path: "/", httpOnly: true, secure: true, sameSite: "Strict" };
      expect(
        await listCookies((reply) =>
          setSessionCookies(reply, session(principal), { isSecure: true, nowMs: START_MS }),
        ),
      ).toEqual([
        { name: `${name}_access`, value: "access", maxAge: 1, ...shared },
        {
          name: `${name}_refresh`,
          value: "refresh",
          maxAge: 2,
          ...shared,
        },
      ]);
    },
  );

  it("are sent without TLS where the shop has none", async () => {
    const cookies = await listCookies((reply) =>
      setSessionCookies(reply, session(OPERATOR), { isSecure: false, nowMs: START_MS }),
    );
    expect(cookies.map(({ name, secure }) => [name, secure])).toEqual([
      ["saunter_user_access", undefined],
      ["saunter_user_refresh", undefined],
    ]);
  });

  it("are cleared on the side that the request came to", async () => {
    for (const [url, name] of [
      ["/v1/sign-out", "__Host-saunter_user"],
      ["/shop/v1/sign-out", "__Host-saunter_shopper"],
    ] as const) {
      const cookies = await listCookies(
        (reply) => clearSessionCookies(reply, { originalUrl: url } as never, true),
        url,
      );
      const cleared = { value: "", path: "/", expires: new Date(0), secure: true };
      expect(cookies).toMatchObject([
        { name: `${name}_access`, ...cleared },
        { name: `${name}_refresh`, ...cleared },
      ]);
    }
  });

  it("of a browser is kept for half a year", async () => {
    expect(await listCookies((reply) => setDeviceCookie(reply, "d", true))).toEqual([
      {
        name: "__Host-saunter_device",
        value: "d",
        path: "/",
        maxAge: 180 * 24 * 3600,
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
      },
    ]);
  });

  it("are of shoppers under the shoppers' pages, and nowhere else", () => {
    expect(isOfShoppers("/shop/v1/me")).toBe(true);
    for (const url of ["/v1/shop", "/shop/v10", "/x/shop/v1/me"]) {
      expect(isOfShoppers(url)).toBe(false);
    }
  });
});
