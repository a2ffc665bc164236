import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import type { Charge } from "./charge-words.ts";

interface LetOffProps {
  readonly charge: Charge;
  readonly onDone: () => void;
}

/** Asks once more: what is let off is not asked for again. */
export function LetOff({ charge, onDone }: LetOffProps) {
  const { chargeId, missingMinor, currency } = charge;
  const [problem, setProblem] = useState<Problem | null>(null);
  const letOff = async (): Promise<void> => {
    await api.call("POST /v1/charges/:chargeId/forgive", { params: { chargeId } });
    toast("Debt waived.");
    onDone();
  };
  return (
    <div class="stack">
      <p>
        The shopper will never have to pay <Money amountMinor={missingMinor} currency={currency} />{" "}
        and can come in again. The history shows that you waived it.
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button kind="grave" onPress={letOff} onProblem={setProblem}>
          Waive the debt
        </Button>
        <Button kind="bare" onPress={onDone}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
