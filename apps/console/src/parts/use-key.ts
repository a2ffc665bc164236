import { useRef } from "preact/hooks";

/**
 * An idempotency key for what a form asks now: the same for the same content, so that a second press
 * moves no more money, and another for other content, so that what was refused can be mended.
 */
export function useKey(content: unknown): string {
  const keys = useRef(new Map<string, string>());
  const text = JSON.stringify(content);
  const key = keys.current.get(text) ?? crypto.randomUUID();
  keys.current.set(text, key);
  return key;
}
