import { z } from 'zod';
import { channelId } from '../slack-id.ts';
import { clock, timeZone } from '../time.ts';
import { address, safeAddress } from '../web-address.ts';
import { type DatabaseConfig, databasesOf, databasesSchema } from './databases.ts';
import { type GoogleSheetsConfig, googleSheetsOf, googleSheetsSchema } from './google-sheets.ts';

/** Where datasets are looked for, and when. */
export interface TrackerConfig {
  readonly sources: string; // path of sources_config.json
  readonly times: readonly string[]; // of each day, `08:00`
  readonly timeZone: string; // IANA
  /** Where scheduled crawls tell what they found; absent: the channel of the cards. */
  readonly channel?: string | undefined;
  /** Of places in buckets (`s3://…`); absent: there are none. */
  readonly store?: TrackedStore | undefined;
  readonly databases?: readonly DatabaseConfig[] | undefined;
  readonly googleSheets?: GoogleSheetsConfig | undefined;
  readonly workbooks: number; // so many are kept, of the newest runs
  readonly species?: readonly string[] | undefined; // addresses of lists of supported species
}

export const trackedStore = z.strictObject({
  endpoint: address,
  region: z.string().min(1).default('us-east-1'),
  checksums: z
    .enum(['when supported', 'when required'], 'when supported, or when required')
    .default('when required'),
});
export type TrackedStore = Readonly<z.infer<typeof trackedStore>>;

/** The module as people write it: switched off unless they say otherwise. */
export const trackerSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    sources: z.string().min(1).optional(),
    times: z.array(clock).max(48).default(['08:00', '13:00', '18:00']),
    timeZone: timeZone.optional(),
    channel: channelId.optional(),
    store: trackedStore.optional(),
    databases: databasesSchema,
    species: z.array(safeAddress).max(20).default([]),
    googleSheets: googleSheetsSchema.optional(),
    workbooks: z.int().min(1).max(1000).default(30),
  })
  .superRefine(({ enabled, sources }, { addIssue }) => {
    if (enabled && sources === undefined)
      addIssue({
        code: 'custom',
        path: ['enabled'],
        message: 'say the file of the sources: sources: /etc/handoff/sources_config.json',
      });
  });
export type TrackerGiven = z.infer<typeof trackerSchema>;

/** What is meant by it; undefined while it is switched off. `otherwise`: the time zone of the installation. */
export function trackerOf(given: TrackerGiven, otherwise: string): TrackerConfig | undefined {
  const { enabled, sources, times, channel, store, species, workbooks } = given;
  if (!enabled || sources === undefined) return undefined;
  return {
    sources,
    times: [...new Set(times)],
    timeZone: given.timeZone ?? otherwise,
    channel,
    store,
    databases: databasesOf(given.databases),
    species,
    workbooks,
    googleSheets: given.googleSheets && googleSheetsOf(given.googleSheets),
  };
}
