/** Drawn large, to be known from three metres: entry methods, and what a gate answers. */
import type { EntryMethod } from "@saunter/protocol/entry-methods";

/** In the order in which the display offers them. */
export const ENTRY_METHOD_ICONS: Readonly<Record<EntryMethod, string>> = {
  card: "M3 6h18v12H3zM3 10h18M7 15h3",
  qr: "M7 2.5h10v19H7zM9.5 6h2v2h-2zM13.5 6h1M9.5 10.5h1M13 10.5h1.5v1.5H13zM9.5 13h2M10.5 18.5h3",
  passkey: "M8 15a4 4 0 1 1 3.7-5.5H21V13h-2v2h-3v-2h-4.3A4 4 0 0 1 8 15zM7.5 11h.1",
  badge: "M7 3h10v18H7zM12 9.5a2 2 0 1 0 0-4a2 2 0 0 0 0 4M9.5 14.5a2.5 2.5 0 0 1 5 0M10 18h4",
};

export function EntryMethodIcon({ way }: { readonly way: EntryMethod }) {
  return (
    <svg class="picture" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ENTRY_METHOD_ICONS[way]} />
    </svg>
  );
}

export type MarkKind = "sure" | "now" | "wrong";

const MARKS: Readonly<Record<MarkKind, string>> = {
  sure: "M5 12.5 10 17.5 19 7",
  now: "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 8v4.5l3 2",
  wrong: "M6 6l12 12M18 6 6 18",
};

export function Mark({ kind }: { readonly kind: MarkKind }) {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d={MARKS[kind]} />
    </svg>
  );
}
