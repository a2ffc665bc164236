import type { Problem } from "@saunter/client/problem";
import { ALLERGENS, DIETS, NUTRI_SCORES } from "@saunter/protocol/food-facts";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { useState } from "preact/hooks";
import { currencyOf } from "../../shop.ts";
import { findFieldFaults } from "./find-marks.ts";
import { type Change, keyOfProduct, type ProductItem } from "./goods-lists.ts";
import type { Goods, LoadedGoods } from "./use-goods.ts";

interface ProductFormProps {
  readonly product: ProductItem;
  readonly goods: Goods;
  readonly change: LoadedGoods["change"];
  readonly onDone: () => void;
}

type Texts = Readonly<Record<(typeof FIELDS)[number]["name"], string>>;

const FIELDS = [
  { name: "name", label: "Name on the receipt" },
  { name: "gtin", label: "GTIN", hint: "The number under the barcode" },
  {
    name: "price",
    label: "Price",
    hint: "Applies from now. Shoppers who are inside pay the old price",
  },
  { name: "memberPrice", label: "Member price", hint: "Leave empty if it is the same" },
  {
    name: "weightG",
    label: "Weight, g",
    hint: "One unit with its packaging. Weigh ten and divide by ten",
  },
  {
    name: "plu",
    label: "PLU",
    hint: "The number that shoppers type for goods by weight, such as 4011 for bananas",
  },
  { name: "itemNumber", label: "Number on scale labels", hint: "Leave empty if it is the PLU" },
  { name: "tareG", label: "Bag, g", hint: "Taken off the weight. Leave empty if there is none" },
  { name: "category", label: "Category", hint: "Such as dairy. Offers can cover a whole category" },
  { name: "ageMin", label: "Minimum age", hint: "Leave empty if anyone may buy it" },
  { name: "lowStockAt", label: "Low-stock alert at" },
  {
    name: "allergens",
    label: "Allergens",
    hint: Object.entries(ALLERGENS)
      .map(([code, name]) => `${code} ${name}`)
      .join(", "),
  },
  { name: "diets", label: "Diets", hint: `Of ${DIETS.join(", ")}` },
] as const;

const PRICES: ReadonlySet<string> = new Set(["price", "memberPrice"]);
const NUMBERS = new Set(["weightG", "ageMin", "lowStockAt", "tareG"]);
const WORDS: ReadonlySet<string> = new Set(["name", "category", "allergens", "diets"]);

type Chosen = Readonly<Record<"priceOf" | "nutriScore" | "taxCategory", string>>;

/** One product: its names, numbers and price. What is wrong is said by the shop itself. */
export function ProductForm({ product, goods, change, onDone }: ProductFormProps) {
  const isNew = product.gtin === "";
  const [texts, setTexts] = useState<Texts>(() => toTexts(product));
  const [chosen, setChosen] = useState<Chosen>(() => toChosen(product));
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (changes: readonly Change[], done: string): Promise<void> => {
    const refused = await change(changes, done);
    setProblem(refused);
    if (refused === null) onDone();
  };
  const key = keyOfProduct(isNew ? texts.gtin : product.gtin);
  const item = toItem(product, texts, chosen);
  const faults = findFieldFaults(problem?.detail ?? "");
  const choose = (change: Partial<Chosen>): void => setChosen({ ...chosen, ...change });
  return (
    <div class="stack">
      {isNew ? null : <ProductTile gtin={product.gtin} name={product.name} size="large" />}
      <div class="form-grid">
        {FIELDS.map((field) => (
          <Field
            key={field.name}
            label={PRICES.has(field.name) ? `${field.label}, ${unitOfPrice(chosen)}` : field.label}
            {...("hint" in field ? { hint: field.hint } : {})}
            value={texts[field.name]}
            disabled={field.name === "gtin" && !isNew}
            inputMode={WORDS.has(field.name) ? "text" : "decimal"}
            fault={faults.get(field.name) ?? null}
            onValue={(value) => setTexts({ ...texts, [field.name]: value })}
          />
        ))}
        <Select
          label="Sold by"
          value={chosen.priceOf}
          options={[
            ["", "unit"],
            ["kilogram", "kilogram"],
          ]}
          onValue={(priceOf) => choose({ priceOf })}
        />
        <Select
          label="Nutri-Score"
          value={chosen.nutriScore}
          options={[["", "none"], ...NUTRI_SCORES.map((score) => [score, score] as const)]}
          onValue={(nutriScore) => choose({ nutriScore })}
        />
        <Select
          label="Tax"
          value={chosen.taxCategory}
          options={[["", "default"], ...goods.taxCategories.map((one) => [one, one] as const)]}
          onValue={(taxCategory) => choose({ taxCategory })}
        />
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row apart">
        <Button
          kind="main"
          onPress={() =>
            send([{ kind: "product", key, change: "put", item }], `${texts.name} saved.`)
          }
        >
          Save
        </Button>
        <div class="row">
          {goods.changed.has(`product ${key}`) ? (
            <Button
              onPress={() =>
                send(
                  [{ kind: "product", key, change: "restore", item: null }],
                  "Restored from the file.",
                )
              }
            >
              Restore from file
            </Button>
          ) : null}
          {isNew ? null : (
            <Button
              kind="grave"
              onPress={() =>
                send(
                  [{ kind: "product", key, change: "remove", item: null }],
                  `${product.name} removed.`,
                )
              }
            >
              Remove
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onValue: (value: string) => void;
}

function Select({ label, value, options, onValue }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const unitOfPrice = ({ priceOf }: Chosen): string =>
  priceOf === "kilogram" ? `${currencyOf()} per kg` : currencyOf();

/** A unit is what goods are sold by where nothing says otherwise. */
function toChosen({ nutriScore = "", priceOf, taxCategory = "" }: ProductItem): Chosen {
  return { nutriScore, priceOf: priceOf === "kilogram" ? priceOf : "", taxCategory };
}

function toTexts(product: ProductItem): Texts {
  const entries = FIELDS.map(({ name }) => [name, String(product[name] ?? "")]);
  return Object.fromEntries(entries) as Texts;
}

/** What was not shown stays as it is; since when a price holds is the shop's to say. */
function toItem(product: ProductItem, texts: Texts, chosen: Chosen): Record<string, unknown> {
  const isSamePrice =
    product.price === texts.price && (product.memberPrice ?? "") === texts.memberPrice;
  const { from, until, ...kept } = product;
  const item: Record<string, unknown> = isSamePrice ? { ...product } : { ...kept };
  for (const { name } of FIELDS) {
    const text = texts[name].trim();
    if (text === "") delete item[name];
    else item[name] = NUMBERS.has(name) && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
  for (const [name, value] of Object.entries(chosen)) {
    if (value === "") delete item[name];
    else item[name] = value;
  }
  return item;
}
