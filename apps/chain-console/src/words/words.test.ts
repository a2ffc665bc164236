/** What each language lacks: words that are there and still English. */
import { describe, expect, it } from "vitest";
import { arabic } from "./arabic.ts";
import { british } from "./british.ts";
import { german } from "./german.ts";

const writeMinor = (minor: number): string => `${minor} p`;

/** Sample values for the functions that make texts: names come as texts, counts as numbers, ranges and plates as lists, counts of changes as one object. */
const SAMPLES: readonly (readonly unknown[])[] = [
  ["AB", 3, 5, 7],
  [3, 5, 7],
  [3, [-1, 7], writeMinor],
  [[3, 5]],
  [{ added: 3, changed: 5, removed: 7 }],
];

/** The text of a function that makes one; null where the values are not of its kinds. */
function makeText(make: (...values: readonly unknown[]) => unknown, values: readonly unknown[]) {
  try {
    const text = String(make(...values));
    return /NaN|undefined/.test(text) ? null : text;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** By where each is, "shops.found": its text; of a function one for each of the samples. */
type Texts = ReadonlyMap<string, readonly (string | null)[]>;

function listTexts(value: unknown, path = ""): Texts {
  if (typeof value === "string") return new Map([[path, [value]]]);
  if (typeof value === "function") {
    const texts = SAMPLES.map((values) => makeText(value as never, values));
    if (texts.every((text) => text === null)) {
      throw new Error(`no sample values are of the kinds of ${path}`);
    }
    return new Map([[path, texts]]);
  }
  if (typeof value !== "object" || value === null) return new Map();
  const of = Object.entries(value).map(([name, inner]) =>
    listTexts(inner, path === "" ? name : `${path}.${name}`),
  );
  return new Map(of.flatMap((texts) => [...texts]));
}

/** The same word in both languages. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: [
    ...[
      "none",
      "pages.webhooks",
      "signIn.code",
      "shops.region",
      "shops.version",
      "shop.organisation",
    ],
    ...["reviews.effect.line", "reviews.grams", "reviews.item", "reviews.seconds"],
    ...["cards.code", "cards.organisation", "cards.name"],
    ...["shop.version", "reports.key.region", "reports.key.organisation", "pins.version"],
    ...["loyalty.version"],
    ...["goods.kinds.engine", "goods.kinds.software", "goods.regionId", "goods.version"],
    ...["goods.release"],
    ...["people.name", "people.roles.support", "people.scopes.organisation"],
    ...["people.scopes.region", "people.grant", "people.token"],
  ],
  ar: ["none", "reviews.item", "people.grant"],
};

/** Whether two languages say the same of one of the samples. */
function isSame(name: string, one: Texts, other: Texts): boolean {
  const others = other.get(name) ?? [];
  return (one.get(name) ?? []).some((text, at) => text !== null && text === others[at]);
}

/** Problems are English in the British words: as the chain words them. */
const isOfPage = (path: string): boolean => !path.startsWith("problems.");

describe.each([
  ["de", german],
  ["ar", arabic],
] as const)("the chain's console in %s", (language, words) => {
  const english = listTexts(british);
  const own = listTexts(words);

  it("has every text, and none that is English still", () => {
    const names = [...english.keys()].filter(isOfPage);
    expect(names.length).toBeGreaterThan(250);
    expect(names.filter((name) => !own.has(name))).toEqual([]);
    const left = names.filter(
      (name) => isSame(name, own, english) && !SAME[language]!.includes(name),
    );
    expect(left).toEqual([]);
    const different = SAME[language]!.filter((name) => !isSame(name, own, english));
    expect(different).toEqual([]);
  });

  it("has counts in its own digits and forms", () => {
    const counts = [0, 1, 2, 5, 11, 100].map((count) => words.shops.count(count));
    expect(new Set(counts).size).toBe(counts.length);
    expect(counts.filter((text) => text.includes("#"))).toEqual([]);
  });
});
