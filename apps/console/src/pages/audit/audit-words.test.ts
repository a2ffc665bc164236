import { describe, expect, it } from "vitest";
import { audit } from "../../words/british/audit.ts";
import { showBritish } from "../../words-fixture.ts";
import {
  KIND_GROUPS,
  type SecurityEvent,
  wordChanges,
  wordObject,
  wordPrincipal,
} from "./audit-words.ts";

showBritish();

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
    expect(wordChanges(EVENT, "en-GB")).toEqual(["Roles: gate → gate, device"]);
    const refused = {
      ...EVENT,
      kind: "user.sign-in-refused" as const,
      changes: { count: { before: null, after: 7 }, fromMs: { before: null, after: 1 } },
    };
    expect(wordChanges(refused, "en-GB")).toEqual(["Attempts: 7"]);
    const goods = {
      ...EVENT,
      changes: { products: { before: null, after: 0 }, isMember: { before: false, after: true } },
    };
    expect(wordChanges(goods, "en-GB")).toEqual(["Member: no → yes"]);
    const toOldEnough = { before: null, after: null };
    const toFound = { before: null, after: "goods-back" };
    const found = { ...EVENT, changes: { result: toFound, isOldEnough: toOldEnough } };
    expect(wordChanges(found, "en-GB")).toEqual(["Result: goods are back"]);
    const key = { ...EVENT, changes: { formerUntilMs: { before: null, after: 60_000 } } };
    expect(wordChanges(key, "en-GB", "UTC")).toEqual(["Former key until: 1 Jan 1970, 00:01"]);
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
    expect([...KIND_GROUPS.values()].flat().sort()).toEqual(Object.keys(audit.kinds).sort());
    expect([...KIND_GROUPS.keys()].sort()).toEqual(Object.keys(audit.groups).sort());
  });
});
