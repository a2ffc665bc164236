import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { QrCode } from "@saunter/ui/components/qr-code";
import { formatMoney } from "@saunter/ui/format";
import { state } from "../session.ts";
import { leftTripId } from "../tab.ts";
import { words } from "../words.ts";

/** The trip has ended: what was paid, and the receipt to take along. */
export function GoodbyePage() {
  const { bill, lines, payment, trip } = state.value!;
  const { locale } = useLocale();
  const texts = words.texts.goodbye;
  const amount = bill.currency === null ? "" : formatMoney(bill.totalMinor, bill.currency, locale);
  // A card on file is charged once the receipt is final, when nobody looks here any more.
  const onFile = trip?.payer === "known" ? texts.onFile(amount) : texts.open(amount);
  return (
    <main class="cart-alone stack" id="page" tabIndex={-1}>
      <h1>{texts.title}</h1>
      {lines.length === 0 ? (
        <p class="cart-lead">{texts.nothing}</p>
      ) : (
        <>
          <p class="cart-lead">{payment?.status === "paid" ? texts.paid(amount) : onFile}</p>
          {payment?.receiptUrl == null ? (
            <p>{texts.later}</p>
          ) : (
            <div class="cart-receipt">
              <QrCode text={payment.receiptUrl} label={texts.receipt} />
              <p>{texts.receiptText}</p>
            </div>
          )}
        </>
      )}
      <Button
        class="wide"
        onPress={() => {
          leftTripId.value = trip?.tripId ?? null;
        }}
      >
        {texts.next}
      </Button>
    </main>
  );
}
