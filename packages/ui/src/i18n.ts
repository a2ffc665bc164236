/**
 * The languages of the pages that shoppers see. A page's words are plain objects of texts and of
 * functions that make texts, one a language, typed by the British one: what a translation lacks does
 * not compile. Only the language that is shown is loaded.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

export const LANGUAGES = ["en-GB", "en-US", "de", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, as somebody looks for it who reads no other. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  "en-GB": "English (UK)",
  "en-US": "English (US)",
  de: "Deutsch",
  ar: "العربية",
};

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar"]);

export function directionOf(language: Language): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/** The forms that a language's counts need (CLDR). */
interface PluralCategories {
  "en-GB": "one" | "other";
  "en-US": "one" | "other";
  de: "one" | "other";
  ar: "zero" | "one" | "two" | "few" | "many" | "other";
}

export type PluralForms<L extends Language> = Readonly<Record<PluralCategories[L], string>>;

/** A function that takes the form for a count, with the count written in place of "#". */
export function createPlural<L extends Language>(
  language: L,
): (count: number, forms: PluralForms<L>) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) => {
    const category = rules.select(count) as PluralCategories[L];
    return forms[category].replaceAll("#", numbers.format(count));
  };
}

/**
 * Texts whose inserted values keep a direction of their own: a product's Latin name moves nothing
 * in a sentence from right to left. A tag for template literals.
 */
export function isolated(texts: TemplateStringsArray, ...values: readonly string[]): string {
  // First strong isolate, pop directional isolate (Unicode, UAX #9).
  return texts.reduce((text, part, at) => `${text}\u2068${values[at - 1]}\u2069${part}`);
}

export interface Choice {
  readonly language: Language;
  /** How numbers, money and times are written, BCP 47: with the region of whoever reads. */
  readonly locale: string;
}

/**
 * The first of the wanted locales (BCP 47) that there are words for, by language and region, else by
 * language alone; British English where there is none. What is no locale is passed over.
 */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): Choice {
  for (const tag of wanted) {
    const parsed = parseLocale(tag);
    if (parsed === null) continue;
    const same = LANGUAGES.filter((one) => new Intl.Locale(one).language === parsed.language);
    const language = same.find((one) => one === `${parsed.language}-${parsed.region}`) ?? same[0];
    if (language !== undefined) return { language, locale: withDigitsOf(language, parsed) };
  }
  return { language: "en-GB", locale: "en-GB" };
}

function parseLocale(tag: string | null | undefined): Intl.Locale | null {
  try {
    return tag == null || tag === "" ? null : new Intl.Locale(tag);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * Counts within words are written in the language's digits: amounts beside them are, too. Days are those
 * of receipts, whatever calendar a browser takes for a region.
 */
function withDigitsOf(language: Language, locale: Intl.Locale): string {
  const wanted = new Intl.DateTimeFormat(language).resolvedOptions();
  const own = new Intl.DateTimeFormat(locale.toString()).resolvedOptions();
  const { numberingSystem } = wanted;
  return new Intl.Locale(locale, {
    ...(own.numberingSystem === numberingSystem ? {} : { numberingSystem }),
    ...(own.calendar === "gregory" ? {} : { calendar: "gregory" }),
  }).toString();
}

export interface Words<M> {
  /** What is shown now; null until the first has come. */
  readonly choice: ReadonlySignal<Choice | null>;
  /** In the language that is shown. Throws where none is yet. */
  readonly texts: M;
  /**
   * Resolves when the words are there and shown. Rejects where they cannot be loaded: what was shown
   * stays. Of several asked for at once the last is shown.
   */
  show(choice: Choice): Promise<void>;
}

export type WordLoaders<M> = Readonly<Record<Language, () => Promise<M>>>;

/** The words of one page. `onShown` tells whoever has to know, such as the document. */
export function createWords<M extends object>(
  loaders: WordLoaders<M>,
  onShown: (choice: Choice) => void = markDocument,
): Words<M> {
  const shown = signal<{ readonly choice: Choice; readonly texts: M } | null>(null);
  const choice = signal<Choice | null>(null);
  let asked = 0;
  return {
    choice,
    get texts() {
      if (shown.value === null) throw new Error("words are read before any are there");
      return shown.value.texts;
    },
    async show(wanted) {
      const turn = ++asked;
      const texts = await loaders[wanted.language]();
      if (turn !== asked) return;
      shown.value = { choice: wanted, texts };
      choice.value = wanted;
      onShown(wanted);
    },
  };
}

/** Says to the browser, and to screen readers, what language the page is in. */
function markDocument({ language }: Choice): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}
