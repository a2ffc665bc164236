import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import type { ProductName } from "@saunter/ui/components/product-field";
import { toastProblem } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { ProductField } from "../../parts/product-field.tsx";
import { words } from "../../words.ts";

interface Correction {
  readonly gtin: string;
  readonly quantity: number;
}

interface CorrectFormProps {
  readonly onCorrect: (corrections: Correction[]) => Promise<void>;
  readonly onClose: () => void;
}

/** One product is put on the bill or taken off it, and the bill is right then. */
export function CorrectForm({ onCorrect, onClose }: CorrectFormProps) {
  const [product, setProduct] = useState<ProductName | null>(null);
  const [way, setWay] = useState<"add" | "remove">("add");
  const [text, setText] = useState("1");
  const units = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  const t = words.texts.carts.correct;
  const correct = async (): Promise<void> => {
    if (product === null) return;
    await onCorrect([{ gtin: product.gtin, quantity: way === "add" ? units : -units }]);
  };
  return (
    <fieldset
      class="stack tight"
      aria-label={t.title}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <Choices
        label={t.way}
        choices={[
          ["add", t.add],
          ["remove", t.remove],
        ]}
        value={way}
        onChoose={setWay}
      />
      <ProductField label={t.product} value={product} onValue={setProduct} isFocused />
      <Field
        label={t.quantity}
        inputMode="numeric"
        maxLength={2}
        autoComplete="off"
        value={text}
        onValue={setText}
      />
      <div class="row">
        <Button
          kind="main"
          onPress={correct}
          onProblem={toastProblem}
          disabled={product === null || units < 1}
        >
          {way === "add" ? t.addToBill : t.takeOffBill}
        </Button>
        <Button kind="bare" onPress={onClose}>
          {t.back}
        </Button>
      </div>
    </fieldset>
  );
}
