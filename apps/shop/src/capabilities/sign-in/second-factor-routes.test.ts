import { Secret } from "otpauth";
import { describe, expect, it } from "vitest";
import { type Api, startApi, type Who } from "../../http/api-recorder-fixture.ts";
import { hintAt, PASSWORD } from "../../http/http-fixture.ts";
import { withPolicies } from "../../http/shop-config-fixture.ts";
import { createStorePasskeys } from "../../people/passkeys.ts";
import { FREE_FAILURES_MAX, SECOND_FACTOR_SETUP_LIFE_MS } from "../../people/people-limits.ts";
import { makeTotpCode } from "../../people/totp.ts";
import { createSecondFactorWatch } from "./watch-second-factors.ts";

const STEP_MS = 30_000;

/** Somebody's authenticator app: it shows a code that was not used, and time goes on by a step for each. */
function createApp(api: Api) {
  let secret: Uint8Array = new Uint8Array();
  return {
    read: (text: string) => {
      secret = Secret.fromBase32(text).bytes;
    },
    show: async () => {
      await api.fixture.pass(STEP_MS);
      return makeTotpCode(secret, api.fixture.shop.nowMs());
    },
  };
}

const own = (api: Api, as: Who, what: string, body?: object) =>
  api.post(`/v1/me/second-factor/${what}`, { as, ...(body === undefined ? {} : { body }) });

const signIn = (api: Api, name: string, more: object = {}, password = PASSWORD) =>
  api.post("/v1/sign-in", { body: { name, password, carrier: "token", ...more } });

describe("a second factor", () => {
  const api = startApi();
  const app = () => createApp(api);

  it("is set up, asked for at the sign-in, renewed and turned off", async () => {
    const phone = app();
    const state = async () => (await api.get("/v1/me/second-factor", { as: "operator" })).body;
    expect(await state()).toEqual({ state: "off", enabledMs: null, recoveryCodesLeft: 0 });
    expect((await api.get("/v1/me", { as: "operator" })).body.secondFactor).toBe("off");
    expect((await own(api, "operator", "confirm", { code: "123456" })).body.code).toBe("not-found");
    const begun = await own(api, "operator", "begin");
    expect(begun.body.uri).toContain("otpauth://totp/Corner%20Shop:operator?issuer=Corner%20Shop");
    expect(begun.body.expiresMs).toBe(api.fixture.shop.nowMs() + SECOND_FACTOR_SETUP_LIFE_MS);
    phone.read(begun.body.secret);
    const wrong = await own(api, "operator", "confirm", { code: "000000" });
    expect(wrong).toMatchObject({ status: 422, body: { code: "second-factor-wrong" } });
    const confirmed = await own(api, "operator", "confirm", { code: await phone.show() });
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    const enabledMs = api.fixture.shop.nowMs();
    expect(await state()).toEqual({ state: "on", enabledMs, recoveryCodesLeft: 10 });
    for (const what of ["begin", "confirm"] as const) {
      const again = await own(api, "operator", what, what === "begin" ? undefined : { code: "1" });
      expect(again).toMatchObject({ status: 409, body: { code: "second-factor-on" } });
    }

    expect(await signIn(api, "operator")).toMatchObject({
      status: 401,
      body: { code: "second-factor-needed" },
    });
    const code = await phone.show();
    expect((await signIn(api, "operator", { code })).status).toBe(200);
    expect((await signIn(api, "operator", { code })).body.code).toBe("second-factor-wrong");
    const { recoveryCodes } = confirmed.body;
    expect((await signIn(api, "operator", { code: recoveryCodes[0] })).status).toBe(200);

    const proof = async (password = PASSWORD) => ({ password, code: await phone.show() });
    const renewed = await own(api, "operator", "recovery-codes", await proof());
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect(renewed.body.recoveryCodes).not.toContain(recoveryCodes[1]);
    for (const what of ["recovery-codes", "remove"]) {
      const refused = await own(api, "operator", what, await proof("another password"));
      expect(refused.body.code).toBe("sign-in-refused");
      const wrongCode = await own(api, "operator", what, { password: PASSWORD, code: "000000" });
      expect(wrongCode.body.code).toBe("second-factor-wrong");
    }
    expect((await state()).state).toBe("on");
    expect((await own(api, "operator", "remove", await proof())).status).toBe(204);
    expect((await state()).state).toBe("off");
    for (const what of ["recovery-codes", "remove"]) {
      expect((await own(api, "operator", what, await proof())).body.code).toBe("not-found");
    }
    const log = api.fixture.log.join("");
    for (const secret of [begun.body.secret, code, recoveryCodes[0]]) {
      expect(log).not.toContain(secret);
    }
  });

  it("is not for programs, and nobody sets up another's", async () => {
    expect((await api.get("/v1/me/second-factor", { as: "gate" })).body.state).toBeNull();
    expect((await own(api, "gate", "begin")).body.code).toBe("forbidden");
    expect((await own(api, "gate", "confirm", { code: "1" })).body.code).toBe("forbidden");
    for (const what of ["remove", "recovery-codes"]) {
      const body = { password: PASSWORD, code: "1" };
      expect((await own(api, "gate", what, body)).body.code).toBe("forbidden");
    }
  });

  it("is delayed after many wrong codes, whichever route they are tried at", async () => {
    const phone = app();
    phone.read((await own(api, "reviewer", "begin")).body.secret);
    await own(api, "reviewer", "confirm", { code: await phone.show() });
    const codes: string[] = [];
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) {
      const body = { password: PASSWORD, code: "000000" };
      codes.push((await own(api, "reviewer", "remove", body)).body.code);
    }
    expect(codes).toEqual(Array(FREE_FAILURES_MAX + 1).fill("second-factor-wrong"));
    const good = { password: PASSWORD, code: "000000" };
    expect((await own(api, "reviewer", "recovery-codes", good)).body.code).toBe("sign-in-delayed");
    expect((await own(api, "reviewer", "remove", good)).body.code).toBe("sign-in-delayed");
    expect((await signIn(api, "reviewer", { code: "000000" })).body.code).toBe("sign-in-delayed");
  });

  it("is reset by an operator for others, never for themselves, and their sessions end", async () => {
    const reset = (userId: string) =>
      api.post(`/v1/users/${userId}/reset-second-factor`, { as: "operator" });
    expect((await reset("user-operator")).body.code).toBe("forbidden");
    expect((await reset("nobody")).body.code).toBe("not-found");
    const find = async () => {
      const { body } = await api.get("/v1/users", { as: "operator" });
      return body.items.find(({ userId }: { userId: string }) => userId === "user-reviewer");
    };
    await createStorePasskeys(api.fixture.store).save({
      credentialId: "lost",
      owner: { kind: "user", id: "user-reviewer" },
      publicKey: new Uint8Array(3),
      counter: 0,
      transports: [],
      createdMs: 0,
    });
    expect(await find()).toMatchObject({ hasSecondFactor: true, hasPasskey: true });
    expect((await reset("user-reviewer")).body).toMatchObject({
      hasSecondFactor: false,
      hasPasskey: false,
    });
    expect((await api.get("/v1/me", { as: "reviewer" })).body.code).toBe("token-invalid");
    expect(await find()).toMatchObject({ hasSecondFactor: false, hasPasskey: false });
  });
});

describe("a user's own password and sessions", () => {
  const api = startApi();
  const NEXT = "nine quiet paper boats";
  const open = async (password = PASSWORD) => {
    const { body } = await signIn(api, "operator", {}, password);
    return { authorization: `Bearer ${body.accessToken}` };
  };
  const sessions = async (headers: Record<string, string>) =>
    (await api.get("/v1/me/sessions", { headers })).body.items as {
      isCurrent: boolean;
      via: string;
      startedMs: number;
    }[];
  const change = (headers: Record<string, string>, body: object) =>
    api.post("/v1/me/password", { headers, body: { code: null, ...body } });

  it("change with the current password, and the other sessions end", async () => {
    const mine = await open();
    const other = await open();
    const wrong = await change(mine, { password: "another password", newPassword: NEXT });
    expect(wrong.body.code).toBe("sign-in-refused");
    const weak = await change(mine, { password: PASSWORD, newPassword: "operator1234" });
    expect(weak.body.code).toBe("input-invalid");
    expect((await api.get("/v1/me", { headers: other })).status).toBe(200);

    expect((await change(mine, { password: PASSWORD, newPassword: NEXT })).status).toBe(204);
    expect((await api.get("/v1/me", { headers: mine })).status).toBe(200);
    expect((await api.get("/v1/me", { headers: other })).body.code).toBe("token-invalid");
    expect((await signIn(api, "operator")).body.code).toBe("sign-in-refused");
    expect((await signIn(api, "operator", {}, NEXT)).status).toBe(200);
    const log = api.fixture.log.join("");
    expect(log).not.toContain(NEXT);
    expect((await change(mine, { password: NEXT, newPassword: PASSWORD })).status).toBe(204);
  });

  it("need the code of a second factor", async () => {
    const mine = await open();
    const phone = createApp(api);
    const begun = await api.post("/v1/me/second-factor/begin", { headers: mine });
    phone.read(begun.body.secret);
    const code = await phone.show();
    await api.post("/v1/me/second-factor/confirm", { headers: mine, body: { code } });
    const body = { password: PASSWORD, newPassword: NEXT };
    expect((await change(mine, body)).body.code).toBe("second-factor-needed");
    const wrong = await change(mine, { ...body, code: "000000" });
    expect(wrong.body.code).toBe("second-factor-wrong");
    expect((await change(mine, { ...body, code: await phone.show() })).status).toBe(204);
    const proof = { password: NEXT, code: await phone.show() };
    await api.post("/v1/me/second-factor/remove", { headers: mine, body: proof });
    await change(mine, { password: NEXT, newPassword: PASSWORD });
  });

  it("are none with a key", async () => {
    expect((await api.get("/v1/me/sessions", { as: "gate" })).body.items).toEqual([]);
    const ended = await api.post("/v1/me/sessions/end-others", { as: "gate" });
    expect(ended.body.code).toBe("forbidden");
  });

  it("are listed, and end everywhere else", async () => {
    const mine = await open();
    const other = await open();
    const before = await sessions(mine);
    expect(before.filter(({ isCurrent }) => isCurrent)).toMatchObject([{ via: "password" }]);
    expect((await sessions(other)).length).toBe(before.length);
    const ended = await api.post("/v1/me/sessions/end-others", { headers: mine });
    expect(ended.status).toBe(204);
    expect(await sessions(mine)).toMatchObject([{ isCurrent: true }]);
    expect((await api.get("/v1/me", { headers: other })).body.code).toBe("token-invalid");
  });
});

describe("a computer whose clock is two days ahead after a break", () => {
  const TWO_DAYS_MS = 48 * 3_600_000;
  const doubt = { ms: TWO_DAYS_MS };
  const api = startApi({
    clockState: {
      machineAheadMs: () => doubt.ms,
      unexplainedMs: () => doubt.ms,
      confirm: () => {
        doubt.ms = 0;
      },
      compare: () => {},
    },
  });

  it("lets an operator in by the phone's code, who confirms the clock on the page of alerts", async () => {
    const begun = await own(api, "operator", "begin");
    const secret = Secret.fromBase32(begun.body.secret).bytes;
    const show = async (aheadMs: number) => {
      await api.fixture.pass(STEP_MS);
      return makeTotpCode(secret, api.fixture.shop.nowMs() + aheadMs);
    };
    expect((await own(api, "operator", "confirm", { code: await show(0) })).status).toBe(200);
    const signed = await signIn(api, "operator", {
      code: await show(TWO_DAYS_MS),
      carrier: "cookie",
    });
    expect(signed.status).toBe(200);
    const lives = [signed.headers["set-cookie"]]
      .flat()
      .map((one) => /Max-Age=(\d+)/.exec(String(one))?.[1]);
    expect(lives.map(Number).every((seconds) => seconds > 60)).toBe(true);

    await api.fixture.process.tick();
    const { items } = (await api.get("/v1/alerts", { as: "operator" })).body;
    const { alertKey } = items.find(({ kind }: { kind: string }) => kind === "clock-unconfirmed");
    const cleared = await api.post(`/v1/alerts/${encodeURIComponent(alertKey)}/clear`, {
      as: "operator",
    });
    expect(cleared.status).toBe(200);
    await api.fixture.pass(STEP_MS);
    await api.fixture.process.tick();
    expect(doubt.ms).toBe(0);
  });
});

describe("a shop that requires a second factor", () => {
  const api = startApi({ config: withPolicies({ secondFactor: "operators" }) });

  it("lets an operator in once there is one, in the same session", async () => {
    const headers = async () => {
      const session = await signIn(api, "operator");
      return { authorization: `Bearer ${session.body.accessToken}` };
    };
    const mine = await headers();
    const post = (what: string, body: object) =>
      api.post(`/v1/me/second-factor/${what}`, { headers: mine, body });
    expect((await api.get("/v1/me", { headers: mine })).body.secondFactor).toBe("required");
    expect((await api.get("/v1/users", { headers: mine })).body.code).toBe(
      "second-factor-required",
    );
    const begun = await api.post("/v1/me/second-factor/begin", { headers: mine });
    const secret = Secret.fromBase32(begun.body.secret).bytes;
    await post("confirm", { code: makeTotpCode(secret, api.fixture.shop.nowMs()) });
    expect((await api.get("/v1/users", { headers: mine })).status).toBe(200);
    expect((await api.get("/v1/reviews", { as: "reviewer" })).status).toBe(200);
  });
});

describe("a demonstration that everybody may sign in to", () => {
  const hint = { name: "demo", password: "walk in, walk out" };
  const api = startApi({ extension: hintAt(hint) });

  it("has no second factor, with which one visitor would keep out all others", async () => {
    expect((await own(api, "operator", "begin")).body.code).toBe("forbidden");
  });
});

describe("the alert of operators with a password alone", () => {
  const api = startApi();
  const look = async (policy: "optional" | "asked" | "operators") => {
    const { store, shop } = api.fixture;
    await store.transact((tx) => createSecondFactorWatch(policy).write(tx, shop.nowMs()));
    const { body } = await api.get("/v1/alerts", { as: "operator" });
    return body.items.map(({ kind }: { kind: string }) => kind);
  };
  it("is raised where they are asked for more, and clears once all have it", async () => {
    expect(await look("optional")).toEqual([]);
    expect(await look("operators")).toEqual([]);
    expect(await look("asked")).toEqual(["second-factor-missing"]);
    const { secret } = (await own(api, "operator", "begin")).body;
    const code = makeTotpCode(Secret.fromBase32(secret).bytes, api.fixture.shop.nowMs());
    await own(api, "operator", "confirm", { code });
    expect(await look("asked")).toEqual([]);
  });
});
