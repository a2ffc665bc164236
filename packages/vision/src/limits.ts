/** Every bound of the camera maths and of body fusion, by name, in one place. */

/** Steps of time kept of two who may have been swapped: a minute of 0.3 s each. */
export const CHAIN_STEPS_MAX = 200;
/** Steps towards the place that cameras see. */
export const TRIANGULATION_STEPS_MAX = 20;
/** Steps of the radius, and of both coordinates, when a lens's distortion is undone. */
export const UNDISTORTION_STEPS_MAX = 60;
/** Points that a camera's pose is found from. */
export const POINTS_MAX = 200;
/** Of more points, threes are taken of every second one, or third, and so on. */
export const TRIPLE_POINTS_MAX = 12;
/** Threes of points that poses are started from, and starts of those that are refined. */
export const TRIPLES_MAX = 60;
export const STARTS_MAX = 6;
/** Of so many points each is tried as the wrong one; of more, the worst few. */
export const ALL_SUSPECTS_POINTS_MAX = 8;
export const SUSPECTS_MAX = 4;
/**
 * Fits of a pose, and steps of each. The turn is about where it started: fitted once more from where it
 * came to, it is about 0.
 */
export const POSE_FIT_ROUNDS = 2;
export const POSE_FIT_STEPS_MAX = 60;
/** Cameras that are refined together, sightings of people who walk, and steps of a fit. */
export const CAMERAS_MAX = 64;
export const WALK_SIGHTINGS_MAX = 200_000;
export const BUNDLE_STEPS_MAX = 60;
