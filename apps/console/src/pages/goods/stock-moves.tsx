import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { StockHistory } from "./stock-history.tsx";
import { type Level, WASTE_REASONS } from "./stock-words.ts";

const KINDS = ["delivery", "waste", "count"] as const;

type Kind = (typeof KINDS)[number];

interface StockMovesProps {
  readonly level: Level;
  readonly onChanged: () => void;
}

/** What staff did at a facing, with what the table has no room for; and what was done before. */
export function StockMoves({ level, onChanged }: StockMovesProps) {
  const { facing, name } = level;
  const t = words.texts.goods.moves;
  const [kind, setKind] = useState<Kind>("delivery");
  const [text, setText] = useState("");
  const [expiresOn, setExpiresOn] = useState("");
  const [reason, setReason] = useState<(typeof WASTE_REASONS)[number]>("expired");
  const [problem, setProblem] = useState<Problem | null>(null);
  const quantity = /^\d{1,5}$/.test(text.trim()) ? Number(text) : null;
  const isWrong = text.trim() !== "" && (quantity === null || (kind !== "count" && quantity === 0));
  const send = async (): Promise<void> => {
    const body = { facing, quantity: quantity! };
    const batch = expiresOn === "" ? {} : { expiresOn };
    try {
      if (kind === "delivery") {
        await api.call("POST /v1/stock/refills", { body: { ...body, ...batch } });
      } else if (kind === "waste") {
        await api.call("POST /v1/stock/waste", { body: { ...body, reason } });
      } else await api.call("POST /v1/stock/counts", { body });
      toast(t.saved(name));
      setText("");
      setProblem(null);
      onChanged();
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  return (
    <>
      <Choices
        label={t.what}
        choices={KINDS.map((one) => [one, t.kinds[one]] as const)}
        value={kind}
        onChoose={setKind}
      />
      <div class="form-grid">
        <Field
          label={t.units}
          inputMode="numeric"
          value={text}
          onValue={setText}
          fault={isWrong ? t.unitsWrong : null}
        />
        {kind === "delivery" ? (
          <Field
            label={t.sellBy}
            type="date"
            value={expiresOn}
            onValue={setExpiresOn}
            hint={t.sellByHint}
          />
        ) : null}
        {kind === "waste" ? (
          <SelectField
            label={t.reason}
            value={reason}
            onValue={(value) => setReason(value as typeof reason)}
          >
            {WASTE_REASONS.map((one) => (
              <option key={one} value={one}>
                {t.reasons[one]}
              </option>
            ))}
          </SelectField>
        ) : null}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={quantity === null || isWrong} onPress={send}>
        {t.record[kind]}
      </Button>
      <StockHistory facing={facing} />
    </>
  );
}
