import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findShopOf,
  listShopRights,
  listUpSubjects,
  nameCopyHead,
  nameCopyPart,
  nameUpSubject,
  readCopySubject,
} from "./subjects.ts";

/** As NATS matches: `>` stands for one token or more at the end. */
function matches(pattern: string, subject: string): boolean {
  const wanted = pattern.split(".");
  const tokens = subject.split(".");
  if (wanted.at(-1) !== ">") return pattern === subject;
  const start = wanted.slice(0, -1);
  return tokens.length > start.length && start.every((token, at) => token === tokens[at]);
}

const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });

describe("subjects", () => {
  it("of different streams differ, and are made of safe tokens", () => {
    fc.assert(
      fc.property(id, id, id, id, (shop, stream, otherShop, otherStream) => {
        const subject = nameUpSubject(3, shop, stream);
        const other = nameUpSubject(3, otherShop, otherStream);
        expect(subject).toMatch(/^up\.3\.[\w=-]+\.[\w=-]+$/);
        expect(subject === other).toBe(shop === otherShop && stream === otherStream);
      }),
    );
  });

  it("of a shop are its own to publish, and no other shop's", () => {
    fc.assert(
      fc.property(id, id, id, (shop, stream, other) => {
        fc.pre(shop !== other);
        const subject = nameUpSubject(0, shop, stream);
        const may = (by: string): boolean =>
          listShopRights(0, by).publish.some((pattern) => matches(pattern, subject));
        expect(may(shop)).toBe(true);
        expect(may(other)).toBe(false);
        expect(findShopOf(subject)).toBe(shop);
        expect(listUpSubjects(0).some((pattern) => matches(pattern, subject))).toBe(true);
      }),
    );
  });

  it.each(["down.a.b", "up.0", "up.0.a", "up.0.=FF.visit-a"])("%s is of no shop", (subject) => {
    expect(findShopOf(subject)).toBeNull();
  });

  it("of copies are the head's and those of their parts, and no others", () => {
    fc.assert(
      fc.property(id, fc.constantFrom("a", "b"), fc.nat(511), (shopId, slot, part) => {
        const own = { shopId, isOfCopy: true };
        expect(readCopySubject(nameCopyHead(shopId))).toEqual(own);
        expect(readCopySubject(nameCopyPart(shopId, slot, part))).toEqual(own);
        const stray = { shopId, isOfCopy: false };
        expect(readCopySubject(nameCopyPart(shopId, slot, part + 512))).toEqual(stray);
        expect(readCopySubject(`${nameCopyPart(shopId, slot, part)}.0`)).toEqual(stray);
        expect(readCopySubject(nameCopyPart(shopId, "c", part))).toEqual(stray);
        expect(readCopySubject(`${nameCopyHead(shopId)}.0`)).toEqual(stray);
      }),
    );
    for (const part of ["", "00", "01", "-1", "1e2", "0x1", "a"]) {
      expect(readCopySubject(`copy.s.a.${part}`)).toEqual({ shopId: "s", isOfCopy: false });
    }
    for (const other of ["copy.=FF.a.0", "copy.s", "up.s.a.0"]) {
      expect(readCopySubject(other)).toBeNull();
    }
  });

  it.each([
    ["shop.1", "up.0.shop=2E1.visit-a"],
    ["shop>*", "up.0.shop=3E=2A.visit-a"],
    ["shop 1", "up.0.shop=201.visit-a"],
    ["ö", "up.0.=C3=B6.visit-a"],
    ["a=b", "up.0.a=3Db.visit-a"],
  ])("of %s are %s", (shop, subject) => {
    expect(nameUpSubject(0, shop, "visit-a")).toBe(subject);
  });
});
