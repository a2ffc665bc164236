import { type Problem, toProblem } from "@saunter/client/problem";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { Toasts } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { LocationProvider } from "preact-iso";
import { facts, findFacts, theFacts } from "./facts.ts";
import { Frame } from "./frame.tsx";
import { Refusal } from "./parts/refusal.tsx";
import { customer, findCustomer } from "./session.ts";
import { showWords, words } from "./words.ts";

/** Finds the words, the shop and who is there; then the pages. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    setProblem(null);
    try {
      await Promise.all([showWords(null), findFacts(), findCustomer()]);
      await showWords(theFacts().shop.locale);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  useEffect(() => void start(), []);
  if (words.choice.value === null) return <Starting />;
  const isReady = facts.value !== null && customer.value !== undefined;
  return (
    <LocaleProvider value={makeLocale(words.choice.value.locale)}>
      {isReady ? (
        <LocationProvider scope="/shop">
          <Frame />
        </LocationProvider>
      ) : (
        <Starting problem={problem} onRetry={start} />
      )}
      <Toasts />
    </LocaleProvider>
  );
}

/** Dates as the reader writes them, in the shop's own time. */
function makeLocale(locale: string) {
  const timeZone = facts.value?.shop.timeZone;
  return timeZone === undefined ? { locale } : { locale, timeZone };
}

interface StartingProps {
  readonly problem?: Problem | null;
  readonly onRetry?: () => unknown;
}

function Starting({ problem = null, onRetry }: StartingProps) {
  return (
    <main class="page" aria-busy={problem === null}>
      {problem === null ? (
        <Bones lines={5} />
      ) : (
        <Refusal problem={problem} {...(onRetry === undefined ? {} : { onRetry })} />
      )}
    </main>
  );
}
