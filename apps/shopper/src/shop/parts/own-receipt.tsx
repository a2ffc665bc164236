import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useMemo, useState } from "preact/hooks";
import { theFacts } from "../facts.ts";
import { api } from "../session.ts";
import { useKept } from "../use-kept.ts";
import { words } from "../words.ts";
import { CardForm } from "./card-form.tsx";
import { DebtAtBank } from "./debt-at-bank.tsx";
import { ofVisit } from "./receipt-source.ts";
import { ReceiptView } from "./receipt-view.tsx";
import { Refusal } from "./refusal.tsx";
import { useVisitEvents } from "./use-visit-events.ts";

/** The receipt of somebody's own visit; it follows what happens to it. */
export function OwnReceipt({ visitId }: { readonly visitId: string }) {
  const source = useMemo(() => ofVisit(visitId), [visitId]);
  const { value, problem, reload } = useKept("receipt", visitId, source.load);
  useVisitEvents(visitId, reload);
  return (
    <ReceiptView
      source={source}
      receipt={value}
      problem={problem}
      reload={reload}
      above={<OwnDebt visitId={visitId} />}
      actions={<MailButton visitId={visitId} />}
    />
  );
}

function MailButton({ visitId }: { readonly visitId: string }) {
  const t = words.texts.receipt;
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!theFacts().shop.sendsMail) return null;
  const send = async (): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/receipts/:visitId/mail", { params: { visitId } });
    toast(t.mailed);
  };
  return (
    <>
      <Button onPress={send} onProblem={setProblem}>
        {t.mail}
      </Button>
      <Refusal problem={problem} />
    </>
  );
}

/** What is not paid of this visit: at the bank, with the card of now, or with another. */
function OwnDebt({ visitId }: { readonly visitId: string }) {
  const t = words.texts.receipt;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isChanging, setChanging] = useState(false);
  const { value, reload } = useLoaded((signal) => api.call("GET /v1/me/debts", { signal }), []);
  useVisitEvents(visitId, reload);
  const debt = value?.items.find((one) => one.visitId === visitId);
  if (debt === undefined) return null;
  const params = { visitId };
  const pay = async (): Promise<void> => {
    setProblem(null);
    if (debt.isUnconfirmed) await api.call("POST /v1/me/debts/:visitId/call-off", { params });
    await api.call("POST /v1/me/debts/:visitId/pay", { params });
    toast(t.paying);
    reload();
  };
  return (
    <section class="note wrong">
      <strong>{t.owed}</strong>
      <DebtAtBank actionUrl={debt.actionUrl} />
      <Refusal problem={problem} />
      {isChanging ? (
        <CardForm
          label={t.payNow}
          onCard={async (card) => {
            await api.call("POST /v1/me/details", { body: { card } });
            await pay();
            setChanging(false);
          }}
        />
      ) : (
        <div class="row">
          {debt.isUnconfirmed ? null : (
            <Button kind="main" onPress={pay} onProblem={setProblem}>
              {t.payNow}
            </Button>
          )}
          <Button onPress={() => setChanging(true)}>{t.otherCard}</Button>
        </div>
      )}
    </section>
  );
}
