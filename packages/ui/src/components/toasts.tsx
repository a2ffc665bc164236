import { signal } from "@preact/signals";
import type { Problem } from "@saunter/client/problem";
import { markEnglish, tellProblem } from "../tell-problem.ts";

interface Toast {
  readonly id: number;
  readonly text: string;
  /** English on a page in another language; empty where there is nothing such. */
  readonly english: string;
  readonly action?: ToastAction;
}

interface ToastAction {
  readonly label: string;
  readonly act: () => void;
}

const STAYS_MS = 6000;
const SHOWN_MAX = 3;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Confirms in passing what was done; never the only place where something is shown. */
export function toast(text: string, action?: ToastAction): void {
  show({ text, english: "", ...(action === undefined ? {} : { action }) });
}

/** What was refused and what to do, in the language that is shown. */
export function toastProblem(problem: Problem): void {
  const { title, advice, original } = tellProblem(problem);
  show({ text: `${title}. ${advice}`, english: original });
}

function show(made: Omit<Toast, "id">): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, ...made }].slice(-SHOWN_MAX);
  setTimeout(() => drop(id), STAYS_MS);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Once in each page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, english, action }) => (
        <div class="toast" key={id}>
          <span>
            {text}
            {english === "" ? null : (
              <>
                {" "}
                <span {...markEnglish(true)}>{english}</span>
              </>
            )}
          </span>
          {action === undefined ? null : (
            <button
              type="button"
              class="button bare"
              onClick={() => {
                drop(id);
                action.act();
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
