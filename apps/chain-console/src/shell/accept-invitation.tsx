import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useState } from "preact/hooks";
import { BASE } from "../addresses.ts";
import { api, me } from "../session.ts";
import { words } from "../words.ts";

const PATH = `${BASE}/invitation`;

/** The invitation that this address is of, behind its #, where no server's log has it; null: it is of another page. */
export function findInvitation(): string | null {
  return location.pathname === PATH ? location.hash.slice(1) : null;
}

/** The address to hand over. */
export function makeInvitationUrl(invitation: string): string {
  return `${location.origin}${PATH}#${invitation}`;
}

/** A password and an authenticator app, or an identity provider. */
export function AcceptInvitation({ invitation }: { readonly invitation: string }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.invitation;
  const begun = useLoaded(
    async (signal) => {
      const { providers } = await api.call("GET /v1/sign-in/methods", { signal });
      const body = { invitation };
      return { providers, ...(await api.call("POST /v1/invitations/begin", { body, signal })) };
    },
    [invitation],
  );
  const accept = async (totpSecret: string): Promise<void> => {
    try {
      const body = { invitation, password, totpSecret, code };
      const signedIn = await api.call("POST /v1/invitations/accept", { body });
      // It is used up: nobody finds it in the browser's history.
      history.replaceState(null, "", `${BASE}/`);
      me.value = signedIn;
    } catch (error) {
      setCode("");
      setProblem(toProblem(error));
    }
  };
  if (begun.value === null) {
    return (
      <main class="alone">
        {begun.problem === null ? <Bones /> : <ProblemNote problem={begun.problem} />}
      </main>
    );
  }
  const { name, providers, totpSecret, totpUri } = begun.value;
  return (
    <main class="alone">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void accept(totpSecret);
        }}
      >
        <h1>{t.title(name)}</h1>
        {providers.map((provider) => (
          <a
            key={provider.providerId}
            class="button"
            href={`/v1/sso/${encodeURIComponent(provider.providerId)}/start?${new URLSearchParams({ returnTo: `${BASE}/`, invitation })}`}
          >
            {words.texts.signIn.withProvider(provider.name)}
          </a>
        ))}
        <Field
          label={words.texts.signIn.password}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={t.passwordHint}
          value={password}
          onValue={setPassword}
        />
        <p>{t.scan}</p>
        <QrCode text={totpUri} label={t.qr} />
        <p>
          {t.secret} <code class="any-break">{totpSecret}</code>
        </p>
        <Field
          label={words.texts.signIn.code}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          hint={words.texts.signIn.codeHint}
          value={code}
          onValue={setCode}
        />
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Button kind="main" type="submit">
          {t.submit}
        </Button>
      </form>
    </main>
  );
}
