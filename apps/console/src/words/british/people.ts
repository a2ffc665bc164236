/** Every word of people in the console. Other languages are typed by these. */
export const people = {};
