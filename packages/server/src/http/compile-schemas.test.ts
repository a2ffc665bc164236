import Type from "typebox";
import { describe, expect, it } from "vitest";
import { buildValidators } from "./compile-schemas.ts";

const compile = buildValidators({}, { customOptions: { allErrors: false } });
const make = (minimum: number) => ({ schema: Type.Object({ count: Type.Integer({ minimum }) }) });

describe("validators of the routes", () => {
  it("are made once for schemas of the same text, by whatever app", () => {
    const again = buildValidators({}, { customOptions: { allErrors: false } });
    expect(again(make(1))).toBe(compile(make(1)));
  });

  it("are others for other schemas, and under other options", () => {
    const strict = buildValidators({}, { customOptions: { allErrors: true } });
    expect(compile(make(2))).not.toBe(compile(make(1)));
    expect(strict(make(1))).not.toBe(compile(make(1)));
    expect(compile(make(2))({ count: 1 })).toBe(false);
    expect(compile(make(1))({ count: 1 })).toBe(true);
  });
});
