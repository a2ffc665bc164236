import { Icon } from "@saunter/ui/components/icon";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { ArrowLeft } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import { useRoute } from "preact-iso";
import { wordLive } from "../../parts/live-words.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { PlateCurve } from "../shelf/plate-curve.tsx";
import { CalibrationCard } from "./calibration-card.tsx";
import { DeviceFacts, DeviceFaults } from "./device-facts.tsx";
import { type DeviceFeed, type Diagnostic, openDeviceFeed } from "./device-feed.ts";
import {
  type Channel,
  type Device,
  type Firmware,
  namePlace,
  wordDevice,
  wordReading,
} from "./device-words.ts";
import { FirmwareCard } from "./firmware-card.tsx";
import "./devices.css";

const EVERY_MS = 3000;

/** One controller: what is wrong, what its channels read, and their calibration. */
export function DevicePage() {
  const { params } = useRoute();
  const { deviceId } = params;
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/devices", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  if (value === null) {
    if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
    return <Bones lines={6} />;
  }
  const device = value.devices.find((one) => one.deviceId === deviceId);
  if (device === undefined) {
    return (
      <Empty title="This device is not configured">
        <a href="/console/devices">See all devices</a>
      </Empty>
    );
  }
  const [tone, word] = wordDevice(device);
  return (
    <div class="stack">
      <a class="device-back small" href="/console/devices">
        <Icon node={ArrowLeft} />
        Back to devices
      </a>
      <PageHead title={device.deviceId}>
        <span class="soft small">gondola {device.gondola}</span>
        <Status tone={tone}>{word}</Status>
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      <LiveDevice key={device.deviceId} device={device} firmware={value.firmware} />
    </div>
  );
}

interface LiveDeviceProps {
  readonly device: Device;
  readonly firmware: Firmware | null;
}

function LiveDevice({ device, firmware }: LiveDeviceProps) {
  const feed = useMemo(() => openDeviceFeed(device.deviceId, device.channels), []);
  useEffect(() => feed.close, []);
  return (
    <>
      <FeedNote feed={feed} />
      <div class="device-columns">
        <section class="card" aria-label="State">
          <div class="pad stack tight">
            <DeviceFaults device={device} />
            <DeviceFacts device={device} />
          </div>
        </section>
        <ChannelsCard device={device} feed={feed} />
        <CalibrationCard device={device} feed={feed} />
        {firmware === null ? null : <FirmwareCard device={device} firmware={firmware} />}
      </div>
    </>
  );
}

/** Why what stands here is not of this moment. */
function FeedNote({ feed }: { readonly feed: DeviceFeed }) {
  const words = wordLive(feed, {
    tooMany: "Too many live views of devices are open. Close one to see this device live.",
    lost: "Connection lost. These are the last readings.",
  });
  return (
    <p class="feed-note" role="status">
      {words === null ? null : <Status tone="warning">{words}</Status>}
    </p>
  );
}

interface LiveProps {
  readonly device: Device;
  readonly feed: DeviceFeed;
}

/** The last minute of each channel, and what its newest samples show. */
function ChannelsCard({ device, feed }: LiveProps) {
  const diagnostics = feed.diagnostics.value;
  return (
    <section class="card device-live" aria-labelledby="device-channels">
      <header>
        <h2 id="device-channels">Channels</h2>
        <span class="soft small">the last minute</span>
      </header>
      <ul class="device-channels">
        {device.channels.map((channel) => (
          <ChannelRow
            key={channel.channel}
            channel={channel}
            diagnostic={diagnostics.get(channel.channel) ?? null}
            feed={feed}
          />
        ))}
      </ul>
    </section>
  );
}

interface ChannelRowProps {
  readonly channel: Channel;
  readonly diagnostic: Diagnostic | null;
  readonly feed: DeviceFeed;
}

function ChannelRow({ channel: own, diagnostic, feed }: ChannelRowProps) {
  const { channel, gramsPerUnit, place } = own;
  const [, grams] = feed.read(channel);
  const levelG = grams.at(-1) ?? null;
  const noise = diagnostic?.noise ?? null;
  const noiseG = noise === null ? 0 : Math.abs(noise * gramsPerUnit);
  return (
    <li class="device-channel">
      <h3>
        Channel {channel}
        <span class="soft small">{` ${namePlace(place)}`}</span>
      </h3>
      <strong class="number">{wordReading(place, levelG)}</strong>
      <PlateCurve plate={{ plate: channel, levelG, noiseG }} curves={feed} onCurve={feed.onCurve} />
      {diagnostic === null ? null : (
        <dl class="device-facts">
          <div>
            <dt>Noise of a sample</dt>
            <dd>{noise === null ? "not known" : `${noiseG.toPrecision(2)} g`}</dd>
          </div>
          <div>
            <dt>Different values</dt>
            <dd>
              {diagnostic.uniqueCount} of {diagnostic.sampleCount}
            </dd>
          </div>
          <div>
            <dt>Saturated</dt>
            <dd>{formatShare(diagnostic.saturatedShare)}</dd>
          </div>
          <div>
            <dt>Missing</dt>
            <dd>{formatShare(diagnostic.missingShare)}</dd>
          </div>
          <div>
            <dt>Raw</dt>
            <dd>{wordRange(diagnostic)}</dd>
          </div>
        </dl>
      )}
    </li>
  );
}

function formatShare(share: number): string {
  return `${share > 0 && share < 0.001 ? "<0.1" : Number((100 * share).toFixed(1))} %`;
}

function wordRange({ least, most }: Diagnostic): string {
  if (least === null || most === null) return "nothing";
  const [from, to] = [least, most].map(wordRaw);
  return from === to ? from! : `${from} to ${to}`;
}

/** Counts are whole; of weights, what a scale tells apart. */
function wordRaw(value: number): string {
  const number = Number.isInteger(value) ? value : Number(value.toPrecision(5));
  return String(number).replace("-", "−");
}
