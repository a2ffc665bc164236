import { QrCode } from "@saunter/ui/components/qr-code";
import type { Language } from "@saunter/ui/i18n";
import type { ComponentChildren } from "preact";
import { Entrance } from "./entrance.tsx";
import { Mark, type MarkKind } from "./icons.tsx";
import { facts } from "./session.ts";
import { type GateNow, useGate } from "./use-gate.ts";
import { DISPLAY_WORDS, type DisplayWords } from "./words.ts";

interface GateScreenProps {
  readonly gateId: string | null;
  readonly language: Language;
  /** All of the display's: what concerns one person is said in each at once. */
  readonly languages: readonly Language[];
}

/** Whoever is at the gate is answered; for all others it is the entrance. */
export function GateScreen({ gateId, language, languages }: GateScreenProps) {
  const now = useGate(gateId);
  const said = now === null ? null : answer(now, languages);
  return (
    <main>
      <div class="display-said" role="status" aria-live="assertive">
        {said}
      </div>
      {said === null ? <Entrance language={language} inviteUrl={now?.inviteUrl ?? null} /> : null}
    </main>
  );
}

function answer({ gate, told, receiptUrl }: GateNow, languages: readonly Language[]) {
  if (told?.kind === "admitted") {
    return (
      <Said kind="sure" languages={languages} title={(t) => t.welcome} text={(t) => t.welcomeText}>
        {receiptUrl === null ? null : <ReceiptCode receiptUrl={receiptUrl} languages={languages} />}
      </Said>
    );
  }
  if (told?.kind === "asking") {
    return <Said kind="now" languages={languages} title={(t) => t.wait} text={(t) => t.waitText} />;
  }
  if (told?.kind === "refused") {
    const find = ({ problems }: DisplayWords) =>
      (problems as Readonly<Record<string, DisplayWords["problems"]["other"]>>)[told.code ?? ""] ??
      problems.other;
    return (
      <Said
        kind="wrong"
        languages={languages}
        title={(t) => find(t).title}
        text={(t) => find(t).advice}
      />
    );
  }
  // A shop that is closed says so itself.
  if (gate.mode !== "closed" || !facts.value!.terms.isOpen) return null;
  return (
    <Said
      kind="wrong"
      languages={languages}
      title={(t) => t.gateClosed}
      text={(t) => t.gateClosedText}
    />
  );
}

interface SaidProps {
  readonly kind: MarkKind;
  readonly languages: readonly Language[];
  readonly title: (words: DisplayWords) => string;
  readonly text: (words: DisplayWords) => string;
  readonly children?: ComponentChildren;
}

/** One thing, in every language at once. */
function Said({ kind, languages, title, text, children }: SaidProps) {
  return (
    <div class={`said ${kind}`}>
      <Mark kind={kind} />
      <div class="said-words">
        {languages.map((language, at) => {
          const words = DISPLAY_WORDS[language];
          return (
            <div key={language} lang={language} dir="auto" class={at === 0 ? "first" : "other"}>
              <h1>{title(words)}</h1>
              <p>{text(words)}</p>
            </div>
          );
        })}
      </div>
      {children}
    </div>
  );
}

interface ReceiptCodeProps {
  readonly receiptUrl: string;
  readonly languages: readonly Language[];
}

/** Whoever came in by card has no account: here is the link of their receipt, for a moment. */
function ReceiptCode({ receiptUrl, languages }: ReceiptCodeProps) {
  return (
    <div class="said-code">
      <QrCode text={toPage(receiptUrl)} label={DISPLAY_WORDS[languages[0]!].receipt} />
      {languages.map((language) => (
        <p key={language} lang={language} dir="auto">
          {DISPLAY_WORDS[language].receipt}
        </p>
      ))}
    </div>
  );
}

/** The page of a receipt's link, which follows what happens to it. */
function toPage(receiptUrl: string): string {
  return receiptUrl.replace(/\/v1\/r\/([^/]+)$/, "/shop/r/$1");
}
