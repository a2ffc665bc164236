import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
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
      {sortFaults(faults).map((fault) => {
        const [tone, word] = wordFault(fault);
        return (
          <li key={`${fault.channel} ${fault.kind}`}>
            <Status tone={tone}>{word}</Status>
            <span>
              {describeFault(fault)}{" "}
              <span class="soft small">
                <Ago timestampMs={fault.sinceMs} />
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Its last frame, its rate, its clock, and its counts with what they mean. */
export function DeviceFacts({ device }: { readonly device: Device }) {
  const { counts, lastFrameMs } = device;
  return (
    <>
      <dl class="device-facts">
        <div>
          <dt>Last frame</dt>
          <dd>{lastFrameMs === null ? "none since start" : <Ago timestampMs={lastFrameMs} />}</dd>
        </div>
        <div>
          <dt>Rate</dt>
          <dd>{wordRate(device)}</dd>
        </div>
        <div>
          <dt>Clock drift</dt>
          <dd>{wordDrift(device)}</dd>
        </div>
        <div>
          <dt>Transport</dt>
          <dd>{wordTransport(device)}</dd>
        </div>
      </dl>
      <details class="device-counts">
        <summary>
          {counts.lost} lost, {counts.late} late, {counts.doubled} doubled
        </summary>
        <dl>
          {COUNTS.map(([count, name, meaning]) => (
            <div key={count}>
              <dt>{name}</dt>
              <dd>
                <strong>{counts[count]}</strong> <span class="soft small">{meaning}</span>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
