import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
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
import { type Device, isWeighing, namePlace } from "./device-words.ts";
import { writeChannels } from "./device-yaml.ts";

const REFUSED: Readonly<
  Record<
    | Extract<ReadingResult, { ok: false }>["reason"]
    | Extract<CalibrationResult, { ok: false }>["reason"],
    string
  >
> = {
  "too-few": "Too few readings of the last 3 seconds. Check that the device is online.",
  moving: "The readings still move. Wait 3 seconds and try again.",
  "too-light":
    "The weight hardly changed the reading. Check that it stands on this plate, or use a heavier one.",
};

const NO_WEIGHT = "The weight must be a number of grams, such as 500 or 1250.5.";

interface CalibrationCardProps {
  readonly device: Device;
  readonly feed: DeviceFeed;
}

/** What has been read of a device's channels so far, and why the last reading was refused. */
function useCalibration({ device, feed }: CalibrationCardProps) {
  const used = device.channels.filter(isWeighing);
  const [empty, setEmpty] = useState<ReadonlyMap<number, Reading>>(new Map());
  const [measured, setMeasured] = useState<ReadonlyMap<number, Calibration>>(new Map());
  const [refused, setRefused] = useState<string | null>(null);
  const read = (channel: number): ReadingResult => {
    const { timesMs, values } = feed.readRaw(channel);
    return readAtRest(timesMs, values, feed.diagnostics.value.get(channel)?.noise ?? null);
  };
  const zeroAll = (): string | null => {
    const results = used.map(({ channel }) => [channel, read(channel)] as const);
    const good = results.flatMap(([channel, result]) =>
      result.ok ? [[channel, result.reading] as const] : [],
    );
    setEmpty(new Map(good));
    setMeasured(new Map());
    const bad = results.filter(([, result]) => !result.ok).map(([channel]) => channel);
    if (bad.length === 0) return null;
    const first = results.find(([, result]) => !result.ok)![1];
    return `Channel ${bad.join(", ")}: ${first.ok ? "" : REFUSED[first.reason]}`;
  };
  const weigh = (channel: number, weightG: number | null): string | null => {
    if (weightG === null) return NO_WEIGHT;
    const result = read(channel);
    if (!result.ok) return REFUSED[result.reason];
    const found = calibrate(empty.get(channel)!, result.reading, weightG);
    if (!found.ok) return REFUSED[found.reason];
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
  return (
    <section class="card" aria-labelledby="device-calibration">
      <header>
        <h2 id="device-calibration">Calibration</h2>
      </header>
      <div class="pad stack calibration">
        <ol class="stack tight">
          <li>
            <p>Take everything off all plates of this device and wait 3 seconds.</p>
            <div class="row">
              <Button kind={empty.size === 0 ? "main" : "plain"} onPress={zero}>
                Zero
              </Button>
              <span class="soft small" role="status">
                {empty.size === 0
                  ? ""
                  : `Zero of ${empty.size} of ${used.length} channels measured.`}
              </span>
            </div>
          </li>
          <li>
            <p>Put a known weight on one plate and wait 3 seconds. Repeat for each plate.</p>
            <WeightForm calibrating={calibrating} channel={channel} onChannel={setChannel} />
          </li>
        </ol>
        {refused === null ? null : (
          <p class="note warning" role="alert">
            {refused}
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
  return (
    <div class="row calibration-fields">
      <SelectField
        label="Plate"
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
        label="Weight, grams"
        value={weight}
        onValue={setWeight}
        inputMode="decimal"
        fault={weightG === null ? NO_WEIGHT : null}
      />
      <Button
        kind={empty.has(channel) && !measured.has(channel) ? "main" : "plain"}
        disabled={!empty.has(channel)}
        onPress={() => measure(channel, weightG)}
      >
        Measure
      </Button>
    </div>
  );
}

function Measured({ calibration }: { readonly calibration: Calibration }) {
  const { gramsPerCount, readingErrorG, scaleErrorShare } = calibration;
  return (
    <>
      <p>
        Expected error: ±{(2 * readingErrorG).toPrecision(2)} g of a reading, and ±
        {(200 * scaleErrorShare).toPrecision(1)} % of a weight (95 %).
      </p>
      {gramsPerCount < 0 ? (
        <p class="soft small">
          The cell is mounted upside down: the negative number corrects that.
        </p>
      ) : null}
    </>
  );
}

interface LinesProps {
  readonly device: Device;
  readonly empty: ReadonlyMap<number, Reading>;
  readonly measured: ReadonlyMap<number, Calibration>;
}

/** Channels that were zeroed and not weighed keep the scale that they have. */
function Lines({ device, empty, measured }: LinesProps) {
  const zeroed = device.channels.flatMap(({ channel, gramsPerUnit }) => {
    const reading = empty.get(channel);
    if (reading === undefined) return [];
    const kept = { gramsPerCount: gramsPerUnit, readingErrorG: 0, scaleErrorShare: 0 };
    return [[channel, { zero: reading.mean, ...kept }] as const];
  });
  return (
    <>
      <p>
        Replace the <code>channels</code> of <strong>{device.deviceId}</strong> in the configuration
        with these lines, and restart the shop:
      </p>
      <CopiedText
        label={`Channels of ${device.deviceId}`}
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
