/** Notes whatever a transport gives, and waits for it. */
import type { PeopleFrame } from "@saunter/protocol/devices/people-frame";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { FrameSink } from "./frame-sink.ts";

export interface NotedSink extends FrameSink {
  readonly frames: ScaleFrame[];
  readonly refused: string[];
  readonly seen: PeopleFrame[];
  /** Resolves as soon as the condition holds; it is asked at each arrival. */
  until(isMet: () => boolean): Promise<void>;
}

export function createNotedSink(): NotedSink {
  const frames: ScaleFrame[] = [];
  const refused: string[] = [];
  const seen: PeopleFrame[] = [];
  let waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];
  const arrived = (): void => {
    for (const one of waiting) if (one.isMet()) one.resolve();
    waiting = waiting.filter((one) => !one.isMet());
  };
  return {
    frames,
    refused,
    seen,
    frame: (frame) => {
      frames.push(frame);
      arrived();
    },
    refuse: (deviceId, fault) => {
      refused.push(`${deviceId}: ${fault}`);
      arrived();
    },
    people: (frame) => {
      seen.push(frame);
      arrived();
    },
    until: (isMet) =>
      isMet()
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ isMet, resolve });
          }),
  };
}
