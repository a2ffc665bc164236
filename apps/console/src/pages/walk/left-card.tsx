import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { nameReceipt, ReceiptStateLine } from "../../parts/receipt/receipt-card.tsx";
import { ReceiptLines } from "../../parts/receipt/receipt-lines.tsx";
import { listLines, type Receipt } from "../../parts/receipt/receipt-words.ts";
import { useReceipt } from "../../parts/receipt/use-receipt.ts";
import { words } from "../../words.ts";
import type { Carried } from "./bag.ts";

interface LeftCardProps {
  readonly visitId: string;
  readonly receiptToken: string | null;
  readonly carried: readonly Carried[];
  readonly onAgain: () => Promise<void>;
}

/** Whoever has left has a receipt: a draft first, the final one a moment later. */
export function LeftCard({ visitId, receiptToken, carried, onAgain }: LeftCardProps) {
  const { value, problem, reload } = useReceipt(visitId);
  const receipt = value?.receipt ?? null;
  const t = words.texts.walk.left;
  return (
    <section class="card" aria-label={t.receipt}>
      <header>
        <h2>{nameReceipt(receipt)}</h2>
        <Button kind="main" onPress={onAgain}>
          {t.again}
        </Button>
      </header>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {receipt === null ? (
        <div class="pad stack">
          <p role="status">{t.onItsWay}</p>
          <Bones lines={3} />
        </div>
      ) : (
        <>
          <div role="status">
            <ReceiptStateLine receipt={receipt} />
          </div>
          <ReceiptLines receipt={receipt} />
          <div class="pad stack tight">
            <Verdict receipt={receipt} carried={carried} />
            <p class="row small">
              {receiptToken === null ? null : (
                <a href={`/shop/r/${receiptToken}`} target="_blank" rel="noreferrer">
                  {t.onPhone}
                </a>
              )}
              <a href={`/console/visits/${visitId}`}>{t.evidence}</a>
            </p>
          </div>
        </>
      )}
    </section>
  );
}

/** Whether the receipt says what was taken. */
export function isExact(receipt: Receipt, carried: readonly Carried[]): boolean {
  const left = new Map(carried.map(({ gtin, quantity }) => [gtin, quantity]));
  for (const { gtin, quantity } of listLines(receipt)) {
    left.set(gtin, (left.get(gtin) ?? 0) - quantity);
  }
  return [...left.values()].every((quantity) => quantity === 0);
}

function Verdict({
  receipt,
  carried,
}: {
  readonly receipt: Receipt;
  readonly carried: readonly Carried[];
}) {
  const t = words.texts.walk.left;
  if (isExact(receipt, carried)) {
    return (
      <p>
        <Status tone="sure">{t.right}</Status>
      </p>
    );
  }
  const taken = words.texts.list(carried.map(({ quantity, name }) => `${quantity} × ${name}`));
  return (
    <div class="note warning">
      <p class="two-lines" title={taken}>
        {taken === "" ? t.tookNothing : t.took(taken)}
      </p>
      <p>{t.dispute}</p>
    </div>
  );
}
