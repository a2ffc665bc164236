import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { shop } from "../../shop.ts";

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => Promise<void>;
}

/** Recovery codes, as they are shown once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const { name } = shop.value!;
  const text = [`Recovery codes, ${name}`, "Each signs you in once.", "", ...codes, ""].join("\n");
  return (
    <>
      <div class="stack recovery-sheet" role="status">
        <h2>Keep your recovery codes</h2>
        <p>
          Each signs you in to {name} once, with your password, when you have lost your phone. We
          show them only now.
        </p>
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
            toast("Recovery codes copied.");
          }}
        >
          Copy
        </Button>
        <a
          class="button"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="recovery-codes.txt"
        >
          Download
        </a>
        <Button onPress={() => window.print()}>Print</Button>
        <Button kind="main" onPress={onDone}>
          I have kept them
        </Button>
      </div>
    </>
  );
}
