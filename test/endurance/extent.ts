/** What chance starts from: the same each time, unless somebody wants another course. */
export const SEED = Number(process.env['HANDOFF_SEED'] ?? 7);

/** How much of it: all with `HANDOFF_ENDURANCE=full`, else what every change can afford. */
export const extent = <T extends number | boolean>(full: T, otherwise: T): T =>
  process.env['HANDOFF_ENDURANCE'] === 'full' ? full : otherwise;
