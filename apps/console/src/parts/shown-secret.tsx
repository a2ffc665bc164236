import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import type { ComponentChildren } from "preact";
import "./shown-secret.css";

interface ShownSecretProps {
  readonly secret: string;
  /** Whose it is, and where it goes. */
  readonly children: ComponentChildren;
}

/** A key or secret as it is shown once. */
export function ShownSecret({ secret, children }: ShownSecretProps) {
  return (
    <div class="stack">
      <p>{children}</p>
      <code class="shown-secret">{secret}</code>
      <Button
        kind="main"
        onPress={async () => {
          await navigator.clipboard.writeText(secret);
          toast("Copied.");
        }}
      >
        Copy
      </Button>
    </div>
  );
}
