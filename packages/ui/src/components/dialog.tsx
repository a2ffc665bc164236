import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { chooseLanguage, type Language } from "../i18n.ts";
import { useLocale } from "./locale.tsx";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

const CLOSE: Readonly<Record<Language, string>> = {
  "en-GB": "Close this window",
  "en-US": "Close this window",
  de: "Dieses Fenster schließen",
  ar: "إغلاق هذه النافذة",
};

const CONTROLS = "input, select, textarea, button, a[href], summary";

/**
 * The browser's own modal dialog: it keeps the focus; Escape closes it, and so does its cross. What it is
 * about has the focus first.
 */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const id = useId();
  const { language } = chooseLanguage([useLocale().locale]);
  const element = useRef<HTMLDialogElement>(null);
  const wanted = useRef(isOpen);
  wanted.current = isOpen;
  // Before anything else happens: what is wanted and what is shown are one.
  useLayoutEffect(() => {
    const dialog = element.current!;
    if (!isOpen) return dialog.close();
    dialog.showModal();
    const first = dialog.querySelector<HTMLElement>(`.dialog-body :is(${CONTROLS}):not(:disabled)`);
    // The browser begins at the name, which is right where the rest is on its way.
    if (document.activeElement?.closest(".dialog-head") != null) first?.focus();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      // Its own "close" comes later: until then, whoever is quick would open it in vain.
      onCancel={({ target, currentTarget }) => target === currentTarget && onClose()}
      // One that comes after it was opened again is of the time before.
      onClose={({ currentTarget }) => wanted.current && !currentTarget.open && onClose()}
    >
      {isOpen ? (
        <div class="stack">
          <header class="dialog-head">
            <h2 id={id} tabIndex={-1}>
              {title}
            </h2>
            <button
              type="button"
              class="dialog-close"
              aria-label={CLOSE[language]}
              title={CLOSE[language]}
              onClick={onClose}
            >
              <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                <path d="M6 6L18 18M18 6L6 18" />
              </svg>
            </button>
          </header>
          <div class="stack dialog-body">{children}</div>
        </div>
      ) : null}
    </dialog>
  );
}
