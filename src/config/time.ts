import { IANAZone } from 'luxon';
import { z } from 'zod';

/** A time of day as people write it. */
export const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time such as 09:00, in quotes', abort: true });

export const timeZone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'a time zone such as Europe/London');
