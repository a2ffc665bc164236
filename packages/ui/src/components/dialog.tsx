import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The browser's own modal dialog: it keeps the focus, and Escape closes it. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  const wanted = useRef(isOpen);
  wanted.current = isOpen;
  // Before anything else happens: what is wanted and what is shown are one.
  useLayoutEffect(() => {
    if (isOpen) element.current!.showModal();
    else element.current!.close();
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
          <h2 id={id}>{title}</h2>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
