import { z } from 'zod';
import { safeAddress } from '../web-address.ts';

/** The spreadsheet at Google that is kept. The key of its service account is a secret. */
export interface GoogleSheetsConfig {
  readonly spreadsheet: string; // id
  readonly endpoint?: string | undefined; // instead of Google’s own addresses
  readonly address?: string | undefined; // where people open it, instead of Google’s own
}

const id = z.string().regex(/^[\w-]{20,100}$/, 'the id in the address of a spreadsheet, after /d/');

export const googleSheetsSchema = z
  .strictObject({
    spreadsheet: id,
    development: id.optional(),
    use: z
      .enum(['spreadsheet', 'development'], 'spreadsheet, or development')
      .default('spreadsheet'),
    endpoint: safeAddress.optional(),
    address: safeAddress.optional(),
  })
  .superRefine(({ spreadsheet, development, use }, { addIssue }) => {
    if (use === 'development' && development === undefined)
      addIssue({ code: 'custom', path: ['use'], message: 'say development: its id' });
    if (spreadsheet === development)
      addIssue({
        code: 'custom',
        path: ['development'],
        message: 'another spreadsheet: whoever develops writes over this one',
      });
  });

/** Which of the two is written. */
export const googleSheetsOf = (given: z.infer<typeof googleSheetsSchema>): GoogleSheetsConfig => ({
  spreadsheet: (given.use === 'development' && given.development) || given.spreadsheet,
  endpoint: given.endpoint,
  address: given.address,
});

const key = z.object({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
});

/** One sentence where it is not the key of a service account; nothing of it is shown. */
export function againstGoogleCredentials(text: string): readonly string[] {
  try {
    if (key.safeParse(JSON.parse(text)).success) return [];
  } catch {
    // said below
  }
  return [
    'TRACKER_GOOGLE_CREDENTIALS: not the key of a service account, as Google gives it (JSON).',
  ];
}
