import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { prepared } from "./prepared.ts";

it("prepares a statement once a database", () => {
  const [one, other] = [new DatabaseSync(":memory:"), new DatabaseSync(":memory:")];
  const statement = prepared(one, "SELECT 1");
  expect(prepared(one, "SELECT 1")).toBe(statement);
  expect(prepared(one, "SELECT 2")).not.toBe(statement);
  expect(prepared(other, "SELECT 1")).not.toBe(statement);
  one.close();
  other.close();
});
