import { Button } from "@saunter/ui/components/button";
import { Certainty } from "@saunter/ui/components/certainty";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { ChargeCard } from "../../parts/money/charge-card.tsx";
import { GiftCards } from "../../parts/money/gift-cards.tsx";
import { nameReceipt, ReceiptStateLine } from "../../parts/receipt/receipt-card.tsx";
import { ReceiptLines } from "../../parts/receipt/receipt-lines.tsx";
import { type LineView, type Receipt, wordMoney } from "../../parts/receipt/receipt-words.ts";
import { useReceipt } from "../../parts/receipt/use-receipt.ts";
import { useCalmEvents } from "../../parts/use-calm-events.ts";
import { api, hasRole } from "../../session.ts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";
import { DisputeForm } from "./dispute-form.tsx";
import { MailForm } from "./mail-form.tsx";
import { DisputeList, DocumentList, TaxList } from "./receipt-parts.tsx";
import { HistoryCard, RefundCard } from "./refund-cards.tsx";
import { RefundForm } from "./refund-form.tsx";
import type { Refunds } from "./refund-words.ts";
import "./receipts.css";

/** All that there is to a receipt. */
export function ReceiptChosen({ visitId }: { readonly visitId: string }) {
  const { value, problem, reload } = useReceipt(visitId);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) {
    return (
      <div class="card pad">
        <Bones lines={8} />
      </div>
    );
  }
  if (value.receipt === null) {
    const { none, noneText } = words.texts.receipts.chosen;
    return (
      <div class="card">
        <Empty title={none}>{noneText}</Empty>
      </div>
    );
  }
  return <Whole receipt={value.receipt} onChanged={reload} />;
}

interface WholeProps {
  readonly receipt: Receipt;
  readonly onChanged: () => void;
}

/** What can be refunded and what was; null where whoever looks may not refund. */
function useRefunds(receipt: Receipt) {
  const { visitId, finalMs } = receipt.saunter;
  const isShown = finalMs !== null && hasRole("operator", "clerk");
  const loaded = useLoaded(
    async (signal) =>
      isShown
        ? await api.call("GET /v1/receipts/:visitId/refunds", { params: { visitId }, signal })
        : null,
    [visitId, isShown],
  );
  useCalmEvents(["receipt.*", "charge.*"], loaded.reload, visitId);
  return loaded;
}

/** Null: nothing is disputed; a line, or what is missing. */
type Disputed = { readonly line: LineView | null } | null;

function Whole({ receipt, onChanged }: WholeProps) {
  const texts = words.texts.receipts.chosen;
  const [disputed, setDisputed] = useState<Disputed>(null);
  const [open, setOpen] = useState<"refund" | "mail" | null>(null);
  const { value: refunds, reload } = useRefunds(receipt);
  const { saunter } = receipt;
  const { visitId, disputeUntilMs } = saunter;
  const mayDispute = hasRole("operator") && disputeUntilMs !== null && disputeUntilMs > Date.now();
  return (
    <div class="stack">
      <section class="card" aria-label={texts.title}>
        <header>
          <h2>{nameReceipt(receipt)}</h2>
          <a href={`/console/visits/${visitId}`}>{texts.openVisit}</a>
        </header>
        <ReceiptHead receipt={receipt} />
        <ReceiptStateLine receipt={receipt} />
        <ReceiptActs receipt={receipt} refunds={refunds} onOpen={setOpen} />
        <ReceiptLines
          receipt={receipt}
          isWhole
          {...(mayDispute
            ? {
                more: (line: LineView) => (
                  <Button
                    kind="bare"
                    onPress={() => setDisputed({ line })}
                    aria-label={texts.disputeItem(line.name)}
                  >
                    {texts.dispute}
                  </Button>
                ),
              }
            : {})}
        />
        {mayDispute ? (
          <div class="pad receipt-foot">
            <Button onPress={() => setDisputed({ line: null })}>{texts.addMissing}</Button>
          </div>
        ) : null}
        <TaxList receipt={receipt} />
      </section>
      <DisputeList receipt={receipt} />
      {refunds === null ? null : <RefundCard refunds={refunds} receipt={receipt} />}
      {hasRole("operator", "clerk") ? <GiftCards visitId={visitId} onChanged={onChanged} /> : null}
      {hasRole("operator") ? <ChargeCard chargeId={visitId} /> : null}
      <DocumentList receipt={receipt} />
      {hasRole("operator", "clerk") ? <HistoryCard receipt={receipt} /> : null}
      <Dialog title={texts.refund} isOpen={open === "refund"} onClose={() => setOpen(null)}>
        {refunds === null ? null : (
          <RefundForm
            receipt={receipt}
            refunds={refunds}
            onDone={() => {
              setOpen(null);
              reload();
              onChanged();
            }}
          />
        )}
      </Dialog>
      <Dialog title={texts.mail} isOpen={open === "mail"} onClose={() => setOpen(null)}>
        <MailForm visitId={visitId} onDone={() => setOpen(null)} />
      </Dialog>
      <Dialog title={texts.disputeFor} isOpen={disputed !== null} onClose={() => setDisputed(null)}>
        {disputed === null ? null : (
          <DisputeForm
            receipt={receipt}
            line={disputed.line}
            onDone={() => {
              setDisputed(null);
              onChanged();
            }}
          />
        )}
      </Dialog>
    </div>
  );
}

interface ReceiptActsProps {
  readonly receipt: Receipt;
  readonly refunds: Refunds | null;
  readonly onOpen: (what: "refund" | "mail") => void;
}

/** What can be done with a final receipt. */
function ReceiptActs({ receipt, refunds, onOpen }: ReceiptActsProps) {
  const { visitId, finalMs } = receipt.saunter;
  if (finalMs === null) return null;
  const texts = words.texts.receipts.chosen;
  return (
    <div class="pad row receipt-acts">
      {refunds === null ? null : (
        <Button disabled={refunds.refundableMinor === 0} onPress={() => onOpen("refund")}>
          {texts.refund}
        </Button>
      )}
      {refunds !== null && shop.value!.sendsMail ? (
        <Button onPress={() => onOpen("mail")}>{texts.mail}</Button>
      ) : null}
      <a class="button" href={`/v1/receipts/${visitId}.pdf`} target="_blank" rel="noreferrer">
        {texts.print}
      </a>
    </div>
  );
}

/** What it comes to, what has become of the money, and how sure it is. */
function ReceiptHead({ receipt }: { readonly receipt: Receipt }) {
  const { locale } = useLocale();
  const { totals, currency, saunter } = receipt;
  return (
    <div class="pad row apart receipt-head">
      <p class="figure">
        <Money amountMinor={totals.grossMinor + totals.roundingMinor} currency={currency} />
      </p>
      <p class="row">
        {wordMoney(receipt, (amountMinor) => formatMoney(amountMinor, currency, locale)).map(
          ({ tone, text }) => (
            <Status key={text} tone={tone}>
              {text}
            </Status>
          ),
        )}
      </p>
      <p class="receipt-sure">
        <Certainty probability={saunter.probabilityExact} />
        <span class="soft small">{words.texts.receipts.chosen.sure}</span>
      </p>
    </div>
  );
}
