/** What everything that readings arrive by ends in, whatever it is: MQTT, HTTP, Modbus, a serial line, a plug-in. */
import type { PeopleFrame } from "@saunter/protocol/devices/people-frame";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { AnnouncedDevice } from "./text-topics/announcements.ts";

export interface FrameSink {
  /** A frame has arrived now. */
  frame(frame: ScaleFrame): void;
  /** Something came by a controller's name that is no frame: `fault` says why, in a word or two. */
  refuse(deviceId: string, fault: string): void;
  /** Positions of people have arrived now, from a tracker. */
  people(frame: PeopleFrame): void;
}

/** Something open that frames arrive by. */
export interface Transport {
  /** Resolves when nothing of it is left: no connection, no timer. */
  close(): Promise<void>;
  /** Devices that have announced themselves; left out where none can. */
  listAnnounced?(): AnnouncedDevice[];
}
