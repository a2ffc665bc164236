/** A receipt by mail for whoever has its link and no account: to an address that they give for it. */
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { theFacts } from "../facts.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { EmailField } from "./email-field.tsx";
import { Form } from "./form.tsx";
import { makeProblem } from "./refusal.tsx";

/** A button, and behind it the address; nothing where the shop sends no mail. */
export function MailTo({ token }: { readonly token: string }) {
  const t = words.texts.receipt;
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  if (!theFacts().shop.sendsMail) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t.mail}</Button>
      <Dialog title={t.mailTo} isOpen={isOpen} onClose={close}>
        <AddressForm token={token} onSent={close} />
        <Button kind="bare" class="wide" onPress={close}>
          {words.texts.cancel}
        </Button>
      </Dialog>
    </>
  );
}

interface AddressFormProps {
  readonly token: string;
  readonly onSent: () => void;
}

function AddressForm({ token, onSent }: AddressFormProps) {
  const t = words.texts.receipt;
  const [text, setText] = useState("");
  const send = async (): Promise<void> => {
    const email = text.trim();
    if (email === "") throw makeProblem("mail-address-invalid");
    const { locale } = words.choice.value!;
    await api.call("POST /v1/r/:token/mail", { params: { token }, body: { email, locale } });
    onSent();
    toast(t.mailed);
  };
  return (
    <Form label={t.mailSend} onSubmit={send}>
      <EmailField label={t.mailAddress} hint={t.mailHint} value={text} onValue={setText} />
    </Form>
  );
}
