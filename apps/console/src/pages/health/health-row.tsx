import { Status, type Tone } from "@saunter/ui/components/status";
import type { ComponentChildren } from "preact";

export type State = readonly [Tone, string];

interface RowProps {
  readonly name: string;
  readonly state?: State;
  /** What is to be done, where something is. */
  readonly advice?: string | null;
  readonly children?: ComponentChildren;
}

/** One thing of the shop: how it is, what there is to say of it, and what to do. */
export function Row({ name, state, advice = null, children }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{state === undefined ? null : <Status tone={state[0]}>{state[1]}</Status>}</td>
      <td class="end">
        {children}
        {advice === null ? null : <p class="soft small">{advice}</p>}
      </td>
    </tr>
  );
}
