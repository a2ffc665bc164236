/** Streams that go on, over real connections. */

import type { Role } from "@saunter/protocol/roles";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { beforeAll, describe, expect, it } from "vitest";
import { orRefuse } from "../domain/shop-context.ts";
import { hashApiKey, makeApiKey } from "../people/api-keys.ts";
import { removeExpiredSessions } from "../people/sessions.ts";
import type { SignedIn } from "../people/sign-in.ts";
import { addUser, type UserProof } from "../people/users.ts";
import { startApi } from "./api-recorder-fixture.ts";
import { PASSWORD } from "./http-fixture.ts";
import { STREAMS_PER_PERSON_MAX } from "./http-limits.ts";
import { shopByCard } from "./scripted-visit-fixture.ts";

describe("a stream of somebody's", () => {
  const api = startApi();
  let address: string;
  beforeAll(async () => {
    address = await api.fixture.app.listen({ port: 0, host: "127.0.0.1" });
  });

  /** What a reader has received so far, and how it ends. */
  async function open(token: string) {
    const gone = new AbortController();
    const answer = await fetch(`${address}/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: gone.signal,
    });
    expect(answer.status).toBe(200);
    let told = "";
    const ended = (async () => {
      for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) told += part;
    })();
    ended.catch(() => {});
    await expect.poll(() => told).toContain("retry:");
    return { told: () => told, ended, go: () => gone.abort() };
  }

  let names = 0;
  const add = async (roles: Role[], proof: UserProof): Promise<string> => {
    const { shop } = api.fixture;
    const user = { userId: shop.makeId(), name: `somebody ${++names}`, roles, proof };
    await shop.store.transact((tx) => orRefuse(addUser(tx, user, shop.nowMs())));
    return user.userId;
  };
  const signIn = async (): Promise<SignedIn> => {
    const { shop, deps } = api.fixture;
    const id = await add(["operator"], { kind: "password", hash: await hashPassword(PASSWORD) });
    return orRefuse(await deps.signIn.bySubject({ kind: "user", id }, shop.nowMs()));
  };
  const post = (url: string, body: object = {}) => api.post(url, { as: "operator", body });

  it.each([
    ["are disabled", ({ principal }: SignedIn) => post(`/v1/users/${principal.id}/disable`)],
    [
      "have other roles",
      ({ principal }: SignedIn) => post(`/v1/users/${principal.id}/roles`, { roles: ["reviewer"] }),
    ],
    [
      "have another password",
      ({ principal }: SignedIn) =>
        post(`/v1/users/${principal.id}/proof`, { password: "ten purple lanterns" }),
    ],
    [
      "have signed out",
      ({ refreshToken }: SignedIn) => api.post("/v1/sign-out", { body: { refreshToken } }),
    ],
  ])("ends at once when they %s, and nobody else's does", async (_, act) => {
    const who = await signIn();
    const [theirs, others] = [
      await open(who.accessToken),
      await open((await signIn()).accessToken),
    ];
    expect((await act(who)).status).toBeLessThan(300);
    await theirs.ended;
    await shopByCard(api, "pm_sim_ok", { "01": 1 });
    await expect.poll(others.told).toContain("event: visit.opened");
    expect(theirs.told()).not.toContain("event: visit.opened");
    others.go();
  });

  it("goes on when their access token has expired, and their session has not", async () => {
    const who = await signIn();
    const theirs = await open(who.accessToken);
    await api.fixture.pass(who.accessExpiresMs - api.fixture.shop.nowMs());
    await post("/v1/users", { name: `n${++names}`, roles: ["gate"], password: null });
    await shopByCard(api, "pm_sim_ok-2", { "01": 1 });
    await expect.poll(theirs.told).toContain("event: visit.opened");
    theirs.go();
  });

  it("ends with their session", async () => {
    const who = await signIn();
    const theirs = await open(who.accessToken);
    const { shop } = api.fixture;
    await api.fixture.pass(who.refreshExpiresMs - shop.nowMs());
    await shop.store.transact((tx) => removeExpiredSessions(tx, shop.nowMs()));
    await post("/v1/users", { name: `n${++names}`, roles: ["gate"], password: null });
    await theirs.ended;
  });

  it("ends when a program's key is another one, is blocked, or has other scopes", async () => {
    for (const [url, body] of [
      ["proof", { password: null }],
      ["disable", {}],
      ["scopes", { scopes: ["stock:read"] }],
    ] as const) {
      const key = makeApiKey();
      const id = await add(["integrator"], { kind: "key", hash: hashApiKey(key) });
      const theirs = await open(key);
      expect((await post(`/v1/users/${id}/${url}`, body)).status).toBe(200);
      await theirs.ended;
    }
  });

  it(`is one of ${STREAMS_PER_PERSON_MAX} at most, of all kinds together`, async () => {
    const key = makeApiKey();
    await add(["integrator"], { kind: "key", hash: hashApiKey(key) });
    const { tokens } = api.fixture;
    const opened = [];
    for (let at = 0; at < STREAMS_PER_PERSON_MAX; at++) opened.push(await open(tokens.operator));
    for (const url of ["/v1/events", "/v1/live/floor", "/v1/live/shelves/1/1"]) {
      const response = await api.get(url, { as: "operator" });
      expect(response).toMatchObject({ status: 429, body: { code: "streams-too-many" } });
    }
    (await open(key)).go();
    opened.pop()!.go();
    await expect
      .poll(async () => (await api.get("/v1/live/floor", { as: "operator" })).status)
      .toBe(200);
    for (const { go } of opened) go();
  });
});
