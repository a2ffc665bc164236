import { PROBLEM_CODES } from "@saunter/protocol/problem-codes";
import { formatProblem } from "@saunter/server/http/problem";
import { describe, expect, it } from "vitest";
import { ProblemError, toProblem } from "./problem.ts";
import { isProblemCode, PROBLEM_TABLE } from "./problem-table.ts";

describe("the table of problems", () => {
  it("has every code once, in words that say what to do", () => {
    expect(Object.keys(PROBLEM_TABLE).sort()).toEqual([...PROBLEM_CODES].sort());
    for (const code of PROBLEM_CODES) {
      const { status, title, advice } = PROBLEM_TABLE[code];
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(status, code).toBeLessThanOrEqual(511);
      expect(title, code).toMatch(/^[A-Z].*[^.]$/);
      expect(advice, code).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("knows its codes, and no names of objects", () => {
    expect(isProblemCode("gate-busy")).toBe(true);
    for (const other of ["toString", "__proto__", "", null, 7]) {
      expect(isProblemCode(other)).toBe(false);
    }
  });
});

describe("a problem", () => {
  it("has all that RFC 9457 asks for, its code and what can be done", () => {
    const problem = new ProblemError("gate-busy", "wait", { errors: [{ at: "a", message: "b" }] });
    expect(formatProblem(PROBLEM_TABLE, problem, "request-7")).toEqual({
      type: "urn:saunter:problem:gate-busy",
      title: "Someone else is coming in",
      status: 409,
      detail: "wait",
      code: "gate-busy",
      instance: "urn:saunter:request:request-7",
      advice: PROBLEM_TABLE["gate-busy"].advice,
      errors: [{ at: "a", message: "b" }],
    });
  });

  it("of something that nobody expected says nothing of it", () => {
    for (const error of [new Error("secret"), "secret", { code: "FST_ERR_OTHER" }, {}]) {
      expect(toProblem(error)).toMatchObject({
        code: "internal-error",
        message: "the request was not completed",
      });
    }
  });
});
