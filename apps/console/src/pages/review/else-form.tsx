import { Button } from "@saunter/ui/components/button";
import { keepLatin } from "@saunter/ui/components/field";
import type { ProductName } from "@saunter/ui/components/product-field";
import { makeElse } from "@saunter/ui/review/make-else";
import type { Letters } from "@saunter/ui/review/people-letters";
import { useId, useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { ProductField } from "../../parts/product-field.tsx";
import { WeightField } from "../../parts/weight-field.tsx";
import { words } from "../../words.ts";
import type { Candidate, Choice, Review } from "./review-types.ts";

interface ElseFormProps {
  readonly review: Review;
  readonly letters: Letters;
  readonly onChoice: (choice: Choice) => void;
  readonly onClose: () => void;
}

type Kind = Candidate["kind"];

const KINDS: readonly Kind[] = ["pick", "putback", "handover"];
const NOBODY = "";

/** What the engine did not think of: the product, how many, and who. */
export function ElseForm({ review, letters, onChoice, onClose }: ElseFormProps) {
  const texts = words.texts.review.form;
  const { people, form } = review;
  const [product, setProduct] = useState<ProductName | null>(null);
  const [quantity, setQuantity] = useState("1");
  const [weight, setWeight] = useState("");
  const [kind, setKind] = useState<Kind>("pick");
  const [who, setWho] = useState(people[0] ?? NOBODY);
  const [giver, setGiver] = useState(people[1] ?? NOBODY);
  const { keys } = words.texts.review;
  const choice = makeElse(form, { product, quantity, weight, kind, who, giver });
  const kinds = people.length > 1 ? KINDS : KINDS.slice(0, 2);
  return (
    <form
      class="card pad stack review-else"
      aria-label={form === "add" ? texts.missing : texts.other}
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null) onChoice(choice);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <ProductField label={texts.product} value={product} onValue={setProduct} isFocused />
      {product?.priceOf === "kilogram" ? <WeightField value={weight} onValue={setWeight} /> : null}
      <Quantity value={quantity} onValue={setQuantity} />
      {form === "add" ? null : (
        <>
          <Choices
            label={texts.action}
            choices={kinds.map((one) => [one, texts.kinds[one]])}
            value={kind}
            onChoose={setKind}
          />
          {kind === "handover" ? (
            <Who
              label={texts.from}
              people={people}
              letters={letters}
              value={giver}
              onValue={setGiver}
            />
          ) : null}
          <Who
            label={kind === "handover" ? texts.to : texts.by}
            people={people}
            letters={letters}
            value={who}
            onValue={setWho}
          />
        </>
      )}
      <div class="row">
        <Button kind="main" type="submit" disabled={choice === null}>
          {texts.confirm} <kbd>{keys.enter}</kbd>
        </Button>
        <Button kind="bare" onPress={onClose}>
          {texts.back} <kbd>{keys.escape}</kbd>
        </Button>
      </div>
    </form>
  );
}

interface QuantityProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Quantity({ value, onValue }: QuantityProps) {
  const id = useId();
  return (
    <div class="field review-quantity">
      <label for={id}>{words.texts.review.form.quantity}</label>
      <input
        id={id}
        value={value}
        class="input"
        inputMode="numeric"
        maxLength={2}
        autoComplete="off"
        onInput={({ currentTarget }) => {
          keepLatin(currentTarget);
          onValue(currentTarget.value);
        }}
      />
    </div>
  );
}

interface WhoProps {
  readonly label: string;
  readonly people: readonly string[];
  readonly letters: Letters;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Who({ label, people, letters, value, onValue }: WhoProps) {
  const texts = words.texts.review;
  const choices = [
    ...people.map((id) => [id, letters.get(id) ?? texts.people.someone] as const),
    [NOBODY, texts.form.unknown] as const,
  ];
  return (
    <div class="row">
      <span class="small">{label}</span>
      <Choices label={label} choices={choices} value={value} onChoose={onValue} />
    </div>
  );
}
