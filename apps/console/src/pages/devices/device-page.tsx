import { Icon } from "@saunter/ui/components/icon";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { keepOrder } from "@saunter/ui/format";
import { ArrowLeft } from "lucide";
import { useEffect, useMemo } from "preact/hooks";
import { useRoute } from "preact-iso";
import { wordLive } from "../../parts/live-words.ts";
import { useEvery } from "../../parts/use-every.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { PlateCurve } from "../shelf/plate-curve.tsx";
import { CalibrationCard } from "./calibration-card.tsx";
import { DeviceFacts, DeviceFaults } from "./device-facts.tsx";
import { type DeviceFeed, type Diagnostic, openDeviceFeed } from "./device-feed.ts";
import {
  type Channel,
  type Device,
  type Firmware,
  formatNumber,
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
  const t = words.texts.devices;
  const device = value.devices.find((one) => one.deviceId === deviceId);
  if (device === undefined) {
    return (
      <Empty title={t.notConfigured}>
        <a href="/console/devices">{t.seeAll}</a>
      </Empty>
    );
  }
  const [tone, word] = wordDevice(device);
  return (
    <div class="stack">
      <a class="device-back small" href="/console/devices">
        <Icon node={ArrowLeft} />
        {t.back}
      </a>
      <PageHead title={device.deviceId}>
        <span class="soft small">{t.gondola(device.gondola)}</span>
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
        <section class="card" aria-label={words.texts.devices.state}>
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
  const text = wordLive(feed, words.texts.devices.feed);
  return (
    <p class="feed-note" role="status">
      {text === null ? null : <Status tone="warning">{text}</Status>}
    </p>
  );
}

interface LiveProps {
  readonly device: Device;
  readonly feed: DeviceFeed;
}

/** The last minute of each channel, and what its newest samples show. */
function ChannelsCard({ device, feed }: LiveProps) {
  const t = words.texts.devices.channels;
  const diagnostics = feed.diagnostics.value;
  return (
    <section class="card device-live" aria-labelledby="device-channels">
      <header>
        <h2 id="device-channels">{t.title}</h2>
        <span class="soft small">{t.lastMinute}</span>
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
  const t = words.texts.devices.channels;
  const { channel, gramsPerUnit, place } = own;
  const [, grams] = feed.read(channel);
  const levelG = grams.at(-1) ?? null;
  const noise = diagnostic?.noise ?? null;
  const noiseG = noise === null ? 0 : Math.abs(noise * gramsPerUnit);
  return (
    <li class="device-channel">
      <h3>
        {t.channel(channel)}
        <span class="soft small">{` ${namePlace(place)}`}</span>
      </h3>
      <strong class="number">{wordReading(place, levelG)}</strong>
      <PlateCurve plate={{ plate: channel, levelG, noiseG }} curves={feed} onCurve={feed.onCurve} />
      {diagnostic === null ? null : (
        <dl class="device-facts">
          <div>
            <dt>{t.noise}</dt>
            <dd>{noise === null ? t.noiseUnknown : t.grams(formatPrecise(noiseG))}</dd>
          </div>
          <div>
            <dt>{t.different}</dt>
            <dd>{t.differentOf(diagnostic.uniqueCount, diagnostic.sampleCount)}</dd>
          </div>
          <div>
            <dt>{t.saturated}</dt>
            <dd>{formatShare(diagnostic.saturatedShare)}</dd>
          </div>
          <div>
            <dt>{t.missing}</dt>
            <dd>{formatShare(diagnostic.missingShare)}</dd>
          </div>
          <div>
            <dt>{t.raw}</dt>
            <dd>
              <bdi>{wordRange(diagnostic)}</bdi>
            </dd>
          </div>
        </dl>
      )}
    </li>
  );
}

/** Two digits that count. */
function formatPrecise(value: number): string {
  return formatNumber(value, { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
}

function formatShare(share: number): string {
  const isSmall = share > 0 && share < 0.001;
  const percent = formatNumber(isSmall ? 0.001 : share, {
    style: "percent",
    maximumFractionDigits: 1,
  });
  return isSmall ? keepOrder(`<${percent}`) : percent;
}

function wordRange({ least, most }: Diagnostic): string {
  const t = words.texts.devices.channels;
  if (least === null || most === null) return t.rawNone;
  const [from, to] = [least, most].map(wordRaw);
  return from === to ? from! : t.rawRange(from!, to!);
}

/** Counts are whole; of weights, what a scale tells apart. */
function wordRaw(value: number): string {
  const number = Number.isInteger(value) ? value : Number(value.toPrecision(5));
  return String(number).replace("-", "−");
}
