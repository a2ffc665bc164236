import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { useKey } from "../use-key.ts";
import type { Charge } from "./charge-words.ts";
import { parseAmount } from "./parse-amount.ts";

interface CashFormProps {
  readonly charge: Charge;
  readonly onDone: () => void;
}

/** How much it is, what was given, what goes back; then it is in the drawer. */
export function TakeCash({ charge, onDone }: CashFormProps) {
  const texts = words.texts.parts.cash;
  const { chargeId, missingMinor, currency } = charge;
  const { locale } = useLocale();
  const [given, setGiven] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useKey(missingMinor);
  const givenMinor = given.trim() === "" ? missingMinor : parseAmount(given, currency);
  const isEnough = givenMinor !== null && givenMinor >= missingMinor;
  const take = async (): Promise<void> => {
    const body = { amountMinor: missingMinor };
    await api.call("POST /v1/charges/:chargeId/cash", { params: { chargeId }, body, key });
    toast(texts.taken(formatMoney(missingMinor, currency, locale)));
    onDone();
  };
  return (
    <div class="stack">
      <p class="figure">
        <Money amountMinor={missingMinor} currency={currency} />
      </p>
      <Field
        label={texts.received}
        hint={texts.receivedHint}
        inputMode="decimal"
        autoComplete="off"
        value={given}
        onValue={setGiven}
        fault={given.trim() === "" || isEnough ? null : faultOf(givenMinor)}
      />
      <p class="row apart cash-change" role="status">
        <span>{texts.change}</span>
        <strong>
          <Money amountMinor={isEnough ? givenMinor - missingMinor : 0} currency={currency} />
        </strong>
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={!isEnough} onPress={take} onProblem={setProblem}>
        {texts.confirm}
      </Button>
    </div>
  );
}

function faultOf(givenMinor: number | null): string {
  const { noAmount, tooLittle } = words.texts.parts.cash;
  return givenMinor === null ? noAmount : tooLittle;
}

export function GiveCashBack({ charge, onDone }: CashFormProps) {
  const texts = words.texts.parts.cash;
  const { chargeId, missingMinor, currency } = charge;
  const { locale } = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useKey(missingMinor);
  const give = async (): Promise<void> => {
    const body = { amountMinor: -missingMinor };
    await api.call("POST /v1/charges/:chargeId/cash-return", { params: { chargeId }, body, key });
    toast(texts.returned(formatMoney(-missingMinor, currency, locale)));
    onDone();
  };
  return (
    <div class="stack">
      <p class="figure">
        <Money amountMinor={-missingMinor} currency={currency} />
      </p>
      <p>{texts.handOut}</p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={give} onProblem={setProblem}>
        {texts.confirmRefund}
      </Button>
    </div>
  );
}
