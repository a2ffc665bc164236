/** What the lab brings to a shop's process. */
import type { Extension } from "@saunter/shop/process/capability";
import type { DemoSources } from "../demo/demo-control.ts";
import { createDemonstration } from "../demo/open-demo.ts";
import { createSimulatedPeople } from "./simulated-people.ts";
import { SIMULATOR } from "./simulator.ts";

/** For a shop that is configured to be simulated, or to play a recording. */
export const SIMULATION: Extension = {
  simulator: SIMULATOR,
  capabilities: [createSimulatedPeople(false)],
};

/** For a shop that is there to be looked at. */
export function makeDemonstration(sources: DemoSources, files: string | null): Extension {
  return {
    simulator: SIMULATOR,
    capabilities: [createSimulatedPeople(true), createDemonstration(sources, files)],
    isDemonstration: true,
  };
}
