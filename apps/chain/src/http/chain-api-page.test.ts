/** What the chain's pages of documentation say is so. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CHAIN_ROLES } from "@saunter/protocol/chain/rights";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadChainConfig } from "../config/load-chain-config.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import { startChainHttp, type TestChainHttp } from "./chain-http-fixture.ts";
import { fillChainApi, type RouteView } from "./format-chain-api.ts";
import { RATES } from "./http-limits.ts";

const fileOf = (path: string): string =>
  fileURLToPath(new URL(`../../../../docs/${path}`, import.meta.url));
const read = (path: string): string => readFileSync(fileOf(path), "utf8");

describe("docs/reference/chain-api.md", () => {
  let chain: TestChainHttp;
  let routes: readonly RouteView[];
  beforeAll(async () => {
    chain = await startChainHttp();
    const { body } = await chain.ask("GET /v1/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { summary, tags }]) => ({
        ...{ method: method.toUpperCase(), path, summary, tag: tags[0] },
      })),
    );
  });
  afterAll(() => chain.close());

  it("lists roles, errors and routes as they are", async () => {
    // To write the page's tables again: npx vitest run apps/chain/src/http/chain-api-page -u
    const page = fillChainApi(read("reference/chain-api.md"), routes);
    await expect(page).toMatchFileSnapshot(fileOf("reference/chain-api.md"));
    expect(() => fillChainApi("# A page", [])).toThrow("no place for its roles");
    for (const role of CHAIN_ROLES) expect(page).toContain(role);
  });

  it("tells the bounds as they are", () => {
    const count = (value: number): string => value.toLocaleString("en-GB");
    for (const words of [
      `people | ${count(RATES.people)} |`,
      `directories, by address | ${count(RATES.scim)} |`,
      `anybody, by address | ${count(RATES.public)} |`,
      `signing in, by address | ${count(RATES.signIn)} |`,
    ]) {
      expect(read("reference/chain-api.md")).toContain(words);
    }
  });
});

describe("docs/chain-sign-in.md", () => {
  const page = read("chain-sign-in.md");

  it("shows configurations that are right, with secrets elsewhere", () => {
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block!);
    const whole = blocks.filter((block) => block.includes("publicUrl:"));
    expect(whole).toHaveLength(1);
    const parts = blocks.filter((block) => !block.includes("publicUrl:"));
    expect(parts.length).toBeGreaterThan(2);
    const head = whole[0]!.slice(0, whole[0]!.indexOf("providers:"));
    const groups = whole[0]!.slice(whole[0]!.indexOf("groups:"));
    for (const text of [whole[0]!, ...parts.map((part) => `${head}${part}${groups}`)]) {
      const environment = { SAUNTER_CHAIN_DATABASE: "postgres://db", SAUNTER_SSO_SECRET: "secret" };
      const readText = (path: string): string =>
        path.endsWith("hub-keys.json") ? JSON.stringify(createHubKeys()) : "a secret";
      const result = loadChainConfig(text, { environment, readText });
      expect(result.ok ? [] : result.faults).toEqual([]);
    }
  });
});
