import { NO_CONNECTION, Problem } from "@saunter/client/problem";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPictures } from "./product-pictures.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

function openPictures(answers: readonly (Record<string, string> | Problem)[]) {
  let asked = 0;
  const pictures = createPictures({
    base: "/shop",
    load: async () => {
      const answer = answers[asked++];
      if (answer === undefined) throw new Error("asked too often");
      if (answer instanceof Problem) throw answer;
      return { versions: answer };
    },
  });
  return { pictures, countAsked: () => asked };
}

it("asks once somebody looks, once for all, and knows who has a picture and where it is", async () => {
  const { pictures, countAsked } = openPictures([{ "5000": "v1" }]);
  await settle();
  expect([countAsked(), pictures.urlOf("5000")]).toEqual([0, null]);
  pictures.watch();
  pictures.watch();
  await settle();
  pictures.watch();
  expect(countAsked()).toBe(1);
  expect(pictures.urlOf("5000")).toBe("/shop/v1/products/5000/picture?version=v1");
  expect(pictures.urlOf("5001")).toBeNull();
});

it("asks again without a connection while somebody looks, and then no more", async () => {
  const { pictures, countAsked } = openPictures([
    new Problem(NO_CONNECTION),
    new Problem(NO_CONNECTION),
    { "5000": "v1" },
  ]);
  const stop = pictures.watch();
  await settle();
  expect(countAsked()).toBe(1);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(countAsked()).toBe(1);
  pictures.watch();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(countAsked()).toBe(3);
  expect(pictures.urlOf("5000")).not.toBeNull();
});

it("asks for newer only once somebody looks again", async () => {
  const { pictures, countAsked } = openPictures([{ "5000": "v1" }, { "5000": "v2" }]);
  const stop = pictures.watch();
  await settle();
  stop();
  pictures.refresh();
  await settle();
  expect(countAsked()).toBe(1);
  pictures.watch();
  await settle();
  expect(pictures.urlOf("5000")).toContain("version=v2");
});

it("leaves it at that where it is refused, and keeps what it knew where newer does not come", async () => {
  const refused = new Problem({ ...NO_CONNECTION, code: "rate-limited", status: 429 });
  const { pictures, countAsked } = openPictures([refused, { "5000": "v1" }, refused, {}]);
  pictures.watch();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(countAsked()).toBe(1);
  pictures.refresh();
  await settle();
  pictures.refresh();
  await settle();
  expect(pictures.urlOf("5000")).not.toBeNull();
  pictures.refresh();
  await settle();
  expect([countAsked(), pictures.urlOf("5000")]).toEqual([4, null]);
});
