import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { words } from "../../words.ts";
import {
  type Calibration,
  type CalibrationResult,
  calibrate,
  type Reading,
  type ReadingResult,
  readAtRest,
} from "./calibration.ts";
import { CopiedText } from "./copied-text.tsx";
import type { DeviceFeed } from "./device-feed.ts";
import { type Device, formatNumber, isWeighing, namePlace } from "./device-words.ts";
import { writeChannels } from "./device-yaml.ts";

/** Why a weighing was refused, and of which channels where it is of several. */
interface Refused {
  readonly reason:
    | Extract<ReadingResult, { ok: false }>["reason"]
    | Extract<CalibrationResult, { ok: false }>["reason"]
    | "no-weight";
  readonly channels: readonly number[];
}

function wordRefused({ channels, reason }: Refused): string {
  const { ofChannels, refused } = words.texts.devices.calibration;
  return channels.length === 0 ? refused[reason] : ofChannels(channels, refused[reason]);
}

interface CalibrationCardProps {
  readonly device: Device;
  readonly feed: DeviceFeed;
}

/** What has been read of a device's channels so far, and why the last reading was refused. */
function useCalibration({ device, feed }: CalibrationCardProps) {
  const used = device.channels.filter(isWeighing);
  const [empty, setEmpty] = useState<ReadonlyMap<number, Reading>>(new Map());
  const [measured, setMeasured] = useState<ReadonlyMap<number, Calibration>>(new Map());
  const [refused, setRefused] = useState<Refused | null>(null);
  const read = (channel: number): ReadingResult => {
    const { timesMs, values } = feed.readRaw(channel);
    return readAtRest(timesMs, values, feed.diagnostics.value.get(channel)?.noise ?? null);
  };
  const zeroAll = (): Refused | null => {
    const results = used.map(({ channel }) => [channel, read(channel)] as const);
    const good = results.flatMap(([channel, result]) =>
      result.ok ? [[channel, result.reading] as const] : [],
    );
    setEmpty(new Map(good));
    setMeasured(new Map());
    const bad = results.flatMap(([channel, result]) =>
      result.ok ? [] : [{ channel, reason: result.reason }],
    );
    const [first] = bad;
    if (first === undefined) return null;
    return { reason: first.reason, channels: bad.map(({ channel }) => channel) };
  };
  const weigh = (channel: number, weightG: number | null): Refused | null => {
    if (weightG === null) return { reason: "no-weight", channels: [] };
    const result = read(channel);
    if (!result.ok) return { reason: result.reason, channels: [] };
    const found = calibrate(empty.get(channel)!, result.reading, weightG);
    if (!found.ok) return { reason: found.reason, channels: [] };
    setMeasured(new Map([...measured, [channel, found.calibration]]));
    return null;
  };
  return {
    used,
    empty,
    measured,
    refused,
    zero: () => setRefused(zeroAll()),
    measure: (channel: number, weightG: number | null) => setRefused(weigh(channel, weightG)),
  };
}

type Calibrating = ReturnType<typeof useCalibration>;

/** Zero and scale of channels, for the configuration: nothing is changed by it. */
export function CalibrationCard({ device, feed }: CalibrationCardProps) {
  const calibrating = useCalibration({ device, feed });
  const [channel, setChannel] = useState(calibrating.used[0]?.channel ?? 1);
  const { empty, measured, refused, used, zero } = calibrating;
  if (used.length === 0) return null;
  const own = measured.get(channel);
  const t = words.texts.devices.calibration;
  return (
    <section class="card" aria-labelledby="device-calibration">
      <header>
        <h2 id="device-calibration">{t.title}</h2>
      </header>
      <div class="pad stack calibration">
        <ol class="stack tight">
          <li>
            <p>{t.empty}</p>
            <div class="row">
              <Button kind={empty.size === 0 ? "main" : "plain"} onPress={zero}>
                {t.zero}
              </Button>
              <span class="soft small" role="status">
                {empty.size === 0 ? "" : t.zeroed(empty.size, used.length)}
              </span>
            </div>
          </li>
          <li>
            <p>{t.load}</p>
            <WeightForm calibrating={calibrating} channel={channel} onChannel={setChannel} />
          </li>
        </ol>
        {refused === null ? null : (
          <p class="note warning" role="alert">
            {wordRefused(refused)}
          </p>
        )}
        <div role="status">{own === undefined ? null : <Measured calibration={own} />}</div>
        {empty.size === 0 ? null : <Lines device={device} empty={empty} measured={measured} />}
      </div>
    </section>
  );
}

interface WeightFormProps {
  readonly calibrating: Calibrating;
  readonly channel: number;
  readonly onChannel: (channel: number) => void;
}

function WeightForm({ calibrating, channel, onChannel }: WeightFormProps) {
  const { empty, measure, measured, used } = calibrating;
  const [weight, setWeight] = useState("500");
  const weightG = parseWeight(weight);
  const t = words.texts.devices.calibration;
  return (
    <div class="row calibration-fields">
      <SelectField
        label={t.plate}
        value={String(channel)}
        onValue={(value) => onChannel(Number(value))}
      >
        {used.map(({ channel: of, place }) => (
          <option key={of} value={of}>
            {`${namePlace(place)}${measured.has(of) ? " ✓" : ""}`}
          </option>
        ))}
      </SelectField>
      <Field
        label={t.weight}
        value={weight}
        onValue={setWeight}
        inputMode="decimal"
        fault={weightG === null ? t.refused["no-weight"] : null}
      />
      <Button
        kind={empty.has(channel) && !measured.has(channel) ? "main" : "plain"}
        disabled={!empty.has(channel)}
        onPress={() => measure(channel, weightG)}
      >
        {t.measure}
      </Button>
    </div>
  );
}

function Measured({ calibration }: { readonly calibration: Calibration }) {
  const { gramsPerCount, readingErrorG, scaleErrorShare } = calibration;
  const t = words.texts.devices.calibration;
  return (
    <>
      <p>
        {t.expectedError(
          formatPrecise(2 * readingErrorG, 2),
          formatPrecise(200 * scaleErrorShare, 1),
        )}
      </p>
      {gramsPerCount < 0 ? <p class="soft small">{t.upsideDown}</p> : null}
    </>
  );
}

function formatPrecise(value: number, digits: number): string {
  return formatNumber(value, {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
  });
}

interface LinesProps {
  readonly device: Device;
  readonly empty: ReadonlyMap<number, Reading>;
  readonly measured: ReadonlyMap<number, Calibration>;
}

/** Channels that were zeroed and not weighed keep the scale that they have. */
function Lines({ device, empty, measured }: LinesProps) {
  const t = words.texts.devices.calibration;
  const zeroed = device.channels.flatMap(({ channel, gramsPerUnit }) => {
    const reading = empty.get(channel);
    if (reading === undefined) return [];
    const kept = { gramsPerCount: gramsPerUnit, readingErrorG: 0, scaleErrorShare: 0 };
    return [[channel, { zero: reading.mean, ...kept }] as const];
  });
  return (
    <>
      <p>{t.lines(<code>channels</code>, <strong>{device.deviceId}</strong>)}</p>
      <CopiedText
        label={t.channelsOf(device.deviceId)}
        text={writeChannels(device, new Map([...zeroed, ...measured]))}
      />
    </>
  );
}

/** "500", "0,5"; null where it is no weight, or may be another one: 1.000 is a gram or a kilogram. */
function parseWeight(text: string): number | null {
  if (/^\s*\d{1,3}[.,]\d{3}\s*$/.test(text)) return null;
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}
