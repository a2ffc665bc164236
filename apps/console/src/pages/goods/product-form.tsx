import type { Problem } from "@saunter/client/problem";
import { ALLERGENS, DIETS, NUTRI_SCORES } from "@saunter/protocol/food-facts";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { writeDecimal } from "@saunter/ui/decimal";
import { useState } from "preact/hooks";
import { currencyOf } from "../../shop.ts";
import { CodeBoxes } from "./code-boxes.tsx";
import { findFieldFaults } from "./find-marks.ts";
import { type Change, keyOfProduct, type ProductItem } from "./goods-lists.ts";
import { PictureField } from "./picture-field.tsx";
import {
  AMOUNTS,
  findNoNumbers,
  NUMBERS,
  openDraft,
  type ProductDraft,
  type TextName,
  toItem,
} from "./product-item.ts";
import { ScheduledPrices } from "./scheduled-prices.tsx";
import type { Goods, LoadedGoods } from "./use-goods.ts";

interface ProductFormProps {
  readonly product: ProductItem;
  readonly goods: Goods;
  readonly change: LoadedGoods["change"];
  readonly onDone: () => void;
}

interface TextField {
  readonly name: TextName;
  readonly label: string;
  readonly hint?: string;
}

const FIELDS: readonly TextField[] = [
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
  { name: "depositName", label: "Deposit, on the receipt", hint: "Such as Bottle deposit" },
  { name: "depositAmount", label: "Deposit", hint: "Leave empty if there is none" },
];

/** What the shop calls the field, where it is another. */
const SHOP_FIELDS: Partial<Record<TextName, string>> = { depositAmount: "deposit" };

const ALLERGEN_CODES = Object.entries(ALLERGENS);
const DIET_CODES = DIETS.map((code) => [code, code.toLowerCase()] as const);

/** One product: its names, numbers and prices. What is wrong is said at its field. */
export function ProductForm({ product, goods, change, onDone }: ProductFormProps) {
  const { locale } = useLocale();
  const isNew = product.gtin === "";
  const [draft, setDraft] = useState<ProductDraft>(() => openDraft(product, locale));
  const [problem, setProblem] = useState<Problem | null>(null);
  const edit = (more: Partial<ProductDraft>): void => setDraft({ ...draft, ...more });
  const send = async (changes: readonly Change[], done: string): Promise<void> => {
    const refused = await change(changes, done);
    setProblem(refused);
    if (refused === null) onDone();
  };
  const key = keyOfProduct(isNew ? draft.texts.gtin : product.gtin);
  const faults = findFieldFaults(problem?.detail ?? "");
  const noNumbers = new Set(findNoNumbers(draft, locale));
  const unit = draft.priceOf === "kilogram" ? `${currencyOf()} per kg` : currencyOf();
  const faultOf = ({ name, label }: TextField): string | null =>
    noNumbers.has(name)
      ? `${label} must be a number such as ${writeDecimal(AMOUNTS.has(name) ? "2.79" : "12", locale)}.`
      : (faults.get(SHOP_FIELDS[name] ?? name) ?? null);
  const labelOf = ({ name, label }: TextField): string => {
    if (name === "depositAmount") return `${label}, ${currencyOf()}`;
    return AMOUNTS.has(name) ? `${label}, ${unit}` : label;
  };
  return (
    <div class="stack">
      {isNew ? null : <PictureField gtin={product.gtin} name={product.name} />}
      <div class="form-grid">
        {FIELDS.map((field) => (
          <Field
            key={field.name}
            label={labelOf(field)}
            {...(field.hint === undefined ? {} : { hint: field.hint })}
            value={draft.texts[field.name]}
            disabled={field.name === "gtin" && !isNew}
            inputMode={AMOUNTS.has(field.name) || NUMBERS.has(field.name) ? "decimal" : "text"}
            fault={faultOf(field)}
            onValue={(value) => edit({ texts: { ...draft.texts, [field.name]: value } })}
          />
        ))}
        <ProductChoices draft={draft} taxCategories={goods.taxCategories} onEdit={edit} />
      </div>
      <ProductLists draft={draft} faults={faults} unit={unit} onEdit={edit} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row apart">
        <Button
          kind="main"
          disabled={noNumbers.size > 0}
          onPress={() =>
            send(
              [{ kind: "product", key, change: "put", item: toItem(product, draft, locale) }],
              `${draft.texts.name} saved.`,
            )
          }
        >
          Save
        </Button>
        {isNew ? null : (
          <Removal
            name={product.name}
            isChanged={goods.changed.has(`product ${key}`)}
            onSend={(how, done) => send([{ kind: "product", key, change: how, item: null }], done)}
          />
        )}
      </div>
    </div>
  );
}

interface PartProps {
  readonly draft: ProductDraft;
  readonly onEdit: (more: Partial<ProductDraft>) => void;
}

interface ProductChoicesProps extends PartProps {
  readonly taxCategories: readonly string[];
}

/** What is one of a few. */
function ProductChoices({ draft, taxCategories, onEdit: edit }: ProductChoicesProps) {
  return (
    <>
      <SelectField label="Sold by" value={draft.priceOf} onValue={(priceOf) => edit({ priceOf })}>
        <option value="">unit</option>
        <option value="kilogram">kilogram</option>
      </SelectField>
      <SelectField
        label="Nutri-Score"
        value={draft.nutriScore}
        onValue={(nutriScore) => edit({ nutriScore })}
      >
        <option value="">none</option>
        {NUTRI_SCORES.map((score) => (
          <option key={score}>{score}</option>
        ))}
      </SelectField>
      <SelectField
        label="Tax"
        value={draft.taxCategory}
        onValue={(taxCategory) => edit({ taxCategory })}
      >
        <option value="">default</option>
        {taxCategories.map((category) => (
          <option key={category}>{category}</option>
        ))}
      </SelectField>
    </>
  );
}

interface ProductListsProps extends PartProps {
  readonly faults: ReadonlyMap<string, string>;
  readonly unit: string;
}

/** What there are several of. */
function ProductLists({ draft, faults, unit, onEdit: edit }: ProductListsProps) {
  return (
    <>
      <CodeBoxes
        legend="Allergens"
        codes={ALLERGEN_CODES}
        chosen={draft.allergens}
        fault={faults.get("allergens") ?? null}
        onChosen={(allergens) => edit({ allergens })}
      />
      <CodeBoxes
        legend="Diets"
        codes={DIET_CODES}
        chosen={draft.diets}
        fault={faults.get("diets") ?? null}
        onChosen={(diets) => edit({ diets })}
      />
      <ScheduledPrices
        prices={draft.timedPrices}
        unit={unit}
        fault={faults.get("morePrices") ?? null}
        onPrices={(timedPrices) => edit({ timedPrices })}
      />
    </>
  );
}

interface RemovalProps {
  readonly name: string;
  readonly isChanged: boolean;
  readonly onSend: (change: "restore" | "remove", done: string) => Promise<void>;
}

function Removal({ name, isChanged, onSend }: RemovalProps) {
  return (
    <div class="row">
      {isChanged ? (
        <Button onPress={() => onSend("restore", "Restored from the file.")}>
          Restore from file
        </Button>
      ) : null}
      <Button kind="grave" onPress={() => onSend("remove", `${name} removed.`)}>
        Remove
      </Button>
    </div>
  );
}
