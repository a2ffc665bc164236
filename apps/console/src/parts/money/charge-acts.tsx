import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { GiveCashBack, TakeCash } from "./cash-forms.tsx";
import type { Charge, ChargeStep } from "./charge-words.ts";
import { LetOff } from "./let-off.tsx";
import { PayByCard } from "./pay-by-card.tsx";

interface ChargeActsProps {
  readonly charge: Charge;
  readonly history: readonly ChargeStep[];
  readonly onChanged: () => void;
}

type Act = "take" | "give" | "card" | "let-off";

/** What can be done about what is missing, or too much. */
export function ChargeActs({ charge, history, onChanged }: ChargeActsProps) {
  const texts = words.texts.parts.charge;
  const [act, setAct] = useState<Act | null>(null);
  const { locale } = useLocale();
  const { missingMinor, currency } = charge;
  const amount = formatMoney(Math.abs(missingMinor), currency, locale);
  const busy = findBusy(charge);
  const mayCash = hasRole("operator");
  const close = (): void => setAct(null);
  const done = (): void => {
    close();
    onChanged();
  };
  // A dialog that is open stays: it says itself that all is paid.
  if (act === null && !isOpen(charge, history)) return null;
  return (
    <div class="stack tight">
      <div class="row">
        {missingMinor > 0 && mayCash ? (
          <Button kind="main" disabled={busy !== null} onPress={() => setAct("take")}>
            {texts.takeCash(amount)}
          </Button>
        ) : null}
        {missingMinor < 0 && mayCash ? (
          <Button kind="main" disabled={busy !== null} onPress={() => setAct("give")}>
            {texts.refundCash(amount)}
          </Button>
        ) : null}
        {missingMinor > 0 ? (
          <Button disabled={busy !== null} onPress={() => setAct("card")}>
            {texts.payByCard}
          </Button>
        ) : null}
        {missingMinor > 0 && mayCash ? (
          <Button kind="grave" disabled={busy !== null} onPress={() => setAct("let-off")}>
            {texts.waive}
          </Button>
        ) : null}
      </div>
      {busy === null ? null : <p class="soft small">{busy}</p>}
      <Dialog title={act === null ? "" : texts.titles[act]} isOpen={act !== null} onClose={close}>
        {act === "take" ? <TakeCash charge={charge} onDone={done} /> : null}
        {act === "give" ? <GiveCashBack charge={charge} onDone={done} /> : null}
        {act === "card" ? <PayByCard charge={charge} onChanged={onChanged} onDone={done} /> : null}
        {act === "let-off" ? <LetOff charge={charge} onDone={done} /> : null}
      </Dialog>
    </div>
  );
}

/** Money that the provider gives back by itself is nothing for staff. */
function isOpen({ missingMinor, payer }: Charge, history: readonly ChargeStep[]): boolean {
  if (missingMinor >= 0) return missingMinor > 0;
  const isFailed = ({ action, outcome }: ChargeStep): boolean =>
    action === "refund" && (outcome === "declined" || outcome === "refused");
  return payer === "cash" || history.some(isFailed);
}

/** Why nothing can be done now; null where it can. */
function findBusy({ pending, payments }: Charge): string | null {
  const { provider, bank, open } = words.texts.parts.charge.busy;
  if (pending !== null) return provider;
  const statuses = payments.map(({ status }) => status);
  if (statuses.includes("processing")) return bank;
  return statuses.includes("needs-action") ? open : null;
}
