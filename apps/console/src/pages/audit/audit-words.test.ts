import { describe, expect, it } from "vitest";
import {
  KIND_GROUPS,
  KINDS,
  type SecurityEvent,
  wordChanges,
  wordObject,
  wordPrincipal,
} from "./audit-words.ts";

const EVENT: SecurityEvent = {
  id: 1,
  atMs: 0,
  kind: "user.roles-changed",
  principal: { kind: "user", id: "u1", name: "Ann Lee", roles: ["operator"], via: "password" },
  object: { kind: "user", id: "u2", name: "till" },
  changes: { roles: { before: ["gate"], after: ["gate", "device"] } },
  address: "192.0.2.7",
};

describe("a security event in words", () => {
  it("says what has changed, from what to what", () => {
    expect(wordChanges(EVENT)).toEqual(["Roles: gate → gate, device"]);
    const refused = {
      ...EVENT,
      kind: "user.sign-in-refused" as const,
      changes: { count: { before: null, after: 7 }, fromMs: { before: null, after: 1 } },
    };
    expect(wordChanges(refused)).toEqual(["Attempts: 7"]);
    const goods = {
      ...EVENT,
      changes: { products: { before: null, after: 0 }, isMember: { before: false, after: true } },
    };
    expect(wordChanges(goods)).toEqual(["Member: no → yes"]);
  });

  it("names people as they are called now, and those who are gone as removed", () => {
    expect(wordPrincipal(EVENT.principal)).toBe("Ann Lee");
    expect(wordPrincipal({ ...EVENT.principal, name: null })).toBe("Removed user");
    expect(wordPrincipal({ ...EVENT.principal, kind: "console", id: null, name: null })).toBe(
      "Command line",
    );
    expect(wordObject(EVENT)).toBe("till");
    expect(wordObject({ ...EVENT, object: { ...EVENT.object!, name: null } })).toBe("Removed user");
    const badge = { kind: "badge", id: "abcdefghijkl", name: null } as const;
    expect(wordObject({ ...EVENT, object: badge })).toBe("Badge abcdefgh");
    expect(wordObject({ ...EVENT, object: { ...badge, id: null } })).toBe("Badge");
    expect(wordObject({ ...EVENT, object: null })).toBe("");
  });

  it("has each kind in one group", () => {
    expect([...KIND_GROUPS.values()].flat().sort()).toEqual(Object.keys(KINDS).sort());
    expect([...KIND_GROUPS.keys()]).not.toContain(undefined);
  });
});
