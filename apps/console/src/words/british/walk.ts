/** Every word of walk in the console. Other languages are typed by these. */
export const walk = {
  shop: "The shop",
  recording: "You cannot walk into a recording",
  recordingText: "Choose the simulated shop in the bar above to walk in.",
  noShelves: "Shelf positions are not configured",
  noShelvesText: "Add shelf positions to the configuration to walk around the shop.",
  phoneView: "Your phone’s view",
  shopView: "The shop’s view of you",

  /** What was done last. */
  said: {
    reach: (name: string) => `You reach for ${name}`,
    took: (name: string) => `You took ${name}`,
    putBack: (name: string) => `You put ${name} back`,
    leaving: "You are on your way out",
    isIn: "You are in",
    isOut: "You are out",
    refused: (title: string, detail: string) => (detail === "" ? title : `${title}: ${detail}`),
  },

  cart: {
    title: "Your cart",
    seen: "Your cart, as the shop sees it",
    howSure: "how sure the shop is of your cart",
    howSureOf: (count: number) => `how sure the shop is of ${count}`,
    nothing: "Nothing yet. Walk up to a shelf and take something.",
    undetected: "not detected yet",
    putBack: "Put back",
    putBackNamed: (name: string) => `Put back ${name}`,
    right: "Correct: that is what you hold",
    wrong: "Wrong: you hold something else",
  },

  left: {
    receipt: "Receipt",
    again: "Shop again",
    onItsWay: "You are out. Your receipt is on its way.",
    onPhone: "The receipt on your phone",
    evidence: "See the evidence",
    right: "Correct: that is exactly what you took",
    tookNothing: "You took nothing.",
    took: (items: string) => `You took ${items}.`,
    dispute: "Dispute it on your phone’s receipt: anything uncertain is decided in your favour.",
  },

  shelf: {
    before: "Shelf in front of you",
    name: (number: number) => `Shelf ${number}`,
    /** Before a product's name. */
    take: "Take",
    howTo: "How to walk",
    tap: "Tap to take one",
    orKey: ", or press its key",
    /** After a key. */
    putsBack: "puts the last one back.",
    comeIn: "Come in: the gate opens with a simulated card.",
    /** Between keys. */
    or: "or",
    /** After keys. */
    walks: "walk.",
    tapFloor: "Tap the floor or a shelf to go there.",
    see: "You see the shelf in front of you here. Take something, put it back, leave.",
    goTo: "Go to",
    aShelf: "a shelf",
    more: (names: string) => `${names} and more`,
  },

  door: {
    comeIn: "Come in",
    waiting: "You are at the gate. You come in as soon as it is free",
    leave: "Leave",
    cart: "Your cart:",
  },
};
