import { expect, it } from "vitest";
import { assignNumber, evolveNumbering, NO_NUMBERS, skipNumbers } from "./numbering.ts";

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

it("numbers that may be on documents that are lost are left out, and it says which", () => {
  const skipped = skipNumbers({ lastNumber: 7 }, 100);
  expect(skipped).toEqual({ type: "NumbersSkipped", firstNumber: 8, lastNumber: 107 });
  const state = evolveNumbering({ lastNumber: 7 }, skipped);
  expect(assignNumber(state, "receipt-v1").documentNumber).toBe(108);
  expect(() => evolveNumbering({ lastNumber: 8 }, skipped)).toThrow("document 8 follows 8");
  expect(() => evolveNumbering({ lastNumber: 7 }, { ...skipped, lastNumber: 7 })).toThrow();
});
