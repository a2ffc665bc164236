import type { ConnectionState } from "../live.ts";

interface ConnectionBarProps {
  readonly state: ConnectionState;
  readonly lostText: string;
}

/** Says that what is shown is old; nothing while it is live. */
export function ConnectionBar({ state, lostText }: ConnectionBarProps) {
  return (
    <div role="status" aria-live="polite">
      {state === "lost" ? <div class="connection">{lostText}</div> : null}
    </div>
  );
}
