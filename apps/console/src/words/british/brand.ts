/** Every word of the page of logo and colour. Other languages are typed by these. */
export const brand = {
  text: "Shoppers’ pages, kiosk, carts, displays, the console and receipts show both.",

  colour: {
    title: "Colour",
    field: "Shop colour",
    pick: "Pick a colour",
    hint: "Such as #0b7a75. It is made darker or lighter where it could not be read.",
    fault: "Write # and six digits or letters from a to f, such as #0b7a75.",
    save: "Save colour",
    reset: "Use the configured colour",
    saved: "Colour saved.",
    light: "On light pages",
    dark: "On dark pages",
    sample: "Text and",
    button: "Button",
  },

  logo: {
    title: "Logo",
    none: "No logo yet.",
    hint: "SVG, or PNG of 1024 × 1024 pixels at most; 100 kB at most. Mails and PDFs show a PNG, and no SVG.",
    upload: "Upload logo",
    remove: "Remove uploaded logo",
    saved: "Logo saved.",
    removed: "Uploaded logo removed.",
  },
};
