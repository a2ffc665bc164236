import { describe, expect, it } from "vitest";
import { createApi, fillPath } from "./api.ts";
import { Problem } from "./problem.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A shop that gives these answers, one after the other; an Error is a lost connection. */
function makeApi(answers: readonly (Response | Error)[], base?: string) {
  const sent: Sent[] = [];
  let keys = 0;
  let signedOut = 0;
  const api = createApi({
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init! });
      const answer = answers[sent.length - 1];
      if (answer === undefined) throw new Error(`not expected: ${url}`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    makeKey: () => `key-${++keys}`,
    ...(base === undefined ? {} : { base }),
    onSignedOut: () => signedOut++,
  });
  return { api, sent, signedOut: () => signedOut };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const problem = (status: number, code: string) =>
  json(status, { code, title: "Title", detail: "detail", advice: "advice" });
const keyOf = ({ init }: Sent): string => new Headers(init.headers).get("idempotency-key")!;

describe("a call", () => {
  it("fills path and query, and leaves out what is not given", () => {
    expect(fillPath("/v1/visits/:visitId", { params: { visitId: "a/b" } })).toBe(
      "/v1/visits/a%2Fb",
    );
    expect(fillPath("/v1/visits", { query: { limit: 5, status: undefined } })).toBe(
      "/v1/visits?limit=5",
    );
  });

  it("gives the answer, or throws what was refused", async () => {
    const { api } = makeApi([json(200, { status: "alive" }), problem(409, "gate-busy")]);
    expect(await api.call("GET /v1/healthz")).toEqual({ status: "alive" });
    await expect(api.call("GET /v1/healthz")).rejects.toMatchObject({
      code: "gate-busy",
      status: 409,
      advice: "advice",
    });
  });

  it("without an answer is sent once more with the same key, and no more often", async () => {
    const lost = new TypeError("fetch failed");
    const body = { refreshToken: null };
    const again = makeApi([lost, new Response(null, { status: 204 })]);
    await again.api.call("POST /v1/sign-out", { body });
    expect(again.sent.map(keyOf)).toEqual(["key-1", "key-1"]);
    const never = makeApi([lost, lost, lost]);
    const failed = never.api.call("POST /v1/sign-out", { body });
    await expect(failed).rejects.toMatchObject({ code: "no-connection" });
    expect(never.sent).toHaveLength(2);
  });

  it("takes the session up again once, and is then sent again with its key", async () => {
    const { api, sent, signedOut } = makeApi([
      problem(401, "token-invalid"),
      json(200, {}),
      json(200, { items: [] }),
    ]);
    await api.call("GET /v1/visits");
    expect(sent.map(({ url }) => url)).toEqual(["/v1/visits", "/v1/refresh", "/v1/visits"]);
    expect(signedOut()).toBe(0);
  });

  it("has the session of its side, where there is more than one", async () => {
    const answers = [problem(401, "token-invalid"), json(200, {}), json(200, {})];
    const { api, sent } = makeApi(answers, "/shop");
    await api.call("GET /v1/me");
    const paths = ["/shop/v1/me", "/shop/v1/refresh", "/shop/v1/me"];
    expect(sent.map(({ url }) => url)).toEqual(paths);
    const refused = makeApi([problem(401, "sign-in-refused")], "/shop");
    const body = { name: "a", password: "b", carrier: "cookie" } as const;
    await expect(refused.api.call("POST /v1/sign-in", { body })).rejects.toBeInstanceOf(Problem);
    expect(refused.sent).toHaveLength(1);
  });

  it("says that the session is over where it cannot be taken up", async () => {
    const { api, sent, signedOut } = makeApi([
      problem(401, "not-signed-in"),
      problem(401, "token-invalid"),
    ]);
    await expect(api.call("GET /v1/visits")).rejects.toBeInstanceOf(Problem);
    expect(sent).toHaveLength(2);
    expect(signedOut()).toBe(1);
  });

  it("does not say that the session is over where nobody answers, or just not now", async () => {
    const lost = new TypeError("fetch failed");
    const over = problem(401, "token-invalid");
    const offline = makeApi([over, lost, lost]);
    await expect(offline.api.call("GET /v1/visits")).rejects.toMatchObject({
      code: "no-connection",
    });
    expect(offline.signedOut()).toBe(0);
    const busy = makeApi([problem(401, "token-invalid"), problem(429, "rate-limited")]);
    await expect(busy.api.call("GET /v1/visits")).rejects.toMatchObject({ code: "rate-limited" });
    expect(busy.signedOut()).toBe(0);
  });

  it("takes the session up with a second try where the first was lost on its way", async () => {
    const { api, sent, signedOut } = makeApi([
      problem(401, "token-invalid"),
      new TypeError("fetch failed"),
      json(200, {}),
      json(200, { items: [] }),
    ]);
    await api.call("GET /v1/visits");
    const paths = ["/v1/visits", "/v1/refresh", "/v1/refresh", "/v1/visits"];
    expect(sent.map(({ url }) => url)).toEqual(paths);
    expect(signedOut()).toBe(0);
  });

  it("has a word for an answer that is none of the shop's", async () => {
    const { api } = makeApi([new Response("<html>bad gateway</html>", { status: 502 })]);
    await expect(api.call("GET /v1/visits")).rejects.toMatchObject({
      code: "unreadable",
      status: 502,
    });
  });
});
