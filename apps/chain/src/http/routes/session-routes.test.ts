/** Signing in with a password, and the first owner. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  FREE_FAILURES_MAX,
  INVITATION_LIFE_MS,
  SIGN_IN_DELAY_MS_MIN,
} from "../../access/access-limits.ts";
import { findStep, makeTotpCode, parseTotpSecret } from "../../access/totp.ts";
import { prepareFirstOwner } from "../../access/users.ts";
import { CHAIN, startChainHttp, type TestChainHttp } from "../chain-http-fixture.ts";

const EMAIL = "owner@chain.example";
const PASSWORD = "seven purple ladders";

describe("the first owner", () => {
  let chain: TestChainHttp;
  let invitation: string;
  let secret: Uint8Array;

  beforeAll(async () => {
    chain = await startChainHttp();
    const [one, two] = await Promise.all([
      prepareFirstOwner(chain.db, EMAIL, chain.clock.nowMs, randomBytes),
      prepareFirstOwner(chain.db, EMAIL, chain.clock.nowMs, randomBytes),
    ]);
    expect([one, two].filter((code) => code === null)).toHaveLength(1);
    invitation = (one ?? two)!;
  });
  afterAll(() => chain.close());

  /** Each code once: the next one each time. */
  const nextCode = (): string => {
    chain.clock.nowMs += 30_000;
    return makeTotpCode(secret, findStep(chain.clock.nowMs));
  };
  const signIn = ({ code = nextCode(), ...shown }: { readonly [part: string]: string }) =>
    chain.ask("POST /v1/sign-in", {
      body: { email: EMAIL, password: PASSWORD, code, ...shown },
    });

  it("is invited once: by a code that is shown at the first start alone", async () => {
    const again = await prepareFirstOwner(chain.db, EMAIL, chain.clock.nowMs, randomBytes);
    expect(again).toBeNull();
    // Unless it was not accepted in time: then the next start shows another.
    chain.clock.nowMs += INVITATION_LIFE_MS;
    invitation = (await prepareFirstOwner(chain.db, EMAIL, chain.clock.nowMs, randomBytes))!;
    expect(invitation).toMatch(/^inv_/);
    expect(await chain.db.selectFrom("users").select("email").execute()).toEqual([
      { email: EMAIL },
    ]);
    const stored = await chain.db.selectFrom("invitations").selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(invitation);
  });

  it("sets a good password and a second factor by it, and is an owner of the chain", async () => {
    const begun = await chain.ask("POST /v1/invitations/begin", { body: { invitation } });
    expect(begun.body.totpUri).toContain(`secret=${begun.body.totpSecret}`);
    secret = parseTotpSecret(begun.body.totpSecret)!;
    const accept = (more: object) =>
      chain.ask("POST /v1/invitations/accept", {
        body: {
          ...{ invitation, password: PASSWORD, totpSecret: begun.body.totpSecret },
          ...{ code: makeTotpCode(secret, findStep(chain.clock.nowMs)), ...more },
        },
      });
    expect((await accept({ password: "short" })).body.errors[0].at).toBe("body/password");
    expect((await accept({ password: "aaaaaaaaaaaa" })).status).toBe(400);
    expect((await accept({ code: "000000" })).body.code).toBe("sign-in-refused");
    expect((await accept({ totpSecret: "AAAA" })).body.code).toBe("input-invalid");
    const both = await Promise.all([accept({}), accept({})]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const { body, cookies } = both.find(({ status }) => status === 200)!;
    expect(body).toMatchObject({ grants: [{ role: "owner", scope: CHAIN }] });
    expect(body.rights).toContain("users:write");
    expect(cookies.get("saunter_chain_session")).toMatchObject({
      ...{ httpOnly: true, sameSite: "Strict", path: "/" },
    });
    expect((await accept({})).body.code).toBe("invitation-invalid");
  });

  it("is not invited again once somebody can sign in", async () => {
    const later = chain.clock.nowMs + 2 * INVITATION_LIFE_MS;
    expect(await prepareFirstOwner(chain.db, EMAIL, later, randomBytes)).toBeNull();
  });

  it("signs in, and a code works once", async () => {
    const code = nextCode();
    const answers = await Promise.all([signIn({ code }), signIn({ code })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await signIn({ code })).status).toBe(401);
  });

  it("is refused alike with a wrong password, a wrong code, and as nobody", async () => {
    const answers = [
      await signIn({ password: "another password" }),
      await signIn({ code: "000000" }),
      await signIn({ email: "nobody@chain.example" }),
    ];
    const plain = answers.map(({ text }) => text.replace(/urn:saunter:request:[^"]+/, ""));
    expect(new Set(plain).size).toBe(1);
    expect(answers[0]!.status).toBe(401);
  });

  it("uses as much CPU to refuse an unknown name", async () => {
    const time = async (email: string): Promise<number> => {
      const before = process.cpuUsage();
      await signIn({ email, password: "another password" });
      return process.cpuUsage(before).user;
    };
    const known = Math.min(await time(EMAIL), await time(EMAIL));
    const unknown = Math.min(await time("one@chain.example"), await time("two@chain.example"));
    // Argon2 is most of it; a look-up alone takes a hundredth.
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it("waits after failures, longer each time, and is told how long", async () => {
    const email = "guessed@chain.example";
    for (let count = 0; count < FREE_FAILURES_MAX; count++) {
      expect((await signIn({ email, code: "000000" })).body.code).toBe("sign-in-refused");
    }
    const before = chain.clock.nowMs;
    const ask = () =>
      chain.ask("POST /v1/sign-in", { body: { email, password: PASSWORD, code: "000000" } });
    const delayed = await ask();
    expect(delayed.body.code).toBe("sign-in-delayed");
    expect(Number(delayed.headers["retry-after"])).toBe(SIGN_IN_DELAY_MS_MIN / 1000);
    chain.clock.nowMs = before + SIGN_IN_DELAY_MS_MIN;
    expect((await ask()).body.code).toBe("sign-in-refused");
    chain.clock.nowMs += SIGN_IN_DELAY_MS_MIN;
    expect((await ask()).body.code).toBe("sign-in-delayed");
  });

  it("cannot be the last owner who is disabled, or loses the role", async () => {
    const token = (await signIn({})).cookies.get("saunter_chain_session")!.value;
    const { userId, grants } = (await chain.ask("GET /v1/me", { token })).body;
    const disabled = await chain.ask(`POST /v1/users/${userId}/disable`, { token });
    expect(disabled.body.code).toBe("last-owner");
    const revoke = `POST /v1/users/${userId}/grants/${grants[0].grantId}/revoke`;
    expect((await chain.ask(revoke, { token })).body.code).toBe("last-owner");
    // Two who disable one another at the same moment: again and again, as it may go well by chance.
    let last = { userId, token };
    for (let round = 0; round < 20; round++) {
      const other = await chain.signIn("owner", CHAIN);
      const [one, two] = await Promise.all([
        chain.ask(`POST /v1/users/${last.userId}/disable`, other),
        chain.ask(`POST /v1/users/${other.userId}/disable`, last),
      ]);
      const isOneDone = one.status === 200;
      expect([isOneDone, two.status === 200].filter(Boolean)).toHaveLength(1);
      last = isOneDone ? other : last;
    }
  });

  it("has an invitation that ends by itself", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    const body = {
      ...{ name: "Late", email: "late@chain.example" },
      grants: [{ role: "support", scope: CHAIN }],
    };
    const invited = (await chain.ask("POST /v1/users", { token, body })).body;
    const begin = () =>
      chain.ask("POST /v1/invitations/begin", { body: { invitation: invited.invitation } });
    chain.clock.nowMs = invited.expiresMs - 1;
    expect((await begin()).status).toBe(200);
    chain.clock.nowMs = invited.expiresMs;
    expect((await begin()).body.code).toBe("invitation-invalid");
    expect(INVITATION_LIFE_MS).toBe(7 * 24 * 3_600_000);
  });
});

describe("codes of an authenticator app", () => {
  // RFC 6238, appendix B, in six digits.
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_234_567_890, "005924"],
    [20_000_000_000, "353130"],
  ])("are those of the standard at %d s", (atS, code) => {
    const secret = new TextEncoder().encode("12345678901234567890");
    expect(makeTotpCode(secret, findStep(atS * 1000))).toBe(code);
  });
});
