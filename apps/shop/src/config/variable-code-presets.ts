/** How countries number goods of variable weight, price or count within EAN-13 (GS1 General Specifications, 2.1.11). */
import type { VariableCode } from "@saunter/protocol/smart-cart/trip";

type Preset = Omit<VariableCode, "prefix"> & { readonly prefixes: readonly string[] };

const SWEDISH = { itemDigits: 6, valueDigits: 4, valueCheckDigit: "none" } as const;
const GERMAN = { itemDigits: 4, valueDigits: 5, step: 1, valueCheckDigit: "checked" } as const;
const AUSTRIAN = { itemDigits: 5, valueDigits: 5, step: 1, valueCheckDigit: "none" } as const;

/** Only what was found described; other shops write their own. */
const PRESETS = {
  /** gs1.at, "Österreichische Identifikationsnummern": 21 to 23, 27 and 28; five digits of item and of value. */
  austria: [
    { ...AUSTRIAN, prefixes: ["21", "27"], value: "weight-g" },
    { ...AUSTRIAN, prefixes: ["22", "23"], value: "price-minor" },
    { ...AUSTRIAN, prefixes: ["28"], value: "count" },
  ],
  /** san.gs1-germany.de, "Das Konzept der SAN-4", and the prefixes before each of its own for the shop's use. */
  germany: [
    { ...GERMAN, prefixes: ["22", "23"], value: "price-minor" },
    { ...GERMAN, prefixes: ["25", "26"], value: "count" },
    { ...GERMAN, prefixes: ["28", "29"], value: "weight-g" },
  ],
  /** reminformatica.it, "Specifiche EAN13": 2, six digits of item, five of price. */
  italy: [
    {
      prefixes: ["2"],
      itemDigits: 6,
      valueDigits: 5,
      value: "price-minor",
      step: 1,
      valueCheckDigit: "none",
    },
  ],
  /** UPC-A that begins with 2 (retailedge.com, "Random Weight Items"): what is in the middle differs from scale to scale. */
  "north-america": [
    {
      prefixes: ["02"],
      itemDigits: 5,
      valueDigits: 4,
      value: "price-minor",
      step: 1,
      valueCheckDigit: "skipped",
    },
  ],
  /** gs1.se, "How do I create my variable weight numbers": crowns or kilograms, with fewer decimals each. */
  sweden: [
    { ...SWEDISH, prefixes: ["20"], value: "price-minor", step: 1 },
    { ...SWEDISH, prefixes: ["21"], value: "price-minor", step: 10 },
    { ...SWEDISH, prefixes: ["22"], value: "price-minor", step: 100 },
    { ...SWEDISH, prefixes: ["23"], value: "weight-g", step: 1 },
    { ...SWEDISH, prefixes: ["24"], value: "weight-g", step: 10 },
    { ...SWEDISH, prefixes: ["25"], value: "weight-g", step: 100 },
  ],
  /** gs1uk.org, "How to barcode variable measure items", as the library biip has it. */
  "united-kingdom": [
    {
      prefixes: ["20"],
      itemDigits: 5,
      valueDigits: 4,
      value: "price-minor",
      step: 1,
      valueCheckDigit: "checked",
    },
  ],
} as const satisfies Readonly<Record<string, readonly Preset[]>>;

export type VariableCodePreset = keyof typeof PRESETS;
export const VARIABLE_CODE_PRESETS = Object.keys(PRESETS) as VariableCodePreset[];

export function listPreset(name: VariableCodePreset): VariableCode[] {
  const all: readonly Preset[] = PRESETS[name];
  return all.flatMap(({ prefixes, ...code }) => prefixes.map((prefix) => ({ prefix, ...code })));
}
