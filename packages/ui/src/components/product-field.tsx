import { useEffect, useId, useRef, useState } from "preact/hooks";
import { toLatinDigits } from "../latin-digits.ts";
import { useLoaded } from "./use-loaded.tsx";

export interface ProductName {
  readonly gtin: string;
  readonly name: string;
  readonly priceOf: "unit" | "kilogram";
}

interface ProductFieldProps<P extends ProductName> {
  readonly label: string;
  readonly value: P | null;
  readonly onValue: (product: P | null) => void;
  /** Those that fit a text, the best first. */
  readonly find: (search: string, signal: AbortSignal) => Promise<readonly P[]>;
  readonly isFocused?: boolean;
}

/**
 * A product by a part of its name or its barcode; arrows choose among those that fit. An Enter that is
 * quicker than the answer to what was typed chooses when that has come, where one alone fits.
 */
export function ProductField<P extends ProductName>({
  label,
  value,
  onValue,
  find,
  isFocused = false,
}: ProductFieldProps<P>) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value?.name ?? "");
  const [at, setAt] = useState(0);
  const sought = value === null ? toLatinDigits(text.trim()) : "";
  const found = useLoaded(
    async (signal) => ({ items: sought === "" ? [] : await find(sought, signal), sought }),
    [sought],
  );
  const fitting = sought === "" ? [] : (found.value?.items ?? []);
  /** What stands there until the answer comes is of what was typed before: nobody means the first of it. */
  const isOfBefore = sought !== "" && found.value?.sought !== sought;
  useEffect(() => {
    if (isFocused) input.current!.focus();
  }, []);
  const choose = (product: P): void => {
    setText(product.name);
    onValue(product);
  };
  const isEnterKept = useKeptEnter(isOfBefore, () => {
    // Of several that nobody had seen yet none is meant.
    if (fitting.length === 1) choose(fitting[0]!);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    isEnterKept.current = event.key === "Enter" && isOfBefore;
    if (fitting.length === 0 && !isEnterKept.current) return;
    if (event.key === "ArrowDown") setAt((at + 1) % fitting.length);
    else if (event.key === "ArrowUp") setAt((at + fitting.length - 1) % fitting.length);
    else if (event.key === "Enter") {
      if (!isOfBefore) choose(fitting[Math.min(at, fitting.length - 1)]!);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="field product-field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        class="input"
        role="combobox"
        autoComplete="off"
        aria-expanded={fitting.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={fitting.length > 0 ? `${id}-${at}` : undefined}
        value={text}
        onInput={(event) => {
          isEnterKept.current = false;
          setText(event.currentTarget.value);
          setAt(0);
          onValue(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          isEnterKept.current = false;
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} class="product-list">
        {fitting.map((product, index) => (
          <div
            key={product.gtin}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            title={product.name}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(product);
            }}
          >
            <span class="clip">{product.name}</span>
            <span class="soft small">{product.gtin}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/**
 * Whether the last that happened was an Enter before the answer to what is typed.
 *
 * @param onAnswer called when the answer has come and nothing else has happened since.
 */
function useKeptEnter(isOfBefore: boolean, onAnswer: () => void): { current: boolean } {
  const isKept = useRef(false);
  useEffect(() => {
    if (isOfBefore || !isKept.current) return;
    isKept.current = false;
    onAnswer();
  });
  return isKept;
}
