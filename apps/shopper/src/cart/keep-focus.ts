import { focusPage } from "@saunter/ui/focus-page";

/** What had the focus may go with the next state, such as a line that is removed: keys go on at its page. Returns how to stop. */
export function keepFocus(): () => void {
  let last: EventTarget | null = null;
  const onFocus = ({ target }: FocusEvent): void => {
    last = target;
  };
  const observer = new MutationObserver(() => {
    const isGone = last instanceof Element && !last.isConnected;
    if (!isGone || document.activeElement !== document.body) return;
    last = null;
    focusPage();
  });
  document.addEventListener("focusin", onFocus);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", onFocus);
    observer.disconnect();
  };
}
