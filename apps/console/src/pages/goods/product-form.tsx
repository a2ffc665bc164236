import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { useState } from "preact/hooks";
import { currencyOf } from "../../shop.ts";
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
  { name: "category", label: "Category", hint: "Such as dairy. Offers can cover a whole category" },
  { name: "ageMin", label: "Minimum age", hint: "Leave empty if anyone may buy it" },
  { name: "lowStockAt", label: "Low-stock alert at" },
] as const;

const PRICES: ReadonlySet<string> = new Set(["price", "memberPrice"]);
const NUMBERS = new Set(["weightG", "ageMin", "lowStockAt"]);

/** One product: its names, numbers and price. What is wrong is said by the shop itself. */
export function ProductForm({ product, goods, change, onDone }: ProductFormProps) {
  const isNew = product.gtin === "";
  const [texts, setTexts] = useState<Texts>(() => toTexts(product));
  const [taxCategory, setTaxCategory] = useState(product.taxCategory ?? "");
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (changes: readonly Change[], done: string): Promise<void> => {
    const refused = await change(changes, done);
    setProblem(refused);
    if (refused === null) onDone();
  };
  const key = keyOfProduct(isNew ? texts.gtin : product.gtin);
  const item = toItem(product, texts, taxCategory);
  return (
    <div class="stack">
      {isNew ? null : <ProductTile gtin={product.gtin} name={product.name} size="large" />}
      <div class="form-grid">
        {FIELDS.map((field) => (
          <Field
            key={field.name}
            label={PRICES.has(field.name) ? `${field.label}, ${currencyOf()}` : field.label}
            {...("hint" in field ? { hint: field.hint } : {})}
            value={texts[field.name]}
            disabled={field.name === "gtin" && !isNew}
            inputMode={field.name === "name" || field.name === "category" ? "text" : "decimal"}
            onValue={(value) => setTexts({ ...texts, [field.name]: value })}
          />
        ))}
        <label class="field">
          <span>Tax</span>
          <select
            class="input"
            value={taxCategory}
            onChange={(event) => setTaxCategory(event.currentTarget.value)}
          >
            <option value="">default</option>
            {goods.taxCategories.map((category) => (
              <option key={category} value={category}>
                {category}
              </option>
            ))}
          </select>
        </label>
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

function toTexts(product: ProductItem): Texts {
  const entries = FIELDS.map(({ name }) => [name, String(product[name] ?? "")]);
  return Object.fromEntries(entries) as Texts;
}

/** What was not shown stays as it is; since when a price holds is the shop's to say. */
function toItem(product: ProductItem, texts: Texts, taxCategory: string): Record<string, unknown> {
  const isSamePrice =
    product.price === texts.price && (product.memberPrice ?? "") === texts.memberPrice;
  const { from, until, ...kept } = product;
  const item: Record<string, unknown> = isSamePrice ? { ...product } : { ...kept };
  for (const { name } of FIELDS) {
    const text = texts[name].trim();
    if (text === "") delete item[name];
    else item[name] = NUMBERS.has(name) && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
  if (taxCategory === "") delete item.taxCategory;
  else item.taxCategory = taxCategory;
  return item;
}
