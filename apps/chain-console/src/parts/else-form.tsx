import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProductField } from "@saunter/ui/components/product-field";
import { SelectField } from "@saunter/ui/components/select-field";
import { readKilograms } from "@saunter/ui/format";
import { makeElse } from "@saunter/ui/review/make-else";
import { useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import type { Candidate, Choice, Look, Product, WordsOf } from "./review-words.ts";

interface ElseFormProps {
  readonly look: Look;
  readonly of: WordsOf;
  readonly isBusy: boolean;
  readonly onDecide: (choice: Choice, product: Product) => void;
  readonly onClose: () => void;
}

const KINDS: readonly Candidate["kind"][] = ["pick", "putback", "handover"];
const NOBODY = "";

/** What is not among the choices: a product of the review's shop, how many, and who. */
export function ElseForm({ look, of, isBusy, onDecide, onClose }: ElseFormProps) {
  const { lookId, review } = look;
  const { form, people } = review;
  const t = words.texts.reviews.else;
  const [product, setProduct] = useState<Product | null>(null);
  const [quantity, setQuantity] = useState("1");
  const [weight, setWeight] = useState("");
  const [kind, setKind] = useState<Candidate["kind"]>("pick");
  const [who, setWho] = useState(people[0] ?? NOBODY);
  const [giver, setGiver] = useState(people[1] ?? NOBODY);
  const choice = makeElse(form, { product, quantity, weight, kind, who, giver });
  const find = async (search: string, signal: AbortSignal): Promise<readonly Product[]> => {
    const parts = { params: { lookId }, query: { search }, signal };
    return (await api.call("GET /v1/review-looks/:lookId/products", parts)).items;
  };
  const person = { people, of };
  return (
    <form
      class="card pad stack review-else"
      aria-label={form === "add" ? t.missing : t.other}
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null && product !== null) onDecide(choice, product);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <ProductField label={t.product} value={product} onValue={setProduct} find={find} isFocused />
      {product?.priceOf === "kilogram" ? (
        <Field
          label={t.weight}
          inputMode="decimal"
          autoComplete="off"
          value={weight}
          onValue={setWeight}
          fault={weight.trim() !== "" && readKilograms(weight) === null ? t.weightWrong : null}
        />
      ) : null}
      <Field
        label={t.quantity}
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        value={quantity}
        onValue={setQuantity}
      />
      {form === "add" ? null : (
        <>
          <SelectField
            label={t.action}
            value={kind}
            onValue={(value) => setKind(value as Candidate["kind"])}
          >
            {(people.length > 1 ? KINDS : KINDS.slice(0, 2)).map((one) => (
              <option key={one} value={one}>
                {t.kinds[one]}
              </option>
            ))}
          </SelectField>
          {kind === "handover" ? (
            <Who label={t.from} value={giver} onValue={setGiver} {...person} />
          ) : null}
          <Who label={kind === "handover" ? t.to : t.by} value={who} onValue={setWho} {...person} />
        </>
      )}
      <div class="row">
        <Button kind="main" type="submit" disabled={choice === null || isBusy}>
          {words.texts.reviews.confirm}
        </Button>
        <Button kind="bare" onPress={onClose}>
          {t.back}
        </Button>
      </div>
    </form>
  );
}

interface WhoProps {
  readonly label: string;
  readonly people: readonly string[];
  readonly of: WordsOf;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Who({ label, people, of, value, onValue }: WhoProps) {
  const t = words.texts.reviews;
  return (
    <SelectField label={label} value={value} onValue={onValue}>
      {people.map((id) => (
        <option key={id} value={id}>
          {of.letters.get(id) ?? t.someone}
        </option>
      ))}
      <option value={NOBODY}>{t.else.unknown}</option>
    </SelectField>
  );
}
