import { signal } from "@preact/signals";
import type { Problem } from "@saunter/client/problem";

interface Toast {
  readonly id: number;
  readonly text: string;
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
  const id = ++lastId;
  const made = action === undefined ? { id, text } : { id, text, action };
  toasts.value = [...toasts.value, made].slice(-SHOWN_MAX);
  setTimeout(() => drop(id), STAYS_MS);
}

export function toastProblem(problem: Problem): void {
  toast(`${problem.title}. ${problem.advice}`);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Once in each page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, action }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
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
