import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { ProblemNote } from "@saunter/ui/components/notes";
import { makeDemoKey } from "@saunter/ui/demo-key";
import type { Language } from "@saunter/ui/i18n";
import { useState } from "preact/hooks";
import { facts, isRefused, tryKey } from "./session.ts";
import { DISPLAY_WORDS } from "./words.ts";

const isOfKey = ({ status }: Problem): boolean => status === 401 || status === 403;

interface SetUpProps {
  readonly gateId: string;
  readonly language: Language;
}

/** For staff, once, in the browser's language: the key by which the shop knows this display. */
export function SetUp({ gateId, language }: SetUpProps) {
  const t = DISPLAY_WORDS[language].setUp;
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
        <h1>{t.title(gate)}</h1>
        {isRefused.value ? <p class="note warning">{t.refused}</p> : null}
        {shop.isDemonstration && shop.demo !== null ? (
          <>
            <p>{t.demo}</p>
            <Button kind="main" class="roomy" onPress={beginDemo} onProblem={setProblem}>
              {t.beginDemo}
            </Button>
          </>
        ) : null}
        <p>{t.text}</p>
        <Field
          label={t.key}
          hint={t.keyHint}
          type="password"
          autoComplete="off"
          name="key"
          value={key}
          onValue={setKey}
        />
        {problem === null ? null : isOfKey(problem) ? (
          <p class="note wrong" role="alert">
            {t.noKey}
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
          {t.begin}
        </Button>
        <p>
          <a href="/display/">{t.withoutGate}</a>
        </p>
      </form>
    </main>
  );
}
