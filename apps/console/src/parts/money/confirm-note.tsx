import { Button } from "@saunter/ui/components/button";
import { QrCode } from "@saunter/ui/components/qr-code";
import { toastProblem } from "@saunter/ui/components/toasts";
import { api } from "../../session.ts";
import type { Charge } from "./charge-words.ts";
import "./money.css";

interface ConfirmNoteProps {
  readonly charge: Charge;
  readonly onChanged: () => void;
}

/** A payment that its payer has yet to confirm: where they do, and how it is called off. */
export function ConfirmNote({ charge, onChanged }: ConfirmNoteProps) {
  const { chargeId, payments } = charge;
  const waiting = payments.find(({ status }) => status === "needs-action");
  if (waiting === undefined) return null;
  const callOff = async (): Promise<void> => {
    await api.call("POST /v1/charges/:chargeId/call-off", { params: { chargeId } });
    onChanged();
  };
  return (
    <div class="note warning confirm-note" role="status">
      <div class="stack tight">
        <strong>The bank asks the payer to confirm</strong>
        <p>
          {waiting.actionUrl === null
            ? "They confirm in their bank’s app. We take no other payment meanwhile."
            : "Show them this code: it opens the bank’s page on their phone. We take no other payment meanwhile."}
        </p>
        <div class="row">
          {waiting.actionUrl === null ? null : (
            <a class="button" href={waiting.actionUrl} target="_blank" rel="noreferrer">
              Open the bank’s page
            </a>
          )}
          <Button onPress={callOff} onProblem={toastProblem}>
            Cancel payment
          </Button>
        </div>
      </div>
      {waiting.actionUrl === null ? null : (
        <QrCode text={waiting.actionUrl} label="The bank’s page, to open on a phone" />
      )}
    </div>
  );
}
