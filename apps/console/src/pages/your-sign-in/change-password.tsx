import { Field } from "@saunter/ui/components/field";
import { toast } from "@saunter/ui/components/toasts";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { ConfirmAgain } from "./confirm-again.tsx";

interface ChangePasswordProps {
  readonly hasSecondFactor: boolean;
  readonly onChanged: () => void;
}

export function ChangePassword({ hasSecondFactor, onChanged }: ChangePasswordProps) {
  const [newPassword, setNewPassword] = useState("");
  const t = words.texts.yourSignIn.password;
  const change = async ({ password, code }: { password: string; code: string }): Promise<void> => {
    const body = { password, code: hasSecondFactor ? code : null, newPassword };
    await api.call("POST /v1/me/password", { body });
    setNewPassword("");
    toast(t.changed);
    onChanged();
  };
  return (
    <>
      <h2>{t.title}</h2>
      <ConfirmAgain
        label={t.change}
        hasCode={hasSecondFactor}
        isComplete={newPassword !== ""}
        onConfirm={change}
      >
        <Field
          label={t.new}
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onValue={setNewPassword}
          hint={t.hint}
        />
      </ConfirmAgain>
    </>
  );
}
