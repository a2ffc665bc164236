import { BOARD_NAMES, type BoardName } from "@saunter/protocol/devices/firmware/boards";
import {
  AMPLIFIERS,
  planFirmware,
  type Wiring,
} from "@saunter/protocol/devices/firmware/firmware-plan";
import {
  type FirmwareFile,
  type FirmwareKind,
  makeFirmware,
} from "@saunter/protocol/devices/firmware/make-firmware";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { SelectField } from "@saunter/ui/components/select-field";
import { saveFile } from "@saunter/ui/save-file";
import { useState } from "preact/hooks";
import { namePage, words } from "../../words.ts";
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
  const t = words.texts.devices.firmware;
  const wiring = device.wiring ?? readWiring(draft, channelCount);
  return (
    <section class="card device-firmware" aria-labelledby="device-firmware">
      <header>
        <h2 id="device-firmware">{t.title}</h2>
      </header>
      <div class="pad stack">
        <p>{t.text}</p>
        <div class="row firmware-fields">
          <SelectField
            label={t.kind}
            value={kind}
            onValue={(value) => setKind(value as FirmwareKind)}
          >
            <option value="esphome">{t.kinds.esphome}</option>
            <option value="arduino">{t.kinds.arduino}</option>
          </SelectField>
          {device.wiring === null ? (
            <WiringFields draft={draft} channelCount={channelCount} onDraft={setDraft} />
          ) : null}
        </div>
        {device.wiring === null ? null : <p>{describeWiring(device.wiring)}</p>}
        {wiring === null ? (
          <p class="note warning" role="status">
            {t.pinsWrong}
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
  const t = words.texts.devices.firmware;
  const { board, kind, pins, samplesPerSecond } = draft;
  return (
    <>
      <SelectField
        label={t.board}
        value={board}
        onValue={(value) => onDraft(draftWiring(kind, value as BoardName, channelCount))}
      >
        {BOARD_NAMES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <SelectField
        label={t.amplifier}
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
        label={t.rate}
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
          label={t.pin(name)}
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
  const t = words.texts.devices.firmware;
  const { authority, broker, isTls, prefix, warning } = firmware;
  const { deviceId } = device;
  if (isTls && authority === null) {
    return (
      <p class="note warning" role="status">
        {t.noAuthority(<code>source.mqtt.ca</code>)}
      </p>
    );
  }
  const request = {
    ...{ deviceId, prefix, wiring },
    ...(broker === null ? {} : { broker }),
    ...(authority === null ? {} : { tls: { authority } }),
  };
  // Files are in English, whatever language is shown.
  const made = makeFirmware(request, kind);
  const planned = planFirmware(request, t.notes);
  if (!made.ok || !planned.ok) {
    return <Notes label={t.correctWiring} texts={planned.ok ? [] : planned.problems} />;
  }
  const warnings = [...planned.plan.warnings, ...(warning === null ? [] : [warning])];
  return (
    <>
      {warnings.length === 0 ? null : <Notes label={t.beforeFlashing} texts={warnings} />}
      {device.wiring === null ? (
        <>
          <p>{t.addLines(<strong>{deviceId}</strong>)}</p>
          <CopiedText label={t.wiringOf(deviceId)} text={writeWiring(wiring)} />
        </>
      ) : null}
      <ul class="firmware-files">
        {made.files.map((file) => (
          <FileRow key={file.name} file={file} />
        ))}
      </ul>
      <p>
        {kind === "esphome"
          ? t.esphomeSteps(
              <code>secrets.example.yaml</code>,
              <code>secrets.yaml</code>,
              <code>{`esphome run ${deviceId}.yaml`}</code>,
            )
          : t.arduinoSteps(<code>{deviceId}</code>)}{" "}
        {t.keyStep(<a href="/console/people">{namePage("People")}</a>, deviceId)}
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
          <li key={text} dir="auto">{`${text.charAt(0).toUpperCase()}${text.slice(1)}.`}</li>
        ))}
      </ul>
    </div>
  );
}

function FileRow({ file: { name, text } }: { readonly file: FirmwareFile }) {
  const t = words.texts.devices.firmware;
  const saved = name.split("/").at(-1)!;
  return (
    <li class="row">
      <code>{saved}</code>
      <Button
        aria-label={t.downloadOf(saved)}
        onPress={() => saveFile(new Blob([text], { type: "text/plain" }), saved)}
      >
        {t.download}
      </Button>
    </li>
  );
}

function describeWiring(wiring: Wiring): string {
  const { board, cells, kind, samplesPerSecond } = wiring;
  const t = words.texts.devices.firmware;
  const amplifiers = `${cells.length} × ${AMPLIFIERS[kind].name}`;
  const join = (...pins: readonly (readonly [use: string, pin: number])[]): string =>
    pins.map(([use, pin]) => t.pinAt(use, pin)).join(t.pinsBetween);
  const pins =
    wiring.kind === "nau7802"
      ? join(["SDA", wiring.sda], ["SCL", wiring.scl])
      : wiring.cells
          .map(({ dout, sck }, at) => join([`DOUT ${at + 1}`, dout], [`SCK ${at + 1}`, sck]))
          .join(t.cellsBetween);
  return t.wired(amplifiers, board, samplesPerSecond, pins);
}
