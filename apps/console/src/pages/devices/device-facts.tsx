import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { words } from "../../words.ts";
import type { State } from "../health/health-row.tsx";
import {
  COUNTS,
  type Device,
  describeFault,
  sortFaults,
  wordDrift,
  wordFault,
  wordRate,
  wordTransport,
} from "./device-words.ts";

/** What is wrong and what to check, the gravest first; nothing where nothing is. */
export function DeviceFaults({ device: { faults } }: { readonly device: Device }) {
  if (faults.length === 0) return null;
  return (
    <ul class="device-faults">
      {sortFaults(faults).map((fault) => (
        <FaultItem
          key={`${fault.channel} ${fault.kind}`}
          state={wordFault(fault)}
          text={describeFault(fault)}
          sinceMs={fault.sinceMs}
        />
      ))}
    </ul>
  );
}

interface FaultItemProps {
  readonly state: State;
  readonly text: string;
  readonly sinceMs: number;
}

export function FaultItem({ sinceMs, state: [tone, word], text }: FaultItemProps) {
  return (
    <li>
      <Status tone={tone}>{word}</Status>
      <span>
        {text}{" "}
        <span class="soft small">
          <Ago timestampMs={sinceMs} />
        </span>
      </span>
    </li>
  );
}

/** Its last frame, its rate, its clock, and its counts with what they mean. */
export function DeviceFacts({ device }: { readonly device: Device }) {
  const { counts: names, facts: t } = words.texts.devices;
  const { counts, lastFrameMs } = device;
  return (
    <>
      <dl class="device-facts">
        <div>
          <dt>{t.lastFrame}</dt>
          <dd>{lastFrameMs === null ? t.noneSinceStart : <Ago timestampMs={lastFrameMs} />}</dd>
        </div>
        <div>
          <dt>{t.rate}</dt>
          <dd>{wordRate(device)}</dd>
        </div>
        <div>
          <dt>{t.drift}</dt>
          <dd>{wordDrift(device)}</dd>
        </div>
        <div>
          <dt>{t.transport}</dt>
          <dd>{wordTransport(device)}</dd>
        </div>
      </dl>
      <details class="device-counts">
        <summary>{t.counts(counts.lost, counts.late, counts.doubled)}</summary>
        <dl>
          {COUNTS.map((count) => (
            <div key={count}>
              <dt>{names[count].name}</dt>
              <dd>
                <strong>{counts[count]}</strong>{" "}
                <span class="soft small">{names[count].meaning}</span>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
