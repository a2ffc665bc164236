import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { api } from "../../session.ts";
import { StockHistory } from "./stock-history.tsx";
import { type Level, WASTE_REASONS } from "./stock-words.ts";

const KINDS = [
  ["delivery", "Delivery"],
  ["waste", "Waste"],
  ["count", "Count"],
] as const;

type Kind = (typeof KINDS)[number][0];

interface StockMovesProps {
  readonly level: Level;
  readonly onChanged: () => void;
}

/** What staff did at a facing, with what the table has no room for; and what was done before. */
export function StockMoves({ level, onChanged }: StockMovesProps) {
  const { facing, name } = level;
  const [kind, setKind] = useState<Kind>("delivery");
  const [text, setText] = useState("");
  const [expiresOn, setExpiresOn] = useState("");
  const [reason, setReason] = useState<(typeof WASTE_REASONS)[number][0]>("expired");
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
      toast(`${name}: saved.`);
      setText("");
      setProblem(null);
      onChanged();
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  return (
    <>
      <Choices label="What was done" choices={KINDS} value={kind} onChoose={setKind} />
      <div class="form-grid">
        <Field
          label="Units"
          inputMode="numeric"
          value={text}
          onValue={setText}
          fault={isWrong ? "Units must be a whole number such as 12." : null}
        />
        {kind === "delivery" ? (
          <Field
            label="Sell by"
            type="date"
            value={expiresOn}
            onValue={setExpiresOn}
            hint="Leave empty if it does not expire"
          />
        ) : null}
        {kind === "waste" ? (
          <SelectField
            label="Reason"
            value={reason}
            onValue={(value) => setReason(value as typeof reason)}
          >
            {WASTE_REASONS.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </SelectField>
        ) : null}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={quantity === null || isWrong} onPress={send}>
        Record {kind}
      </Button>
      <StockHistory facing={facing} />
    </>
  );
}
