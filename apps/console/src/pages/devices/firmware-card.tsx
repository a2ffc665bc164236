import { BOARD_NAMES, type BoardName } from "@saunter/protocol/devices/firmware/boards";
import { AMPLIFIERS, type Wiring } from "@saunter/protocol/devices/firmware/firmware-plan";
import {
  type FirmwareFile,
  type FirmwareKind,
  makeFirmware,
} from "@saunter/protocol/devices/firmware/make-firmware";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { saveFile } from "../../parts/save-file.ts";
import { CopiedText } from "./copied-text.tsx";
import type { Device, Firmware } from "./device-words.ts";
import { writeWiring } from "./device-yaml.ts";
import {
  chooseAmplifier,
  draftWiring,
  listPinNames,
  readWiring,
  takesFirmware,
  type WiringDraft,
} from "./wiring-draft.ts";

interface FirmwareCardProps {
  readonly device: Device;
  readonly firmware: Firmware;
}

/** The program of a controller's ESP32, as files: nothing of it leaves the browser. */
export function FirmwareCard({ device, firmware }: FirmwareCardProps) {
  const channelCount = device.channels.length;
  const [kind, setKind] = useState<FirmwareKind>("esphome");
  const [draft, setDraft] = useState(() =>
    draftWiring(chooseAmplifier(channelCount), "esp32", channelCount),
  );
  if (!takesFirmware(device)) return null;
  const wiring = device.wiring ?? readWiring(draft, channelCount);
  return (
    <section class="card device-firmware" aria-labelledby="device-firmware">
      <header>
        <h2 id="device-firmware">Firmware</h2>
      </header>
      <div class="pad stack">
        <p>
          The program of an ESP32 that reads this device's amplifiers. No ESP32 has run it yet:
          check each channel before you rely on it.
        </p>
        <div class="row firmware-fields">
          <SelectField label="For" value={kind} onValue={(value) => setKind(value as FirmwareKind)}>
            <option value="esphome">ESPHome</option>
            <option value="arduino">Arduino</option>
          </SelectField>
          {device.wiring === null ? (
            <WiringFields draft={draft} channelCount={channelCount} onDraft={setDraft} />
          ) : null}
        </div>
        {device.wiring === null ? null : <p>{describeWiring(device.wiring)}</p>}
        {wiring === null ? (
          <p class="note warning" role="status">
            Each pin must be the number of a GPIO, such as 16.
          </p>
        ) : (
          <MadeFirmware device={device} firmware={firmware} kind={kind} wiring={wiring} />
        )}
      </div>
    </section>
  );
}

interface WiringFieldsProps {
  readonly draft: WiringDraft;
  readonly channelCount: number;
  readonly onDraft: (draft: WiringDraft) => void;
}

/** Board, amplifier and pins of a controller that the configuration does not describe. */
function WiringFields({ channelCount, draft, onDraft }: WiringFieldsProps) {
  const { board, kind, pins, samplesPerSecond } = draft;
  return (
    <>
      <SelectField
        label="Board"
        value={board}
        onValue={(value) => onDraft(draftWiring(kind, value as BoardName, channelCount))}
      >
        {BOARD_NAMES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <SelectField
        label="Amplifier"
        value={kind}
        onValue={(value) => onDraft(draftWiring(value as Wiring["kind"], board, channelCount))}
      >
        {Object.entries(AMPLIFIERS).map(([value, { name }]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Samples a second"
        value={String(samplesPerSecond)}
        onValue={(value) => onDraft({ ...draft, samplesPerSecond: Number(value) })}
      >
        {AMPLIFIERS[kind].ratesHz.map((rateHz) => (
          <option key={rateHz}>{rateHz}</option>
        ))}
      </SelectField>
      {listPinNames(kind, channelCount).map((name) => (
        <Field
          key={name}
          label={`GPIO of ${name}`}
          value={pins[name] ?? ""}
          onValue={(value) => onDraft({ ...draft, pins: { ...pins, [name]: value } })}
          inputMode="numeric"
          maxLength={2}
        />
      ))}
    </>
  );
}

interface MadeFirmwareProps extends FirmwareCardProps {
  readonly kind: FirmwareKind;
  readonly wiring: Wiring;
}

/** The files and what to do with them, or why there are none. */
function MadeFirmware({ device, firmware, kind, wiring }: MadeFirmwareProps) {
  const { authority, broker, isTls, prefix, warning } = firmware;
  const { deviceId } = device;
  if (isTls && authority === null) {
    return (
      <p class="note warning" role="status">
        The broker speaks TLS, and the controller has to know whose certificate it has. Add the
        authority's file to the configuration as <code>source.mqtt.ca</code>, and restart the shop.
      </p>
    );
  }
  const made = makeFirmware(
    {
      ...{ deviceId, prefix, wiring },
      ...(broker === null ? {} : { broker }),
      ...(authority === null ? {} : { tls: { authority } }),
    },
    kind,
  );
  if (!made.ok) return <Notes label="Correct the wiring" texts={made.problems} />;
  const warnings = [...made.plan.warnings, ...(warning === null ? [] : [warning])];
  return (
    <>
      {warnings.length === 0 ? null : <Notes label="Before you flash it" texts={warnings} />}
      {device.wiring === null ? (
        <>
          <p>
            Add these lines to <strong>{deviceId}</strong> in the configuration, so that its wiring
            is known:
          </p>
          <CopiedText label={`Wiring of ${deviceId}`} text={writeWiring(wiring)} />
        </>
      ) : null}
      <ul class="firmware-files">
        {made.files.map((file) => (
          <FileRow key={file.name} file={file} />
        ))}
      </ul>
      <p>
        {kind === "esphome" ? (
          <>
            Save <code>secrets.example.yaml</code> as <code>secrets.yaml</code> and fill in your
            Wi-Fi, the broker's address and the device's key. Then run{" "}
            <code>esphome run {deviceId}.yaml</code>.
          </>
        ) : (
          <>
            Put the file in a folder named <code>{deviceId}</code>, and fill in your Wi-Fi, the
            broker's address and the device's key in its first lines. Then upload it with the
            Arduino IDE.
          </>
        )}{" "}
        The key is shown once, when an operator creates it: on <a href="/console/people">People</a>,
        add a user named {deviceId} with the role sensor.
      </p>
    </>
  );
}

function Notes({ label, texts }: { readonly label: string; readonly texts: readonly string[] }) {
  return (
    <div class="note warning" role="status">
      <p>{label}:</p>
      <ul>
        {texts.map((text) => (
          <li key={text}>{`${text.charAt(0).toUpperCase()}${text.slice(1)}.`}</li>
        ))}
      </ul>
    </div>
  );
}

function FileRow({ file: { name, text } }: { readonly file: FirmwareFile }) {
  const saved = name.split("/").at(-1)!;
  return (
    <li class="row">
      <code>{saved}</code>
      <Button
        aria-label={`Download ${saved}`}
        onPress={() => saveFile(new Blob([text], { type: "text/plain" }), saved)}
      >
        Download
      </Button>
    </li>
  );
}

function describeWiring(wiring: Wiring): string {
  const { board, cells, kind, samplesPerSecond } = wiring;
  const amplifiers = `${cells.length} × ${AMPLIFIERS[kind].name} on ${board}, ${samplesPerSecond} samples a second`;
  const pins =
    wiring.kind === "nau7802"
      ? `SDA at GPIO${wiring.sda}, SCL at GPIO${wiring.scl}`
      : wiring.cells
          .map(({ dout, sck }, at) => `DOUT ${at + 1} at GPIO${dout}, SCK ${at + 1} at GPIO${sck}`)
          .join("; ");
  return `As configured: ${amplifiers}. ${pins}.`;
}
