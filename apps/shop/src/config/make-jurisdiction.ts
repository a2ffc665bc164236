import { checkJurisdiction, type TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import {
  FRANCE,
  GERMANY,
  IRELAND,
  ITALY,
  JAPAN,
  KUWAIT,
  NETHERLANDS,
  SPAIN,
  UNITED_KINGDOM,
} from "@saunter/commerce/tax/jurisdictions";
import { createSalesTax } from "@saunter/commerce/tax/sales-tax";
import { type CheckContext, noteAt, noteDoubled, takeValidity } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { formatSuggestion } from "./suggest-name.ts";

const READY: Readonly<Record<string, TaxJurisdiction>> = {
  UK: UNITED_KINGDOM,
  GB: UNITED_KINGDOM,
  DE: GERMANY,
  FR: FRANCE,
  IE: IRELAND,
  NL: NETHERLANDS,
  ES: SPAIN,
  IT: ITALY,
  JP: JAPAN,
  KW: KUWAIT,
};

/** Sales tax of the United States comes from the retailer's own table. */
const BY_TABLE = "US";
/** Any other country's value added tax: the retailer gives its rates. */
const BY_RATES = "VAT";
/** The category of products that name none, in jurisdictions that have it. */
const STANDARD = "standard";

type TaxSettings = Settings["tax"];
type TaxTable = NonNullable<TaxSettings["table"]>;
type VatTable = NonNullable<TaxSettings["vat"]>;

export interface TaxRules {
  readonly jurisdiction: TaxJurisdiction;
  readonly defaultCategory: string | null;
}

/** The jurisdiction, or null where it is not known or its table is wrong. Problems are noted. */
export function makeTaxRules(settings: TaxSettings, context: CheckContext): TaxRules | null {
  const jurisdiction = findJurisdiction(settings, context);
  if (jurisdiction === null) return null;
  const { defaultCategory } = settings;
  if (defaultCategory !== undefined) {
    noteUnknownCategory(settings, "defaultCategory", defaultCategory, jurisdiction, context);
    return { jurisdiction, defaultCategory };
  }
  const hasStandard = Object.hasOwn(jurisdiction.categories, STANDARD);
  return { jurisdiction, defaultCategory: hasStandard ? STANDARD : null };
}

/** Notes a category of tax that the jurisdiction does not have. */
export function noteUnknownCategory(
  value: object,
  key: string,
  category: string,
  { categories }: TaxJurisdiction,
  context: CheckContext,
): void {
  if (Object.hasOwn(categories, category)) return;
  const known = Object.keys(categories);
  const hint = formatSuggestion(category, known);
  const allowed = `allowed: ${known.join(", ")}${hint}`;
  noteAt(context, value, key, `found ${JSON.stringify(category)}; ${allowed}`);
}

function findJurisdiction(settings: TaxSettings, context: CheckContext): TaxJurisdiction | null {
  const { jurisdiction: name, table, vat } = settings;
  if (table !== undefined && name !== BY_TABLE) {
    noteAt(context, settings, "table", `a table is for the jurisdiction ${BY_TABLE} alone`);
  }
  if (vat !== undefined && name !== BY_RATES) {
    noteAt(context, settings, "vat", `rates are for the jurisdiction ${BY_RATES} alone`);
  }
  if (name === BY_TABLE) {
    if (table !== undefined) return makeTable(table, context);
    const message = `the jurisdiction ${BY_TABLE} needs a table of sales tax rates`;
    noteAt(context, settings, "table", message);
    return null;
  }
  if (name === BY_RATES) {
    if (vat !== undefined) return makeVat(vat, context);
    noteAt(context, settings, "vat", `the jurisdiction ${BY_RATES} needs the country's rates`);
    return null;
  }
  if (Object.hasOwn(READY, name)) return READY[name]!;
  const known = [...Object.keys(READY), BY_TABLE, BY_RATES];
  const allowed = `allowed: ${known.join(", ")}`;
  noteAt(context, settings, "jurisdiction", `found ${JSON.stringify(name)}; ${allowed}`);
  return null;
}

function makeVat(vat: VatTable, context: CheckContext): TaxJurisdiction | null {
  const { country, name, pricesIncludeTax, roundingLevel, roundingMode } = vat;
  noteDoubled(vat.categories, "id", context);
  const categories = vat.categories.map(({ id, rates }) => [
    id,
    rates.map((one) => ({ rate: one.rate, label: one.label, ...takeValidity(one, context) })),
  ]);
  const lists = [vat.categories, ...vat.categories.map(({ rates }) => rates)];
  if (lists.some((list) => context.places.isIncomplete(list))) return null;
  const made = checkJurisdiction({
    id: country,
    name,
    pricesIncludeTax,
    roundingLevel,
    roundingMode,
    categories: Object.fromEntries(categories),
  });
  if (made.ok) return made.value;
  noteAt(context, vat, undefined, made.refusal.detail);
  return null;
}

function makeTable(table: TaxTable, context: CheckContext): TaxJurisdiction | null {
  noteDoubled(table.categories, "id", context);
  const layers = table.periods.flatMap((period) => period.layers);
  for (const { exceptions } of layers) noteDoubled(exceptions, "category", context);
  const periods = table.periods.map((period) => ({
    ...takeValidity(period, context),
    layers: period.layers.map(({ name, rate, exceptions }) => ({
      name,
      rate,
      exceptions: Object.fromEntries(exceptions.map((one) => [one.category, one.rate])),
    })),
  }));
  const { places } = context;
  const isIncomplete = [
    table.categories,
    table.periods,
    ...table.periods.map((one) => one.layers),
  ].some((list) => places.isIncomplete(list));
  if (isIncomplete) return null;
  const made = createSalesTax({
    id: BY_TABLE,
    name: table.name,
    roundingLevel: table.roundingLevel,
    categories: Object.fromEntries(table.categories.map(({ id, label }) => [id, label])),
    periods,
  });
  if (made.ok) return made.value;
  noteAt(context, table, undefined, made.refusal.detail);
  return null;
}
