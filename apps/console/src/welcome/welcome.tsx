import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { useEffect, useState } from "preact/hooks";
import { signInToDemo } from "../demo/demo-state.ts";
import { findMe, me } from "../session.ts";
import { findShop, shop } from "../shop.ts";
import { LiveShop } from "./live-shop.tsx";
import { WaysOn } from "./ways-on.tsx";
import "./welcome.css";

/** The first page of a demonstration: what this is, the shop as it is now, and ways into it. */
export function Welcome() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    try {
      await Promise.all([findShop(), findMe()]);
      // Whoever looks sees the shop at once.
      if (me.value === null) await signInToDemo();
      setProblem(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  useEffect(() => void start(), []);
  return (
    <div class="welcome">
      <header class="welcome-bar">
        <img src="/console/mark.svg" alt="" width="28" height="28" />
        <strong>Saunter</strong>
        <span class="soft small">open, self-hosted checkout-free retail</span>
      </header>
      <main class="welcome-main">
        <Words onProblem={setProblem} />
        <section class="welcome-live" aria-label="The shop now">
          {problem === null ? <Snapshot /> : <ProblemNote problem={problem} onRetry={start} />}
        </section>
        <WaysOn />
      </main>
      <footer class="welcome-foot small soft">
        <p>
          Everything runs and stays on this computer. Press Ctrl-C in the terminal to close the
          shop. It continues where it stopped when you open it again.
        </p>
      </footer>
    </div>
  );
}

function Words({ onProblem }: { readonly onProblem: (problem: Problem) => void }) {
  const goTo = async (path: string): Promise<void> => {
    if (shop.value === null) await findShop();
    if (me.value == null) await signInToDemo();
    location.assign(path);
  };
  return (
    <div class="welcome-words">
      <h1>
        <span class="welcome-line">Walk in.</span> <span class="welcome-line">Pick up.</span>{" "}
        <span class="welcome-line">Walk out.</span>
      </h1>
      <p>
        Shelf scales and hand movements show who took what, and the receipt says how sure it is. The
        shoppers here are simulated and no money moves. The system that watches them is real.
      </p>
      <div class="row">
        <Button kind="main" class="roomy" onPress={() => goTo("/console/")} onProblem={onProblem}>
          Run the shop as its operator
        </Button>
        <Button class="roomy" onPress={() => goTo("/console/walk")} onProblem={onProblem}>
          Walk in as a shopper
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
  const { locale, timeZone } = shop.value;
  return (
    <LocaleProvider value={{ locale, timeZone }}>
      <LiveShop />
    </LocaleProvider>
  );
}
