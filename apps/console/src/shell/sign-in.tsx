import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { toLatinDigits } from "@saunter/ui/latin-digits";
import { signInWithPasskey } from "@saunter/ui/passkey";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, findMe } from "../session.ts";
import { shop } from "../shop.ts";
import { words } from "../words.ts";
import { askAgain } from "./postponed.ts";

/** Name and password, and a code where the user has a second factor; or a passkey of this device; in a demonstration one click. */
export function SignIn() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const signIn = async (proof: { name: string; password: string }): Promise<void> => {
    const given = code.trim() === "" ? {} : { code: toLatinDigits(code) };
    try {
      await api.call("POST /v1/sign-in", { body: { ...proof, ...given, carrier: "cookie" } });
      askAgain();
      await findMe();
    } catch (error) {
      const refused = toProblem(error);
      const isAsked = refused.code === "second-factor-needed" && !isCodeNeeded;
      setCodeNeeded(isCodeNeeded || isAsked);
      setCode("");
      setProblem(isAsked ? null : refused);
    }
  };
  const demo = shop.value!.demo;
  const t = words.texts.signIn;
  return (
    <main class="alone">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn({ name, password });
        }}
      >
        <ShopLogo url={shop.value!.brand.logoUrl} />
        <h1>{shop.value!.name}</h1>
        {demo === null ? null : <DemoNote onPress={() => signIn(demo)} />}
        {isCodeNeeded ? (
          <CodeField code={code} onCode={setCode} />
        ) : (
          <>
            <Field
              label={t.name}
              name="name"
              autoComplete="username"
              value={name}
              onValue={setName}
            />
            <Field
              label={t.password}
              name="password"
              type="password"
              autoComplete="current-password"
              value={password}
              onValue={setPassword}
            />
          </>
        )}
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Button kind={demo === null ? "main" : "plain"} type="submit">
          {t.submit}
        </Button>
        {isCodeNeeded ? (
          <Button
            kind="bare"
            onPress={() => {
              setCodeNeeded(false);
              setPassword("");
              setProblem(null);
            }}
          >
            {t.again}
          </Button>
        ) : null}
        <Button
          kind="bare"
          onPress={async () => {
            await signInWithPasskey(api, "user");
            askAgain();
            await findMe();
          }}
          onProblem={setProblem}
        >
          {t.passkey}
        </Button>
        <a href="/shop/">{t.shopper}</a>
      </form>
    </main>
  );
}

/** The password was right; the code is what is left to be typed. */
function CodeField({ code, onCode }: { code: string; onCode: (code: string) => void }) {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => around.current!.querySelector("input")!.focus(), []);
  return (
    <div ref={around}>
      <Field
        label={words.texts.signIn.code}
        name="code"
        autoComplete="one-time-code"
        value={code}
        onValue={onCode}
        hint={words.texts.signIn.codeHint}
      />
    </div>
  );
}

function DemoNote({ onPress }: { readonly onPress: () => Promise<void> }) {
  return (
    <div class="note now">
      <p>{words.texts.signIn.demo}</p>
      <Button kind="main" onPress={onPress}>
        {words.texts.signIn.look}
      </Button>
    </div>
  );
}
