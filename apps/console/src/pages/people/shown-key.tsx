import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";

interface ShownKeyProps {
  readonly name: string;
  readonly apiKey: string;
}

/** A key as it is shown once. */
export function ShownKey({ name, apiKey }: ShownKeyProps) {
  return (
    <div class="stack">
      <p>
        This is the key of <strong>{name}</strong>. We show it only once: copy it now to the device.
      </p>
      <code class="shown-key">{apiKey}</code>
      <Button
        kind="main"
        onPress={async () => {
          await navigator.clipboard.writeText(apiKey);
          toast("Key copied.");
        }}
      >
        Copy
      </Button>
    </div>
  );
}
