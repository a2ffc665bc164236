import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { ProblemNote } from "@saunter/ui/components/notes";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { api, me } from "../session.ts";
import { chooseWords, words } from "../words.ts";

/** E-mail address, password and code; an identity provider; in a demonstration one click. */
export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.signIn;
  const { value } = useLoaded(async (signal) => {
    const [{ providers }, { isDemonstration }] = await Promise.all([
      api.call("GET /v1/sign-in/methods", { signal }),
      api.call("GET /v1/demo", { signal }),
    ]);
    return { providers, isDemonstration };
  }, []);
  const signIn = async (): Promise<void> => {
    try {
      me.value = await api.call("POST /v1/sign-in", { body: { email, password, code } });
    } catch (error) {
      setCode("");
      setProblem(toProblem(error));
    }
  };
  const isDemonstration = value?.isDemonstration ?? false;
  return (
    <main class="alone">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        <h1>{words.texts.title}</h1>
        {isDemonstration ? (
          <div class="note now">
            <p>{t.demo}</p>
            <Button
              kind="main"
              onProblem={setProblem}
              onPress={async () => {
                me.value = await api.call("POST /v1/demo/sign-in");
              }}
            >
              {t.look}
            </Button>
          </div>
        ) : null}
        {value?.providers.map(({ providerId, name }) => (
          <a
            key={providerId}
            class="button"
            href={`/v1/sso/${encodeURIComponent(providerId)}/start?returnTo=/console/`}
          >
            {t.withProvider(name)}
          </a>
        ))}
        <Field
          label={t.email}
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onValue={setEmail}
        />
        <Field
          label={t.password}
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        <Field
          label={t.code}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          hint={t.codeHint}
          value={code}
          onValue={setCode}
        />
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Button kind={isDemonstration ? "plain" : "main"} type="submit">
          {t.submit}
        </Button>
        <LanguageChoice
          label={words.texts.language}
          language={words.choice.value!.language}
          onChoice={(wanted) => void chooseWords(wanted)}
        />
      </form>
    </main>
  );
}
