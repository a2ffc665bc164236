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
      <Diets />
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
  return (
    <Choices
      title={texts.avoid}
      text={texts.avoidText}
      codes={[...known].sort(compareNames)}
      chosen={avoided}
      nameOf={nameAllergen}
      onChoice={(chosen) => wish({ avoided: chosen })}
    />
  );
}

/** What goods are labelled as; nothing where no goods are. */
function Diets() {
  const texts = words.texts.you;
  const known = new Set(catalogue.value?.products.flatMap(({ diets = [] }) => diets));
  if (known.size === 0) return null;
  return (
    <Choices
      title={texts.diet}
      text={texts.dietText}
      codes={[...known].sort()}
      chosen={wishes.value.diets}
      nameOf={(diet) => texts.diets[diet]}
      onChoice={(chosen) => wish({ diets: chosen })}
    />
  );
}

interface ChoicesProps<Code extends string> {
  readonly title: string;
  readonly text: string;
  readonly codes: readonly Code[];
  readonly chosen: readonly Code[];
  readonly nameOf: (code: Code) => string;
  readonly onChoice: (chosen: readonly Code[]) => void;
}

function Choices<Code extends string>(props: ChoicesProps<Code>) {
  const { chosen, codes, nameOf, onChoice, text, title } = props;
  return (
    <fieldset class="stack">
      <legend>{title}</legend>
      <p class="soft">{text}</p>
      <div class="cart-answers">
        {codes.map((code) => (
          <button
            type="button"
            key={code}
            class="button"
            aria-pressed={chosen.includes(code)}
            onClick={() =>
              onChoice(
                chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code],
              )
            }
          >
            {nameOf(code)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

const compareNames = (a: string, b: string): number =>
  nameAllergen(a).localeCompare(nameAllergen(b));
