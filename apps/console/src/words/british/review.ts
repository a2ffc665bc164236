/** Every word of review in the console. Other languages are typed by these. */
export const review = {};
