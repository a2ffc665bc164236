import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import { describe, expect, it } from "vitest";
import { listCommonPasswords } from "./common-passwords.ts";
import { checkPassword } from "./passwords.ts";
import { PASSWORD_CHARS_MIN } from "./people-limits.ts";

const complain = (password: string, name = "Ann Lee"): string => {
  const checked = checkPassword(password, name);
  return checked.ok ? "good" : checked.refusal.detail;
};

/** Nothing common, of so many characters. */
const makePassword = (length: number) => "tin rain moss kettle ".repeat(20).slice(0, length);

describe("the rules for passwords", () => {
  it("want a length within bounds", () => {
    expect(complain(makePassword(PASSWORD_CHARS_MIN))).toBe("good");
    expect(complain(makePassword(PASSWORD_CHARS_MIN - 1))).toContain("12 characters or more");
    expect(complain(makePassword(PASSWORD_CHARS_MAX))).toBe("good");
    expect(complain(makePassword(PASSWORD_CHARS_MAX + 1))).toContain("256 characters at most");
  });

  it.each([
    "123456789012",
    "passwordpassword",
    "Password2024!",
    "PASSWORD1234",
    "1234password",
    "P@ssw0rd1234",
    "letmein-12345",
    "correct horse battery staple",
    "ｐａｓｓｗｏｒｄ１２３４",
    // Leaked as they stand, with numbers around them, and again and again.
    "193570356033",
    "bhrh0h2oof6xbqjeh",
    "Liverpool2024!",
    "!!Starwars1977",
    "dragondragon",
    "Monkey1Monkey1",
    "123qwe123qwe",
  ])("know %s", (password) => {
    expect(complain(password)).toBe("Many people have this password: choose another.");
  });

  it("know 10,000 that were leaked, and more", () => {
    const leaked = [...listCommonPasswords()];
    expect(leaked.length).toBeGreaterThan(49_000);
    expect(leaked.slice(0, 3)).toEqual(["123456", "password", "12345678"]);
    const long = leaked.filter((one) => one.length >= PASSWORD_CHARS_MIN);
    expect(long.length).toBeGreaterThan(300);
    expect(long.filter((one) => !complain(one).startsWith("Many people"))).toEqual([]);
  });

  it("let a common word stand among others, and a short one beside many signs", () => {
    expect(complain("dragon tin rain moss")).toBe("good");
    expect(complain("83194-620557-cat")).toBe("good");
  });

  it.each([
    ["annabel-leeson", "Annabel-Leeson"],
    ["Ann Lee 2024!!", "ann lee"],
    ["ANN LEE 12345", "Ann Lee"],
    ["!!!!!!!Zoe\u0308!!!!!!!", "zoë"],
  ])("find the name in %s", (password, name) => {
    expect(complain(password, name)).toBe("The password is the user's name: choose another.");
  });

  it("let a name stand among other words, and numbers stay apart from numbers", () => {
    expect(complain("ann lee sings tonight")).toBe("good");
    expect(complain("831946205572", "007")).toBe("good");
  });

  it("never repeat a password or a name", () => {
    for (const password of ["hunter2", "Password2024!", "Ann Lee 2024!!", makePassword(300)]) {
      expect(complain(password)).not.toContain(password);
      expect(complain(password)).not.toContain("Ann Lee");
    }
  });
});
