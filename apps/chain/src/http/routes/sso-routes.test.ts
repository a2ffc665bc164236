/** Signing in with an identity provider: a real one, and what an attacker tries. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_LIFE, SSO_ATTEMPT_LIFE_MS } from "../../access/access-limits.ts";
import {
  CLIENT,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../../access/sso/identity-provider-fixture.ts";
import type { SsoProvider } from "../../access/sso/sso-provider.ts";
import { findStep, makeTotpCode, parseTotpSecret } from "../../access/totp.ts";
import {
  CHAIN,
  startChainHttp,
  type TestAnswer,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

const PUBLIC_URL = "http://chain.example";
const callbackOf = (providerId: string) => `${PUBLIC_URL}/v1/sso/${providerId}/callback`;

describe("signing in with an identity provider", () => {
  let corporate: TestIdentityProvider;
  let franchise: TestIdentityProvider;
  let chain: TestChainHttp;

  beforeAll(async () => {
    corporate = await startIdentityProvider(["corporate", "strict"].map(callbackOf));
    franchise = await startIdentityProvider([callbackOf("franchise")]);
    const provider: SsoProvider = {
      ...{ providerId: "corporate", name: "Corporate", issuer: corporate.issuer, ...CLIENT },
      ...{ scopes: ["profile", "email", "groups"], groupsClaim: "groups", organisationId: null },
      groups: [
        { group: "retail-owners", role: "owner", scope: CHAIN },
        { group: "north", role: "manager", scope: { kind: "region", id: "north" } },
        { group: "a", role: "manager", scope: { kind: "organisation", id: "a" } },
      ],
      ...{ users: "just-in-time", externalIdClaim: null, linksVerifiedEmail: false },
    };
    chain = await startChainHttp({
      publicUrl: PUBLIC_URL,
      sso: [
        provider,
        {
          ...{ ...provider, providerId: "strict", users: "provisioned" },
          ...{ externalIdClaim: "oid", linksVerifiedEmail: true },
        },
        {
          ...{ ...provider, providerId: "franchise", issuer: franchise.issuer },
          ...{ organisationId: "a", linksVerifiedEmail: true, externalIdClaim: "oid" },
        },
        { ...provider, providerId: "away", issuer: "http://127.0.0.1:9" },
      ],
    });
  });
  afterAll(async () => {
    await chain.close();
    await Promise.all([corporate.close(), franchise.close()]);
  });

  /** What a browser has when it sets off. */
  async function start(providerId = "corporate", query = "") {
    const answer = await chain.ask(`GET /v1/sso/${providerId}/start${query}`);
    const browser = answer.cookies.get("saunter_chain_sso");
    return { answer, url: String(answer.headers.location), cookie: browser?.value ?? "", browser };
  }

  const comeBack = (location: string, cookie: string, token: string | null = null) =>
    chain.ask(`GET ${location.slice(PUBLIC_URL.length)}`, {
      ...{ token, cookies: { saunter_chain_sso: cookie } },
    });

  async function signIn(sub: string, providerId = "corporate", query = ""): Promise<TestAnswer> {
    const { url, cookie } = await start(providerId, query);
    const idp = providerId === "franchise" ? franchise : corporate;
    return comeBack(await idp.goThrough(url, sub), cookie);
  }

  const sessionOf = (answer: TestAnswer): string =>
    answer.cookies.get("saunter_chain_session")?.value ?? "";

  it("makes a user with the rights of their groups, in a cookie that no script and no other site has", async () => {
    corporate.people.set("mila", {
      ...{ sub: "mila", name: "Mila", email: "mila@corp.example", groups: ["north", "other"] },
    });
    const { browser } = await start();
    expect(browser).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    const answer = await signIn("mila", "corporate", "?returnTo=/shops%3Fsearch=x");
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe("/shops?search=x");
    expect(answer.cookies.get("saunter_chain_session")).toMatchObject({
      ...{ httpOnly: true, sameSite: "Strict", path: "/" },
    });
    const me = await chain.ask("GET /v1/me", { token: sessionOf(answer) });
    expect(me.body).toMatchObject({
      ...{ name: "Mila", email: "mila@corp.example" },
      grants: [
        { role: "manager", scope: { kind: "region", id: "north" }, source: "sso:corporate" },
      ],
    });
    const shops = await chain.ask("GET /v1/shops", { token: sessionOf(answer) });
    expect(shops.body.items.map((one: { shopId: string }) => one.shopId)).toEqual(["a-1", "b-1"]);
  });

  it("takes rights away at the next sign-in after a group is gone, from all sessions", async () => {
    corporate.people.set("noor", { sub: "noor", groups: ["north", "a"] });
    const before = sessionOf(await signIn("noor"));
    const count = async (token: string) =>
      (await chain.ask("GET /v1/me", { token })).body.grants.length;
    expect(await count(before)).toBe(2);
    corporate.people.set("noor", { sub: "noor", groups: ["a"] });
    expect(await count(before)).toBe(2);
    const after = sessionOf(await signIn("noor"));
    expect(await count(after)).toBe(1);
    expect(await count(before)).toBe(1);
    corporate.people.set("noor", { sub: "noor" });
    expect(await count(sessionOf(await signIn("noor")))).toBe(0);
    const shops = await chain.ask("GET /v1/shops", { token: before });
    expect(shops.body.code).toBe("forbidden");
  });

  it("makes no user of somebody without a role, or whom nobody has provisioned", async () => {
    corporate.people.set("guest", { sub: "guest", groups: ["other"] });
    expect((await signIn("guest")).body.code).toBe("sign-in-refused");
    corporate.people.set("owner", { sub: "owner", groups: ["retail-owners"] });
    expect((await signIn("owner", "strict")).body.code).toBe("sign-in-refused");
    const names = await chain.db.selectFrom("users").select("name").execute();
    expect(names.map(({ name }) => name)).not.toContain("guest");
  });

  it("refuses a state that is wrong, another browser's, another provider's, or too old", async () => {
    corporate.people.set("mila", { sub: "mila", groups: ["north"] });
    const refusals: TestAnswer[] = [];
    const one = await start();
    const location = await corporate.goThrough(one.url, "mila");
    const other = new URL(location);
    other.searchParams.set("state", "x".repeat(43));
    refusals.push(await comeBack(other.href, one.cookie));
    refusals.push(await comeBack(location, (await start()).cookie));
    refusals.push(await comeBack(location, ""));
    refusals.push(await comeBack(location.replace("/corporate/", "/strict/"), one.cookie));
    // Nobody of them has used it up.
    expect((await comeBack(location, one.cookie)).status).toBe(302);
    const late = await start();
    const lateLocation = await corporate.goThrough(late.url, "mila");
    chain.clock.nowMs += SSO_ATTEMPT_LIFE_MS;
    refusals.push(await comeBack(lateLocation, late.cookie));
    for (const { status, body, cookies } of refusals) {
      expect([status, body.code]).toEqual([401, "sign-in-refused"]);
      expect(cookies.has("saunter_chain_session")).toBe(false);
    }
  });

  it.each(["cross-site", "same-site"])(
    "begins no sign-in by a link of another site (%s)",
    async (site) => {
      const follow = (from: string) =>
        chain.ask("GET /v1/sso/corporate/start", { headers: { "sec-fetch-site": from } });
      const answer = await follow(site);
      expect([answer.status, answer.headers.location]).toEqual([302, "/"]);
      expect(answer.cookies.has("saunter_chain_sso")).toBe(false);
      for (const own of ["same-origin", "none"]) {
        expect((await follow(own)).headers.location).toMatch(corporate.issuer);
      }
    },
  );

  it("takes a way back once, and a code once", async () => {
    const one = await start();
    const location = await corporate.goThrough(one.url, "mila");
    const answers = await Promise.all([
      comeBack(location, one.cookie),
      comeBack(location, one.cookie),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([302, 401]);
    // The code of before with a state of now.
    const two = await start();
    const replayed = new URL(await corporate.goThrough(two.url, "mila"));
    replayed.searchParams.set("code", new URL(location).searchParams.get("code")!);
    expect((await comeBack(replayed.href, two.cookie)).body.code).toBe("sign-in-refused");
  });

  it("refuses a token with another nonce, or for another code verifier", async () => {
    for (const column of ["nonce", "code_verifier"] as const) {
      const one = await start();
      const location = await corporate.goThrough(one.url, "mila");
      await chain.db
        .updateTable("sso_attempts")
        .set({ [column]: "x".repeat(43) })
        .execute();
      expect((await comeBack(location, one.cookie)).body.code).toBe("sign-in-refused");
    }
  });

  it("refuses an answer that another provider gave", async () => {
    franchise.people.set("mila", { sub: "mila", groups: ["a"] });
    const one = await start();
    const other = await start("franchise");
    const foreign = new URL(await franchise.goThrough(other.url, "mila"));
    const mixed = new URL(callbackOf("corporate"));
    mixed.search = foreign.search;
    mixed.searchParams.set("state", new URL(one.url).searchParams.get("state")!);
    expect((await comeBack(mixed.href, one.cookie)).body.code).toBe("sign-in-refused");
  });

  it("refuses a user who is disabled, as anybody who may not sign in", async () => {
    corporate.people.set("pat", { sub: "pat", groups: ["north"] });
    const token = sessionOf(await signIn("pat"));
    const { userId } = (await chain.ask("GET /v1/me", { token })).body;
    const owner = await chain.signIn("owner", CHAIN);
    await chain.ask(`POST /v1/users/${userId}/disable`, owner);
    expect((await chain.ask("GET /v1/me", { token })).status).toBe(401);
    const refused = await signIn("pat");
    corporate.people.set("stranger", { sub: "stranger" });
    const stranger = await signIn("stranger");
    const plain = ({ text }: TestAnswer) => text.replace(/urn:saunter:request:[^"]+/, "");
    expect(plain(refused)).toBe(plain(stranger));
    await chain.ask(`POST /v1/users/${userId}/enable`, owner);
    expect((await signIn("pat")).status).toBe(302);
  });

  it("ends a session that is not used, and any after its time", async () => {
    const { idleMs, wholeMs } = SESSION_LIFE;
    const isThere = async (token: string) =>
      (await chain.ask("GET /v1/me", { token })).status === 200;
    const unused = sessionOf(await signIn("mila"));
    chain.clock.nowMs += idleMs - 1;
    expect(await isThere(unused)).toBe(true);
    chain.clock.nowMs += idleMs;
    expect(await isThere(unused)).toBe(false);
    const used = sessionOf(await signIn("mila"));
    for (let passedMs = 0; passedMs < wholeMs - 1; passedMs += idleMs / 2) {
      expect(await isThere(used)).toBe(true);
      chain.clock.nowMs += idleMs / 2;
    }
    expect(await isThere(used)).toBe(false);
  });

  it("gives a new session each time, and ends the one that the browser had", async () => {
    const first = sessionOf(await signIn("mila"));
    const { url, cookie } = await start();
    const answer = await comeBack(await corporate.goThrough(url, "mila"), cookie, first);
    expect(sessionOf(answer)).not.toBe(first);
    expect((await chain.ask("GET /v1/me", { token: first })).status).toBe(401);
    const planted = "planted".padEnd(43, "x");
    const two = await start();
    const other = await comeBack(await corporate.goThrough(two.url, "mila"), two.cookie, planted);
    expect(sessionOf(other)).not.toBe(planted);
    expect((await chain.ask("GET /v1/me", { token: planted })).status).toBe(401);
  });

  it.each([
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["https://evil.example/", "/"],
    ["javascript:alert(1)", "/"],
    ["/a/..//evil.example", "/"],
    ["/shops#top", "/shops#top"],
  ])("returns to its own pages alone: %j", async (returnTo, location) => {
    const query = `?returnTo=${encodeURIComponent(returnTo)}`;
    const answer = await signIn("mila", "corporate", query);
    expect(answer.headers.location).toBe(location);
  });

  it("signs out here and says where to there", async () => {
    const token = sessionOf(await signIn("mila"));
    const { body, cookies } = await chain.ask("POST /v1/sign-out", { token });
    expect(body.endSessionUrl).toMatch(`${corporate.issuer}/session/end`);
    expect(cookies.get("saunter_chain_session")?.value).toBe("");
    expect((await chain.ask("GET /v1/me", { token })).status).toBe(401);
  });

  it("matches an address only where it is verified, and the provider is trusted with it", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    const invite = async (email: string) =>
      (
        await chain.ask("POST /v1/users", {
          ...owner,
          body: { name: email, email, grants: [{ role: "analyst", scope: CHAIN }] },
        })
      ).body;
    const { user } = await invite("kim@corp.example");
    const kim = { email: "kim@corp.example", email_verified: true, groups: ["north"] };
    // Of another organisation, however verified.
    franchise.people.set("kim-3", { sub: "kim-3", ...kim, groups: ["a"] });
    const asFranchise = sessionOf(await signIn("kim-3", "franchise"));
    expect((await chain.ask("GET /v1/me", { token: asFranchise })).body.userId).not.toBe(
      user.userId,
    );
    // This provider is not trusted with addresses: somebody new.
    corporate.people.set("kim-1", { sub: "kim-1", ...kim });
    const asOther = sessionOf(await signIn("kim-1"));
    expect((await chain.ask("GET /v1/me", { token: asOther })).body.userId).not.toBe(user.userId);
    corporate.people.set("kim-2", { sub: "kim-2", ...kim, email_verified: false });
    expect((await signIn("kim-2", "strict")).status).toBe(401);
  });

  it("links a verified address once; another subject with it is somebody else", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    const email = "ada@corp.example";
    const { user } = (
      await chain.ask("POST /v1/users", {
        ...owner,
        body: { name: "Ada", email, grants: [{ role: "analyst", scope: CHAIN }] },
      })
    ).body;
    corporate.people.set("ada", { sub: "ada", email, email_verified: true });
    const token = sessionOf(await signIn("ada", "strict"));
    expect((await chain.ask("GET /v1/me", { token })).body).toMatchObject({
      ...{ userId: user.userId, grants: [{ role: "analyst" }] },
    });
    corporate.people.set("eve", { sub: "eve", email, email_verified: true });
    expect((await signIn("eve", "strict")).status).toBe(401);
  });

  it("leaves nothing to whoever made the user beforehand, with somebody else's address", async () => {
    const attacker = await chain.signIn("owner", { kind: "organisation", id: "a" });
    const email = "chief@corp.example";
    const grants = [{ role: "analyst", scope: { kind: "organisation", id: "a" } }];
    const made = await chain.ask("POST /v1/users", {
      ...attacker,
      body: { name: "Chief", email, grants },
    });
    const { invitation, user } = made.body;
    const begun = (await chain.ask("POST /v1/invitations/begin", { body: { invitation } })).body;
    const secret = parseTotpSecret(begun.totpSecret)!;
    const nextCode = (): string => {
      chain.clock.nowMs += 30_000;
      return makeTotpCode(secret, findStep(chain.clock.nowMs));
    };
    const password = "of the attacker's own";
    const accepted = await chain.ask("POST /v1/invitations/accept", {
      body: { invitation, password, totpSecret: begun.totpSecret, code: nextCode() },
    });
    const planted = sessionOf(accepted);
    expect((await chain.ask("GET /v1/me", { token: planted })).status).toBe(200);
    corporate.people.set("chief", { sub: "chief", email, email_verified: true, groups: [] });
    const token = sessionOf(await signIn("chief", "strict"));
    expect((await chain.ask("GET /v1/me", { token })).body.userId).toBe(user.userId);
    expect((await chain.ask("GET /v1/me", { token: planted })).status).toBe(401);
    const body = { email, password, code: nextCode() };
    expect((await chain.ask("POST /v1/sign-in", { body })).status).toBe(401);
    const again = await chain.ask(`POST /v1/users/${user.userId}/invitation`, attacker);
    expect(again.body.code).toBe("user-provisioned");
  });

  it("gives an organisation's provider nothing beyond it, whatever its groups are called", async () => {
    franchise.people.set("boss", { sub: "boss", groups: ["retail-owners", "north", "a"] });
    const token = sessionOf(await signIn("boss", "franchise"));
    const { grants } = (await chain.ask("GET /v1/me", { token })).body;
    expect(grants).toMatchObject([{ role: "manager", scope: { kind: "organisation", id: "a" } }]);
    expect(grants).toHaveLength(1);
  });

  it("accepts an invitation, once, without an address", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    const body = {
      name: "Li",
      email: "li@chain.example",
      grants: [{ role: "auditor", scope: CHAIN }],
    };
    const invited = (await chain.ask("POST /v1/users", { ...owner, body })).body;
    corporate.people.set("li", { sub: "li" });
    const query = `?invitation=${invited.invitation}`;
    const token = sessionOf(await signIn("li", "strict", query));
    expect((await chain.ask("GET /v1/me", { token })).body.userId).toBe(invited.user.userId);
    const again = await start("strict", query);
    expect(again.answer.body.code).toBe("invitation-invalid");
    expect((await signIn("li", "strict")).status).toBe(302);
  });

  it("says that a provider cannot be reached, and knows no other provider", async () => {
    expect((await start("away")).answer.body.code).toBe("not-ready");
    expect((await start("nobody")).answer.body.code).toBe("not-found");
    const methods = await chain.ask("GET /v1/sign-in/methods");
    expect(methods.body.providers).toHaveLength(4);
    expect(methods.text).not.toMatch(/secret/);
  });

  it("is in the audit trail, refused or not", async () => {
    const owner = await chain.signIn("owner", CHAIN);
    for (const kind of ["signed-in", "sign-in-refused", "identity-linked", "grant-removed"]) {
      const { body } = await chain.ask(`GET /v1/audit?kind=${kind}`, owner);
      expect(body.items.length, kind).toBeGreaterThan(0);
    }
  });
});
