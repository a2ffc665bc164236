import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { signInToDemo } from "../demo/demo-state.ts";
import { findMe, me } from "../session.ts";
import { findShop, shop } from "../shop.ts";
import { showWords, words } from "../words.ts";
import { LiveShop } from "./live-shop.tsx";
import { WaysOn } from "./ways-on.tsx";
import "./welcome.css";

/** The first page of a demonstration: what this is, the shop as it is now, and ways into it. */
export function Welcome() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    try {
      await Promise.all([showWords(null), findShop(), findMe()]);
      await showWords(shop.value!.locale);
      // Whoever looks sees the shop at once.
      if (me.value === null) await signInToDemo();
      setProblem(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  useEffect(() => void start(), []);
  if (words.choice.value === null) return <Starting problem={problem} onRetry={start} />;
  const t = words.texts.welcome;
  return (
    <div class="welcome">
      <header class="welcome-bar">
        <img src="/console/mark.svg" alt="" width="28" height="28" />
        <strong>Saunter</strong>
        <span class="soft small">{t.what}</span>
      </header>
      <main class="welcome-main">
        <Headline onProblem={setProblem} />
        <section class="welcome-live" aria-label={t.now}>
          {problem === null ? <Snapshot /> : <ProblemNote problem={problem} onRetry={start} />}
        </section>
        <WaysOn />
      </main>
      <footer class="welcome-foot small soft">
        <p>{t.foot}</p>
      </footer>
    </div>
  );
}

interface StartingProps {
  readonly problem: Problem | null;
  readonly onRetry: () => unknown;
}

/** Before there are words. */
function Starting({ problem, onRetry }: StartingProps) {
  return (
    <main class="welcome-main" aria-busy={problem === null}>
      {problem === null ? <Bones lines={6} /> : <ProblemNote problem={problem} onRetry={onRetry} />}
    </main>
  );
}

function Headline({ onProblem }: { readonly onProblem: (problem: Problem) => void }) {
  const goTo = async (path: string): Promise<void> => {
    if (shop.value === null) await findShop();
    if (me.value == null) await signInToDemo();
    location.assign(path);
  };
  const t = words.texts.welcome;
  return (
    <div class="welcome-words">
      <h1>
        {t.headline.map((part) => (
          <Fragment key={part}>
            <span class="welcome-line">{part}</span>{" "}
          </Fragment>
        ))}
      </h1>
      <p>{t.text}</p>
      <div class="row">
        <Button kind="main" class="roomy" onPress={() => goTo("/console/")} onProblem={onProblem}>
          {t.operate}
        </Button>
        <Button class="roomy" onPress={() => goTo("/console/walk")} onProblem={onProblem}>
          {t.walk}
        </Button>
      </div>
    </div>
  );
}

function Snapshot() {
  if (me.value == null || shop.value === null) {
    return (
      <div class="pad" aria-busy="true">
        <Bones lines={6} />
      </div>
    );
  }
  const { locale } = words.choice.value!;
  const { timeZone } = shop.value;
  return (
    <LocaleProvider value={{ locale, timeZone }}>
      <LiveShop />
    </LocaleProvider>
  );
}
