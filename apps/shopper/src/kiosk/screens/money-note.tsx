import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { Status, type Tone } from "@saunter/ui/components/status";
import { formatMoney, formatTime } from "@saunter/ui/format";
import { shop } from "../session.ts";
import { goTo } from "../step.ts";
import { words } from "../words.ts";
import type { Charge, Receipt } from "./receipt-data.ts";

interface MoneyNoteProps {
  readonly receipt: Receipt;
  readonly charge: Charge;
  readonly token: string;
}

/** Whether anything is to be paid, and how. */
export function MoneyNote({ receipt, charge, token }: MoneyNoteProps) {
  const { locale } = useLocale();
  const { missingMinor, currency, payer } = charge;
  const { tone, title, text } = sayMoney(receipt, charge, locale);
  const isPayable = receipt.saunter.finalMs !== null && missingMinor > 0 && charge.pending === null;
  const { visitId } = receipt.saunter;
  return (
    <section class="card pad stack kiosk-money" role="status">
      <div>
        <Status tone={tone}>{title}</Status>
      </div>
      <p>{text}</p>
      {isPayable ? (
        <Button
          kind={payer === "cash" ? "plain" : "main"}
          class="roomy wide"
          onPress={() => goTo({ at: "pay", token, visitId })}
        >
          {words.texts.receipt.pay} · {formatMoney(missingMinor, currency, locale)}
        </Button>
      ) : null}
    </section>
  );
}

interface Said {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

function sayMoney({ saunter }: Receipt, charge: Charge, locale: string): Said {
  const texts = words.texts.receipt;
  const { missingMinor, currency, debt, payer, payments } = charge;
  const amount = formatMoney(Math.abs(missingMinor), currency, locale);
  if (saunter.finalMs === null) {
    const { reviewUntilMs } = saunter;
    const text =
      reviewUntilMs === null
        ? texts.draft
        : texts.waiting(formatTime(reviewUntilMs, "time", locale, shop.value!.timeZone));
    return { tone: reviewUntilMs === null ? "now" : "warning", title: texts.title, text };
  }
  if (missingMinor < 0) {
    return { tone: "now", title: texts.comesBack(amount), text: texts.comesBackText };
  }
  if (missingMinor === 0) return { tone: "sure", title: texts.paid, text: texts.paidText };
  if (payer === "cash") return { tone: "staff", title: texts.cash(amount), text: texts.cashText };
  const isOpen = payments.some(({ status }) => status === "needs-action");
  if (debt === null && !isOpen) {
    return { tone: "now", title: texts.asked(amount), text: texts.askedText };
  }
  return { tone: "wrong", title: texts.owed(amount), text: texts.owedText };
}
