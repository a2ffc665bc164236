import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { shop } from "../../shop.ts";
import { words } from "../../words.ts";

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => Promise<void>;
}

/** Recovery codes, as they are shown once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const { name } = shop.value!;
  const t = words.texts.yourSignIn.codes;
  const text = [t.sheet(name), t.sheetText, "", ...codes, ""].join("\n");
  return (
    <>
      <div class="stack recovery-sheet" role="status">
        <h2>{t.title}</h2>
        <p>{t.text(name)}</p>
        <ul class="recovery-codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <div class="row recovery-acts">
        <Button
          onPress={async () => {
            await navigator.clipboard.writeText(text);
            toast(t.copied);
          }}
        >
          {t.copy}
        </Button>
        <a
          class="button"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="recovery-codes.txt"
        >
          {t.download}
        </a>
        <Button onPress={() => window.print()}>{t.print}</Button>
        <Button kind="main" onPress={onDone}>
          {t.kept}
        </Button>
      </div>
    </>
  );
}
