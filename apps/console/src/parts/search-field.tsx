import { toLatinDigits } from "@saunter/ui/latin-digits";
import { readKey } from "@saunter/ui/pressed-key";
import { isTurnedOff } from "@saunter/ui/single-keys";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";

interface SearchFieldProps {
  readonly label: string;
  /** What can be looked for. */
  readonly hint: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

/** Whoever types is not asked at each letter. */
const PAUSE_MS = 250;

/** A field that searches as one types; "/" brings the focus to it, Escape empties it. */
export function SearchField({ label, hint, value, onSearch }: SearchFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(toLatinDigits(text)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // Whoever types at once types before the next frame, in which an effect would begin to listen.
  useLayoutEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (readKey(event) !== "/" || isTyping(event.target) || isTurnedOff(event)) return;
      event.preventDefault();
      input.current!.select();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  return (
    <div class="field search">
      <div class="row apart">
        <label for={id}>{label}</label>
        <kbd title={words.texts.parts.pressToSearch}>/</kbd>
      </div>
      <input
        ref={input}
        id={id}
        class="input"
        type="search"
        maxLength={100}
        autoComplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setText("");
        }}
        aria-describedby={`${id}-hint`}
      />
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
    </div>
  );
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea");
}
