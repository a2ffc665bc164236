import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { signInWithPasskey } from "@saunter/ui/passkey";
import { useState } from "preact/hooks";
import { api, findMe } from "../session.ts";
import { shop } from "../shop.ts";

/** Name and password, or a passkey of this device; in a demonstration one click. */
export function SignIn() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const signIn = async (proof: { name: string; password: string }): Promise<void> => {
    try {
      await api.call("POST /v1/sign-in", { body: { ...proof, carrier: "cookie" } });
      await findMe();
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  const demo = shop.value!.demo;
  return (
    <main class="alone">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn({ name, password });
        }}
      >
        <h1>{shop.value!.name}</h1>
        {demo === null ? null : <DemoNote onPress={() => signIn(demo)} />}
        <Field label="Name" name="name" autoComplete="username" value={name} onValue={setName} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        {problem === null ? null : <ProblemNote problem={problem} />}
        <Button kind={demo === null ? "main" : "plain"} type="submit">
          Sign in
        </Button>
        <Button
          kind="bare"
          onPress={async () => {
            await signInWithPasskey(api, "user");
            await findMe();
          }}
          onProblem={setProblem}
        >
          Use a passkey
        </Button>
      </form>
    </main>
  );
}

function DemoNote({ onPress }: { readonly onPress: () => Promise<void> }) {
  return (
    <div class="note now">
      <p>This shop is simulated: no real people, and no money moves.</p>
      <Button kind="main" onPress={onPress}>
        Look around as its operator
      </Button>
    </div>
  );
}
