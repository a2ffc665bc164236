import { expect, it } from "vitest";
import { createChainApi } from "./chain-api.ts";

interface Sent {
  readonly line: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

function open(answers: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  let isSignedOut = false;
  const api = createChainApi({
    base: "https://chain.example",
    makeKey: () => "new-key",
    onSignedOut: () => {
      isSignedOut = true;
    },
    fetch: async (url, init) => {
      const headers = Object.fromEntries(new Headers(init!.headers));
      sent.push({ line: `${init!.method} ${url}`, headers, body: init!.body });
      const answer = answers[sent.length - 1]!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, sent, isSignedOut: () => isSignedOut };
}

it("a call to the chain goes with its parameters, and the header that another site cannot send", async () => {
  const { api, sent } = open([Response.json({ name: "Leeds" }), Response.json({ items: [] })]);
  const body = { name: "Leeds", organisationId: "main", regionId: null };
  const shop = await api.call("POST /v1/shops/:shopId", { params: { shopId: "a b" }, body });
  expect(shop.name).toBe("Leeds");
  await api.call("GET /v1/shops", { query: { limit: 5 } });
  expect(sent.map(({ line }) => line)).toEqual([
    "POST https://chain.example/v1/shops/a%20b",
    "GET https://chain.example/v1/shops?limit=5",
  ]);
  expect(sent[0]).toMatchObject({ headers: { "x-saunter-csrf": "1" }, body: JSON.stringify(body) });
});

it("a look is asked for once more where no answer came, and a change is not", async () => {
  const lost = () => new TypeError("fetch failed");
  const look = open([lost(), Response.json({ status: "ok" })]);
  expect(await look.api.call("GET /v1/healthz")).toEqual({ status: "ok" });
  const change = open([lost(), Response.json({})]);
  await expect(change.api.call("POST /v1/sign-out")).rejects.toMatchObject({
    code: "no-connection",
  });
  expect(change.sent).toHaveLength(1);
});

it("a change with a key is sent once more with it where no answer came", async () => {
  const { api, sent } = open([new TypeError("fetch failed"), Response.json({ giftCardId: "c" })]);
  const body = { organisationId: "main", currency: "GBP", amountMinor: 500, expiresMs: null };
  expect(await api.call("POST /v1/gift-cards", { body, key: "k1" })).toEqual({ giftCardId: "c" });
  expect(sent.map(({ headers }) => headers["idempotency-key"])).toEqual(["k1", "k1"]);
});

it("whoever is signed out is told, and asks for no other session", async () => {
  const refusal = Response.json({ code: "not-signed-in" }, { status: 401 });
  const { api, sent, isSignedOut } = open([refusal]);
  await expect(api.call("GET /v1/me")).rejects.toMatchObject({ code: "not-signed-in" });
  expect([sent.length, isSignedOut()]).toEqual([1, true]);
});
