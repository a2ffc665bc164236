/** What each language lacks: words that are there and still English. */
import { describe, expect, it } from "vitest";
import { arabic } from "./arabic.ts";
import { british } from "./british.ts";
import { german } from "./german.ts";

/** Sample values for the functions that make texts. */
const SAMPLES = ["AB", 3, 5, 7];

/** Every text by where it is: "shops.found". */
function listTexts(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  if (typeof value === "function") {
    // Counts come as numbers, names as texts: one of the two is right for each.
    const texts = [SAMPLES, SAMPLES.slice(1)].map((values) => String(value(...values)));
    return new Map([[path, texts.find((text) => !text.includes("NaN")) ?? texts[0]!]]);
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
    ...["shop.version", "reports.key.region", "reports.key.organisation", "pins.version"],
    ...["goods.kinds.engine", "goods.kinds.software", "goods.regionId", "goods.version"],
    ...["people.name", "people.roles.support", "people.scopes.organisation"],
    ...["people.scopes.region", "people.grant", "people.token"],
  ],
  ar: ["none", "people.grant"],
};

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
      (name) => own.get(name) === english.get(name) && !SAME[language]!.includes(name),
    );
    expect(left).toEqual([]);
    const different = SAME[language]!.filter((name) => own.get(name) !== english.get(name));
    expect(different).toEqual([]);
  });

  it("has counts in its own digits and forms", () => {
    const counts = [0, 1, 2, 5, 11, 100].map((count) => words.shops.count(count));
    expect(new Set(counts).size).toBe(counts.length);
    expect(counts.filter((text) => text.includes("#"))).toEqual([]);
  });
});
