import { expect, it } from "vitest";
import { accept, REFUSAL_CODES, refuse } from "./refusal.ts";

it("codes are there once each, in kebab-case", () => {
  expect(new Set(REFUSAL_CODES).size).toBe(REFUSAL_CODES.length);
  expect(REFUSAL_CODES.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
});

it("a result is a value, or a refusal with its code and what was wrong", () => {
  expect(accept(7)).toEqual({ ok: true, value: 7 });
  expect(refuse("not-found", "there is no such visit")).toEqual({
    ok: false,
    refusal: { code: "not-found", detail: "there is no such visit" },
  });
});
