import { toProblem } from "@saunter/client/problem";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { toLatinDigits } from "@saunter/ui/latin-digits";
import { useEffect, useId, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { words } from "../words.ts";
import { type Found, findPages, listSources } from "./search-sources.ts";
import "./search.css";

/** Whoever types is not asked at each letter. */
const PAUSE_MS = 200;

interface SearchProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All of the shop in one field. */
export function Search({ isOpen, onClose }: SearchProps) {
  return (
    <Dialog title={words.texts.search.name} isOpen={isOpen} onClose={onClose}>
      <SearchBox onDone={onClose} />
    </Dialog>
  );
}

/** Arrows choose, Enter opens; the focus stays in the field (WAI-ARIA, combobox pattern). */
function SearchBox({ onDone }: { readonly onDone: () => void }) {
  const t = words.texts.search;
  const id = useId();
  const { route } = useLocation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { found, isFailed, isAsking } = useFound(text.trim());
  const open = (one: Found | undefined): void => {
    if (one === undefined) return;
    onDone();
    route(one.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Enter") open(found[at]);
    if (next === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(found.length - 1, next)));
  };
  return (
    <div class="stack search-all">
      <div class="field">
        <label for={id}>{t.field}</label>
        <input
          id={id}
          class="input"
          role="combobox"
          maxLength={100}
          autoComplete="off"
          value={text}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-found`}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
          aria-describedby={`${id}-hint`}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span class="hint" id={`${id}-hint`}>
          {t.hint}
        </span>
      </div>
      <p class="unseen" role="status">
        {text.trim() === "" || isAsking ? "" : t.found(found.length)}
      </p>
      {isFailed ? <p class="note warning">{t.failed}</p> : null}
      {text.trim() !== "" && found.length === 0 && !isAsking ? <p class="soft">{t.none}</p> : null}
      <div id={`${id}-found`} class="search-found" role="listbox" aria-label={t.name}>
        {found.map((one, index) => (
          <div
            key={`${one.group} ${one.href} ${one.title}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => {
              event.preventDefault();
              open(one);
            }}
          >
            <span class="search-title">{one.title}</span>
            <span class="soft small">{one.detail}</span>
            <span class="soft small search-group">{t.groups[one.group]}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** What is found: pages at once, all else as its answers come. */
function useFound(text: string) {
  const locale = useLocale();
  const [answers, setAnswers] = useState<readonly Found[]>([]);
  const [isFailed, setFailed] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    setAnswers([]);
    setFailed(false);
    setAsking(text !== "");
    if (text === "") return;
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      const asked = {
        ...locale,
        text: toLatinDigits(text),
        nowMs: Date.now(),
        signal: stop.signal,
      };
      const fail = (error: unknown): void => {
        toProblem(error);
        if (!stop.signal.aborted) setFailed(true);
      };
      const add = (more: readonly Found[]): void => {
        if (!stop.signal.aborted) setAnswers((found) => [...found, ...more]);
      };
      await Promise.all(listSources().map((find) => find(asked).then(add, fail)));
      if (!stop.signal.aborted) setAsking(false);
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return { found: text === "" ? [] : [...findPages(text), ...answers], isFailed, isAsking };
}
