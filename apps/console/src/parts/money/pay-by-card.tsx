import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Money } from "@saunter/ui/components/money";
import { ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import type { Charge } from "./charge-words.ts";
import { ConfirmNote } from "./confirm-note.tsx";

interface PayByCardProps {
  readonly charge: Charge;
  readonly onChanged: () => void;
  readonly onDone: () => void;
}

/** As its terminal knows the till's reader. */
const READER_ID = "till";

/** Cards of a simulated shop, where no terminal has a real one to read. */
const TEST_CARDS = [
  ["pm_sim_ok-till", "ok"],
  ["pm_sim_sca-till", "confirm"],
  ["pm_sim_declined-till", "declined"],
] as const;

/** The terminal reads a card, the provider is asked; what has come of it is seen in the charge. */
export function PayByCard({ charge, onChanged, onDone }: PayByCardProps) {
  const texts = words.texts.parts.byCard;
  const { chargeId, missingMinor, currency } = charge;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAsked, setAsked] = useState(false);
  const pay = async (token: string | null): Promise<void> => {
    const body =
      token === null
        ? { readerId: READER_ID, requestId: crypto.randomUUID() }
        : { token, lastFour: "0001" };
    setProblem(null);
    await api.call("POST /v1/charges/:chargeId/pay", { params: { chargeId }, body });
    setAsked(true);
    onChanged();
  };
  if (missingMinor <= 0) return <Paid onDone={onDone} />;
  const last = charge.payments.at(-1);
  const isConfirming = last?.status === "needs-action";
  return (
    <div class="stack">
      <p class="figure">
        <Money amountMinor={missingMinor} currency={currency} />
      </p>
      <ConfirmNote charge={charge} onChanged={onChanged} />
      {isAsked && last?.status === "declined" ? (
        <div class="note wrong" role="status">
          <strong>{texts.declined}</strong>
          <p>{texts.declinedText}</p>
        </div>
      ) : null}
      {problem === null ? null : <ProblemNote problem={problem} />}
      {isConfirming ? null : (
        <>
          <Button kind="main" onPress={() => pay(null)} onProblem={setProblem}>
            {texts.read}
          </Button>
          <p class="soft small">{texts.readText}</p>
          {shop.value!.isDemonstration || shop.value!.demo !== null ? (
            <TestCards onPay={pay} onProblem={setProblem} />
          ) : null}
        </>
      )}
    </div>
  );
}

function Paid({ onDone }: { readonly onDone: () => void }) {
  return (
    <div class="stack" role="status">
      <p>
        <Status tone="sure">{words.texts.parts.byCard.paid}</Status>
      </p>
      <Button kind="main" onPress={onDone}>
        {words.texts.parts.byCard.done}
      </Button>
    </div>
  );
}

interface TestCardsProps {
  readonly onPay: (token: string) => Promise<void>;
  readonly onProblem: (problem: Problem) => void;
}

function TestCards({ onPay, onProblem }: TestCardsProps) {
  const { simulated, cards } = words.texts.parts.byCard;
  return (
    <fieldset class="stack tight">
      <legend class="small soft">{simulated}</legend>
      {TEST_CARDS.map(([token, name]) => (
        <Button key={token} onPress={() => onPay(token)} onProblem={onProblem}>
          {cards[name]}
        </Button>
      ))}
    </fieldset>
  );
}
