import { expect, it } from "vitest";
import { connectShop } from "./connect.ts";

it("a connection shows its key, and lists all pages with what was asked for", async () => {
  const asked: string[] = [];
  const pages = [
    { items: [{ visitId: "a" }, { visitId: "b" }], next: "/v1/visits?limit=2&after=x%3D" },
    { items: [{ visitId: "c" }], next: null },
  ];
  const shop = connectShop({
    url: "https://shop.example/",
    apiKey: "saunter_key",
    fetch: async (url, init) => {
      const { authorization } = Object.fromEntries(new Headers(init!.headers));
      asked.push(`${authorization} ${url}`);
      return new Response(JSON.stringify(pages[asked.length - 1]));
    },
  });
  const visits: string[] = [];
  for await (const { visitId } of shop.list("GET /v1/visits", { query: { limit: 2 } })) {
    visits.push(visitId);
  }
  expect(visits).toEqual(["a", "b", "c"]);
  expect(asked).toEqual([
    "Bearer saunter_key https://shop.example/v1/visits?limit=2",
    "Bearer saunter_key https://shop.example/v1/visits?limit=2&after=x%3D",
  ]);
});
