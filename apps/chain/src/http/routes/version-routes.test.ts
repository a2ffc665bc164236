import type { ReleaseFacts } from "@saunter/protocol/chain/release-messages";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "../chain-http-fixture.ts";

const makeFacts = (version: string): ReleaseFacts => ({
  ...{ version, platform: "linux-x64", bytes: 109_000_000, unpackedBytes: 320_000_000 },
  ...{ hash: "h".repeat(43), madeMs: START_MS },
});

describe("releases at the hub", () => {
  let isAway = false;
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp({
      releases: {
        list: async () => {
          if (isAway) throw new Error("no responders");
          return [makeFacts("1.9.0"), makeFacts("1.10.0")];
        },
      },
    });
  });
  afterAll(() => chain.close());

  it("are listed with the newest first, to those who see versions", async () => {
    const { token } = await chain.signIn("manager", CHAIN);
    const { status, body } = await chain.ask("GET /v1/releases", { token });
    const facts = { platform: "linux-x64", bytes: 109_000_000, unpackedBytes: 320_000_000 };
    expect([status, body.items]).toEqual([
      200,
      ["1.10.0", "1.9.0"].map((version) => ({ version, ...facts, madeMs: START_MS })),
    ]);
    const reviewer = await chain.signIn("reviewer", CHAIN);
    expect((await chain.ask("GET /v1/releases", { token: reviewer.token })).status).toBe(403);
  });

  it("are not to be seen while the hub is away, which is said", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    isAway = true;
    const { status, body } = await chain.ask("GET /v1/releases", { token });
    expect([status, body.code]).toEqual([503, "not-ready"]);
    expect(body.detail).toBe("the hub does not say which releases it has");
  });
});
