/** Every word of floor in the console. Other languages are typed by these. */
export const floor = {};
