import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { makeDemoKey } from "@saunter/ui/demo-key";
import { useState } from "preact/hooks";
import { facts, isRefused, tryKey } from "./session.ts";

const isOfKey = ({ status }: Problem): boolean => status === 401 || status === 403;

/** For staff, once, and in English as the console is: the key by which the shop knows this display. */
export function SetUp({ gateId }: { readonly gateId: string }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async (): Promise<void> => {
    setProblem(null);
    await tryKey(key.trim(), gateId);
  };
  const { shop, terms } = facts.value!;
  const gate = terms.gates.find((one) => one.gateId === gateId)?.name ?? gateId;
  const beginDemo = async (): Promise<void> => {
    setProblem(null);
    await tryKey(await makeDemoKey(shop.demo!, `Display at ${gate}`), gateId);
  };
  return (
    <main class="display-alone">
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <p class="soft">{shop.name}</p>
        <h1>Set up the display: {gate}</h1>
        {isRefused.value ? (
          <p class="note warning">This display’s key is no longer valid. Enter a new one.</p>
        ) : null}
        {shop.isDemonstration && shop.demo !== null ? (
          <>
            <p>In this demonstration you can create its key right away.</p>
            <Button kind="main" class="roomy" onPress={beginDemo} onProblem={setProblem}>
              Create a key
            </Button>
          </>
        ) : null}
        <p>
          Add a device in the console and enter its key here. The key stays in this browser and can
          only show what happens at the gates.
        </p>
        <Field
          label="Device key"
          hint="Starts with saunter_"
          type="password"
          autoComplete="off"
          name="key"
          value={key}
          onValue={setKey}
        />
        {problem === null ? null : isOfKey(problem) ? (
          <p class="note wrong" role="alert">
            This is not a device key. Create one in the console, under Devices.
          </p>
        ) : (
          <ProblemNote problem={problem} />
        )}
        <Button
          {...(shop.isDemonstration ? {} : { kind: "main" })}
          type="submit"
          class="roomy"
          disabled={key.trim() === ""}
          onPress={begin}
          onProblem={setProblem}
        >
          Use this key
        </Button>
        <p>
          <a href="/display/">Show the entrance without a gate</a>
        </p>
      </form>
    </main>
  );
}
