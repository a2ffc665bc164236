import { Icon } from "@saunter/ui/components/icon";
import { Nfc } from "lucide";

interface ReadingProps {
  readonly title: string;
  readonly text: string;
}

/** The card reader waits for a card. */
export function Reading({ title, text }: ReadingProps) {
  return (
    <div class="kiosk-reading" role="status">
      <span class="kiosk-pulse">
        <Icon node={Nfc} size={72} />
      </span>
      <h1>{title}</h1>
      <p class="soft">{text}</p>
    </div>
  );
}
