import { Button } from "@saunter/ui/components/button";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Camera } from "../../camera.tsx";
import { readToken } from "../read-token.ts";
import { goTo } from "../step.ts";
import { words } from "../words.ts";
import { findDetector } from "./find-detector.ts";

/** A hand-held scanner types, and ends with Enter; so may a person. */
export function CodeScreen() {
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const [isLooking, setLooking] = useState(false);
  const texts = words.texts.code;
  const detector = findDetector();
  const find = (code: string): void => {
    const token = readToken(code);
    if (token === null) setWrong(true);
    else goTo({ at: "receipt", token });
  };
  return (
    <div class="kiosk-narrow stack">
      <h1>{texts.title}</h1>
      <p class="soft">{texts.text}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          find(text);
        }}
      >
        <CodeField
          value={text}
          isWrong={isWrong}
          onValue={(value) => {
            setText(value);
            setWrong(false);
          }}
        />
        <Button kind="main" class="roomy" type="submit" disabled={text.trim() === ""}>
          {texts.find}
        </Button>
      </form>
      {isLooking ? (
        <Camera
          openReader={detector!}
          onCode={(code) => readToken(code) !== null && find(code)}
          onText={texts.cameraOn}
          failedText={texts.cameraFailed}
        />
      ) : null}
      {!isLooking && detector !== null ? (
        <Button class="roomy" onPress={() => setLooking(true)}>
          {texts.camera}
        </Button>
      ) : null}
    </div>
  );
}

interface CodeFieldProps {
  readonly value: string;
  readonly isWrong: boolean;
  readonly onValue: (value: string) => void;
}

function CodeField({ value, isWrong, onValue }: CodeFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const texts = words.texts.code;
  useEffect(() => input.current!.focus(), []);
  return (
    <div class="field">
      <label for={id}>{texts.label}</label>
      <input
        ref={input}
        id={id}
        class="input"
        dir="ltr"
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        maxLength={300}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={isWrong}
        aria-describedby={`${id}-fault`}
      />
      <span class="fault" id={`${id}-fault`} role="alert">
        {isWrong ? texts.wrong : ""}
      </span>
    </div>
  );
}
