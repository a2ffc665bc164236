import { expect, it } from "vitest";
import { accept, refuse } from "./refusal.ts";

it("a result is a value, or a refusal with its code and what was wrong", () => {
  expect(accept(7)).toEqual({ ok: true, value: 7 });
  expect(refuse("not-found", "there is no such visit")).toEqual({
    ok: false,
    refusal: { code: "not-found", detail: "there is no such visit" },
  });
});
