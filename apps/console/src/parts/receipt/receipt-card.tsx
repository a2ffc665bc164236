import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { RecentTime, Time } from "@saunter/ui/components/time";
import { words } from "../../words.ts";
import { nameDocument } from "./name-document.ts";
import { ReceiptLines } from "./receipt-lines.tsx";
import { type Receipt, wordState } from "./receipt-words.ts";
import { useReceipt } from "./use-receipt.ts";

interface ReceiptCardProps {
  readonly visitId: string;
  /** Where the whole of it is. */
  readonly href: string;
}

/** A receipt beside something else: what was taken, and where the rest is. */
export function ReceiptCard({ visitId, href }: ReceiptCardProps) {
  const texts = words.texts.parts.receipt;
  const { value, problem, reload } = useReceipt(visitId);
  return (
    <section class="card" aria-label={texts.title}>
      <header>
        <h2>{nameReceipt(value?.receipt ?? null)}</h2>
        {value?.receipt == null ? null : <a href={href}>{texts.open}</a>}
      </header>
      {problem === null ? null : (
        <div class="pad">
          <ProblemNote problem={problem} onRetry={reload} />
        </div>
      )}
      {value === null && problem === null ? (
        <div class="pad">
          <Bones lines={3} />
        </div>
      ) : null}
      {value !== null && value.receipt === null ? <p class="pad soft">{texts.none}</p> : null}
      {value?.receipt == null ? null : (
        <>
          <ReceiptStateLine receipt={value.receipt} />
          <ReceiptLines receipt={value.receipt} />
        </>
      )}
    </section>
  );
}

export function nameReceipt(receipt: Receipt | null): string {
  const { title, numbered } = words.texts.parts.receipt;
  const number = receipt === null ? null : numberOf(receipt);
  return number === null ? title : numbered(number);
}

/** The number by which it was issued first: corrections have others. */
export function numberOf(receipt: Receipt): string | null {
  return listNumbers(receipt)[0] ?? null;
}

/** Numbers of all its documents, the first one first. */
export function listNumbers({ documentNumber, precedingDocuments }: Receipt): readonly string[] {
  const numbers = precedingDocuments.map((document) => document.documentNumber);
  return documentNumber === null ? numbers : [...numbers, documentNumber];
}

function nameLast(receipt: Receipt): string {
  const numbers = listNumbers(receipt);
  return nameDocument(numbers.at(-1)!, numbers);
}

/** In what state it is, and since or until when. */
export function ReceiptStateLine({ receipt }: { readonly receipt: Receipt }) {
  const { state, reviewUntilMs, finalMs, leftMs } = receipt.saunter;
  const texts = words.texts.parts.receipt;
  const { tone, text } = wordState(state);
  return (
    <p class="pad row receipt-state">
      <Status tone={tone}>{text}</Status>
      <span class="soft small">
        {leftMs === null ? null : texts.left(<RecentTime timestampMs={leftMs} />)}
        {finalMs === null ? null : (
          <>
            {" · "}
            {texts.final(<Time timestampMs={finalMs} style="time-seconds" />)}
          </>
        )}
        {state === "corrected" ? ` · ${texts.nowNumber(nameLast(receipt))}` : null}
        {reviewUntilMs === null ? null : (
          <>
            {" · "}
            {texts.reviewUntil(<RecentTime timestampMs={reviewUntilMs} />)}
          </>
        )}
      </span>
    </p>
  );
}
