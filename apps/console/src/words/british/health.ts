/** Every word of health in the console. Other languages are typed by these. */
export const health = {};
