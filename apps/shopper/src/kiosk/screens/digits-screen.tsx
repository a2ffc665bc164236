import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useLocale } from "@saunter/ui/components/locale";
import { formatTime } from "@saunter/ui/format";
import { readKey } from "@saunter/ui/pressed-key";
import { useLayoutEffect, useState } from "preact/hooks";
import { api, shop } from "../session.ts";
import { goTo, showFound } from "../step.ts";
import { words } from "../words.ts";
import { Refusal } from "./refusal.tsx";

const DIGITS = 4;
const MINUTE_MS = 60_000;
/** What is looked for is ten minutes more or less. */
const STEP_MS = 10 * MINUTE_MS;
const BACK_MS_MAX = 24 * 60 * MINUTE_MS;

type Outcome = "none" | "several" | null;

/** By what stands on the card, and when they left. */
export function DigitsScreen() {
  const [digits, setDigits] = useState("");
  const [agoMs, setAgoMs] = useState(0);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const texts = words.texts.digits;
  const type = (digit: string): void => setDigits((typed) => (typed + digit).slice(0, DIGITS));
  const erase = (): void => setDigits((typed) => typed.slice(0, -1));
  // Whoever types at once types before the next frame, in which an effect would begin to listen.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const key = readKey(event);
      if (/^\d$/.test(key)) type(key);
      if (key === "Backspace") erase();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const leftMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - agoMs;
  const find = async (): Promise<void> => {
    setOutcome(null);
    setProblem(null);
    const body = { by: "digits", lastFour: digits, leftMs } as const;
    const { items, isAmbiguous } = await api.call("POST /v1/receipts/lookups", { body });
    if (items.length > 0) showFound(items);
    else setOutcome(isAmbiguous ? "several" : "none");
  };
  return (
    <div class="kiosk-digits">
      <section class="stack">
        <h1>{texts.title}</h1>
        <Typed digits={digits} />
        <Keypad onType={type} onErase={erase} />
      </section>
      <section class="stack">
        <h2>{texts.when}</h2>
        <When
          leftMs={leftMs}
          onEarlier={agoMs >= BACK_MS_MAX ? null : () => setAgoMs(agoMs + STEP_MS)}
          onLater={agoMs === 0 ? null : () => setAgoMs(agoMs - STEP_MS)}
        />
        {outcome === null ? null : <Outcomes outcome={outcome} />}
        <Refusal problem={problem} />
        <Button
          kind="main"
          class="roomy wide"
          disabled={digits.length < DIGITS}
          onPress={find}
          onProblem={setProblem}
        >
          {texts.find}
        </Button>
      </section>
    </div>
  );
}

function Typed({ digits }: { readonly digits: string }) {
  const texts = words.texts.digits;
  return (
    <p class="kiosk-typed" dir="ltr" role="status">
      <span class="unseen">{digits === "" ? texts.nothing : texts.entered(digits)}</span>
      {Array.from({ length: DIGITS }, (_, at) => (
        <span key={at} class="kiosk-digit" aria-hidden="true">
          {digits[at] ?? ""}
        </span>
      ))}
    </p>
  );
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

interface KeypadProps {
  readonly onType: (digit: string) => void;
  readonly onErase: () => void;
}

function Keypad({ onType, onErase }: KeypadProps) {
  return (
    <div class="kiosk-keys" dir="ltr">
      {KEYS.map((digit) => (
        <button type="button" key={digit} class="button" onClick={() => onType(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" class="button kiosk-erase" onClick={onErase}>
        {words.texts.digits.erase}
      </button>
    </div>
  );
}

interface WhenProps {
  readonly leftMs: number;
  /** Null where it goes no further. */
  readonly onEarlier: (() => void) | null;
  readonly onLater: (() => void) | null;
}

function When({ leftMs, onEarlier, onLater }: WhenProps) {
  const { locale } = useLocale();
  const texts = words.texts.digits;
  return (
    <div class="kiosk-when">
      <Button class="roomy" disabled={onEarlier === null} onPress={() => onEarlier?.()}>
        {texts.earlier}
      </Button>
      <output class="figure">{formatTime(leftMs, "time", locale, shop.value!.timeZone)}</output>
      <Button class="roomy" disabled={onLater === null} onPress={() => onLater?.()}>
        {texts.later}
      </Button>
    </div>
  );
}

function Outcomes({ outcome }: { readonly outcome: "none" | "several" }) {
  const texts = words.texts.digits;
  return (
    <div class="note warning" role="status">
      <strong>{texts[outcome]}</strong>
      <p>{texts[`${outcome}Text`]}</p>
      {outcome === "several" ? (
        <Button onPress={() => goTo({ at: "card" })}>{words.texts.start.card}</Button>
      ) : null}
    </div>
  );
}
