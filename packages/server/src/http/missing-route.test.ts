import { expect, it } from "vitest";
import { createFindMissing } from "./missing-route.ts";

const find = createFindMissing([
  "GET /v1/visits/:visitId",
  "POST /v1/visits/:visitId",
  "GET /v1/openapi.json",
]);

it("names the methods of an address that is there, whatever its query", () => {
  const missing = find({ method: "DELETE", url: "/v1/visits/7?a=1" });
  expect(missing).toMatchObject({ code: "method-not-allowed", headers: { allow: "GET, POST" } });
});

it.each([
  ["GET", "/v1/visits"],
  ["GET", "/v1/visits/7/more"],
  ["DELETE", "/v1/openapi-json"],
  // One that a demonstration alone has.
  ["GET", "/v1/visits/7"],
])("knows no route for %s %s", (method, url) => {
  expect(find({ method, url })).toMatchObject({ code: "route-unknown", headers: {} });
});
