/** The chain's OpenAPI document, as a linter of others sees it. */
import { lintOpenApi } from "@saunter/server/http/openapi-lint-fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startChainHttp, type TestChainHttp } from "./chain-http-fixture.ts";

let chain: TestChainHttp;
beforeAll(async () => {
  chain = await startChainHttp({ publicUrl: "https://chain.example" });
});
afterAll(() => chain.close());

it("has nothing to say of it, and finds what is planted", () => {
  const document = chain.http.app.swagger();
  expect(lintOpenApi(document)).toEqual({ status: 0, problems: [] });
  const broken = JSON.parse(JSON.stringify(document));
  delete broken.paths["/v1/shops"].get.summary;
  const { problems } = lintOpenApi(broken);
  expect(problems).toEqual([expect.stringMatching(/^operation-summary/)]);
});
