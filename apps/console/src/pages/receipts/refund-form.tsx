import { type Problem, toProblem } from "@saunter/client/problem";
import { REFUND_REASONS } from "@saunter/protocol/refund-reasons";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { formatMoney } from "@saunter/ui/format";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { Choices } from "../../parts/choices.tsx";
import { parseAmount } from "../../parts/money/parse-amount.ts";
import { type LineView, listLines, type Receipt } from "../../parts/receipt/receipt-words.ts";
import { useKey } from "../../parts/use-key.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { REFUND_KINDS, type RefundKind, type RefundReason, type Refunds } from "./refund-words.ts";

interface RefundFormProps {
  readonly receipt: Receipt;
  readonly refunds: Refunds;
  readonly onDone: () => void;
}

const NOTE_CHARS_MAX = 200;

/** What is refunded, as the API takes it; null while something is missing. */
type Request =
  | { readonly kind: "whole" }
  | { readonly kind: "lines"; readonly lines: { lineId: string; quantity: number }[] }
  | { readonly kind: "amount"; readonly amountMinor: number };

/** Items, everything, or an amount; what it comes to is on the button before it is pressed. */
export function RefundForm({ receipt, refunds, onDone }: RefundFormProps) {
  const texts = words.texts.receipts.refund;
  const { currency, refundableMinor, limitMinor } = refunds;
  const { visitId } = receipt.saunter;
  const { locale } = useLocale();
  const lines = useMemo(() => listLines(receipt), [receipt]);
  const [kind, setKind] = useState<RefundKind>(lines.length === 0 ? "amount" : "lines");
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState<RefundReason>("returned");
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const write = (amountMinor: number): string => formatMoney(amountMinor, currency, locale);
  const amountMinor = parseAmount(amount, currency);
  const request = makeRequest(kind, units, amountMinor);
  const preview = usePreview(visitId, request);
  const body = { ...request!, reason, note: note.trim() };
  const key = useKey(body);
  const isBeyondLimit = limitMinor !== null && (preview.amountMinor ?? 0) > limitMinor;
  const shownProblem = problem ?? preview.problem;
  const refund = async (): Promise<void> => {
    setProblem(null);
    const { amountMinor: doneMinor } = await api.call("POST /v1/receipts/:visitId/refunds", {
      params: { visitId },
      body,
      key,
    });
    toast(texts.recorded(write(doneMinor)));
    onDone();
  };
  const choose = (next: RefundKind): void => {
    setKind(next);
    if (next === "amount") setReason("goodwill");
    else if (kind === "amount") setReason("returned");
  };
  return (
    <div class="stack">
      <Choices
        label={texts.what}
        choices={REFUND_KINDS.map((one) => [one, texts.kinds[one]])}
        value={kind}
        onChoose={choose}
      />
      {kind === "lines" ? (
        <UnitFields lines={lines} units={units} write={write} onUnits={setUnits} />
      ) : null}
      {kind === "amount" ? (
        <Field
          label={texts.amount}
          inputMode="decimal"
          autoComplete="off"
          hint={texts.amountHint(write(refundableMinor))}
          value={amount}
          onValue={setAmount}
          fault={findFault(amount, amountMinor, refundableMinor, write)}
        />
      ) : null}
      <ReasonField value={reason} onValue={setReason} />
      <Field
        label={texts.note}
        hint={texts.noteHint}
        autoComplete="off"
        maxLength={NOTE_CHARS_MAX}
        value={note}
        onValue={setNote}
      />
      <RefundNote
        preview={preview}
        limitMinor={limitMinor}
        isBeyond={isBeyondLimit}
        write={write}
      />
      {shownProblem === null ? null : <ProblemNote problem={shownProblem} />}
      <Button
        kind="main"
        disabled={request === null || preview.amountMinor === null || isBeyondLimit}
        onPress={refund}
        onProblem={setProblem}
      >
        {preview.amountMinor === null
          ? texts.submit
          : texts.submitAmount(write(preview.amountMinor))}
      </Button>
    </div>
  );
}

interface ReasonFieldProps {
  readonly value: RefundReason;
  readonly onValue: (reason: RefundReason) => void;
}

function ReasonField({ value, onValue }: ReasonFieldProps) {
  const { refund, refunds } = words.texts.receipts;
  return (
    <SelectField
      label={refund.reason}
      value={value}
      onValue={(reason) => onValue(reason as RefundReason)}
    >
      {REFUND_REASONS.map((reason) => (
        <option key={reason} value={reason}>
          {refunds.reasons[reason]}
        </option>
      ))}
    </SelectField>
  );
}

interface RefundNoteProps {
  readonly preview: Preview;
  readonly limitMinor: number | null;
  readonly isBeyond: boolean;
  readonly write: (amountMinor: number) => string;
}

/** What goes back now, where it is not all of it, and what somebody may refund by themselves. */
function RefundNote({ preview, limitMinor, isBeyond, write }: RefundNoteProps) {
  const texts = words.texts.receipts.refund;
  const { amountMinor, returnedMinor } = preview;
  return (
    <>
      {returnedMinor === null || returnedMinor === amountMinor ? null : (
        <p>{texts.now(write(returnedMinor))}</p>
      )}
      {limitMinor === null ? null : (
        <p class={isBeyond ? "note wrong" : "soft small"} role={isBeyond ? "alert" : undefined}>
          {texts.limit(write(limitMinor))}
        </p>
      )}
    </>
  );
}

function makeRequest(
  kind: RefundKind,
  units: Readonly<Record<string, number>>,
  amountMinor: number | null,
): Request | null {
  switch (kind) {
    case "whole":
      return { kind };
    case "lines": {
      const lines = Object.entries(units)
        .filter(([, quantity]) => quantity > 0)
        .map(([lineId, quantity]) => ({ lineId, quantity }));
      return lines.length === 0 ? null : { kind, lines };
    }
    case "amount":
      return amountMinor === null || amountMinor === 0 ? null : { kind, amountMinor };
    default:
      return kind satisfies never;
  }
}

function findFault(
  text: string,
  amountMinor: number | null,
  refundableMinor: number,
  write: (amountMinor: number) => string,
): string | null {
  if (text.trim() === "") return null;
  const { amountWrong, amountTooHigh } = words.texts.receipts.refund;
  if (amountMinor === null) return amountWrong;
  return amountMinor > refundableMinor ? amountTooHigh(write(refundableMinor)) : null;
}

interface Preview {
  /** Null while it is not known. */
  readonly amountMinor: number | null;
  /** What of it goes back now. */
  readonly returnedMinor: number | null;
  readonly problem: Problem | null;
}

const UNKNOWN: Preview = { amountMinor: null, returnedMinor: null, problem: null };

/** What a refund comes to: offers and taxes are the shop's to compute. */
function usePreview(visitId: string, request: Request | null): Preview {
  const [preview, setPreview] = useState(UNKNOWN);
  const asked = JSON.stringify(request);
  useEffect(() => {
    setPreview(UNKNOWN);
    if (request === null) return;
    const stop = new AbortController();
    api
      .call("POST /v1/receipts/:visitId/refunds/preview", {
        params: { visitId },
        body: request,
        signal: stop.signal,
      })
      .then((amounts) => setPreview({ ...amounts, problem: null }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setPreview({ ...UNKNOWN, problem: toProblem(error) });
      });
    return () => stop.abort();
  }, [visitId, asked]);
  return preview;
}

interface UnitFieldsProps {
  readonly lines: readonly LineView[];
  readonly units: Readonly<Record<string, number>>;
  readonly write: (amountMinor: number) => string;
  readonly onUnits: (units: Readonly<Record<string, number>>) => void;
}

/** How many of each line. */
function UnitFields({ lines, units, write, onUnits }: UnitFieldsProps) {
  return (
    <fieldset class="refund-lines">
      <legend>{words.texts.receipts.refund.items}</legend>
      {lines.map((line) => (
        <UnitField
          key={line.lineId}
          line={line}
          count={units[line.lineId] ?? 0}
          amount={write(line.payableMinor)}
          onCount={(count) => onUnits({ ...units, [line.lineId]: count })}
        />
      ))}
    </fieldset>
  );
}

interface UnitFieldProps {
  readonly line: LineView;
  readonly count: number;
  readonly amount: string;
  readonly onCount: (count: number) => void;
}

/** A box for a single item, a number for several. */
function UnitField({ line: { name, quantity }, count, amount, onCount }: UnitFieldProps) {
  const id = useId();
  return (
    <div class="refund-line">
      {quantity === 1 ? (
        <input
          id={id}
          type="checkbox"
          checked={count > 0}
          onChange={({ currentTarget: { checked } }) => onCount(checked ? 1 : 0)}
        />
      ) : (
        <select
          id={id}
          class="input"
          value={String(count)}
          onChange={({ currentTarget: { value } }) => onCount(Number(value))}
        >
          {Array.from({ length: quantity + 1 }, (_, units) => (
            <option key={units} value={String(units)}>
              {units}
            </option>
          ))}
        </select>
      )}
      <label for={id}>
        {quantity === 1 ? name : words.texts.receipts.refund.ofItems(quantity, name)}
      </label>
      <span class="money-amount">{amount}</span>
    </div>
  );
}
