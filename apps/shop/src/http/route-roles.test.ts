import { describe, expect, it } from "vitest";
import type { Principal } from "../people/roles.ts";
import { type Access, findAccess, isAllowed as isAllowedTo } from "./route-roles.ts";

const user = (...roles: Principal["roles"]): Principal => ({ id: "u1", roles, customerId: null });

const isAllowed = (access: Access, principal: Principal | null) =>
  isAllowedTo(access, principal, false);

describe("a route", () => {
  it("is closed to whoever has to set up a second factor first, but for the setup", () => {
    const confined: Principal = { ...user("operator"), isConfined: true };
    for (const access of ["signed-in", ["operator"]] as const) {
      expect(isAllowedTo(access, confined, false)).toBe(false);
      expect(isAllowedTo(access, confined, true)).toBe(true);
    }
    expect(isAllowedTo(["reviewer"], confined, true)).toBe(false);
    expect(isAllowedTo("public", confined, false)).toBe(true);
  });

  it("that is public takes anybody", () => {
    expect(isAllowed("public", null)).toBe(true);
    expect(isAllowed("public", user())).toBe(true);
  });

  it("for whoever is signed in takes all of them, whatever their roles", () => {
    expect(isAllowed("signed-in", null)).toBe(false);
    expect(isAllowed("signed-in", user())).toBe(true);
  });

  it("for roles takes who has one of them", () => {
    expect(isAllowed(["operator", "reviewer"], null)).toBe(false);
    expect(isAllowed(["operator", "reviewer"], user())).toBe(false);
    expect(isAllowed(["operator", "reviewer"], user("gate", "shopper"))).toBe(false);
    expect(isAllowed(["operator", "reviewer"], user("gate", "reviewer"))).toBe(true);
    expect(isAllowed([], user("operator"))).toBe(false);
  });

  it("has its access in the table, and what is no route has none", () => {
    expect(findAccess("GET /v1/healthz")).toBe("public");
    expect(findAccess("GET /v1/users")).toEqual(["operator"]);
    for (const name of ["GET /v1/nothing", "POST /v1/healthz", "toString", ""]) {
      expect(findAccess(name)).toBeUndefined();
    }
  });
});
