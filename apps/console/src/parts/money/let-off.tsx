import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import type { Charge } from "./charge-words.ts";

interface LetOffProps {
  readonly charge: Charge;
  readonly onDone: () => void;
}

/** Asks once more: what is let off is not asked for again. */
export function LetOff({ charge, onDone }: LetOffProps) {
  const texts = words.texts.parts.waive;
  const { chargeId, missingMinor, currency } = charge;
  const [problem, setProblem] = useState<Problem | null>(null);
  const letOff = async (): Promise<void> => {
    await api.call("POST /v1/charges/:chargeId/forgive", { params: { chargeId } });
    toast(texts.done);
    onDone();
  };
  return (
    <div class="stack">
      <p>{texts.text(<Money amountMinor={missingMinor} currency={currency} />)}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button kind="grave" onPress={letOff} onProblem={setProblem}>
          {texts.confirm}
        </Button>
        <Button kind="bare" onPress={onDone}>
          {texts.cancel}
        </Button>
      </div>
    </div>
  );
}
