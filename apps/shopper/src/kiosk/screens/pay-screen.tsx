import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { Status } from "@saunter/ui/components/status";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useEffect, useState } from "preact/hooks";
import { api, kiosk, shop } from "../session.ts";
import { goTo } from "../step.ts";
import { words } from "../words.ts";
import { Reading } from "./reading.tsx";
import type { Charge } from "./receipt-data.ts";
import { Refusal } from "./refusal.tsx";

interface PayScreenProps {
  readonly token: string;
  readonly visitId: string;
}

/** The charge is checked again so long after the last answer while somebody waits. */
const LOOK_EVERY_MS = 1000;

/** What the reader of a simulated shop reads. */
const TEST_CARDS = [
  ["good", "pm_sim_ok-kiosk"],
  ["confirmed", "pm_sim_sca-kiosk"],
  ["declined", "pm_sim_declined-kiosk"],
] as const;

/** A debt is paid by any card; a bank that wants a confirmation gets it on the payer's phone. */
export function PayScreen({ token, visitId }: PayScreenProps) {
  const { locale } = useLocale();
  const params = { chargeId: visitId };
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/charges/:chargeId", { params, signal }),
    [visitId],
  );
  const { value, problem, reload } = loaded;
  useReloads(loaded, LOOK_EVERY_MS);
  const [isReading, setReading] = useState(false);
  const [hasAsked, setAsked] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const isSimulated = shop.value!.isDemonstration || shop.value!.demo !== null;
  const pay = async (testCard: string | null): Promise<void> => {
    setReading(true);
    setRefused(null);
    const { readerId } = kiosk.value!;
    const body =
      testCard === null
        ? { readerId, requestId: crypto.randomUUID() }
        : { token: testCard, lastFour: "0001" };
    try {
      await api.call("POST /v1/charges/:chargeId/pay", { params, body });
      setAsked(true);
    } catch (error) {
      setRefused(toProblem(error));
    }
    setReading(false);
    reload();
  };
  const isOpen = value?.payments.some(({ status }) => status === "needs-action") ?? false;
  useEffect(() => {
    // Whoever comes here has a card in their hand; an open payment is confirmed first.
    if (value !== null && !isOpen && !hasAsked && !isSimulated) void pay(null);
  }, [value !== null]);
  if (value === null) return problem === null ? <Bones lines={4} /> : <Refusal problem={problem} />;
  const amount = formatMoney(value.missingMinor, value.currency, locale);
  if (value.missingMinor <= 0) return <Paid onDone={() => goTo({ at: "receipt", token })} />;
  if (isReading) return <Reading title={words.texts.pay.hold} text={words.texts.pay.holdText} />;
  if (isOpen) return <Confirm charge={value} onCalledOff={reload} />;
  return (
    <div class="kiosk-narrow stack">
      <h1>{words.texts.pay.title(amount)}</h1>
      <Outcome charge={value} hasAsked={hasAsked} />
      <Refusal problem={refused} />
      {isSimulated ? <TestCards onPay={pay} /> : null}
      <div class="row kiosk-acts">
        {isSimulated ? null : (
          <Button kind="main" class="roomy" onPress={() => pay(null)}>
            {words.texts.pay.again}
          </Button>
        )}
        <Button class="roomy" onPress={() => goTo({ at: "receipt", token })}>
          {words.texts.back}
        </Button>
      </div>
    </div>
  );
}

function Outcome({ charge, hasAsked }: { readonly charge: Charge; readonly hasAsked: boolean }) {
  const texts = words.texts.pay;
  if (!hasAsked) return null;
  if (charge.pending !== null) {
    return (
      <p class="note now" role="status">
        {texts.asking}
      </p>
    );
  }
  if (charge.payments.at(-1)?.status !== "declined") return null;
  return (
    <div class="note wrong" role="status">
      <strong>{texts.declined}</strong>
      <p>{texts.declinedText}</p>
    </div>
  );
}

interface ConfirmProps {
  readonly charge: Charge;
  readonly onCalledOff: () => void;
}

/** The bank's page for the payer's own phone: nothing is typed in here. */
function Confirm({ charge, onCalledOff }: ConfirmProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const texts = words.texts.pay;
  const { chargeId, payments } = charge;
  const actionUrl = payments.find(({ status }) => status === "needs-action")?.actionUrl ?? null;
  const callOff = async (): Promise<void> => {
    await api.call("POST /v1/charges/:chargeId/call-off", { params: { chargeId } });
    onCalledOff();
  };
  return (
    <div class="kiosk-confirm">
      <div class="stack">
        <div>
          <Status tone="warning">{texts.confirm}</Status>
        </div>
        <h1>{actionUrl === null ? texts.confirmApp : texts.confirmText}</h1>
        <Refusal problem={problem} />
        <Button class="roomy" onPress={callOff} onProblem={setProblem}>
          {texts.another}
        </Button>
      </div>
      {actionUrl === null ? null : <QrCode text={actionUrl} label={texts.bankPage} />}
    </div>
  );
}

function Paid({ onDone }: { readonly onDone: () => void }) {
  const texts = words.texts.pay;
  return (
    <div class="kiosk-narrow stack" role="status">
      <div>
        <Status tone="sure">{words.texts.receipt.paid}</Status>
      </div>
      <h1>{texts.paid}</h1>
      <p>{texts.paidText}</p>
      <Button kind="main" class="roomy" onPress={onDone}>
        {words.texts.receipt.title}
      </Button>
    </div>
  );
}

function TestCards({ onPay }: { readonly onPay: (token: string) => Promise<void> }) {
  const texts = words.texts.pay;
  return (
    <fieldset class="stack tight">
      <legend class="soft">{texts.simulated}</legend>
      {TEST_CARDS.map(([name, card]) => (
        <Button key={card} class="roomy" onPress={() => onPay(card)}>
          {texts.cards[name]}
        </Button>
      ))}
    </fieldset>
  );
}
