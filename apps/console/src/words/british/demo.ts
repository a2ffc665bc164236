/** Every word of demo in the console. Other languages are typed by these. */
export const demo = {
  title: "Demonstration",
  change: "Change",
  takeCart: "Take a smart cart",
  ended: "Ended",
  paceAndCrowd: (pace: string, shoppersMax: number | null) => `${pace}, up to ${shoppersMax}`,
  speed: "Speed",
  source: "Source",
  simulated: "Simulated shop",
  noRecordings: "Recordings: npm start -- --recordings FOLDER",
  recordings: "Recordings",
  scenario: "Scenario",
  /** `shown` is the count as it stands on the page. */
  crowd: <Part>(shown: Part, count: number): (Part | string)[] => [
    "Up to ",
    shown,
    count === 1 ? " person" : " people",
  ],
  crowdMax: "Maximum number of shoppers",
  recordingEnded: "Recording ended",
  playAgain: "Play again",
  backToSimulated: "Back to the simulated shop",
  reopening: "Reopening the simulated shop",
  opening: (name: string) => `Opening ${name}`,

  /** What people of a scenario are up to. */
  scenarios: {
    quiet: "One at a time",
    everyday: "An ordinary day",
    busy: "Busy",
    crowd: "A crowd",
    "hand-over": "Shoppers hand items to each other",
    hold: "Shoppers pick up and put back",
    misplace: "Shoppers misplace items",
    swap: "Shoppers swap similar products",
    fast: "In a hurry",
    noisy: "Noisy scales",
    "broken-tracks": "Interrupted camera tracking",
    adversarial: "Shoppers try to cheat",
  },
};
