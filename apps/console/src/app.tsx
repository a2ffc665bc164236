import { NO_CONNECTION, type Problem, toProblem } from "@saunter/client/problem";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PicturesProvider } from "@saunter/ui/components/product-tile";
import { Toasts } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { LocationProvider, useLocation } from "preact-iso";
import { awaited, signInToDemo } from "./demo/demo-state.ts";
import { pictures } from "./parts/pictures.ts";
import { findMe, type Me, me } from "./session.ts";
import { Frame } from "./shell/frame.tsx";
import { isPostponed } from "./shell/postponed.ts";
import { SetUpFirst } from "./shell/set-up-first.tsx";
import { SignIn } from "./shell/sign-in.tsx";
import { findShop, shop } from "./shop.ts";
import { showWords, words } from "./words.ts";

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
  const { locale } = words.choice.value;
  const { timeZone } = shop.value;
  return (
    <LocaleProvider value={{ locale, timeZone }}>
      <LocationProvider scope="/console">
        <Inside secondFactor={me.value?.secondFactor} />
      </LocationProvider>
    </LocaleProvider>
  );
}

function Inside({ secondFactor }: { readonly secondFactor: Me["secondFactor"] | undefined }) {
  const isWalk = useLocation().path === "/console/walk";
  if (secondFactor === undefined) {
    return isWalk && shop.value!.demo !== null ? <WalkingIn /> : <SignIn />;
  }
  if (secondFactor === "required") return <SetUpFirst isRequired={true} />;
  if (secondFactor === "asked" && !isPostponed.value) return <SetUpFirst isRequired={false} />;
  return (
    <PicturesProvider value={pictures}>
      <Frame />
    </PicturesProvider>
  );
}

/** Whoever comes from a shopper's phone is no operator, and is asked for no sign-in. */
function WalkingIn() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = (): void => {
    setProblem(null);
    signInToDemo().catch((error: unknown) => setProblem(toProblem(error)));
  };
  useEffect(start, []);
  return problem === null ? <Starting /> : <Failed problem={problem} onRetry={start} />;
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
      <p role="status">{to === null ? words.texts.demo.reopening : words.texts.demo.opening(to)}</p>
      <Bones />
    </main>
  );
}

function Failed(props: { readonly problem: Problem; readonly onRetry: () => unknown }) {
  return (
    <main class="alone">
      <ProblemNote {...props} />
    </main>
  );
}
