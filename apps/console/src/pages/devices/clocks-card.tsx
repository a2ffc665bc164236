import type { Answer } from "@saunter/client/api";
import { Status } from "@saunter/ui/components/status";
import { words } from "../../words.ts";
import {
  type Clocks,
  describeClocks,
  describeGondola,
  formatSeconds,
  plotOffsets,
  wordClocks,
} from "./clock-words.ts";

type Watcher = Answer<"GET /v1/devices">["people"]["by"];

const BOX = { width: 600, height: 72 };

/** Whether cameras and shelves are in time with each other, now and over the last hours. */
export function ClocksCard({ by, clocks }: { readonly by: Watcher; readonly clocks: Clocks }) {
  const t = words.texts.devices.clocks;
  const [tone, word] = wordClocks(clocks);
  const gondolas = clocks.gondolas.flatMap((one) => describeGondola(one, clocks) ?? []);
  return (
    <section class="card" aria-labelledby="devices-clocks">
      <header>
        <h2 id="devices-clocks">{t.title}</h2>
        <Status tone={tone}>{word}</Status>
      </header>
      <div class="pad stack tight">
        <p>{describeClocks(clocks, by)}</p>
        {gondolas.length === 0 ? null : (
          <ul class="device-faults">
            {gondolas.map((text) => (
              <li key={text}>
                <Status tone="warning">{t.isOff}</Status>
                <span>{text}</span>
              </li>
            ))}
          </ul>
        )}
        <OffsetChart history={clocks.history} />
      </div>
    </section>
  );
}

function OffsetChart({ history }: Pick<Clocks, "history">) {
  const plot = plotOffsets(history, BOX);
  if (plot === null) return null;
  const { band, leastMs, line, mostMs, zeroY } = plot;
  const hours = Math.max(1, Math.round((history.at(-1)!.atMs - history[0]!.atMs) / 3_600_000));
  return (
    <figure class="offset-chart">
      <figcaption class="soft small">
        {words.texts.devices.clocks.chart(
          hours,
          formatSeconds(history.at(-1)!.offsetMs),
          formatSeconds(leastMs),
          formatSeconds(mostMs),
        )}
      </figcaption>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="offset-band" d={band} />
        <path class="offset-zero" d={`M0 ${zeroY}H${BOX.width}`} />
        <path class="offset-line" d={line} />
      </svg>
    </figure>
  );
}
