import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import type { ProductName } from "@saunter/ui/components/product-field";
import { toast } from "@saunter/ui/components/toasts";
import { readKilograms } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { ProductField } from "../../parts/product-field.tsx";
import type { LineView, Receipt } from "../../parts/receipt/receipt-words.ts";
import { useKey } from "../../parts/use-key.ts";
import { WeightField } from "../../parts/weight-field.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

interface DisputeFormProps {
  readonly receipt: Receipt;
  /** Null: something is missing. */
  readonly line: LineView | null;
  readonly onDone: () => void;
}

const WEIGHED_KINDS = ["wrong-item", "other-item", "wrong-count", "wrong-weight"] as const;
const KINDS = WEIGHED_KINDS.slice(0, 3);

type Kind = (typeof WEIGHED_KINDS)[number];

const AS_ASKED = {
  "wrong-item": "wrong-item",
  "other-item": "wrong-item",
  "wrong-count": "wrong-count",
  "wrong-weight": "wrong-count",
} as const satisfies Readonly<Record<Kind, string>>;

const COUNT_MAX = 99;

/** What a shopper says is wrong, written down for them. */
export function DisputeForm({ receipt, line, onDone }: DisputeFormProps) {
  const texts = words.texts.receipts.dispute;
  const [kind, setKind] = useState<Kind>("wrong-item");
  const [count, setCount] = useState("1");
  const [weight, setWeight] = useState("");
  const [product, setProduct] = useState<ProductName | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const claimed = Number(count);
  const isNamed = line === null || kind === "other-item";
  const isCounted = isNamed || kind === "wrong-count";
  const isCount = /^\d{1,2}$/.test(count) && claimed <= COUNT_MAX;
  const isWeighed = kind === "wrong-weight" || (isNamed && product?.priceOf === "kilogram");
  const claimedG = isWeighed ? readKilograms(weight) : undefined;
  const isReady = (!isCounted || isCount) && (!isNamed || product !== null) && claimedG !== null;
  const body = {
    kind: line === null ? ("missing" as const) : AS_ASKED[kind],
    lineId: line?.lineId ?? null,
    gtin: isNamed ? (product?.gtin ?? null) : null,
    claimedQuantity: isCounted ? claimed : kind === "wrong-weight" ? line!.quantity : 0,
    ...(claimedG == null ? {} : { claimedG }),
  };
  const key = useKey(body);
  const dispute = async (): Promise<void> => {
    const { visitId } = receipt.saunter;
    const { status } = await api.call("POST /v1/receipts/:visitId/disputes", {
      params: { visitId },
      body,
      key,
    });
    toast(status === "granted" ? texts.accepted : texts.submitted);
    onDone();
  };
  return (
    <div class="stack">
      {line === null ? (
        <ProductField label={texts.missing} value={product} onValue={setProduct} />
      ) : (
        <>
          <p>
            {line.quantity} × {line.name}
          </p>
          <Choices
            label={texts.problem}
            choices={(line.netG === null ? KINDS : WEIGHED_KINDS).map((one) => [
              one,
              texts.kinds[one],
            ])}
            value={kind}
            onChoose={setKind}
          />
          {isNamed ? (
            <ProductField label={texts.product} value={product} onValue={setProduct} />
          ) : null}
        </>
      )}
      {isWeighed ? <WeightField value={weight} onValue={setWeight} /> : null}
      {isCounted ? (
        <Field
          label={texts.quantity}
          inputMode="numeric"
          autoComplete="off"
          value={count}
          onValue={setCount}
          fault={isCount ? null : texts.quantityWrong}
        />
      ) : null}
      <p class="soft small">{texts.text}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={!isReady} onPress={dispute} onProblem={setProblem}>
        {texts.submit}
      </Button>
    </div>
  );
}
