/** A simulated world for the shop's process: people and shelves in place of sensors, a bank in place of money. */
import { join } from "node:path";
import type { Simulator } from "@saunter/shop/process/capability";
import type { CardProvider } from "@saunter/shop/process/surroundings";
import { addSimulatedBank, addTestCards, BANK_PATH } from "./simulated-bank.ts";
import { openSimulatedGateway } from "./simulated-gateway.ts";
import { simulateSensors } from "./simulated-source.ts";

/** What the simulated provider knows, in the shop's folder. */
export const PROVIDER_FILE = "simulated-provider.bin";

export const SIMULATOR: Simulator = {
  openSource: simulateSensors,
  openCards: ({ dataFolder, currency, locale, publicUrl, hashCard, nowMs }) => {
    const path = join(dataFolder, PROVIDER_FILE);
    const actionUrl = publicUrl + BANK_PATH;
    const opened = openSimulatedGateway({ path, currency, nowMs, hashCard, actionUrl });
    const { gateway: card, takeNotices, cardSetups, bank } = opened;
    const addPages: CardProvider["addPages"] = (app) => {
      addSimulatedBank(app, bank, locale);
      addTestCards(app, cardSetups);
    };
    return { card, takeNotices, cardSetups, addPages };
  },
};
