import { Field } from "@saunter/ui/components/field";
import { useState } from "preact/hooks";
import { readAmount } from "../amounts.ts";
import { nameAllergen } from "../name-allergens.ts";
import { catalogue, state } from "../session.ts";
import { wish, wishes } from "../wishes.ts";
import { words } from "../words.ts";

/** What the tablet watches for a shopper, and forgets when they go. */
export function YouPage() {
  return (
    <>
      <h1>{words.texts.you.title}</h1>
      <Budget />
      <Allergens />
    </>
  );
}

function Budget() {
  const currency = state.value!.bill.currency ?? catalogue.value?.currency ?? null;
  const [text, setText] = useState(() => writeAmount(wishes.value.budgetMinor, currency));
  const texts = words.texts.you;
  if (currency === null) return null;
  const read = readAmount(text, currency);
  return (
    <Field
      label={`${texts.budget} (${currency})`}
      hint={texts.budgetHint}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      fault={text.trim() === "" || read !== null ? null : texts.budgetWrong}
      onValue={(value) => {
        setText(value);
        wish({ budgetMinor: readAmount(value, currency) });
      }}
    />
  );
}

function writeAmount(amountMinor: number | null, currency: string | null): string {
  if (amountMinor === null || currency === null) return "";
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits!;
  return (amountMinor / 10 ** digits).toFixed(digits);
}

function Allergens() {
  const texts = words.texts.you;
  const { avoided } = wishes.value;
  const known = new Set(catalogue.value?.products.flatMap(({ allergens }) => allergens));
  if (known.size === 0) return <p>{texts.noAllergens}</p>;
  const toggle = (allergen: string): void =>
    wish({
      avoided: avoided.includes(allergen)
        ? avoided.filter((one) => one !== allergen)
        : [...avoided, allergen],
    });
  return (
    <fieldset class="stack">
      <legend>{texts.avoid}</legend>
      <p class="soft">{texts.avoidText}</p>
      <div class="cart-answers">
        {[...known].sort(compareNames).map((allergen) => (
          <button
            type="button"
            key={allergen}
            class="button"
            aria-pressed={avoided.includes(allergen)}
            onClick={() => toggle(allergen)}
          >
            {nameAllergen(allergen)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

const compareNames = (a: string, b: string): number =>
  nameAllergen(a).localeCompare(nameAllergen(b));
