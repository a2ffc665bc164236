import { Dialog } from "@saunter/ui/components/dialog";
import { words } from "../words.ts";
import { KeysSwitch } from "./keys-switch.tsx";

interface ShortcutsProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What keys do on every page, and whether single ones do anything. */
export function Shortcuts({ isOpen, onClose }: ShortcutsProps) {
  const t = words.texts.shortcuts;
  const rows: readonly (readonly [keys: readonly string[], does: string])[] = [
    [[t.keys.search, "⌘ K"], t.everywhere],
    [["/"], t.here],
    [["?"], t.list],
    [["↑", "↓"], t.rows],
    [[t.keys.enter], t.open],
    [[t.keys.escape], t.close],
  ];
  return (
    <Dialog title={t.title} isOpen={isOpen} onClose={onClose}>
      <dl class="shortcuts">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} dir="ltr">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="soft small">{t.onReviews}</p>
      <KeysSwitch />
    </Dialog>
  );
}
