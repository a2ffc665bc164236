import { NO_CONNECTION, type Problem, toProblem } from "@saunter/client/problem";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Toasts } from "@saunter/ui/components/toasts";
import { useEffect, useState } from "preact/hooks";
import { LocationProvider } from "preact-iso";
import { findMe, me } from "./session.ts";
import { AcceptInvitation, findInvitation } from "./shell/accept-invitation.tsx";
import { Frame } from "./shell/frame.tsx";
import { SignIn } from "./shell/sign-in.tsx";
import { showWords, words } from "./words.ts";

const START_AGAIN_MS = 3000;

/** Finds who is signed in; then the pages, or the sign-in. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    try {
      await Promise.all([showWords(), findMe()]);
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
      {problem === null ? (
        <Ready />
      ) : (
        <main class="alone">
          <ProblemNote problem={problem} onRetry={start} />
        </main>
      )}
      <Toasts />
    </>
  );
}

function Ready() {
  if (me.value === undefined || words.choice.value === null) {
    return (
      <main class="alone" aria-busy="true">
        <Bones />
      </main>
    );
  }
  // Whoever is signed in already is somebody else.
  const invitation = findInvitation();
  return (
    <LocaleProvider value={{ locale: words.choice.value.locale }}>
      <LocationProvider scope="/console">
        {invitation === null ? null : <AcceptInvitation invitation={invitation} />}
        {invitation === null && me.value === null ? <SignIn /> : null}
        {invitation === null && me.value !== null ? <Frame /> : null}
      </LocationProvider>
    </LocaleProvider>
  );
}
