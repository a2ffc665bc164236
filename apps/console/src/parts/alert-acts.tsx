import type { Answer } from "@saunter/client/api";
import { Button } from "@saunter/ui/components/button";
import { toastProblem } from "@saunter/ui/components/toasts";
import { api, hasRole } from "../session.ts";
import { words } from "../words.ts";

export type Alert = Answer<"GET /v1/alerts">["items"][number];

interface AlertActsProps {
  readonly alert: Alert;
  readonly onDone: () => void;
}

/**
 * What an operator does about an open alert; a clerk answers what it asks. One that asks something is dealt with by the answer:
 * without it, what was asked about would be taken off the receipt.
 */
export function AlertActs({ alert, onDone }: AlertActsProps) {
  const { alertKey, kind, visitId } = alert;
  const isAge = kind === "age-check" || kind === "age-unchecked";
  if (!isAge || visitId === null) {
    if (!hasRole("operator")) return null;
    const clear = async (): Promise<void> => {
      await api.call("POST /v1/alerts/:alertKey/clear", { params: { alertKey } });
      onDone();
    };
    return (
      <Button onPress={clear} onProblem={toastProblem}>
        {words.texts.parts.resolve}
      </Button>
    );
  }
  const answer = async (isOldEnough: boolean): Promise<void> => {
    const params = { visitId };
    await api.call("POST /v1/visits/:visitId/age-check", { params, body: { isOldEnough } });
    onDone();
  };
  return (
    <div class="row">
      <Button onPress={() => answer(true)} onProblem={toastProblem}>
        {words.texts.parts.age.isOldEnough}
      </Button>
      <Button kind="bare" onPress={() => answer(false)} onProblem={toastProblem}>
        {words.texts.parts.age.isTooYoung}
      </Button>
    </div>
  );
}
