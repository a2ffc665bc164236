import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { makeDemoKey } from "@saunter/ui/demo-key";
import { useState } from "preact/hooks";
import { isRefused, shop, tryKey } from "../session.ts";
import { words } from "../words.ts";
import { Refusal } from "./refusal.tsx";

const READER = "kiosk";
const UNAUTHORIZED = 401;

/** For staff, once: the key by which the shop knows this kiosk. */
export function SetUpScreen() {
  const [key, setKey] = useState("");
  const [readerId, setReaderId] = useState(READER);
  const [isWrong, setWrong] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const texts = words.texts.setUp;
  const begin = async (): Promise<void> => {
    setProblem(null);
    setWrong(false);
    try {
      setWrong(!(await tryKey({ key: key.trim(), readerId: readerId.trim() })));
    } catch (error) {
      const refused = toProblem(error);
      if (refused.status === UNAUTHORIZED) setWrong(true);
      else setProblem(refused);
    }
  };
  const { demo, isDemonstration } = shop.value!;
  const beginDemo = async (): Promise<void> => {
    setProblem(null);
    await tryKey({ key: await makeDemoKey(demo!, "Kiosk"), readerId: READER });
  };
  return (
    <main class="kiosk-alone">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        <p class="soft">{shop.value!.name}</p>
        <h1>{texts.title}</h1>
        {isRefused.value ? <p class="note warning">{texts.refused}</p> : null}
        {isDemonstration && demo !== null ? (
          <>
            <p>{texts.demo}</p>
            <Button kind="main" class="roomy" onPress={beginDemo} onProblem={setProblem}>
              {texts.beginDemo}
            </Button>
          </>
        ) : null}
        <p>{texts.text}</p>
        <Field
          label={texts.key}
          hint={texts.keyHint}
          type="password"
          autoComplete="off"
          value={key}
          onValue={setKey}
          fault={isWrong ? texts.noKey : null}
        />
        <Field
          label={texts.reader}
          hint={texts.readerHint}
          autoComplete="off"
          value={readerId}
          onValue={setReaderId}
        />
        <Refusal problem={problem} />
        <Button
          {...(isDemonstration ? {} : { kind: "main" })}
          type="submit"
          class="roomy"
          disabled={key === "" || readerId === ""}
        >
          {texts.begin}
        </Button>
      </form>
    </main>
  );
}
