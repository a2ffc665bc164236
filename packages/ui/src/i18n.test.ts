import { describe, expect, it, vi } from "vitest";
import {
  type Choice,
  chooseLanguage,
  createPlural,
  createWords,
  directionOf,
  isolated,
  LANGUAGES,
  type Language,
  type PluralForms,
} from "./i18n.ts";

const choose = (...wanted: (string | null | undefined)[]) => chooseLanguage(wanted);

describe("the language of a page", () => {
  it("is the first of the wanted ones that there are words for", () => {
    expect(choose("fr-FR", "de-AT", "en-US").language).toBe("de");
    expect(choose(null, undefined, "", "ar").language).toBe("ar");
    expect(choose("fr", "tlh").language).toBe("en-GB");
  });

  it("is taken by region where there are several of a language", () => {
    expect(choose("en-US").language).toBe("en-US");
    expect(choose("en-AU").language).toBe("en-GB");
    expect(choose("en").language).toBe("en-GB");
  });

  it("writes amounts and times as the reader's region does", () => {
    expect(choose("de-CH").locale).toBe("de-CH");
    expect(choose("en-AU").locale).toBe("en-AU");
  });

  it("has the same digits in its words and in its amounts", () => {
    for (const tag of ["ar", "ar-EG", "ar-MA", "ar-AE"]) {
      const { language, locale } = choose(tag);
      const forms = { zero: "#", one: "#", two: "#", few: "#", many: "#", other: "#" };
      const inWords = createPlural(language)(57, forms);
      expect(new Intl.NumberFormat(locale).format(57)).toBe(inWords);
    }
  });

  it("has the calendar of receipts, whatever that of the region", () => {
    for (const tag of ["ar-SA", "ar-SA-u-ca-islamic-umalqura", "en-GB-u-ca-buddhist"]) {
      const year = new Intl.DateTimeFormat(choose(tag).locale, { year: "numeric" });
      expect(year.formatToParts(0).find(({ type }) => type === "year")!.value).toBe("1970");
    }
  });

  it("passes over what is no locale", () => {
    expect(choose("not a locale", "de")).toEqual({ language: "de", locale: "de" });
  });

  it("runs from right to left in Arabic alone", () => {
    expect(LANGUAGES.filter((one) => directionOf(one) === "rtl")).toEqual(["ar"]);
  });
});

describe("a count in words", () => {
  const forms: Record<string, string> = {
    zero: "none",
    one: "one",
    two: "two",
    few: "# few",
    many: "# many",
    other: "# other",
  };
  const say = (language: Language, count: number) =>
    createPlural(language)(count, forms as PluralForms<Language>);

  it("takes the form of its language", () => {
    expect([0, 1, 2, 7, 11, 100].map((count) => say("ar", count))).toEqual([
      ...["none", "one", "two", "7 few", "11 many", "100 other"],
    ]);
    expect([0, 1, 2].map((count) => say("en-GB", count))).toEqual(["0 other", "one", "2 other"]);
    expect(say("de", 12_345)).toBe("12.345 other");
  });

  it("lacks no form that its language has", () => {
    for (const language of LANGUAGES) {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      const isArabic = language === "ar";
      expect(pluralCategories).toHaveLength(isArabic ? 6 : 2);
    }
    const bare = createPlural("ar");
    // @ts-expect-error: Arabic has six forms
    expect(bare(100, { one: "1", other: "#" })).toBe("100");
  });
});

describe("words", () => {
  const british = { hello: "Hello", items: (count: number) => `${count} items` };
  type Texts = typeof british;
  const german: Texts = { hello: "Hallo", items: (count) => `${count} Artikel` };

  function start() {
    const shown: string[] = [];
    const waiting = new Map<Language, (texts: Texts) => void>();
    const load = (language: Language) => () =>
      new Promise<Texts>((resolve) => waiting.set(language, resolve));
    const failing = () => Promise.reject(new TypeError("no network"));
    const words = createWords<Texts>(
      { "en-GB": load("en-GB"), "en-US": failing, de: load("de"), ar: load("ar") },
      ({ language }) => shown.push(language),
    );
    const come = (language: Language, texts: Texts) => waiting.get(language)!(texts);
    return { words, shown, come };
  }
  const of = (language: Language): Choice => ({ language, locale: language });

  it("are shown once they have come", async () => {
    const { words, shown, come } = start();
    expect(() => words.texts).toThrow(/before any/);
    const showing = words.show(of("de"));
    expect(words.choice.value).toBeNull();
    come("de", german);
    await showing;
    expect(words.texts.items(2)).toBe("2 Artikel");
    expect([words.choice.value?.language, shown]).toEqual(["de", ["de"]]);
  });

  it("are those that were asked for last, whatever comes first", async () => {
    const { words, shown, come } = start();
    const both = [words.show(of("en-GB")), words.show(of("de"))];
    come("de", german);
    come("en-GB", british);
    await Promise.all(both);
    expect([words.texts.hello, shown]).toEqual(["Hallo", ["de"]]);
  });

  it("stay as they are where others cannot be loaded", async () => {
    const { words, come } = start();
    const showing = words.show(of("de"));
    come("de", german);
    await showing;
    await expect(words.show(of("en-US"))).rejects.toThrow("no network");
    expect(words.texts.hello).toBe("Hallo");
    expect(words.choice.value?.language).toBe("de");
  });

  it("set the language and direction of the page", async () => {
    const documentElement = { lang: "", dir: "" };
    vi.stubGlobal("document", { documentElement });
    const load = async () => british;
    const words = createWords<Texts>({ "en-GB": load, "en-US": load, de: load, ar: load });
    await words.show(of("ar"));
    expect(documentElement).toEqual({ lang: "ar", dir: "rtl" });
    await words.show(of("de"));
    expect(documentElement).toEqual({ lang: "de", dir: "ltr" });
    vi.unstubAllGlobals();
  });

  it("do not compile where a translation lacks one, or has one too many", () => {
    // @ts-expect-error: items are missing
    const lacking: Texts = { hello: "Hallo" };
    // @ts-expect-error: there is no such text
    const odd: Texts = { ...german, goodbye: "Tschüss" };
    expect([lacking, odd]).toHaveLength(2);
  });

  it("keep what is inserted apart from their own direction", () => {
    expect(isolated`أخذت ${"Oat milk 1 l"} و${"Crisps"}.`).toBe(
      "أخذت \u2068Oat milk 1 l\u2069 و\u2068Crisps\u2069.",
    );
  });
});
