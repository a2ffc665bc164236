/** Every word of numbers in the console. Other languages are typed by these. */
export const numbers = {};
