/** Saying that a receipt is wrong: one tap opens what can be wrong with a line, another says it. */
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatKilograms, formatMoney, readKilograms } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import type { ShownLine } from "./lines.tsx";
import type { Claim, ReceiptSource } from "./receipt-source.ts";
import { Refusal } from "./refusal.tsx";
import { Stepper } from "./stepper.tsx";

const CLAIMED_MAX = 99;
const FOUND_MAX = 20;

interface DisputeProps {
  readonly source: ReceiptSource;
  readonly reload: () => void;
  readonly currency: string;
}

/** Sends a claim, and tells what has become of it. */
function useDispute({ source, reload, currency }: DisputeProps, onSent: () => void) {
  const t = words.texts.receipt;
  const { locale } = useLocale();
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (claim: Claim, worthMinor: number): Promise<void> => {
    setProblem(null);
    const { status } = await source.dispute(claim);
    onSent();
    reload();
    const isBack = status === "granted" && worthMinor > 0;
    toast(isBack ? t.grantedNow(formatMoney(worthMinor, currency, locale)) : t.noted);
  };
  return { problem, setProblem, send };
}

export function DisputeLine({ line, ...props }: DisputeProps & { readonly line: ShownLine }) {
  const t = words.texts.receipt;
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button
        kind="bare"
        class="wrong-button"
        aria-label={t.wrongWith(line.name)}
        onPress={() => setOpen(true)}
      >
        {t.wrong}
      </Button>
      <Dialog title={t.wrongWith(line.name)} isOpen={isOpen} onClose={close}>
        <LineClaim line={line} close={close} {...props} />
      </Dialog>
    </>
  );
}

type LineClaimProps = DisputeProps & { readonly line: ShownLine; readonly close: () => void };

function LineClaim({ line, close, ...props }: LineClaimProps) {
  const t = words.texts.receipt;
  const { problem, setProblem, send } = useDispute(props, close);
  const [form, setForm] = useState<"none" | "count" | "weight">("none");
  const [count, setCount] = useState(Math.max(0, line.quantity - 1));
  const say = async (quantity: number): Promise<void> => {
    const kind = quantity === 0 ? "wrong-item" : "wrong-count";
    const eachMinor = Math.round(line.payableMinor / line.quantity);
    const claim = { kind, lineId: line.lineId, gtin: null, claimedQuantity: quantity } as const;
    await send(claim, (line.quantity - quantity) * eachMinor);
  };
  const { weighing } = line;
  if (form === "weight" && weighing !== undefined) {
    return <WeightClaim line={line} netG={weighing.netG} close={close} {...props} />;
  }
  if (form === "none") {
    return (
      <div class="stack tight">
        <Refusal problem={problem} />
        <Button kind="main" class="wide roomy" onPress={() => say(0)} onProblem={setProblem}>
          {t.notTaken}
        </Button>
        {weighing === undefined || line.quantity > 1 ? (
          <Button class="wide roomy" onPress={() => setForm("count")}>
            {t.otherCount}
          </Button>
        ) : null}
        {weighing === undefined ? null : (
          <Button class="wide roomy" onPress={() => setForm("weight")}>
            {t.otherWeight}
          </Button>
        )}
        <Button kind="bare" class="wide" onPress={close}>
          {words.texts.cancel}
        </Button>
      </div>
    );
  }
  return (
    <div class="stack">
      <CountStepper min={0} count={count} onCount={setCount} />
      <Refusal problem={problem} />
      <SendRow
        isReady={count !== line.quantity}
        onSend={() => say(count)}
        close={close}
        setProblem={setProblem}
      />
    </div>
  );
}

type WeightClaimProps = LineClaimProps & { readonly netG: number };

/** Less than the receipt's weight, of each weighing of the line. */
function WeightClaim({ line, netG, close, ...props }: WeightClaimProps) {
  const t = words.texts.receipt;
  const { locale } = useLocale();
  const { problem, setProblem, send } = useDispute(props, close);
  const [text, setText] = useState("");
  const claimedG = readKilograms(text);
  const { lineId, payableMinor, quantity: claimedQuantity } = line;
  const say = async (weightG: number): Promise<void> => {
    const claim = { kind: "wrong-count", lineId, gtin: null, claimedQuantity } as const;
    const worthMinor = Math.round((payableMinor * (netG - weightG)) / netG);
    await send({ ...claim, claimedG: weightG }, worthMinor);
  };
  return (
    <div class="stack">
      <WeightField
        text={text}
        hint={t.weightHint(formatKilograms(netG, locale))}
        onText={setText}
      />
      <Refusal problem={problem} />
      <SendRow
        isReady={claimedG !== null && claimedG < netG}
        onSend={async () => (claimedG === null ? undefined : say(claimedG))}
        close={close}
        setProblem={setProblem}
      />
    </div>
  );
}

interface WeightFieldProps {
  readonly text: string;
  readonly hint?: string;
  readonly onText: (text: string) => void;
}

function WeightField({ text, hint, onText }: WeightFieldProps) {
  const t = words.texts.receipt;
  const isWrong = text.trim() !== "" && readKilograms(text) === null;
  return (
    <Field
      label={t.weight}
      {...(hint === undefined ? {} : { hint })}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      fault={isWrong ? t.weightWrong : null}
      onValue={onText}
    />
  );
}

interface CountStepperProps {
  readonly min: number;
  readonly count: number;
  readonly onCount: (count: number) => void;
}

function CountStepper({ min, count, onCount }: CountStepperProps) {
  return (
    <Stepper
      label={words.texts.receipt.howMany}
      value={count}
      min={min}
      max={CLAIMED_MAX}
      onValue={onCount}
      fewer={words.texts.enter.fewer}
      more={words.texts.enter.more}
      text={String(count)}
    />
  );
}

interface ChoiceProps {
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}

function Choice({ isChosen, onChoose, children }: ChoiceProps) {
  return (
    <label class="card-choice">
      <input type="radio" name="claim" checked={isChosen} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}

interface SendRowProps {
  readonly isReady: boolean;
  readonly onSend: () => Promise<void>;
  readonly close: () => void;
  readonly setProblem: (problem: Problem) => void;
}

function SendRow({ isReady, onSend, close, setProblem }: SendRowProps) {
  return (
    <div class="row">
      <Button kind="main" disabled={!isReady} onPress={onSend} onProblem={setProblem}>
        {words.texts.confirm}
      </Button>
      <Button onPress={close}>{words.texts.cancel}</Button>
    </div>
  );
}

/** Something that was taken and is not on the receipt. */
export function MissingItem(props: DisputeProps) {
  const t = words.texts.receipt;
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button kind="bare" onPress={() => setOpen(true)}>
        {t.isMissing}
      </Button>
      <Dialog title={t.missingTitle} isOpen={isOpen} onClose={close}>
        <MissingClaim {...props} close={close} />
      </Dialog>
    </>
  );
}

interface Product {
  readonly gtin: string;
  readonly name: string;
  readonly priceOf: "unit" | "kilogram";
}

function MissingClaim({ close, ...props }: DisputeProps & { readonly close: () => void }) {
  const t = words.texts.receipt;
  const { problem, setProblem, send } = useDispute(props, close);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Product | null>(null);
  const [count, setCount] = useState(1);
  const [weight, setWeight] = useState("");
  const claimedG = chosen?.priceOf === "kilogram" ? readKilograms(weight) : undefined;
  const claim = (gtin: string): Claim => ({
    kind: "missing",
    lineId: null,
    gtin,
    claimedQuantity: count,
    ...(claimedG == null ? {} : { claimedG }),
  });
  return (
    <div class="stack">
      <p>{t.missingText}</p>
      <Field
        label={t.search}
        type="search"
        maxLength={60}
        value={text}
        onValue={(value) => {
          setText(value);
          setChosen(null);
        }}
      />
      <FoundProducts text={text} chosen={chosen} onChoose={setChosen} />
      {chosen?.priceOf === "kilogram" ? <WeightField text={weight} onText={setWeight} /> : null}
      <CountStepper min={1} count={count} onCount={setCount} />
      <Refusal problem={problem} />
      <SendRow
        isReady={chosen !== null && claimedG !== null}
        onSend={async () => (chosen === null ? undefined : send(claim(chosen.gtin), 0))}
        close={close}
        setProblem={setProblem}
      />
    </div>
  );
}

interface FoundProps {
  readonly text: string;
  readonly chosen: Product | null;
  readonly onChoose: (product: Product) => void;
}

function FoundProducts({ text, chosen, onChoose }: FoundProps) {
  const t = words.texts.receipt;
  const wanted = text.trim();
  const { value } = useLoaded(
    async (signal) =>
      wanted === ""
        ? null
        : api.call("GET /v1/products", { query: { search: wanted, limit: FOUND_MAX }, signal }),
    [wanted],
  );
  if (wanted === "" || value === null) return null;
  if (value.items.length === 0) return <p class="soft">{t.noProduct}</p>;
  return (
    <fieldset class="stack tight found">
      <legend class="unseen">{t.search}</legend>
      {value.items.map((product) => (
        <Choice
          key={product.gtin}
          isChosen={chosen?.gtin === product.gtin}
          onChoose={() => onChoose(product)}
        >
          {product.name}
        </Choice>
      ))}
    </fieldset>
  );
}
