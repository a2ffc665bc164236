import { Certainty } from "@saunter/ui/components/certainty";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { formatTime } from "@saunter/ui/format";
import { api, shop } from "../session.ts";
import { words } from "../words.ts";
import { MoneyNote } from "./money-note.tsx";
import type { Receipt } from "./receipt-data.ts";
import { Refusal } from "./refusal.tsx";

/** What is not settled yet is looked at again this often. */
const AGAIN_MS = 3000;

/** What was taken, what is to be paid, and how it is taken along. */
export function ReceiptScreen({ token }: { readonly token: string }) {
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/r/:token", { params: { token }, signal }),
    [token],
  );
  const { value: receipt, problem, reload } = loaded;
  const isAwaited = receipt === null ? problem === null : receipt.saunter.finalMs === null;
  useReloads(loaded, isAwaited ? AGAIN_MS : null);
  if (problem !== null && receipt === null) {
    return (
      <div class="kiosk-narrow">
        <Refusal problem={problem} onRetry={reload} />
      </div>
    );
  }
  if (receipt === null) return <Bones lines={8} />;
  const texts = words.texts.receipt;
  return (
    <div class="kiosk-receipt">
      <section class="card" aria-label={texts.title}>
        <ReceiptHead receipt={receipt} />
        <Lines receipt={receipt} />
      </section>
      <div class="stack">
        <MoneyPart receipt={receipt} token={token} />
        <section class="card pad kiosk-take">
          <QrCode text={receipt.saunter.lookupUrl} label={texts.take} />
          <div class="stack tight">
            <h2>{texts.take}</h2>
            <p class="soft">{texts.takeText}</p>
          </div>
        </section>
      </div>
    </div>
  );
}

interface MoneyPartProps {
  readonly receipt: Receipt;
  readonly token: string;
}

function MoneyPart({ receipt, token }: MoneyPartProps) {
  const { saunter } = receipt;
  const params = { chargeId: saunter.visitId };
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/charges/:chargeId", { params, signal }),
    // A final receipt has just said what is due.
    [saunter.visitId, saunter.finalMs],
  );
  const { value: charge, problem } = loaded;
  // Somebody may confirm it on their phone, or pay it at the till.
  const isOpen =
    charge === null ? problem === null : charge.pending !== null || charge.missingMinor !== 0;
  useReloads(loaded, isOpen ? AGAIN_MS : null);
  if (charge === null) return problem === null ? <Bones /> : <Refusal problem={problem} />;
  return <MoneyNote receipt={receipt} charge={charge} token={token} />;
}

function ReceiptHead({ receipt }: { readonly receipt: Receipt }) {
  const { locale } = useLocale();
  const texts = words.texts.receipt;
  const { leftMs } = receipt.saunter;
  const left =
    leftMs === null ? null : formatTime(leftMs, "date-time", locale, shop.value!.timeZone);
  return (
    <header>
      <h1>{texts.title}</h1>
      <p class="soft end">
        {receipt.documentNumber === null ? null : texts.number(receipt.documentNumber)}
        {left === null ? null : <span class="kiosk-left">{texts.left(left)}</span>}
      </p>
    </header>
  );
}

function Lines({ receipt }: { readonly receipt: Receipt }) {
  const texts = words.texts.receipt;
  const { currency, lines, saunter, totals } = receipt;
  const names = new Map(
    lines.map(({ lineId, itemName, quantity }) => [lineId, { itemName, quantity }]),
  );
  return (
    <>
      <ul class="kiosk-lines">
        {saunter.lines.map(({ lineId, payableMinor, probability }) => {
          const { itemName, quantity } = names.get(lineId)!;
          return (
            <li key={lineId}>
              <span class="kiosk-name" title={itemName}>
                {quantity} × <bdi>{itemName}</bdi>
              </span>
              <Certainty probability={probability} of={texts.sure} compact />
              <Money amountMinor={payableMinor} currency={currency} />
            </li>
          );
        })}
        {saunter.lines.length === 0 ? <li class="soft">{texts.nothing}</li> : null}
      </ul>
      <p class="kiosk-total">
        <span>{texts.total}</span>
        <Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />
      </p>
    </>
  );
}
