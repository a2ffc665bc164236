/** Every word of welcome in the console. Other languages are typed by these. */
export const welcome = {};
