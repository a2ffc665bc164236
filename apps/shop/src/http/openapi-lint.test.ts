/** The OpenAPI document, as a linter of others sees it. */
import { lintOpenApi } from "@saunter/server/http/openapi-lint-fixture";
import { expect, it } from "vitest";
import { startApi } from "./api-recorder-fixture.ts";

const api = startApi();

it("has nothing to say of it, and finds what is planted", { timeout: 120_000 }, () => {
  const document = api.fixture.app.swagger();
  expect(lintOpenApi(document)).toEqual({ status: 0, problems: [] });
  const broken = JSON.parse(JSON.stringify(document));
  delete broken.paths["/v1/visits"].get.summary;
  broken.paths["/v1/me"].get.responses["200"].content["application/json"].example.roles = 7;
  const { status, problems } = lintOpenApi(broken);
  expect(status).toBe(1);
  expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual([
    "no-invalid-media-type-examples",
    "operation-summary",
  ]);
});
