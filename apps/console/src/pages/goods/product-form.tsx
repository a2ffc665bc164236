import type { Problem } from "@saunter/client/problem";
import { DIETS, NUTRI_SCORES } from "@saunter/protocol/food-facts";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { writeDecimal } from "@saunter/ui/decimal";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { MarkedText } from "../../parts/marked-text.tsx";
import { currencyOf } from "../../shop.ts";
import { words } from "../../words.ts";
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
  TEXT_NAMES,
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
  readonly label: string;
  readonly hint?: string;
}

/** What the shop calls the field, where it is another. */
const SHOP_FIELDS: Partial<Record<TextName, string>> = { depositAmount: "deposit" };

/** One product: its names, numbers and prices. What is wrong is said at its field. */
export function ProductForm({ product, goods, change, onDone }: ProductFormProps) {
  const { locale } = useLocale();
  const t = words.texts.goods;
  const fields: Readonly<Record<TextName, TextField>> = t.product.fields;
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
  const unit = draft.priceOf === "kilogram" ? t.product.perKg(currencyOf()) : currencyOf();
  const faultOf = (name: TextName): string | VNode | null => {
    if (!noNumbers.has(name)) return showFault(faults.get(SHOP_FIELDS[name] ?? name));
    const example = writeDecimal(AMOUNTS.has(name) ? "2.79" : "12", locale);
    return t.product.noNumber(fields[name].label, example);
  };
  const labelOf = (name: TextName): string => {
    const { label } = fields[name];
    if (name === "depositAmount") return t.product.inUnit(label, currencyOf());
    return AMOUNTS.has(name) ? t.product.inUnit(label, unit) : label;
  };
  return (
    <div class="stack">
      {isNew ? null : <PictureField gtin={product.gtin} name={product.name} />}
      <div class="form-grid">
        {TEXT_NAMES.map((name) => (
          <Field
            key={name}
            label={labelOf(name)}
            {...(fields[name].hint === undefined ? {} : { hint: fields[name].hint })}
            value={draft.texts[name]}
            disabled={name === "gtin" && !isNew}
            inputMode={AMOUNTS.has(name) || NUMBERS.has(name) ? "decimal" : "text"}
            fault={faultOf(name)}
            onValue={(value) => edit({ texts: { ...draft.texts, [name]: value } })}
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
              t.saved(draft.texts.name),
            )
          }
        >
          {t.save}
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

function showFault(fault: string | undefined): VNode | null {
  return fault === undefined ? null : <MarkedText text={fault} />;
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
  const t = words.texts.goods.product;
  return (
    <>
      <SelectField label={t.soldBy} value={draft.priceOf} onValue={(priceOf) => edit({ priceOf })}>
        <option value="">{t.unit}</option>
        <option value="kilogram">{t.kilogram}</option>
      </SelectField>
      <SelectField
        label={t.nutriScore}
        value={draft.nutriScore}
        onValue={(nutriScore) => edit({ nutriScore })}
      >
        <option value="">{t.noScore}</option>
        {NUTRI_SCORES.map((score) => (
          <option key={score}>{score}</option>
        ))}
      </SelectField>
      <SelectField
        label={t.tax}
        value={draft.taxCategory}
        onValue={(taxCategory) => edit({ taxCategory })}
      >
        <option value="">{t.usualTax}</option>
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
  const t = words.texts.goods.product;
  return (
    <>
      <CodeBoxes
        legend={t.allergens}
        codes={Object.entries(t.allergenNames)}
        chosen={draft.allergens}
        fault={showFault(faults.get("allergens"))}
        onChosen={(allergens) => edit({ allergens })}
      />
      <CodeBoxes
        legend={t.diets}
        codes={DIETS.map((code) => [code, t.dietNames[code]])}
        chosen={draft.diets}
        fault={showFault(faults.get("diets"))}
        onChosen={(diets) => edit({ diets })}
      />
      <ScheduledPrices
        prices={draft.timedPrices}
        unit={unit}
        fault={showFault(faults.get("morePrices"))}
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
  const t = words.texts.goods;
  return (
    <div class="row">
      {isChanged ? (
        <Button onPress={() => onSend("restore", t.product.restored)}>{t.product.restore}</Button>
      ) : null}
      <Button kind="grave" onPress={() => onSend("remove", t.removed(name))}>
        {t.remove}
      </Button>
    </div>
  );
}
