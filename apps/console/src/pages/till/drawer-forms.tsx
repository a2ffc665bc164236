import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { parseAmount } from "../../parts/money/parse-amount.ts";
import { useKey } from "../../parts/use-key.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { type Drawer, wordDifference } from "./drawer-words.ts";

interface FormProps {
  readonly drawer: Drawer;
  readonly onDone: () => void;
}

/** What is there, all of it; the shop says what is missing. */
export function CountForm({ drawer: { currency }, onDone }: FormProps) {
  const { locale } = useLocale();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useKey(text);
  const texts = words.texts.till.drawer;
  const amountMinor = parseAmount(text, currency);
  const save = async (): Promise<void> => {
    const body = { amountMinor: amountMinor! };
    const { count } = await api.call("POST /v1/drawer/counts", { body, key });
    const money = formatMoney(amountMinor!, currency, locale);
    const expectedMinor = count?.expectedMinor ?? null;
    toast(
      expectedMinor === null
        ? texts.done.first(money)
        : texts.done.counted(money, wordDifference(amountMinor! - expectedMinor, currency, locale)),
    );
    onDone();
  };
  return (
    <div class="stack">
      <Field
        label={texts.countLabel}
        hint={texts.countHint}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onValue={setText}
        fault={text.trim() === "" || amountMinor !== null ? null : texts.noAmount}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={amountMinor === null} onPress={save} onProblem={setProblem}>
        {texts.saveCount}
      </Button>
    </div>
  );
}

/** How much goes to the bank, or comes as change. */
export function MoveForm({ kind, drawer, onDone }: FormProps & { kind: "banked" | "added" }) {
  const { currency, expectedMinor } = drawer;
  const { locale } = useLocale();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useKey(text);
  const texts = words.texts.till.drawer;
  const amountMinor = parseAmount(text, currency);
  const isTooMuch =
    kind === "banked" && amountMinor !== null && amountMinor > Math.max(0, expectedMinor!);
  const isGood = amountMinor !== null && amountMinor > 0 && !isTooMuch;
  const fault = isTooMuch
    ? texts.tooMuch(formatMoney(Math.max(0, expectedMinor!), currency, locale))
    : texts.noAmount;
  const save = async (): Promise<void> => {
    await api.call("POST /v1/drawer/moves", { body: { kind, amountMinor: amountMinor! }, key });
    toast(texts.done[kind](formatMoney(amountMinor!, currency, locale)));
    onDone();
  };
  return (
    <div class="stack">
      <Field
        label={texts.moveLabel}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onValue={setText}
        fault={text.trim() === "" || isGood ? null : fault}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" disabled={!isGood} onPress={save} onProblem={setProblem}>
        {kind === "banked" ? texts.saveBank : texts.saveAdd}
      </Button>
    </div>
  );
}
