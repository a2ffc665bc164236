import { SCOPES, type Scope } from "@saunter/protocol/scopes";
import { describe, expect, it } from "vitest";
import type { Principal } from "../people/roles.ts";
import { type Access, findAccess, isAllowed as isAllowedTo, ROUTE_ROLES } from "./route-roles.ts";
import { findScope } from "./route-scopes.ts";

const user = (...roles: Principal["roles"]): Principal => ({ id: "u1", roles, customerId: null });

const isAllowed = (access: Access, principal: Principal | null) =>
  isAllowedTo(access, principal, { isOfSetup: false, scope: null });

describe("a route", () => {
  it("is closed to whoever has to set up a second factor first, but for the setup", () => {
    const confined: Principal = { ...user("operator"), isConfined: true };
    for (const access of ["signed-in", ["operator"]] as const) {
      expect(isAllowedTo(access, confined, { isOfSetup: false, scope: null })).toBe(false);
      expect(isAllowedTo(access, confined, { isOfSetup: true, scope: null })).toBe(true);
    }
    expect(isAllowedTo(["reviewer"], confined, { isOfSetup: true, scope: null })).toBe(false);
    expect(isAllowedTo("public", confined, { isOfSetup: false, scope: null })).toBe(true);
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

  it("that shoppers may call concerns their own visits and data", () => {
    const open = Object.entries(ROUTE_ROLES)
      .filter(([, access]) => access === "signed-in" || access.includes("shopper"))
      .map(([name]) => name);
    expect(open.length).toBeGreaterThan(20);
    const own =
      /^[A-Z]+ \/v1\/(?:(?:me|receipts|visits\/:visitId\/balances)(?:\/|$)|events$|demo\/entries$)/;
    expect(open.filter((name) => !own.test(name))).toEqual([]);
  });

  it("for integrators takes a key that has its scope, and no other", () => {
    const key: Principal = { ...user("integrator"), scopes: ["goods:read"] };
    const may = (scope: Scope | null, who = key) =>
      isAllowedTo(["operator", "integrator"], who, { isOfSetup: false, scope });
    expect(may("goods:read")).toBe(true);
    expect(may("goods:write")).toBe(false);
    expect(may(null)).toBe(false);
    expect(may("goods:read", user("integrator"))).toBe(false);
    expect(may("goods:write", { ...key, roles: ["integrator", "operator"] })).toBe(true);
  });

  it("that integrators may call has a scope, and each scope has a route", () => {
    const routes = Object.entries(ROUTE_ROLES)
      .filter(([, access]) => access.includes("integrator"))
      .map(([name]) => [name, findScope(name)] as const);
    expect(routes.filter(([, scope]) => scope === null)).toEqual([]);
    // Refunds have a route of their own as soon as there is one.
    const used = new Set(["refunds:write", ...routes.map(([, scope]) => scope)]);
    expect(SCOPES.filter((scope) => !used.has(scope))).toEqual([]);
  });

  it("has its access in the table, and what is no route has none", () => {
    expect(findAccess("GET /v1/healthz")).toBe("public");
    expect(findAccess("GET /v1/users")).toEqual(["operator"]);
    for (const name of ["GET /v1/nothing", "POST /v1/healthz", "toString", ""]) {
      expect(findAccess(name)).toBeUndefined();
    }
  });
});
