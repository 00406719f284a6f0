/** The fastest sampling that is offered, in seconds. */
export const SHORTEST_INTERVAL = 0.000_05;

/** In seconds. */
export const DEFAULT_INTERVAL = 0.001;
