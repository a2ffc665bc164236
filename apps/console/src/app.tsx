import { NO_CONNECTION, type Problem, toProblem } from "@saunter/client/problem";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PicturesProvider } from "@saunter/ui/components/product-tile";
import { Toasts } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { LocationProvider } from "preact-iso";
import { awaited } from "./demo/demo-state.ts";
import { pictures } from "./parts/pictures.ts";
import { findMe, type Me, me } from "./session.ts";
import { Frame } from "./shell/frame.tsx";
import { isPostponed } from "./shell/postponed.ts";
import { SetUpFirst } from "./shell/set-up-first.tsx";
import { SignIn } from "./shell/sign-in.tsx";
import { findShop, shop } from "./shop.ts";
import { findLocale, showWords, words } from "./words.ts";

const START_AGAIN_MS = 3000;

/** Finds the shop and who is signed in; then the pages, or the sign-in. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    try {
      await Promise.all([showWords(null), findShop(), findMe()]);
      await showWords(shop.value!.locale);
      setProblem(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  useEffect(() => void start(), []);
  useEffect(() => {
    if (problem?.code !== NO_CONNECTION.code) return;
    const timer = setTimeout(start, START_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  return (
    <>
      {problem === null ? <Ready /> : <Failed problem={problem} onRetry={start} />}
      <Toasts />
    </>
  );
}

function Ready() {
  if (awaited.value !== undefined) return <Switching to={awaited.value} />;
  if (shop.value === null || me.value === undefined || words.choice.value === null) {
    return <Starting />;
  }
  const { locale, timeZone } = shop.value;
  return (
    <LocaleProvider value={{ locale: findLocale(locale), timeZone }}>
      <LocationProvider scope="/console">
        <Inside secondFactor={me.value?.secondFactor} />
      </LocationProvider>
    </LocaleProvider>
  );
}

function Inside({ secondFactor }: { readonly secondFactor: Me["secondFactor"] | undefined }) {
  if (secondFactor === undefined) return <SignIn />;
  if (secondFactor === "required") return <SetUpFirst isRequired={true} />;
  if (secondFactor === "asked" && !isPostponed.value) return <SetUpFirst isRequired={false} />;
  return (
    <PicturesProvider value={pictures}>
      <Frame />
    </PicturesProvider>
  );
}

function Starting() {
  return (
    <main class="alone" aria-busy="true">
      <Bones />
    </main>
  );
}

/** The process starts again, in a second or two. */
function Switching({ to }: { readonly to: string | null }) {
  return (
    <main class="alone" aria-busy="true">
      <p role="status">{to === null ? "Reopening the simulated shop" : `Opening ${to}`}</p>
      <Bones />
    </main>
  );
}

function Failed(props: { readonly problem: Problem; readonly onRetry: () => Promise<void> }) {
  return (
    <main class="alone">
      <ProblemNote {...props} />
    </main>
  );
}
