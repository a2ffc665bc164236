import type { VNode } from "preact";
import { useId } from "preact/hooks";
import { toLatinDigits } from "../latin-digits.ts";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  /** What is wrong with the value, and what to do. */
  readonly fault?: string | VNode | null;
  readonly type?: "text" | "password" | "email" | "search" | "date";
  readonly inputMode?: "text" | "decimal" | "numeric" | "email";
  readonly autoComplete?: string;
  readonly name?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** Of what is written one way in every language. */
  readonly dir?: "ltr";
}

/** Digits of another script, as they are typed, become those that amounts are shown in. */
export function keepLatin(input: HTMLInputElement): void {
  const latin = toLatinDigits(input.value);
  if (latin === input.value) return;
  const at = input.selectionStart;
  input.value = latin;
  input.setSelectionRange(at, at);
}

/** A labelled line of text. */
export function Field({ label, value, onValue, hint, fault = null, ...rest }: FieldProps) {
  const id = useId();
  const notes = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(fault === null ? [] : [`${id}-fault`]),
  ];
  const isNumber = rest.inputMode === "decimal" || rest.inputMode === "numeric";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        value={value}
        onInput={({ currentTarget }) => {
          if (isNumber) keepLatin(currentTarget);
          onValue(currentTarget.value);
        }}
        aria-invalid={fault !== null}
        {...(notes.length === 0 ? {} : { "aria-describedby": notes.join(" ") })}
        {...(rest as object)}
      />
      {hint === undefined ? null : (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault === null ? null : (
        <span class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}
