import type { Answer } from "@saunter/client/api";
import { Bones, Empty, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { Status } from "@saunter/ui/components/status";
import { Ago } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useEvery } from "../../parts/use-every.ts";
import { api, hasRole } from "../../session.ts";
import { words } from "../../words.ts";
import { wordState } from "../health/camera-card.tsx";
import { wordOffset } from "./clock-words.ts";
import { ClocksCard } from "./clocks-card.tsx";
import { CopiedText } from "./copied-text.tsx";
import { DeviceFacts, DeviceFaults } from "./device-facts.tsx";
import {
  type AnnouncedDevice,
  type Device,
  formatRate,
  isDoor,
  isWeighing,
  namePlace,
  type UnknownDevice,
  wordDevice,
  wordReading,
} from "./device-words.ts";
import { writeAnnounced, writeDevice } from "./device-yaml.ts";
import { GateCards } from "./gates-cards.tsx";
import { RecordingCard } from "./recording-card.tsx";
import "./devices.css";

type Devices = Answer<"GET /v1/devices">;

const EVERY_MS = 2000;

/** All controllers of scales, gates, and what tells where people are. */
export function DevicesPage() {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/devices", { signal }),
    [],
  );
  useEvery(EVERY_MS, reload);
  const t = words.texts.devices;
  const mayRecord = hasRole("operator");
  return (
    <div class="stack">
      <PageHead title={t.title}>
        {value === null ? null : (
          <span class="soft small">
            {t.inOrder(
              value.devices.filter(({ faults }) => faults.length === 0).length,
              value.devices.length,
            )}
          </span>
        )}
      </PageHead>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null ? (
        <Bones lines={6} />
      ) : (
        <>
          {value.broker === null ? null : (
            <p class="note warning" role="status" dir="auto">
              {value.broker}
            </p>
          )}
          {value.unknown.length === 0 ? null : <UnknownCard devices={value.unknown} />}
          {value.announced.length === 0 ? null : <AnnouncedCard devices={value.announced} />}
          {value.devices.length > 0 ? null : (
            <Empty title={t.none}>{t.noneText(<code>source.devices</code>)}</Empty>
          )}
          <div
            class="devices"
            style={{
              "--cards":
                value.devices.length + (value.clocks === null ? 1 : 2) + (mayRecord ? 1 : 0),
            }}
          >
            {value.devices.map((device) => (
              <DeviceCard key={device.deviceId} device={device} />
            ))}
            <GateCards />
            {value.clocks === null ? null : (
              <ClocksCard by={value.people.by} clocks={value.clocks} />
            )}
            <PeopleCard devices={value} />
            {mayRecord ? <RecordingCard /> : null}
          </div>
        </>
      )}
    </div>
  );
}

function DeviceCard({ device }: { readonly device: Device }) {
  const { deviceId, gondola } = device;
  const [tone, word] = wordDevice(device);
  return (
    <section class="card" aria-labelledby={`device-${deviceId}`}>
      <header>
        <h2 id={`device-${deviceId}`}>
          <a href={`/console/devices/${deviceId}`}>{deviceId}</a>
        </h2>
        <span class="soft small">{words.texts.devices.gondola(gondola)}</span>
        <Status tone={tone}>{word}</Status>
      </header>
      <div class="pad stack tight">
        <DeviceFaults device={device} />
        <DeviceFacts device={device} />
        <ChannelBars device={device} />
      </div>
    </section>
  );
}

/** What each plate weighs now; the bars are beside the heaviest of the controller. */
function ChannelBars({ device: { channels } }: { readonly device: Device }) {
  const used = channels.filter(({ place }) => place !== null);
  const mostG = Math.max(1, ...used.filter(isWeighing).map(({ weightG }) => weightG ?? 0));
  return (
    <table class="channel-bars">
      <caption class="unseen">{words.texts.devices.bars}</caption>
      <tbody>
        {used.map(({ channel, place, weightG }) => (
          <tr key={channel}>
            <th scope="row">
              {isDoor(place!) ? namePlace(place) : `${place!.shelf}/${place!.plate}`}
            </th>
            <td class="channel-bar">
              <span
                style={{ inlineSize: `${Math.max(0, Math.min(1, (weightG ?? 0) / mostG)) * 100}%` }}
              />
            </td>
            <td class="number">{wordReading(place, weightG)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UnknownCard({ devices }: { readonly devices: readonly UnknownDevice[] }) {
  const t = words.texts.devices.unknown;
  return (
    <section class="card" aria-labelledby="devices-unknown">
      <header>
        <h2 id="devices-unknown">{t.title}</h2>
      </header>
      <ul>
        {devices.map((device) => (
          <li key={device.deviceId} class="pad stack tight unknown-device">
            <p>
              {t.sends(
                <strong>{device.deviceId}</strong>,
                device.shape === null
                  ? t.noFrame
                  : t.frames(device.shape.channels, formatRate(device.shape.rateHz)),
                <Ago timestampMs={device.lastMs} />,
              )}
            </p>
            <CopiedText label={t.configuration(device.deviceId)} text={writeDevice(device)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Every text of theirs is as they say it, and nobody has checked it. */
function AnnouncedCard({ devices }: { readonly devices: readonly AnnouncedDevice[] }) {
  const { announced: t, unknown } = words.texts.devices;
  return (
    <section class="card" aria-labelledby="devices-announced">
      <header>
        <h2 id="devices-announced">{t.title}</h2>
      </header>
      <ul>
        {devices.map((device) => {
          const { announcedId, manufacturer, model, name, problem, sensors, transport } = device;
          const made = [manufacturer, model].filter((text) => text !== null).join(" ");
          return (
            <li key={announcedId} class="pad stack tight unknown-device">
              <p>
                <strong>{name ?? announcedId}</strong>
                {made === "" ? null : <span class="soft small"> {made}</span>}
              </p>
              <ul class="announced-sensors">
                {sensors.map((sensor) => (
                  <li key={`${sensor.name} ${sensor.topic}`}>
                    {sensor.unit === null
                      ? (sensor.name ?? t.unnamed)
                      : t.sensor(sensor.name ?? t.unnamed, sensor.unit)}
                    {sensor.topic === null ? null : <code>{sensor.topic}</code>}
                  </li>
                ))}
              </ul>
              {transport === null ? (
                <p dir="auto">{problem}</p>
              ) : (
                <>
                  <p>{t.toUse}</p>
                  <CopiedText
                    label={unknown.configuration(announcedId)}
                    text={writeAnnounced(transport)}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function PeopleCard({ devices: { cameras, people } }: { readonly devices: Devices }) {
  const t = words.texts.devices.people;
  const isTracker = people.by === "tracker";
  return (
    <section class="card" aria-labelledby="devices-people">
      <header>
        <h2 id="devices-people">{isTracker ? t.tracker : t.cameras}</h2>
        <Status tone={people.isQuiet ? "wrong" : "sure"}>
          {people.isQuiet ? t.offline : t.online}
        </Status>
      </header>
      <div class="pad stack tight">
        <p class="soft small">
          {people.lastMessageMs === null
            ? t.none
            : t.last(<Ago timestampMs={people.lastMessageMs} />)}
        </p>
        {cameras.length === 0 ? null : (
          <ul class="row">
            {cameras.map((camera) => {
              const [tone, word] = wordState(camera);
              return (
                <li key={camera.cameraId} class="row">
                  {camera.cameraId} <Status tone={tone}>{word}</Status>
                  {camera.clockOffsetMs === null ? null : (
                    <span class="soft small">{wordOffset(camera.clockOffsetMs)}</span>
                  )}
                </li>
              );
            })}
          </ul>
        )}
        <a href="/console/health">{t.openHealth}</a>
      </div>
    </section>
  );
}
