import { expect, it } from "vitest";
import { assignNumber, evolveNumbering, NO_NUMBERS } from "./numbering.ts";

it("documents are numbered from 1, without gaps", () => {
  const first = assignNumber(NO_NUMBERS, "receipt-v1");
  expect(first).toEqual({ type: "NumberAssigned", documentNumber: 1, document: "receipt-v1" });
  const state = evolveNumbering(NO_NUMBERS, first);
  expect(state).toEqual({ lastNumber: 1 });
  expect(assignNumber(state, "receipt-v2").documentNumber).toBe(2);
});

it("a number that is used or left out throws", () => {
  const event = { type: "NumberAssigned", documentNumber: 3, document: "receipt-v1" } as const;
  expect(() => evolveNumbering({ lastNumber: 1 }, event)).toThrow(
    new Error("document 3 follows 1"),
  );
  expect(() => evolveNumbering({ lastNumber: 3 }, event)).toThrow(
    new Error("document 3 follows 3"),
  );
  expect(evolveNumbering({ lastNumber: 2 }, event)).toEqual({ lastNumber: 3 });
});
