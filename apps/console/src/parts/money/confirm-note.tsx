import { Button } from "@saunter/ui/components/button";
import { QrCode } from "@saunter/ui/components/qr-code";
import { toastProblem } from "@saunter/ui/components/toasts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import type { Charge } from "./charge-words.ts";
import "./money.css";

interface ConfirmNoteProps {
  readonly charge: Charge;
  readonly onChanged: () => void;
}

/** A payment that its payer has yet to confirm: where they do, and how it is called off. */
export function ConfirmNote({ charge, onChanged }: ConfirmNoteProps) {
  const texts = words.texts.parts.bank;
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
        <strong>{texts.title}</strong>
        <p>{waiting.actionUrl === null ? texts.inApp : texts.byCode}</p>
        <div class="row">
          {waiting.actionUrl === null ? null : (
            <a class="button" href={waiting.actionUrl} target="_blank" rel="noreferrer">
              {texts.open}
            </a>
          )}
          <Button onPress={callOff} onProblem={toastProblem}>
            {texts.cancel}
          </Button>
        </div>
      </div>
      {waiting.actionUrl === null ? null : <QrCode text={waiting.actionUrl} label={texts.code} />}
    </div>
  );
}
